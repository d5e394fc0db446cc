"""What decides the margin of a plan, in the words of its regime."""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.distances import Unit
from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft
from planner.report.distances import distance_text
from planner.report.levels import level_rows, requirement_label
from planner.report.rows import summary_rows
from planner.report.terms import margin_note, stop_distance, terms_hint, terms_words
from tests.conftest import make_draft
from tests.regimes import REG_T, cash_draft, futures_draft, inverse_draft, loan_draft, spot_draft, stock_draft
from tests.report.plans import eurusd

PERCENT = "\u202f%"
THREE_IN_TWO_ORDERS = futures_draft(
    stop_price="3990", ladder=[{"price": "3998", "share": "0.5"}], size_by="quantity", size="3"
)
"""One at 4,000 and two at 3,998 cost 3,998.67 on average: 34 ticks and a part of one above the stop."""


@pytest.mark.parametrize(
    ("draft", "words", "note"),
    [
        (make_draft(), "isolated margin, 10×", "at 10×"),
        (loan_draft(), "50 % loan to value", "50 % is borrowed"),
        (loan_draft(loan_to_value=None), "65 % loan to value", "65 % is borrowed"),
        (futures_draft(), "overnight margin", "11,000 USD a contract"),
        (futures_draft(intraday=True), "day trade", "1,000 USD a contract"),
        # 9.9 % of notional
        (
            futures_draft(margin={"unit": "notional", "initial": "0.099", "maintenance": "0.09"}),
            "overnight margin",
            "9.9 % of the value",
        ),
        (stock_draft(), "overnight margin", "50 % of the value"),
        (cash_draft(), "paid in full", "paid in full"),
    ],
)
def test_what_stands_behind_a_position_is_told_in_its_regime_s_words(draft: Draft, words: str, note: str) -> None:
    assert terms_words(draft).replace(PERCENT, " %") == words
    assert margin_note(assess(draft)).replace(PERCENT, " %") == note


@pytest.mark.parametrize(
    ("draft", "hint"),
    [
        (make_draft(), ""),
        (cash_draft(), ""),
        (futures_draft(entry_price=None), ""),
        (futures_draft(), "Overnight 11,000 USD a contract, day trade 1,000 USD a contract"),
        (stock_draft(), "Overnight 50 % of the value"),
        (
            stock_draft(rules={"stock": {**REG_T, "day_trade_rule": "intraday_margin"}}),
            "Overnight 50 % of the value, day trade 25 % of the value",
        ),
        (loan_draft(), "Call at 75 %, liquidation at 83 % loan to value"),
    ],
)
def test_what_the_venue_asks_stands_below_the_field(draft: Draft, hint: str) -> None:
    assert terms_hint(assess(draft)).replace(PERCENT, " %") == hint


@pytest.mark.parametrize(
    ("draft", "distance"),
    [
        (eurusd(), "50.0 pips"),  # 1.1 to 1.095
        (futures_draft(stop_price="3990"), "40 ticks"),  # 10 points in quarters
        (inverse_draft(stop_price="49000"), "10,000 ticks"),  # 1,000 in tenths
        (spot_draft(stop_price="29000"), "1,000 pts"),
        (make_draft(stop_price=None), ""),
        (THREE_IN_TWO_ORDERS, "35 ticks"),
    ],
)
def test_the_stop_distance_is_counted_as_the_market_counts(draft: Draft, distance: str) -> None:
    assert stop_distance(evaluate(draft)) == distance


def test_the_chart_counts_the_stop_of_several_entries_as_the_field_does() -> None:
    assert distance_text(evaluate(THREE_IN_TWO_ORDERS), Decimal(3990), Unit.TICKS, None) == "\u221235 ticks"


def test_points_are_whole_ticks() -> None:
    """One step at 30,000 and two at 29,000 are 29,333.333..., in ticks of 0.1 a part of one more than 1,333.3."""
    ladder = [{"price": "29000", "share": "0.5"}]
    found = evaluate(spot_draft(stop_price="28000", ladder=ladder, size_by="quantity", size="0.3"))
    assert stop_distance(found) == "1,333.4 pts"


def test_the_levels_of_a_loan_name_their_loan_to_value() -> None:
    # 25,000 lent on one coin: 25,000 / 0.75 and 25,000 / 0.83, on the tick toward the market
    rows = {row.key: (row.text, row.note.replace(PERCENT, " %")) for row in level_rows(assess(loan_draft()))}
    assert rows["margin_call"] == ("33,333.4", "loan to value 75 %")
    assert rows["liquidation"] == ("30,120.5", "loan to value 83 % · −39.76 %")
    figures = {row.key: row.detail.replace(PERCENT, " %") for row in summary_rows(assess(loan_draft()))}
    assert figures["margin_call"] == "75 % LTV, −33.33 %"


@pytest.mark.parametrize(
    ("draft", "value", "detail"),
    [
        (futures_draft(), "broker decides", "from the margin call on"),
        (stock_draft(), "broker decides", "from the margin call on"),
        (cash_draft(), "impossible", "cannot be liquidated"),
    ],
)
def test_where_no_rule_liquidates_the_row_says_who_decides(draft: Draft, value: str, detail: str) -> None:
    row = next(row for row in summary_rows(assess(draft)) if row.key == "liquidation")
    assert (row.value, row.detail) == (value, detail)


def test_the_margin_path_is_named_after_what_it_shows() -> None:
    drafts = (make_draft(), eurusd(), spot_draft(), loan_draft(), futures_draft())
    assert [requirement_label(draft.situation.venue) for draft in drafts] == [
        "maintenance", "stop-out", "liquidation", "liquidation", "maintenance",
    ]  # fmt: skip


def test_bankruptcy_that_only_pays_the_closing_fee_says_so() -> None:
    rules: dict[str, object] = {"perpetual": {"fee_base": "notional", "bankruptcy_has_fee": True}}
    rows = {row.key: row.note for row in level_rows(assess(inverse_draft(rules=rules)))}
    assert rows["bankruptcy"] == "equity only pays the closing fee"
    assert {row.key: row.note for row in level_rows(assess(make_draft()))}["bankruptcy"] == "equity 0"
