"""Reward over risk asked for: where a target must lie, so that the whole plan brings so many times its stop.

With q_i the whole steps that are closed at targets and g(P) what one unit brings at a price, all costs in, it brings

    reward : risk = sum(q_i g(P_i)) / L,   L the loss at the stop

so the target that moves must bring g = (ratio L - what the others bring) / what it closes; without a size, shares are
counted and the loss of one unit. Where that is follows from the line that `sizing.price_losing` goes back on. It is the
last target that closes anything, of too small a size a nearer one than the plan's last; a ratio that is held moves the
plan's last alone, so that what is typed on the way to a size leaves the others where they are.

The price is the nearest to the entry, on its tick, that brings no less than was asked for. What is closed changes where
the target passes others, so each stretch between them is looked at, from the entry on. Where the size itself follows
from the targets (Kelly by the plan's own payoff) the ratio jumps with it and several prices can bring it: then it is
looked for from the price at which shares alone would, in steps that double and are halved again, wherever the target
lies now. One tick nearer brings less. Where nothing is bought at that price, it stays there.
"""

from decimal import Decimal, localcontext
from itertools import pairwise

from planner.domain.edits import Edit
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.exits import exits
from planner.domain.fault import FaultError
from planner.domain.input_findings import input_findings
from planner.domain.ladder import shares
from planner.domain.number import ENGINE, LARGEST, ONE, SMALLEST, ZERO, ceil_to_step, floor_to_step, last_within
from planner.domain.plan import Draft, Plan, Target
from planner.domain.sizing import Sizing, follows_targets, price_losing
from planner.domain.unit_trade import UnitTrade


def set_reward_risk(price: Decimal, ratio: Decimal, place: int = -1, *, continuing: bool = False) -> Edit:
    """Put the target at `place`, or the first of a plan without any, where `price_for` has found the ratio asked for.

    A ratio that is held is this one from now on.
    """

    def change(draft: Draft) -> Draft:
        plan = draft.plan
        targets = list(plan.targets) or [Target(price=price, share=ONE)]
        targets[place] = targets[place].replace(price=price)
        kept = None if plan.held_reward_risk is None else ratio
        return draft.replace(plan=plan.replace(targets=tuple(targets), held_reward_risk=kept))

    return Edit("set_reward_risk", change, continuing)


def _moved(plan: Plan, place: int, price: Decimal) -> Plan:
    """The plan with a target where it is tried: such a price has more digits than can be typed."""
    targets = list(plan.targets)
    targets[place] = targets[place].model_copy(update={"price": price})
    return plan.model_copy(update={"targets": tuple(targets)})


def moving_target(evaluation: Evaluation) -> int:
    """Which target brings a ratio that is typed: the last that closes anything, or the last of all."""
    places = [place for place, closed in enumerate(_counted(evaluation)[1]) if closed]
    follows = follows_targets(evaluation.draft.plan)
    return len(evaluation.draft.plan.targets) - 1 if follows or not places else places[-1]


def check_reward_risk(evaluation: Evaluation, place: int) -> UnitTrade:
    """One unit of the plan; raises `FaultError` where the target at `place` can bring no ratio, whatever is asked."""
    plan, unit = evaluation.draft.plan, evaluation.unit
    loss, closed = _counted(evaluation)
    if unit is None or loss is None or _is_passed(plan):
        raise FaultError("reward_risk_without_stop")
    if loss <= 0 or not any(closed) or sum((target.share for target in plan.targets), ZERO) > ONE:
        raise FaultError("reward_risk_unknown")
    if not closed[place] and not follows_targets(plan):
        raise FaultError("reward_risk_last_idle")
    return unit


def check_hold(evaluation: Evaluation) -> None:
    """Raise `FaultError` where the last target cannot keep the ratio as it is: none can, or there is none to keep."""
    check_reward_risk(evaluation, -1)
    if not evaluation.draft.plan.targets or evaluation.reward_risk is None or evaluation.reward_risk <= 0:
        raise FaultError("reward_risk_nothing_to_hold")


def price_for(evaluation: Evaluation, ratio: Decimal, place: int | None = None) -> Decimal:
    """Where a target brings reward over risk to `ratio` or just above; raises `FaultError` where none does.

    Of the target at `place`, by default the one that `moving_target` names.
    """
    place = moving_target(evaluation) if place is None else place
    unit, sizing = check_reward_risk(evaluation, place), evaluation.sizing
    with localcontext(ENGINE):
        if sizing is not None and evaluation.draft.plan.targets and follows_targets(evaluation.draft.plan):
            return _sized_along(evaluation, sizing.by_shares, ratio)
        loss, _ = _counted(evaluation)
        return _between_others(evaluation, unit, ratio * (loss or ZERO), place)


def _is_passed(plan: Plan) -> bool:
    """Whether the stop lies on the winning side of one of the entries: what it costs then is no risk of the plan."""
    stop, sign = plan.stop_price, plan.side.sign
    return stop is None or any(sign * (order.price - stop) <= 0 for order in shares(plan))


def _counted(evaluation: Evaluation) -> tuple[Decimal | None, list[Decimal]]:
    """The loss at the stop and what each target closes, all of it where there is none; of one unit without a size."""
    targets, quantity = evaluation.draft.plan.targets, evaluation.quantity
    if evaluation.loss_at_stop is not None and quantity:
        return evaluation.loss_at_stop, [order.quantity for order in evaluation.exits] or [quantity]
    return evaluation.unit_loss, [target.share for target in targets] or [ONE]


def _between_others(evaluation: Evaluation, unit: UnitTrade, wanted: Decimal, place: int) -> Decimal:
    """The first stretch from the entry on, between two others, in which the target brings what is wanted."""
    plan, sign, entry = evaluation.draft.plan, evaluation.draft.plan.side.sign, unit.entry_price
    others = [target.price for at, target in enumerate(plan.targets) if at != place % len(plan.targets)]
    ends = sorted({price for price in others if sign * (price - entry) > 0}, reverse=sign < 0)
    for start, end in pairwise([entry, *ends]):
        closed = _closed_with(evaluation, place, (start + end) / 2)
        price = _solved(plan, unit, closed, wanted, place) if closed[place] else None
        if price is not None and sign * (price - end) <= 0:
            return _from(start, unit, price)
    last = ends[-1] if ends else entry
    closed = _closed_with(evaluation, place, last * 2 if sign > 0 else last / 2)
    if not closed[place]:
        raise FaultError("reward_risk_in_the_way")
    return _from(last, unit, _solved(plan, unit, closed, wanted, place))


def _closed_with(evaluation: Evaluation, place: int, price: Decimal) -> list[Decimal]:
    """What each target closes while the one at `place` is at a price; as planned without a size or a target."""
    plan, unit, quantity = evaluation.draft.plan, evaluation.unit, evaluation.quantity
    if unit is None or not quantity or not plan.targets:
        return _counted(evaluation)[1]
    moved = exits(_moved(plan, place, price), quantity, unit.leg.instrument.quantity_step)
    return [order.quantity for order in moved]


def _from(start: Decimal, unit: UnitTrade, price: Decimal | None) -> Decimal:
    """The price on its tick; raises `FaultError` where it lies nearer than `start`, with which more is brought."""
    found = _on_winning_side(unit, price)
    if unit.leg.side.sign * (found - start) < 0:
        raise FaultError("reward_risk_before_entry")
    return found


def _solved(plan: Plan, unit: UnitTrade, closed: list[Decimal], wanted: Decimal, place: int) -> Decimal | None:
    """The exact price at which the target brings what the others leave of what is wanted."""
    place %= len(closed)
    parts = [(target, closed[at]) for at, target in enumerate(plan.targets) if at != place]
    brought = sum((quantity * unit.profit_at(target.price) for target, quantity in parts), ZERO)
    return price_losing(unit, -(wanted - brought) / closed[place])


def _sized_along(evaluation: Evaluation, by_shares: Sizing, ratio: Decimal) -> Decimal:
    """Where the last target brings the ratio with the size that follows from it there."""
    draft, unit, targets = evaluation.draft, by_shares.unit, evaluation.draft.plan.targets
    wanted = ratio * (by_shares.unit_loss or ZERO)
    solved = _solved(draft.plan, unit, [target.share for target in targets], wanted, -1)
    start, outward = _on_winning_side(unit, solved), unit.leg.side.sign * unit.leg.instrument.price_tick

    def brings(ticks: int) -> bool | None:
        moved = draft.model_copy(update={"plan": _moved(draft.plan, -1, start + ticks * outward)})
        found = evaluate(moved, evaluation).reward_risk
        return None if found is None else found >= ratio

    if brings(0) is None:
        return start
    if brings(0):
        nearest = int(abs(start - unit.entry_price) / abs(outward))
        return start - last_within(lambda ticks: bool(brings(-ticks)), nearest) * outward
    farthest = int((LARGEST if outward > 0 else start) / abs(outward)) - 1
    beyond = last_within(lambda ticks: not brings(ticks), farthest) + 1
    if beyond > farthest:
        raise FaultError("reward_risk_in_the_way")
    return start + beyond * outward


def _on_winning_side(unit: UnitTrade, price: Decimal | None) -> Decimal:
    """On the tick farther from the entry; raises `FaultError` where there is no such price."""
    sign, tick = unit.leg.side.sign, unit.leg.instrument.price_tick
    if price is None:
        raise FaultError("reward_risk_beyond_prices")
    rounded = (ceil_to_step if sign > 0 else floor_to_step)(price, tick)
    if not 0 < rounded <= LARGEST:
        raise FaultError("reward_risk_beyond_prices")
    if sign * (rounded - unit.entry_price) <= 0:
        raise FaultError("reward_risk_before_entry")
    return rounded


def hold_reward_risk(evaluation: Evaluation, *, holds: bool) -> Edit:
    """From now on keep the ratio as it is, whatever entry, stop or costs become; or let the last target stand."""
    ratio = evaluation.reward_risk if holds else None
    kept = None if ratio is None or ratio <= 0 else floor_to_step(ratio, SMALLEST)
    return Edit("hold_reward_risk", lambda draft: draft.replace(plan=draft.plan.replace(held_reward_risk=kept)))


def held(draft: Draft, began: Draft | None = None) -> Draft:
    """The draft with its last target where the ratio that is held puts it; as it is where none is.

    Where nothing holds it, the target lies where it did as the typing or the drag `began` that the draft is a part of:
    the first digits of a price are another price.
    """
    if draft.plan.held_reward_risk is None or not draft.plan.targets:
        return draft
    try:
        return kept_ratio(evaluate(draft))
    except FaultError:
        return draft if began is None else _resting(draft, began.plan)


def kept_ratio(evaluation: Evaluation) -> Draft:
    """The draft with its last target where it keeps the ratio that is held; as it is where none is.

    Raises `FaultError` where no target keeps it: "reward_risk_waits" while an input is wrong.
    """
    draft = evaluation.draft
    ratio = draft.plan.held_reward_risk
    if ratio is None:
        return draft
    check_reward_risk(evaluation, -1)
    stands = evaluation.reward_risk is not None and floor_to_step(evaluation.reward_risk, SMALLEST) == ratio
    moved = draft if stands else set_reward_risk(price_for(evaluation, ratio, -1), ratio).change(draft)
    last = f"targets.{len(draft.plan.targets) - 1}"
    if input_findings(moved) or any(f.code == "target_wrong_side" and f.field != last for f in evaluation.findings):
        raise FaultError("reward_risk_waits")
    return moved


def _resting(draft: Draft, before: Plan) -> Draft:
    """With the last target where it lay before, if it was the same one that kept the same ratio."""
    plan = draft.plan
    if (before.held_reward_risk, len(before.targets)) != (plan.held_reward_risk, len(plan.targets)):
        return draft
    last = plan.targets[-1].replace(price=before.targets[-1].price)
    return draft.replace(plan=plan.replace(targets=(*plan.targets[:-1], last)))
