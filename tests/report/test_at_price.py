"""What follows the mouse: 0.2 BTC from 50,000 at 10x isolated, stop 49,000, 10,000 in the wallet."""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.account import AccountState
from planner.domain.at_price import Ending, ending
from planner.domain.margin.pool import Demand
from planner.domain.margin_path import Corner
from planner.domain.plan import Draft
from planner.report.at_price import path_reading, price_reading
from tests.conftest import cfd_venue, fx_draft, make_draft, position
from tests.regimes import cash_draft
from tests.report.plans import quiet, unsaid

PERCENT = "\u202f%"


def _read(price: str) -> dict[str, str]:
    reading = price_reading(assess(quiet()), Decimal(price))
    return {name: value.replace(PERCENT, " %") for name, value in reading}


def test_the_account_and_the_plan_at_a_price() -> None:
    assert _read("49500") == {
        "Equity": "9,900.00 USDT",
        "Free margin": "9,000.00 USDT",
        "Margin level": "990 %",
        "This plan": "−0.50 R · −100.00 USDT",
    }
    assert _read("52000")["This plan"] == "+2.00 R · +400.00 USDT"


def test_beyond_liquidation_it_is_said_where_that_was_and_what_is_left() -> None:
    found = _read("45000")
    assert found["Liquidated at"] == "45,226.2"
    assert (found["Equity"], found["This plan"]) == ("9,045.23 USDT", "−4.77 R · −954.77 USDT")
    assert "Liquidated at" not in _read("45300")


def test_where_it_is_not_known_what_a_broker_closes_the_figures_say_that_nothing_was() -> None:
    # 1.1 lots at 30 times use 3,666.67, half of which stops out: 1 - (10,000 - 1,833.33) / 110,000
    held = position(
        instrument="EURUSD", margin_mode="cross", leverage="30", entry_price="1", mark_price="1", stop_price="0.99"
    )
    broker = cfd_venue(liquidation={"close_order": "largest_loss"})
    reading = price_reading(assess(fx_draft(venue=broker, positions=[held])), Decimal("0.9"))
    assert reading[:3] == (
        ("Stopped out at", "0.92576"),
        ("As if nothing were closed:", ""),
        ("Equity", "−1,000.00 USD"),
    )


def test_a_cash_account_knows_no_margin() -> None:
    assessment = assess(cash_draft())
    entry = assessment.evaluation.entry_price
    assert entry is not None
    assert [name for name, _ in price_reading(assessment, entry)] == ["Equity", "Cash left", "This plan"]


def test_a_plan_about_which_nothing_can_be_said_reads_nothing() -> None:
    assert price_reading(assess(unsaid()), Decimal(50000)) == ()


ACCOUNT = AccountState(
    equity=Decimal(9_600), used_margin=Decimal(1_000), free_margin=Decimal(9_000), requirement=Decimal(48)
)


def test_the_margin_path_reads_the_equity_of_the_position_and_the_margins_of_the_account() -> None:
    corner = Corner(Decimal(48_000), Decimal(600), Decimal(48))
    reading = path_reading(assess(make_draft()), corner, Demand(Decimal("1.25")), ACCOUNT)
    assert [(name, value.replace(PERCENT, " %")) for name, value in reading] == [
        ("Position equity", "600.00 USDT"),
        ("Maintenance", "60.00 USDT"),
        ("Free margin", "9,000.00 USDT"),
        ("Margin level", "960 %"),
    ]


@pytest.mark.parametrize(("beside", "name"), [("cross", "Equity"), ("isolated", "Cross equity")])
def test_the_equity_of_a_cross_plan_is_the_accounts_unless_some_of_that_stands_apart(beside: str, name: str) -> None:
    held = position(side="short", quantity="0.01", margin_mode=beside, stop_price="51000")
    assessment = assess(make_draft(margin_mode="cross", positions=[held]))
    assert path_reading(assessment, Corner(*[Decimal(1)] * 3), Demand(), None)[0] == (name, "1.00 USDT")


def test_beyond_a_liquidation_the_margin_path_reads_what_is_left() -> None:
    # 1,000 - 0.2 x 5,000 would be nothing; 45.23 are left at 45,226.2
    assessment, corner = assess(quiet()), Corner(Decimal(45_000), Decimal(0), Decimal(45))
    end = ending(assessment.evaluation, corner.price)
    assert path_reading(assessment, corner, Demand(Decimal(1)), ACCOUNT, end)[:3] == (
        ("Liquidated at", "45,226.2"),
        ("Left, about", "45.23 USDT"),
        ("Free margin", "9,000.00 USDT"),
    )


def test_the_margin_path_reads_on_as_if_nothing_were_closed_where_that_is_the_venues() -> None:
    corner, end = Corner(Decimal(38_000), Decimal(-2000), Decimal(190)), Ending(Decimal("40211.1"))
    reading = path_reading(assess(make_draft(margin_mode="cross")), corner, Demand(Decimal(1)), ACCOUNT, end)
    assert reading[:3] == (
        ("Liquidated at", "40,211.1"),
        ("As if nothing were closed:", ""),
        ("Equity", "−2,000.00 USDT"),
    )


def _supposed(draft: Draft, price: str) -> list[str]:
    return [name for name, value in price_reading(assess(draft), Decimal(price)) if name.startswith("as if")]


@pytest.mark.parametrize(
    ("price", "told"),
    [
        ("52000.1", ["as if no target had filled"]),
        ("52000", []),
        ("50000", []),
        ("49000", []),
        ("48999.9", ["as if the stop had not filled"]),
        ("45000", ["as if the stop had not filled"]),
    ],
)
def test_beyond_its_stop_or_a_target_the_figures_say_that_neither_had_filled(price: str, told: list[str]) -> None:
    assert _supposed(quiet(), price) == told
    assert [name for name, _ in price_reading(assess(quiet()), Decimal(price))][-1] in {"This plan", *told}


def test_a_stop_that_lies_beyond_liquidation_has_never_been_in_the_way() -> None:
    assert _supposed(make_draft(stop_price="44000"), "43000") == []


@pytest.mark.parametrize(
    ("price", "told"),
    [
        ("49500", []),
        ("49700", ["as if all entries had filled"]),
        ("51000", ["as if all entries had filled"]),
        ("53000", ["as if entries alone had filled"]),
        ("48000", ["as if the stop had not filled"]),
    ],
)
def test_above_an_entry_that_waits_below_the_figures_say_that_it_had_filled(price: str, told: list[str]) -> None:
    targets, rungs = [{"price": "52000", "share": "1"}], [{"price": "49600", "share": "0.5"}]
    assert _supposed(make_draft(targets=targets, ladder=rungs), price) == told
