"""What follows the mouse: 0.2 BTC from 50,000 at 10x isolated, stop 49,000, 10,000 in the wallet."""

from decimal import Decimal

from planner.assess import assess
from planner.domain.at_price import Ending, ending
from planner.domain.margin.pool import Demand
from planner.domain.margin_path import Corner
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


def test_the_margin_path_reads_equity_and_what_it_is_compared_with() -> None:
    corner = Corner(Decimal(48_000), Decimal(600), Decimal(48))
    reading = path_reading(assess(make_draft()), corner, Demand(Decimal("1.25")))
    assert [(name, value.replace(PERCENT, " %")) for name, value in reading] == [
        ("Equity", "600.00 USDT"),
        ("Maintenance", "60.00 USDT"),
        ("Equity over requirement", "1,250 %"),
    ]


def test_beyond_a_liquidation_the_margin_path_reads_what_is_left() -> None:
    # 1,000 - 0.2 x 5,000 would be nothing; 45.23 are left at 45,226.2
    assessment, corner = assess(quiet()), Corner(Decimal(45_000), Decimal(0), Decimal(45))
    end = ending(assessment.evaluation, corner.price)
    assert path_reading(assessment, corner, Demand(Decimal(1)), end) == (
        ("Liquidated at", "45,226.2"),
        ("Left, about", "45.23 USDT"),
    )


def test_the_margin_path_reads_on_as_if_nothing_were_closed_where_that_is_the_venues() -> None:
    corner, end = Corner(Decimal(38_000), Decimal(-2000), Decimal(190)), Ending(Decimal("40211.1"))
    reading = path_reading(assess(make_draft()), corner, Demand(Decimal(1)), end)
    assert reading[:3] == (
        ("Liquidated at", "40,211.1"),
        ("As if nothing were closed:", ""),
        ("Equity", "−2,000.00 USDT"),
    )
