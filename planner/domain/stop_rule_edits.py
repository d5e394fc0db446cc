"""What can be done to the rules that move a plan's stop, and to what the stop and its orders cost."""

from decimal import Decimal
from typing import Any

from planner.domain.costs import GuaranteedStop, Liquidity
from planner.domain.edits import Edit
from planner.domain.evaluate import evaluate
from planner.domain.number import ONE
from planner.domain.plan import Draft
from planner.domain.stop_rules import BreakEvenRule, StopRules, TrailBy, TrailingRule, Trigger, TriggerBy
from planner.domain.stop_steps import trigger_price

USUAL_DISTANCE = {TrailBy.PERCENT: Decimal("0.01"), TrailBy.ATR: Decimal(2), TrailBy.R: ONE}
"""What a trailing stop begins with; in price it is the way from the entry to the stop."""


def set_break_even(rule: BreakEvenRule | None, *, continuing: bool = False) -> Edit:
    """Move the stop to break-even by that rule, or (None) leave it."""
    return Edit("set_break_even", lambda draft: _with_rules(draft, break_even=rule), continuing)


def set_trailing(rule: TrailingRule | None, *, atr: Decimal | None = None, continuing: bool = False) -> Edit:
    """Let the stop trail by that rule, or (None) leave it; an average true range may come with it."""

    def change(draft: Draft) -> Draft:
        changed = _with_rules(draft, trailing=rule)
        if atr is None:
            return changed
        return changed.replace(plan=changed.plan.replace(sizing=changed.plan.sizing.replace(atr=atr)))

    return Edit("set_trailing", change, continuing)


def _with_rules(draft: Draft, **changes: Any) -> Draft:  # noqa: ANN401 - checked by validation
    rules: StopRules = draft.plan.stop_rules.replace(**changes)
    return draft.replace(plan=draft.plan.replace(stop_rules=rules))


def trigger_by(draft: Draft, trigger: Trigger, by: TriggerBy) -> Trigger:
    """The trigger counted in another way: a price stays where the trigger is, the others begin with one."""
    if by is trigger.by:
        return trigger
    if by is not TriggerBy.PRICE:
        return Trigger(by=by)
    price = trigger_price(evaluate(draft), trigger)
    if price is None or price <= 0:
        price = _beyond_entry(draft)
    return Trigger(by=by, value=price)


def _beyond_entry(draft: Draft) -> Decimal:
    """A stop distance on the winning side of the entry, or a tick where there is none."""
    plan, instrument = draft.plan, draft.instrument
    tick = ONE if instrument is None else instrument.price_tick
    if plan.entry_price is None:
        return tick
    away = tick if plan.stop_price is None else abs(plan.entry_price - plan.stop_price)
    return max(plan.entry_price + plan.side.sign * away, tick)


def trail_by(draft: Draft, rule: TrailingRule, by: TrailBy) -> TrailingRule:
    """The rule with its distance counted in another way."""
    if by is rule.by:
        return rule
    return rule.replace(by=by, distance=USUAL_DISTANCE[by] if by in USUAL_DISTANCE else _stop_distance(draft))


def _stop_distance(draft: Draft) -> Decimal:
    plan, instrument = draft.plan, draft.instrument
    tick = ONE if instrument is None else instrument.price_tick
    if plan.entry_price is None or plan.stop_price is None or plan.entry_price == plan.stop_price:
        return tick
    return abs(plan.entry_price - plan.stop_price)


def set_entry_liquidity(liquidity: Liquidity) -> Edit:
    """Enter by an order that waits, or by one that takes."""
    return Edit("set_liquidity", lambda draft: draft.replace(plan=draft.plan.replace(entry_liquidity=liquidity)))


def set_exit_liquidity(liquidity: Liquidity) -> Edit:
    """Close at the targets by orders that wait, or by ones that take."""
    return Edit("set_liquidity", lambda draft: draft.replace(plan=draft.plan.replace(exit_liquidity=liquidity)))


def guarantee_stop(guaranteed: GuaranteedStop | None, *, continuing: bool = False) -> Edit:
    """Let the venue guarantee the stop for a premium, or (None) not."""
    return Edit(
        "guarantee_stop", lambda draft: draft.replace(plan=draft.plan.replace(guaranteed_stop=guaranteed)), continuing
    )
