from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.what_if import (
    Trial,
    account_with_hike,
    apply_trial,
    most_margin,
    refusal,
    with_leverage,
    with_margin,
    with_margin_hike,
    with_share,
    with_trial,
)
from tests.conftest import is_near, linear_instrument, linear_venue, make_draft
from tests.regimes import cash_draft, futures_draft, instrument, stock_draft

D = Decimal
ONE = {"size_by": "quantity", "size": "0.2"}


def test_margin_goes_behind_an_isolated_position_or_into_the_account() -> None:
    isolated = with_margin(make_draft(**ONE, added_margin="100"), Decimal(400))
    assert isolated.plan.added_margin == 500
    assert is_near(evaluate(isolated).roots.liquidation, "42713.5678392")
    cross = with_margin(make_draft(**ONE, margin_mode="cross"), Decimal(400))
    assert (cross.plan.added_margin, cross.situation.account.wallet_balance) == (Decimal(0), Decimal(10400))


@pytest.mark.parametrize(("share", "size"), [("0.5", "0.1"), ("0.333", "0.066"), ("1", "0.2"), ("0.001", "0")])
def test_a_share_is_rounded_down_to_the_step(share: str, size: str) -> None:
    draft = with_share(make_draft(), Decimal("0.2"), Decimal(share))
    assert (draft.plan.size_by, draft.plan.size) == ("quantity", Decimal(size))


def test_a_share_of_what_is_not_listed_is_left_as_it_is() -> None:
    assert with_share(make_draft(instrument="NOPE"), Decimal("0.3"), Decimal("0.333")).plan.size == Decimal("0.0999")


def test_another_leverage_leaves_the_loss_and_moves_the_liquidation() -> None:
    draft = make_draft(**ONE)
    one, other = evaluate(draft), evaluate(with_leverage(draft, Decimal(20)))
    assert one.loss_at_stop == other.loss_at_stop == 200
    assert is_near(other.roots.liquidation, "47738.6934673")  # 4.5226 % below the entry


def test_a_hike_raises_money_and_rates_of_futures() -> None:
    dearer = with_margin_hike(futures_draft(), Decimal("0.1")).situation.venue.instruments[0].futures_margin
    assert dearer is not None
    assert [dearer.initial, dearer.maintenance, dearer.day] == [12100, 11000, 1100]
    other = instrument(symbol="SPOT", price_tick="0.25")
    without_day = futures_draft(margin={"initial": "11000", "maintenance": "10000"})
    margin = with_margin_hike(without_day, Decimal(1)).situation.venue.instruments[0].futures_margin
    assert margin is not None
    assert [margin.initial, margin.day] == [22000, None]
    assert other.futures_margin is None


def test_elsewhere_a_hike_asks_for_a_multiple_of_the_requirement() -> None:
    hiked = with_margin_hike(make_draft(**ONE), Decimal("0.5")).situation.venue
    assert (hiked.margin_call_ratio, hiked.liquidation_ratio) == (Decimal("1.875"), Decimal("1.5"))
    assert with_margin_hike(stock_draft(), Decimal("0.5")).situation.venue.liquidation_ratio is None
    assert evaluate(with_margin_hike(cash_draft(), Decimal(1))).roots.liquidation is None


def test_a_hike_brings_liquidation_nearer() -> None:
    roots = evaluate(with_margin_hike(make_draft(**ONE), Decimal(1))).roots
    assert is_near(roots.liquidation, "45454.5454545")  # P - 45,000 = 2 x 0.005 P


@pytest.mark.parametrize(("balance", "most"), [("10000", "1000000"), ("10048.1", "2000000"), ("0.004", "100")])
def test_what_is_tried_is_at_most_a_hundred_times_equity(balance: str, most: str) -> None:
    assert most_margin(evaluate(make_draft(wallet_balance=balance, margin_mode="cross")), Trial()) == Decimal(most)


@pytest.mark.parametrize(
    ("trial", "most"),
    [
        (Trial(), "8500"),
        (Trial(more_margin=D(300)), "8500"),
        (Trial(less_size=D("0.5")), "9000"),
        (Trial(other_leverage=D(5)), "7500"),
        (Trial(other_leverage=D("1.01")), "0"),
        (Trial(margin_hike=D(1)), "8500"),
    ],
)
def test_to_an_isolated_position_only_what_is_free_beside_it_can_be_added(trial: Trial, most: str) -> None:
    """0.2 BTC at 50,000 use 1,000 of the 10,000 at 10x, and 500 were added: 0.1 use 500, 5x asks 2,000."""
    assert most_margin(evaluate(make_draft(**ONE, added_margin="500")), trial) == Decimal(most)


def test_what_is_not_free_is_no_plan_to_apply() -> None:
    draft = make_draft(**ONE)
    planned = evaluate(draft)
    for more, code in ((D(9000), None), (D("9000.01"), "added_margin_not_free")):
        trial = Trial(more_margin=more)
        found = refusal(planned, evaluate(with_trial(draft, D("0.2"), trial)), trial)
        assert (found and found.code) == code


def test_what_is_tried_is_tried_together() -> None:
    draft = make_draft(**ONE)
    trial = Trial(more_margin=D(100), less_size=D("0.5"), other_leverage=D(20), margin_hike=D("0.5"))
    tried = with_trial(draft, D("0.2"), trial)
    assert (tried.plan.size, tried.plan.added_margin, tried.plan.leverage) == (D("0.1"), D(100), D(20))
    assert tried.situation.venue.liquidation_ratio == D("1.5")
    assert trial.is_any
    assert trial.can_be_applied


def test_what_is_applied_leaves_the_rules_of_the_venue() -> None:
    draft = make_draft(**ONE)
    applied = apply_trial(D("0.2"), Trial(less_size=D("0.5"), margin_hike=D("0.5"))).change(draft)
    assert (applied.plan.size, applied.situation) == (D("0.1"), draft.situation)
    assert apply_trial(D("0.2"), Trial(other_leverage=D(5))).change(draft).plan == draft.plan.replace(leverage=D(5))
    only_hiked = Trial(margin_hike=D("0.5"))
    assert (only_hiked.is_any, only_hiked.can_be_applied, Trial().is_any) == (True, False, False)


def test_money_for_the_account_keeps_the_size_that_would_grow_with_it() -> None:
    by_risk = make_draft(margin_mode="cross")
    applied = apply_trial(D("0.2"), Trial(more_margin=D(500))).change(by_risk)
    assert (applied.plan.size_by, applied.plan.size) == ("quantity", D("0.2"))
    assert applied.situation.account.wallet_balance == D(10500)


@pytest.mark.parametrize(
    ("sized", "trial"),
    [
        ({"size_by": "margin", "size": "1000"}, Trial(other_leverage=D(20))),
        ({"size_by": "most", "size": "0.1"}, Trial(other_leverage=D(20))),
        ({"size_by": "most", "size": "0.1"}, Trial(more_margin=D(2000))),
    ],
)
def test_the_size_that_was_tried_is_planned_where_margin_sets_it(sized: dict[str, object], trial: Trial) -> None:
    draft = make_draft(**sized)
    quantity = evaluate(draft).quantity
    assert quantity == D("0.2"), "1,000 of 10,000 carry a fifth of a coin at 10 times"
    assert evaluate(apply_trial(quantity, trial).change(draft)).quantity == quantity


def test_a_size_by_risk_is_still_one_by_risk_at_another_leverage() -> None:
    applied = apply_trial(D("0.1"), Trial(other_leverage=D(20))).change(make_draft(size_by="risk_amount", size="100"))
    assert (applied.plan.size_by, applied.plan.size) == ("risk_amount", D(100))


@pytest.mark.parametrize(
    ("share", "code", "facts"),
    [
        ("0.9", "below_minimum", {"asked_quantity": D("0.020"), "least_quantity": D("0.05")}),
        ("0.9999", "below_minimum", {"asked_quantity": D("0.00002"), "least_quantity": D("0.05")}),
        ("0.5", None, None),
    ],
)
def test_a_size_that_becomes_too_small_is_no_plan_to_apply(
    share: str, code: str | None, facts: dict[str, D] | None
) -> None:
    draft = make_draft(**ONE, venue=linear_venue(linear_instrument(min_quantity="0.05")))
    trial = Trial(less_size=D(share))
    found = refusal(evaluate(draft), evaluate(with_trial(draft, D("0.2"), trial)), trial)
    assert (found and found.code, found and found.facts) == (code, facts)


@pytest.mark.parametrize(
    ("changes", "used", "free"),
    [
        ({}, "1200", "8800"),  # a fifth more than 1,000
        ({"added_margin": "150"}, "1200", "8800"),  # 150 of the 200 are there
        ({"added_margin": "500"}, "1500", "8500"),  # more than is asked
        ({"margin_mode": "cross"}, "1200", "8800"),
    ],
)
def test_margin_that_was_added_counts_toward_a_hike(changes: dict[str, str], used: str, free: str) -> None:
    account = account_with_hike(evaluate(make_draft(**ONE, **changes)), D("0.2"))
    assert account is not None
    assert (account.used_margin, account.free_margin) == (D(used), D(free))


def test_without_a_hike_the_account_is_as_it_is() -> None:
    evaluation = evaluate(make_draft(**ONE))
    assert account_with_hike(evaluation, None) is evaluation.after
