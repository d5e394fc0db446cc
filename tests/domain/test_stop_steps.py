"""Where rules put the stop and what ending there brings, by hand and against fractions."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.assess import assess
from planner.domain.costs import GuaranteedStop, Liquidity
from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft
from planner.domain.stop_rule_edits import (
    guarantee_stop,
    set_break_even,
    set_entry_liquidity,
    set_exit_liquidity,
    set_trailing,
    trail_by,
    trigger_by,
)
from planner.domain.stop_rules import BreakEvenRule, StopRules, TrailBy, TrailingRule, Trigger, TriggerBy
from planner.domain.stop_steps import StopStep, break_even_moves_at, break_even_stop, stop_steps, trigger_price
from tests.conftest import exact, make_draft

D = Decimal
COSTS = {"fee_rate": "0.0005", "slippage_rate": "0.0005"}
TWO_TARGETS = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
AT_ONE_R = {"trigger": {"by": "r", "value": "1"}}
FROM_TARGET = {"trigger": {"by": "target", "value": "1"}, "by": "price", "distance": "500"}


def _ruled(**changes: object) -> Draft:
    """One unit from 50,000 to a stop at 49,000."""
    return make_draft(**{"size_by": "quantity", "size": "1", **changes})


def _steps(**changes: object) -> tuple[StopStep, ...]:
    return stop_steps(evaluate(_ruled(**changes)))


def _told(steps: tuple[StopStep, ...]) -> list[tuple[str, Decimal | None, Decimal, Decimal]]:
    return [(step.moved_by.value, step.reached, step.stop, step.result) for step in steps]


def test_a_plan_without_rules_has_no_steps() -> None:
    assert _steps() == ()
    assert _steps(stop_price=None, stop_rules={"break_even": AT_ONE_R}) == ()


def test_the_stop_goes_to_the_entry_at_one_r() -> None:
    """Without costs 1 R is 1,000: at 51,000 the stop goes to 50,000, where nothing is lost."""
    steps = _steps(stop_rules={"break_even": {**AT_ONE_R, "at": "entry"}})
    assert _told(steps) == [("plan", None, D(49000), D(-1000)), ("break_even", D(51000), D(50000), D(0))]
    assert [step.r_multiple for step in steps] == [D(-1), D(0)]


def test_a_stop_that_pays_all_costs_waits_for_a_price_beyond_it_whatever_set_it_off() -> None:
    """Fees of 50 and a fill 0.05 % worse: the stop lies at 50,075.1, a trigger of 0.001 R about 25 below it.

    Fill F with F - 50,000 - 25 - 0.0005 F = 0: 50,050.025..., over 0.9995 is 50,075.06...
    """
    early = {"trigger": {"by": "r", "value": "0.001"}}
    assert [(step.reached, step.stop) for step in _steps(stop_rules={"break_even": early}, **COSTS)[1:]] == [
        (D("50075.2"), D("50075.1"))
    ]
    steps = _steps(
        stop_rules={"break_even": early, "trailing": {**AT_ONE_R, "by": "price", "distance": "500"}}, **COSTS
    )
    assert steps[1].reached == D("50075.2")


def test_one_r_is_that_of_the_orders_as_they_are_placed_in_whole_steps() -> None:
    """Two steps at 50,000 and three at 49,000 cost 49,400 on average, 1,400 above the stop."""
    ladder = [{"price": "49000", "share": "0.5"}]
    steps = _steps(size="0.005", stop_price="48000", ladder=ladder, stop_rules={"break_even": AT_ONE_R})
    assert [step.reached for step in steps] == [None, 50800]


def test_break_even_pays_all_costs_and_slippage() -> None:
    """R is 1,073.98775: (50,025 + R) / 0.9995 = 51,124.55. The fill that pays all is 50,025 / 0.9995 = 50,050.025.

    The stop is that / 0.9995 = 50,075.06, on the next tick 50,075.1; its fill brings 50,050.06245 x 0.9995 - 50,025.
    """
    steps = _steps(**COSTS, stop_rules={"break_even": AT_ONE_R})
    assert _told(steps)[1] == ("break_even", D("51124.6"), D("50075.1"), D("0.037418775"))


def test_a_trailing_stop_follows_and_targets_on_the_way_are_closed() -> None:
    """At 52,000 half is closed for 974.50; the stop at 51,500 fills at 51,474.25 and brings 711.7564375 of the rest."""
    steps = _steps(**COSTS, targets=TWO_TARGETS, stop_rules={"break_even": AT_ONE_R, "trailing": FROM_TARGET})
    assert _told(steps)[2:] == [("trailing", D(52000), D(51500), D("1686.2564375"))]
    assert steps[2].open_rate == D("0.5")


def test_nothing_is_told_once_nothing_is_open() -> None:
    closed = [{"price": "52000", "share": "1"}]
    assert len(_steps(targets=closed, stop_rules={"trailing": FROM_TARGET})) == 1


@pytest.mark.parametrize(
    ("by", "distance", "stop"),
    [("price", "700", "50300"), ("percent", "0.01", "50490"), ("atr", "1.5", "50400"), ("r", "0.5", "50500")],
)
def test_every_distance_of_a_trailing_stop(by: str, distance: str, stop: str) -> None:
    """At 51,000: 700, 1 % of 51,000, 1.5 of an ATR of 400, half of the 1,000 from entry to stop."""
    steps = _steps(sizing={"atr": "400"}, stop_rules={"trailing": {**AT_ONE_R, "by": by, "distance": distance}})
    assert (steps[1].reached, steps[1].stop) == (D(51000), D(stop))


def test_without_a_target_beyond_a_trailing_stop_is_told_for_two_more_r() -> None:
    steps = _steps(stop_rules={"trailing": AT_ONE_R})
    assert [(step.reached, step.stop) for step in steps[1:]] == [
        (D(51000), D(50000)), (D(52000), D(51000)), (D(53000), D(52000)),
    ]  # fmt: skip


def test_a_short_is_the_mirror() -> None:
    rules = {"break_even": AT_ONE_R, "trailing": {"trigger": {"by": "price", "value": "48000"}, "distance": "0.5"}}
    steps = _steps(side="short", stop_price="51000", stop_rules=rules)
    assert _told(steps)[:3] == [
        ("plan", None, D(51000), D(-1000)),
        ("break_even", D(49000), D(50000), D(0)),
        ("trailing", D(48000), D(48500), D(1500)),
    ]


def test_stops_lie_on_ticks_towards_losing() -> None:
    rules = {"trailing": {"trigger": {"by": "price", "value": "51000"}, "by": "percent", "distance": "0.0100003"}}
    assert _steps(stop_rules=rules)[1].stop == D("50489.9")
    short = {"trailing": {"trigger": {"by": "price", "value": "49000"}, "by": "percent", "distance": "0.0100003"}}
    assert _steps(side="short", stop_price="51000", stop_rules=short)[1].stop == D("49490.1")


def test_a_break_even_where_the_price_has_not_been_waits() -> None:
    """At 50,010 the costs of 0.05 % a side are not paid back: the stop stays until a tick beyond 50,075.1."""
    draft = _ruled(**COSTS, stop_rules={"break_even": {"trigger": {"by": "price", "value": "50010"}}})
    assert [(s.reached, s.stop) for s in stop_steps(evaluate(draft))] == [
        (None, D(49000)),
        (D("50075.2"), D("50075.1")),
    ]
    finding = next(f for f in evaluate(draft).findings if f.code == "break_even_beyond_trigger")
    assert finding.facts == {"stop_price": D("50075.1"), "trigger_price": D(50010)}


def test_no_rule_is_counted_as_risk_of_today() -> None:
    plain, ruled = assess(_ruled(**COSTS)), assess(_ruled(**COSTS, stop_rules={"break_even": {**AT_ONE_R}}))
    assert ruled.evaluation.loss_at_stop == plain.evaluation.loss_at_stop
    assert ruled.risk == plain.risk
    assert [(u.rule, u.added) for u in ruled.usages] == [(u.rule, u.added) for u in plain.usages]
    assert ruled.verdict == plain.verdict


def test_a_guaranteed_stop_that_moves_fills_at_its_price() -> None:
    """1 R is 1,050: 50,000 + 50 + 1,050 = 51,100. The stop at 50,050 pays the premium of 50 back, slippage or not."""
    rules = {"break_even": AT_ONE_R}
    steps = _steps(slippage_rate="0.01", guaranteed_stop={"premium": "0.001"}, stop_rules=rules)
    assert _told(steps)[1] == ("break_even", D(51100), D(50050), D(0))


@given(
    trigger=st.decimals("0.3", "4", places=1),
    distance=st.decimals("0.1", "3", places=1),
    fee=st.sampled_from(("0", "0.0004", "0.002")),
    is_long=st.booleans(),
)
def test_steps_only_rise_and_bring_what_fractions_say(
    trigger: Decimal, distance: Decimal, fee: str, *, is_long: bool
) -> None:
    rules = {
        "break_even": {"trigger": {"value": trigger}},
        "trailing": {"trigger": {"value": trigger}, "distance": distance},
    }
    stop, sign = ("49000", 1) if is_long else ("51000", -1)
    side = "long" if is_long else "short"
    steps = _steps(side=side, stop_price=stop, fee_rate=fee, slippage_rate="0.001", stop_rules=rules)
    assert all(sign * (after.stop - before.stop) > 0 for before, after in pairwise(steps))
    rate = Fraction(fee)
    for step in steps:
        assert step.reached is None or sign * (step.reached - step.stop) > 0
        fill = exact(step.stop) * (1 - sign * Fraction(1, 1000))
        assert exact(step.result) == sign * (fill - 50000) - rate * (fill + 50000)


def test_a_trigger_keeps_its_place_when_it_becomes_a_price() -> None:
    draft = _ruled(**COSTS)
    assert trigger_by(draft, Trigger(), TriggerBy.PRICE) == Trigger(by=TriggerBy.PRICE, value=D("51124.6"))
    assert trigger_by(draft, Trigger(value=D(3)), TriggerBy.TARGET) == Trigger(by=TriggerBy.TARGET)
    assert trigger_by(_ruled(stop_price=None), Trigger(), TriggerBy.PRICE).value == D("50000.1")
    assert trigger_by(_ruled(entry_price=None), Trigger(), TriggerBy.PRICE).value == D("0.1")
    assert trigger_by(draft, Trigger(value=D(3)), TriggerBy.R).value == D(3)


def test_a_distance_begins_with_what_is_usual() -> None:
    draft, rule = _ruled(), TrailingRule()
    assert trail_by(draft, rule, TrailBy.PRICE).distance == D(1000)
    assert trail_by(draft, rule, TrailBy.PERCENT).distance == D("0.01")
    assert trail_by(draft, rule, TrailBy.R) is rule
    assert trail_by(_ruled(stop_price=None), rule, TrailBy.PRICE).distance == D("0.1")


def test_rules_are_set_and_taken_away_by_edits() -> None:
    draft = set_break_even(BreakEvenRule()).change(_ruled())
    draft = set_trailing(TrailingRule(by=TrailBy.ATR), atr=D(400)).change(draft)
    assert draft.plan.stop_rules == StopRules(break_even=BreakEvenRule(), trailing=TrailingRule(by=TrailBy.ATR))
    assert draft.plan.sizing.atr == D(400)
    assert set_trailing(None).change(draft).plan.stop_rules.trailing is None


def test_prices_of_rules_move_with_the_plan() -> None:
    price = {"trigger": {"by": "price", "value": "51000"}}
    draft = _ruled(stop_rules={"break_even": price, "trailing": {**price, "by": "price", "distance": "300"}})
    rules = draft.plan.stop_rules
    moved = rules.moved(lambda value: value * 2, lambda value: value * 2)
    assert moved.break_even == BreakEvenRule(trigger=Trigger(by=TriggerBy.PRICE, value=D(102000)))
    assert moved.trailing is not None
    assert (moved.trailing.trigger.value, moved.trailing.distance) == (D(102000), D(600))
    assert rules.without_prices() == StopRules()


def test_what_cannot_be_said_is_none() -> None:
    evaluation = evaluate(_ruled(stop_price=None))
    assert trigger_price(evaluation, Trigger()) is None
    assert trigger_price(evaluation, Trigger(by=TriggerBy.PRICE, value=D(9))) == D(9)
    assert trigger_price(evaluate(_ruled()), Trigger(by=TriggerBy.TARGET)) is None
    assert break_even_stop(evaluation) is None


def test_where_all_is_fee_no_price_sets_a_rule_off_or_pays_back() -> None:
    evaluation = evaluate(_ruled(fee_rate="1", stop_rules={"break_even": AT_ONE_R}))
    assert trigger_price(evaluation, Trigger()) is None
    assert break_even_stop(evaluation) is None


def test_a_target_that_is_not_there_sets_no_rule_off() -> None:
    assert [step.stop for step in _steps(stop_rules={"break_even": {"trigger": {"by": "target"}}})] == [D(49000)]


def test_a_distance_that_is_not_known_or_goes_below_nothing_moves_no_stop() -> None:
    for distance in ({"by": "atr", "distance": "1"}, {"by": "price", "distance": "60000"}):
        assert [step.stop for step in _steps(stop_rules={"trailing": {**AT_ONE_R, **distance}})] == [D(49000)]


def test_orders_and_guarantees_are_set_by_edits() -> None:
    draft = set_exit_liquidity(Liquidity.MAKER).change(set_entry_liquidity(Liquidity.MAKER).change(_ruled()))
    assert (draft.plan.entry_liquidity, draft.plan.exit_liquidity) == ("maker", "maker")
    guaranteed = GuaranteedStop(premium=D("0.001"))
    assert guarantee_stop(guaranteed).change(draft).plan.guaranteed_stop == guaranteed
    assert guarantee_stop(None).change(draft).plan.guaranteed_stop is None


def test_a_break_even_moves_at_its_trigger_or_nowhere() -> None:
    rules = {"break_even": {"at": "entry", "trigger": {"by": "r", "value": "1"}}}
    assert break_even_moves_at(evaluate(make_draft(stop_rules=rules))) == 51000
    assert break_even_moves_at(evaluate(make_draft())) is None
    assert break_even_moves_at(evaluate(make_draft(stop_rules=rules, stop_price=None))) is None
