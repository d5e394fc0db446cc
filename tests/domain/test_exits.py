"""What targets close in whole steps. Every quantity and every amount is worked out by hand beside its case."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.evaluate import evaluate
from planner.domain.exits import exits
from planner.domain.plan import Draft
from planner.domain.stop_steps import is_closed_at, stop_steps
from tests.conftest import linear_instrument, linear_venue, make_draft
from tests.regimes import futures_draft

D = Decimal
NEAR_AND_FAR = [{"price": "4010", "share": "0.5"}, {"price": "4020", "share": "0.5"}]


def _targets(*rows: tuple[str, str]) -> list[dict[str, str]]:
    return [{"price": price, "share": share} for price, share in rows]


def _contracts(count: str, targets: object = NEAR_AND_FAR, stop_rules: object = None) -> Draft:
    """Contracts of 50 dollars a point from 4,000 to a stop at 3,990, halves to be closed at 4,010 and 4,020."""
    rules = stop_rules or {}
    return futures_draft(size=count, stop_price="3990", intraday=True, targets=targets, stop_rules=rules)


CASES = {
    "what can be halved is": ("10", "1", _targets(("51000", "0.5"), ("52000", "0.5")), ["5", "5"]),
    "half a share is closed nearer": ("11", "1", _targets(("51000", "0.5"), ("52000", "0.5")), ["6", "5"]),
    "so in whatever order the plan names them": (
        "11", "1", _targets(("52000", "0.5"), ("51000", "0.5")), ["5", "6"]
    ),
    "one that cannot be halved is closed at the nearer": (
        "1", "1", _targets(("51000", "0.5"), ("52000", "0.5")), ["1", "0"]
    ),
    # beyond 52,000 1.5 are planned, that is 1; beyond 51,000 3 with it, 2 more; and 2 are left
    "three of them": ("5", "1", _targets(("51000", "0.4"), ("52000", "0.3"), ("53000", "0.3")), ["2", "2", "1"]),
    # 0.0055 is planned at 52,000, 0.00594 in all: 0.005 of both
    "a small share of less than all": (
        "0.011", "0.001", _targets(("51000", "0.04"), ("52000", "0.5")), ["0", "0.005"]
    ),
    "what has no target stays open": ("10", "1", _targets(("51000", "0.25")), ["2"]),
    "two at one price: the first has the rest": ("3", "1", _targets(("51000", "0.5"), ("51000", "0.5")), ["2", "1"]),
    "shares above one close what there is": ("10", "1", _targets(("51000", "0.6"), ("52000", "0.6")), ["6", "4"]),
    "no target closes nothing": ("10", "1", [], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_targets_close_whole_steps_and_the_nearest_what_rounding_leaves(name: str) -> None:
    quantity, step, targets, expected = CASES[name]
    closed = exits(make_draft(targets=targets).plan, D(quantity), D(step))
    assert [order.quantity for order in closed] == [D(text) for text in expected]
    assert [order.price for order in closed] == [D(target["price"]) for target in targets]


def test_the_nearest_target_of_a_short_is_the_highest() -> None:
    plan = make_draft(side="short", targets=_targets(("49000", "0.5"), ("48000", "0.5"))).plan
    assert [order.quantity for order in exits(plan, D(3), D(1))] == [2, 1]


def test_reward_counts_what_can_be_ordered() -> None:
    """Three contracts: two gain 10 points and one 20, 40 points for the 30 at the stop."""
    evaluation = evaluate(_contracts("3"))
    assert (evaluation.gain_at_targets, evaluation.loss_at_stop) == (D(2000), D(1500))
    one = evaluate(_contracts("1"))
    assert (one.gain_at_targets, one.reward_risk, one.break_even_win_rate) == (D(500), D(1), D("0.5"))


def test_targets_that_close_nothing_bring_no_reward() -> None:
    evaluation = evaluate(_contracts("1", targets=_targets(("4010", "0.9"))))
    assert evaluation.gain_at_targets is None
    assert {finding.code for finding in evaluation.findings} == {"nothing_to_close", "unplanned_share"}


def test_what_no_target_closes_is_told_as_orders_leave_it() -> None:
    """Half of three contracts are 1.5: one is closed, two stay."""
    (finding,) = evaluate(_contracts("3", targets=_targets(("4010", "0.5")))).findings
    open_rate = finding.facts["open_rate"]
    assert finding.code == "unplanned_share"
    assert isinstance(open_rate, D)
    assert round(open_rate, 4) == D("0.6667")


def test_a_size_or_shares_that_are_wrong_as_a_whole_are_told_as_that_and_not_of_each_exit() -> None:
    venue = linear_venue(linear_instrument(min_quantity="0.004"))
    halves = _targets(("51000", "0.5"), ("52000", "0.5"))
    small = evaluate(make_draft(venue=venue, size_by="quantity", size="0.002", targets=halves))
    assert [finding.code for finding in small.findings] == ["below_minimum"]
    more = _targets(("51000", "0.9"), ("52000", "0.5"))
    over = evaluate(make_draft(venue=venue, size_by="quantity", size="0.004", targets=more))
    assert [finding.code for finding in over.findings] == ["shares_over_one"]


def test_shares_above_all_are_told_as_that_and_not_as_too_small() -> None:
    evaluation = evaluate(_contracts("1", targets=_targets(("4010", "1"), ("4020", "0.5"))))
    assert [finding.code for finding in evaluation.findings] == ["shares_over_one"]


def test_the_stop_after_a_target_stands_behind_what_is_left_then() -> None:
    """Two of three gain 10 points of 50 dollars, the third ends at its entry: 1,000 for the 1,500 at the stop."""
    at_target = {"break_even": {"trigger": {"by": "target", "value": "1"}, "at": "entry"}}
    step = stop_steps(evaluate(_contracts("3", stop_rules=at_target)))[-1]
    assert (step.reached, step.stop, step.result) == (D(4010), D(4000), D(1000))
    assert step.open_rate * 3 == pytest.approx(1)
    assert [step.reached for step in stop_steps(evaluate(_contracts("1", stop_rules=at_target)))] == [None]


def test_one_contract_is_closed_by_its_nearest_target_and_three_by_both() -> None:
    one, three = evaluate(_contracts("1")), evaluate(_contracts("3"))
    assert [is_closed_at(one, D(price)) for price in (4009, 4010, 4020)] == [False, True, True]
    assert [is_closed_at(three, D(price)) for price in (4010, 4019, 4020)] == [False, False, True]
    assert not is_closed_at(evaluate(_contracts("3", targets=[])), D(9000))
    assert not is_closed_at(evaluate(make_draft(entry_price=None)), D(9000)), "nothing was there to be closed"


@given(
    side=st.sampled_from(["long", "short"]),
    steps=st.integers(0, 40),
    rows=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 100)), max_size=4).filter(
        lambda rows: sum(percent for _, percent in rows) <= 100
    ),
)
def test_no_more_is_closed_beyond_any_price_than_was_planned(
    side: str, steps: int, rows: list[tuple[int, int]]
) -> None:
    plan = make_draft(side=side, targets=[{"price": str(price), "share": str(D(part) / 100)} for price, part in rows])
    closed = [order.quantity for order in exits(plan.plan, D(steps), D(1))]
    assert all(quantity >= 0 and quantity == int(quantity) for quantity in closed)
    assert sum(closed) == steps * sum(part for _, part in rows) // 100
    for edge in range(1, 10):
        is_beyond = [price >= edge if side == "long" else price <= edge for price, _ in rows]
        planned = sum(part for beyond, (_, part) in zip(is_beyond, rows, strict=True) if beyond)
        assert sum(each for beyond, each in zip(is_beyond, closed, strict=True) if beyond) <= D(steps * planned) / 100
