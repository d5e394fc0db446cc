"""The largest size that can be taken, against losses and margins by hand."""

from decimal import Decimal

import pytest

from planner.assess import Assessment, Decision, assess
from planner.domain.plan import Draft
from planner.report.asked import asked_lines
from planner.report.verdict import verdict_text
from tests.conftest import cfd_venue, fx_draft, limits, linear_instrument, linear_venue, make_draft, position
from tests.regimes import stock_draft

D = Decimal
WIDE = limits(single_trade_rate="1", total_open_rate="1", margin_level_floor="0.01")
IN_TENTHS = linear_venue(linear_instrument(quantity_step="0.1", min_quantity="0.1"))


def _answer(assessment: Assessment) -> tuple[str, str | None, Decimal | None]:
    found = assessment.verdict
    return found.decision.value, found.binding, found.quantity


def test_a_cross_plan_too_large_for_its_stop_is_shrunk_to_what_its_account_bears() -> None:
    # 10,000 - 5,000 q at the stop are half of 3,333.33 q, the stop-out, at 1.5 lots: less comes to its stop first
    draft = fx_draft(stop_price="0.95", size="2", limits=WIDE)
    found = assess(draft)
    assert found.evaluation.findings[0].code == "stop_beyond_liquidation"
    assert _answer(found) == ("shrink", "stop_beyond_liquidation", D("1.49"))
    assert verdict_text(found).reason.startswith("A stop that comes before liquidation allows no more; ")
    assert asked_lines(found)[1] == "Can be: 1.49 lot · 7,450.00 USD · a stop that comes before liquidation"
    taken = draft.replace(plan=draft.plan.replace(size=D("1.49")))
    assert assess(taken).verdict.decision is Decision.TAKE


@pytest.mark.parametrize("size", ["0.05", "1", "1.5", "2", "3", "10", "40"])
def test_what_is_left_of_a_size_does_not_depend_on_how_much_is_asked(size: str) -> None:
    # 2 % of 10,000 pay for 0.04 lots that lose 5,000 each
    assert assess(fx_draft(stop_price="0.95", size=size)).verdict.quantity == D("0.04")


def test_an_isolated_plan_is_liquidated_before_its_stop_in_every_size() -> None:
    draft = make_draft(leverage="50", stop_price="48000", size_by="quantity", size="1", limits=WIDE)
    assert _answer(assess(draft)) == ("do_not_take", "stop_beyond_liquidation", None)


def test_what_binds_is_what_keeps_a_step_more_from_being_taken() -> None:
    # 1,000 q + 200 + q (P - 50,000) = 0.005 q P is P = 48,500 at 200 / 742.5 coins; 10 % of 10,000 leave 0.666
    wanted = limits(single_trade_rate="0.1", total_open_rate="0.5", margin_level_floor="0.01")
    plan = {"leverage": "50", "added_margin": "200", "stop_price": "48500", "limits": wanted}
    found = assess(make_draft(size_by="risk_rate", size="0.2", **plan))
    assert _answer(found) == ("shrink", "stop_beyond_liquidation", D("0.269"))
    assert {cap.rule: cap.quantity for cap in found.caps}["single_trade"] > D("0.666")


def test_isolated_entries_that_end_before_their_stop_by_their_shares_do_so_in_every_size() -> None:
    # four fifths at 50,000 and one at 49,600 end at 48,868 with a fortieth behind them; a few steps only by accident
    ladder = [{"price": "49600", "share": "0.2"}]
    wanted = limits(single_trade_rate="0.02", total_open_rate="0.3", margin_level_floor="0.5")
    plan = {"leverage": "40", "stop_price": "48850", "wallet_balance": "100000", "ladder": ladder, "limits": wanted}
    found = assess(make_draft(size_by="risk_rate", size="0.02", **plan))
    assert _answer(found) == ("do_not_take", "stop_beyond_liquidation", None)


def test_what_is_taken_beside_a_hedge_keeps_its_level_whatever_the_sides_cost() -> None:
    # 7,888.89 are used of two lots from 1.10 and 1.20; each lot more takes 4,000
    held = position(
        instrument="EURUSD", quantity="1", entry_price="1.1", mark_price="1.2", stop_price="1.09", leverage="30",
        margin_mode="cross",
    )  # fmt: skip
    draft = fx_draft(
        venue=cfd_venue(hedged_share="1"), side="short", entry_price="1.2", stop_price="1.201", size="5",
        positions=[held], limits=limits(single_trade_rate="1", total_open_rate="1", margin_level_floor="1.5"),
    )  # fmt: skip
    quantity = assess(draft).verdict.quantity
    assert quantity is not None
    assert _level(draft, quantity) >= D("1.5") > _level(draft, quantity + D("0.01"))


def _level(draft: Draft, size: Decimal) -> Decimal:
    after = assess(draft.replace(plan=draft.plan.replace(size=size))).evaluation.after
    assert after is not None
    assert after.margin_level is not None
    return after.margin_level


def test_a_plan_of_which_no_size_is_left_keeps_its_objection() -> None:
    nothing = limits(single_trade_rate="0.00001")
    found = assess(fx_draft(stop_price="0.95", size="2", limits=nothing))
    assert _answer(found) == ("do_not_take", "stop_beyond_liquidation", None)


def test_a_smaller_size_borrows_less_and_so_the_limit_leaves_more_of_it() -> None:
    # 50 shares at 200 are paid from cash and lose 2 each; of 800 each pays interest on a debit of 150,000 besides
    draft = stock_draft(
        rules={"instruments": [_borrowing()]},
        entry_price="200",
        stop_price="198",
        size="800",
        holding_days="60",
        limits=limits(single_trade_rate="0.01", total_open_rate="1", margin_level_floor="0.01"),
    )
    assert _answer(assess(draft)) == ("shrink", "single_trade", D(50))


def _borrowing() -> object:
    listed = stock_draft().situation.venue.instruments[0]
    return listed.model_validate(
        {**listed.model_dump(mode="json"), "interest": {"rate": "0.1", "rate_hours": "8760", "step_hours": "24"}}
    )


def test_of_a_size_with_an_entry_that_is_no_order_the_largest_that_has_none_is_left() -> None:
    # 0.4 are 0.2, 0 and 0.2; 0.3 are 0.1 each
    ladder = [{"price": "49800", "share": "0.2"}, {"price": "49600", "share": "0.3"}]
    found = assess(make_draft(venue=IN_TENTHS, ladder=ladder, size_by="quantity", size="0.4", limits=WIDE))
    assert _answer(found) == ("shrink", "order_below_minimum", D("0.3"))


def test_few_whole_steps_that_lose_less_each_are_left_where_shares_would_leave_none() -> None:
    # a coin by shares loses 490: 140 of risk leave 0.2, which three entries cannot order; 0.1, 0.1 and 0.2 lose 140
    ladder = [{"price": "49200", "share": "0.3"}, {"price": "49100", "share": "0.3"}]
    risk = limits(single_trade_rate="0.014", total_open_rate="1", margin_level_floor="0.01")
    found = assess(make_draft(venue=IN_TENTHS, ladder=ladder, size_by="quantity", size="5", limits=risk))
    assert _answer(found) == ("shrink", "single_trade", D("0.4"))
