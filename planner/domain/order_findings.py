"""Objections to the orders of a plan: what a venue takes, what they leave open, what comes between them."""

from collections.abc import Callable
from decimal import Decimal

from planner.domain.evaluation import Evaluation, Facts
from planner.domain.ladder import orders, shares
from planner.domain.number import LARGEST, ONE, ZERO, ceil_to_step, floor_to_step
from planner.domain.venue import MarginMode


def below_minimum(evaluation: Evaluation) -> Facts | None:
    """A size below what the venue takes at the entry."""
    instrument, quantity = evaluation.draft.instrument, evaluation.quantity
    if instrument is None or quantity is None:
        return None
    least = minimum_quantity(evaluation)
    return {"asked_quantity": evaluation.asked_quantity, "least_quantity": least} if quantity < least else None


def minimum_quantity(evaluation: Evaluation, price: Decimal | None = None) -> Decimal:
    """The smallest quantity the venue takes as an order at a price; at the entry where none is given."""
    instrument, unit = evaluation.draft.instrument, evaluation.unit
    if instrument is None:
        return ZERO
    least = max(instrument.min_quantity, instrument.quantity_step)
    if instrument.min_notional and unit is not None:
        notional = unit.notional if price is None else unit.leg.value_at(price)
        least = max(least, ceil_to_step(instrument.min_notional / notional, instrument.quantity_step))
    return least


_TRIED = 200
"""Steps less at most: a share of a hundredth is ordered by a hundred."""


def largest_ordered(evaluation: Evaluation, most: Decimal) -> Decimal:
    """The largest quantity up to `most` of which every entry is an order that the venue takes; nothing without one."""
    plan, instrument = evaluation.draft.plan, evaluation.draft.instrument
    if not plan.ladder or instrument is None:
        return most
    step, needed = instrument.quantity_step, [minimum_quantity(evaluation, entry.price) for entry in shares(plan)]
    for fewer in range(_TRIED):
        quantity = most - fewer * step
        ordered = [order.quantity for order in orders(plan, quantity, step)]
        if all(one >= least for one, least in zip(ordered, needed, strict=True)):
            return quantity
    return ZERO


def least_ordered(evaluation: Evaluation) -> Decimal:
    """The smallest quantity of which every entry is an order that the venue takes.

    An entry orders its share, or a step more or less; where that is looked for in vain, the shares are orders.
    """
    plan, instrument = evaluation.draft.plan, evaluation.draft.instrument
    if not plan.ladder or instrument is None:
        return minimum_quantity(evaluation)
    step, entries = instrument.quantity_step, shares(plan)
    needed = [minimum_quantity(evaluation, entry.price) for entry in entries]
    pairs = [(least, entry.quantity) for least, entry in zip(needed, entries, strict=True)]
    start = max(sum(needed, ZERO), *(floor_to_step((least - step) / share, step) for least, share in pairs))
    for more in range(_TRIED):
        ordered = [order.quantity for order in orders(plan, start + more * step, step)]
        if all(one >= least for one, least in zip(ordered, needed, strict=True)):
            return start + more * step
    return ceil_to_step(max(least / share for least, share in pairs), step)


def quantity_out_of_range(evaluation: Evaluation) -> Facts | None:
    """A size beyond the largest number there is."""
    asked = evaluation.asked_quantity
    return {} if asked is not None and asked > LARGEST else None


def unplanned_share(evaluation: Evaluation) -> Facts | None:
    """As orders close it: less than the shares where they are no whole steps."""
    targets, size = evaluation.draft.plan.targets, evaluation.quantity
    planned = sum((target.share for target in targets), ZERO)
    closed = sum((order.quantity for order in evaluation.exits), ZERO) / size if size else planned
    return {"open_rate": ONE - closed} if targets and planned < ONE else None


def nothing_to_close(index: int) -> Callable[[Evaluation], Facts | None]:
    """A target at which there is nothing to close: its share is less than a step."""

    def check(evaluation: Evaluation) -> Facts | None:
        targets = evaluation.draft.plan.targets
        if not evaluation.quantity or index >= len(targets) or sum(target.share for target in targets) > ONE:
            return None
        share = targets[index].share
        is_closing = not share or evaluation.exits[index].quantity
        return None if is_closing else {"share_rate": share, "open_quantity": evaluation.quantity}

    return check


def exit_below_minimum(index: int) -> Callable[[Evaluation], Facts | None]:
    """A target that closes something, but less than the venue takes as an order there."""

    def check(evaluation: Evaluation) -> Facts | None:
        is_known = index < len(evaluation.exits) and below_minimum(evaluation) is None
        if not is_known or sum(target.share for target in evaluation.draft.plan.targets) > ONE:
            return None
        order = evaluation.exits[index]
        least = minimum_quantity(evaluation, order.price)
        if not ZERO < order.quantity < least:
            return None
        return {"count": Decimal(index + 1), "order_quantity": order.quantity, "least_quantity": least}

    return check


def ladder_cut_off(evaluation: Evaluation) -> Facts | None:
    """A liquidation that comes between two entries: of an isolated position it is the same whatever the size."""
    for step in evaluation.steps:
        if step.is_cut_off:
            liquidation = step.levels.liquidation or step.levels.bankruptcy
            waiting = step.next_price or evaluation.orders[step.number - 1].price
            is_isolated = evaluation.draft.plan.margin_mode is MarginMode.ISOLATED
            remedy = "less_leverage" if is_isolated else "smaller_size"
            return {
                "count": Decimal(step.number),
                "liquidation_price": liquidation,
                "next_price": waiting,
                "remedy": remedy,
            }
    return None


def order_below_minimum(evaluation: Evaluation) -> Facts | None:
    """A venue takes each order for itself: the one that lacks the most, at its own price."""
    orders = evaluation.orders
    if not evaluation.draft.plan.ladder or not orders or below_minimum(evaluation) is not None:
        return None

    def missing(place: int) -> Decimal:
        return minimum_quantity(evaluation, orders[place].price) - orders[place].quantity

    worst = max(range(len(orders)), key=missing)
    if missing(worst) <= 0:
        return None
    ordered = orders[worst].quantity
    return {"count": Decimal(worst + 1), "order_quantity": ordered, "least_quantity": ordered + missing(worst)}
