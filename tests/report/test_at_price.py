"""What follows the mouse: 0.2 BTC from 50,000 at 10x isolated, stop 49,000, 10,000 in the wallet."""

from decimal import Decimal

from planner.assess import assess
from planner.domain.margin.pool import Demand
from planner.domain.margin_path import Corner
from planner.report.at_price import path_reading, price_reading
from tests.conftest import make_draft
from tests.regimes import cash_draft
from tests.report.plans import quiet, unsaid

PERCENT = "\u202f%"


def _read(price: str) -> dict[str, str]:
    reading = price_reading(assess(quiet()), Decimal(price))
    return {name: value.replace(PERCENT, " %") for name, value in reading}


def test_the_account_and_the_plan_at_a_price() -> None:
    assert _read("49500") == {
        "Equity": "9,900.00 USDT",
        "Free margin": "8,900.00 USDT",
        "Margin level": "990 %",
        "This plan": "−0.50 R · −100.00 USDT",
    }
    assert _read("52000")["This plan"] == "+2.00 R · +400.00 USDT"


def test_beyond_liquidation_it_is_said_that_nobody_gets_there() -> None:
    found = _read("45000")
    assert "Liquidated on the way" in found
    assert (found["Equity"], found["This plan"]) == ("9,045.23 USDT", "−4.77 R · −954.77 USDT")
    assert "Liquidated on the way" not in _read("45300")


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
