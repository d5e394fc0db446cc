"""What is often told wrongly about leverage, and what the planner says instead: X1 to X29 of the list they stand in.

X11, X12, X20, X24, X25 and X27 are in `test_shipped_rules`.
"""

from decimal import Decimal

import pytest

from planner.assess import Assessment, assess
from planner.domain.evaluate import evaluate
from planner.domain.liquidation import liquidation_range, outcome
from planner.domain.position_levels import position_levels
from planner.domain.venue import DeficitPolicy
from planner.report.glossary import TERMS, label, meaning
from planner.report.rule_words import BEARERS
from planner.report.sentence_table import FINDINGS
from tests.cases.published import exchange, marked, of_x
from tests.conftest import (
    fx_draft,
    is_near,
    linear_instrument,
    linear_venue,
    make_draft,
    position,
)
from tests.happenings import counts

SIZED = {"size_by": "quantity", "size": "0.2"}
TWO = linear_venue(linear_instrument(), linear_instrument(symbol="ETHUSDT", base_currency="ETH"))
FUNDED = {"funding_rate": "0.0001", "funding_interval_hours": "8"}


def _codes(found: Assessment) -> set[str]:
    return {finding.code for finding in found.evaluation.findings}


def test_x1_a_liquidation_price_depends_on_entry_and_side() -> None:
    for side, stop, price in (("long", "49000", "45226.1306533"), ("short", "51000", "54726.3681592")):
        assert is_near(evaluate(make_draft(**SIZED, side=side, stop_price=stop)).roots.liquidation, price)


def test_x2_a_stop_beyond_liquidation_is_no_stop() -> None:
    found = assess(make_draft(**SIZED, stop_price="45000"))
    assert found.verdict.binding == "stop_beyond_liquidation"
    assert "stop_beyond_liquidation" not in _codes(assess(make_draft(**SIZED, stop_price="45500")))


def test_x3_margin_is_the_traders_own_and_the_rest_is_borrowed() -> None:
    evaluation = evaluate(make_draft(**SIZED))
    assert [evaluation.initial_margin, evaluation.loan_to_value] == [1000, Decimal("0.9")]
    assert "borrowed" in meaning("loan_to_value")
    assert "borrowed" not in meaning("initial_margin")


def test_x4_no_free_margin_is_the_call_and_stop_out_comes_later() -> None:
    before = evaluate(marked("97")).before
    assert before is not None
    assert [before.free_margin, before.margin_level, before.equity] == [0, 1, 250]
    roots = evaluate(of_x()).roots
    assert [roots.margin_call, roots.liquidation] == [97, Decimal("96.5")]


def test_x5_a_stop_may_fill_beyond_its_price() -> None:
    sure, slipped = (evaluate(make_draft(**SIZED, slippage_rate=rate)).loss_at_stop for rate in ("0", "0.01"))
    assert [sure, slipped] == [200, 298]  # filled at 48,510


@pytest.mark.parametrize(("rate", "price"), [("0.004", "98.3935743"), ("0.005", "98.4924623"), ("0.01", "98.989899")])
def test_x6_fifty_times_is_liquidated_by_one_and_a_half_percent(rate: str, price: str) -> None:
    draft = of_x(venue=exchange(rate), margin_mode="isolated", leverage="50", size="1")
    assert is_near(evaluate(draft).roots.liquidation, price)
    assert evaluate(draft).roots.bankruptcy == 98


@pytest.mark.parametrize(("leverage", "ratio"), [("3", "1.5"), ("5", "1.25"), ("10", "1.1111111")])
def test_x7_collateral_of_150_percent_is_three_times_leverage(leverage: str, ratio: str) -> None:
    lent = evaluate(make_draft(**SIZED, leverage=leverage)).loan_to_value
    assert lent is not None
    assert is_near(1 / lent, ratio)
    assert label("margin_level") == "Margin level"


def test_x8_what_counts_is_effective_leverage_and_the_distance_of_the_stop() -> None:
    low, high = (evaluate(make_draft(**SIZED, leverage=leverage)) for leverage in ("10", "40"))
    assert low.effective_leverage == high.effective_leverage == 1
    assert low.loss_at_stop == high.loss_at_stop == 200


@pytest.mark.parametrize(("size", "decision"), [("0.02", "take"), ("0.0201", "shrink")])
def test_x9_more_than_two_percent_is_shrunk_unless_the_trader_allows_it(size: str, decision: str) -> None:
    assert assess(make_draft(size=size)).verdict.decision == decision


def test_x10_a_share_of_risk_is_one_of_equity_not_of_the_balance() -> None:
    held = [position(quantity="1", mark_price="49500", entry_price="50000", leverage="50", margin_mode="cross")]
    assert evaluate(make_draft(margin_mode="cross", positions=held)).asked_quantity == Decimal("0.19")


def test_x13_an_insurance_fund_absorbs_and_deleveraging_passes_on() -> None:
    assert BEARERS[DeficitPolicy.INSURANCE_AND_ADL].startswith("The venue's insurance fund first, then")
    assert BEARERS[DeficitPolicy.SOCIALISED] == "Winning traders share it."
    assert len(set(BEARERS.values())) == len(DeficitPolicy)
    assert "gap" in meaning("deficit")


def test_x14_isolated_loses_its_margin_and_cross_may_lose_the_account() -> None:
    rules = linear_venue(linear_instrument(), liquidation={"taken_over": True})
    losses = [outcome(evaluate(make_draft(**SIZED, venue=rules, margin_mode=mode))) for mode in ("isolated", "cross")]
    assert [found and found.loss for found in losses] == [1000, None]  # 10,000 carry 0.2 coins down to nothing
    large = outcome(evaluate(make_draft(size_by="quantity", size="1", venue=rules, margin_mode="cross")))
    assert large is not None
    assert large.loss == 10000
    assert "only the position's own margin" in meaning("margin_mode")


def test_x15_only_isolated_positions_stand_alone() -> None:
    for mode, moves in (("isolated", False), ("cross", True)):
        held = position(
            instrument="ETHUSDT", quantity="5", entry_price="2000", mark_price="2000", stop_price=None, margin_mode=mode
        )
        plan = {**SIZED, "venue": TWO, "margin_mode": "cross", "wallet_balance": "5000"}
        (levels,) = position_levels(evaluate(make_draft(**plan, positions=[held])))
        assert (levels.before != levels.after) is moves


def test_x16_reducing_is_the_traders_and_liquidating_the_venues() -> None:
    assert label("less_size") == "Reduce size"
    assert "the venue closes" in meaning("closed_first")
    assert "What if" in meaning("less_size")


def test_x17_a_part_of_a_single_position_may_be_liquidated() -> None:
    rules = linear_venue(linear_instrument(), liquidation={"partial": "slices", "slice_rate": "0.2"})
    found = outcome(evaluate(make_draft(**SIZED, venue=rules)))
    assert found is not None
    assert is_near(found.closed_notional, "1809.0452261")


def test_x18_liquidation_is_an_estimate_at_the_mark() -> None:
    assert "an estimate" in meaning("liquidation")
    assert "A touch of the mark is enough" in meaning("liquidation")


def test_x19_bankruptcy_is_where_nothing_is_left() -> None:
    evaluation = evaluate(make_draft(**SIZED))
    assert evaluation.pool is not None
    assert evaluation.roots.bankruptcy == 45000
    assert evaluation.pool.equity_at(Decimal(45000)) == 0
    assert evaluation.pool.equity_at(Decimal(44000)) == -200


def test_x21_leverage_changes_margin_and_distance_not_what_a_pip_is_worth() -> None:
    for leverage, margin in (("30", "3333.3333"), ("500", "200")):
        evaluation = evaluate(fx_draft(leverage=leverage, stop_price="0.9999"))
        assert is_near(evaluation.initial_margin, margin)
        assert evaluation.loss_at_stop == 10
    assert "never the loss at the stop" in meaning("leverage")


@pytest.mark.parametrize(
    ("rate", "losses", "left"), [("0.01", 100, "0.3660"), ("0.02", 50, "0.3642"), ("0.03", 33, "0.3660")]
)
def test_x22_a_constant_share_is_never_used_up(rate: str, losses: int, left: str) -> None:
    # V6: after each loss the next one is a share of what is left.
    balance = Decimal(10000)
    for _ in range(losses):
        size = evaluate(make_draft(size=rate, wallet_balance=balance)).asked_quantity
        assert size is not None
        balance = (balance - 1000 * size).quantize(Decimal("1e-12"))
    assert is_near(balance / 10000, left, "2e-4")


def test_x23_what_is_left_is_a_share_of_the_way_to_liquidation() -> None:
    roots = evaluate(make_draft(**SIZED)).roots
    assert roots.liquidation is not None
    way = 50000 - roots.liquidation
    assert is_near((Decimal("45703.5175879") - roots.liquidation) / way, "0.1")


def test_x26_funding_is_paid_by_one_side() -> None:
    venue = linear_venue(linear_instrument(**FUNDED))
    long = evaluate(make_draft(**SIZED, venue=venue, holding_days="3"))
    short = evaluate(make_draft(**SIZED, venue=venue, holding_days="3", side="short", stop_price="51000"))
    assert [long.loss_at_stop, short.loss_at_stop] == [209, 200]
    assert liquidation_range(short)[0] == liquidation_range(short)[1]


def test_x28_more_than_the_deposit_can_be_lost_beyond_bankruptcy() -> None:
    assert "rule on deficits decides who pays" in meaning("bankruptcy")
    before = evaluate(marked("94.8")).before
    assert before is not None
    assert before.equity == -300  # V2


def test_x29_losses_and_deviations_are_counted_apart() -> None:
    losing, broken = assess(make_draft(events=counts(losing_streak=3))).pauses.rules
    assert (losing.state, broken.state) == ("paused", "active")
    losing, broken = assess(make_draft(events=counts(deviations=3))).pauses.rules
    assert (losing.state, broken.state) == ("active", "paused")


def test_every_correction_that_is_one_of_words_has_its_words() -> None:
    said = " ".join([*FINDINGS.values(), *(term.meaning for term in TERMS.values())])
    for words in (
        "the venue closes the position first",
        "unbounded",
        "A touch of the mark is enough",
        "Cross: the account backs",
    ):
        assert words in said
