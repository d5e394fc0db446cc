"""Reward over risk asked for: where the last target must lie, so that the whole plan brings so many times its stop.

With q_i the whole steps that are closed at targets and g(P) what one unit brings at a price, all costs in, it brings

    reward : risk = sum(q_i g(P_i)) / L,   L the loss at the stop

so the last target must bring g = (ratio L - what the others bring) / what it closes; without a size, shares are counted
and the loss of one unit. Where that is follows from the line that `sizing.price_losing` goes back on. The price is put
on the tick farther from the entry: never less than was asked for. Where the size itself follows from the targets (Kelly
by the plan's own payoff), and what one unit costs from the size, the line moves with the target; and where it comes to
lie nearer than others, another one closes what rounding leaves: it is solved again where it then lies.
"""

from decimal import Decimal, localcontext

from planner.domain.edits import Edit
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.fault import FaultError
from planner.domain.input_findings import input_findings
from planner.domain.ladder import shares
from planner.domain.number import ENGINE, LARGEST, ONE, SMALLEST, ZERO, ceil_to_step, floor_to_step, last_within
from planner.domain.plan import Draft, Plan, Target
from planner.domain.sizing import follows_targets, price_losing
from planner.domain.unit_trade import UnitTrade

_MOST_ROUNDS = 8
"""Each brings what is missing to some hundredth of itself."""


def set_reward_risk(price: Decimal, ratio: Decimal, *, continuing: bool = False) -> Edit:
    """Put the last target, or the first of a plan without any, where `price_for` has found the ratio that was asked.

    A ratio that is held is this one from now on.
    """

    def change(draft: Draft) -> Draft:
        plan = draft.plan
        last = plan.targets[-1].replace(price=price) if plan.targets else Target(price=price, share=ONE)
        kept = None if plan.held_reward_risk is None else ratio
        return draft.replace(plan=plan.replace(targets=(*plan.targets[:-1], last), held_reward_risk=kept))

    return Edit("set_reward_risk", change, continuing)


def price_for(evaluation: Evaluation, ratio: Decimal) -> Decimal:
    """Where the last target brings reward over risk to `ratio` or just above; raises `FaultError` where none does."""
    price = _solved(evaluation, ratio)
    plan, unit = evaluation.draft.plan, evaluation.unit
    if not follows_targets(plan) and len(plan.targets) <= 1:
        return price
    stands = bool(plan.targets) and plan.targets[-1].price == price
    if unit is None or stands:
        return price
    return _nearest(evaluation, unit, _settled(evaluation.draft, price, ratio, _MOST_ROUNDS), ratio)


def _nearest(evaluation: Evaluation, unit: UnitTrade, price: Decimal, ratio: Decimal) -> Decimal:
    """The tick from which one nearer brings less than the ratio."""
    tick = unit.leg.instrument.price_tick
    with localcontext(ENGINE):

        def nearer(ticks: int) -> Decimal:
            return price - unit.leg.side.sign * ticks * tick

        def still_brings(ticks: int) -> bool:
            moved = evaluate(set_reward_risk(nearer(ticks), ratio).change(evaluation.draft), evaluation)
            return moved.reward_risk is not None and moved.reward_risk >= ratio

        return nearer(last_within(still_brings, int(abs(price - unit.entry_price) / tick)))


def _settled(draft: Draft, price: Decimal, ratio: Decimal, rounds: int) -> Decimal:
    """Where the size that follows from the target brings the ratio too."""
    moved = evaluate(set_reward_risk(price, ratio).change(draft))
    if rounds == 0 or moved.reward_risk is None or moved.reward_risk >= ratio:
        return price
    return _settled(draft, _solved(moved, ratio), ratio, rounds - 1)


def _solved(evaluation: Evaluation, ratio: Decimal) -> Decimal:
    """Where the line of the evaluation as it stands has the ratio."""
    plan, unit = evaluation.draft.plan, evaluation.unit
    with localcontext(ENGINE):
        loss, closed = _counted(evaluation)
        if unit is None or loss is None or _is_passed(plan):
            raise FaultError("reward_risk_without_stop")
        if loss <= 0 or sum((target.share for target in plan.targets), ZERO) > ONE:
            raise FaultError("reward_risk_unknown")
        return _on_winning_side(unit, _unrounded(plan, unit, closed, ratio * loss))


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


def _unrounded(plan: Plan, unit: UnitTrade, closed: list[Decimal], wanted: Decimal) -> Decimal | None:
    """The exact price at which the last target brings what the others leave of what is wanted."""
    *others, last = closed
    if not last:
        raise FaultError("reward_risk_unknown")
    parts = zip(plan.targets, others, strict=False)
    brought = sum((quantity * unit.profit_at(target.price) for target, quantity in parts), ZERO)
    return price_losing(unit, -(wanted - brought) / last)


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
    moved = set_reward_risk(price_for(evaluation, ratio), ratio).change(draft)
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
