"""Entries of one plan at several prices: what is ordered at each, and what was paid on average.

Each order is a share of the whole quantity, the first what the others leave. The average pays the same for the same: by
quantity, or by coins (quantity / price) where profit is paid in the coin that is traded:

    linear    sum(q P) / sum(q)
    inverse   sum(q) / sum(q / P)

The first entry fills first. The others fill as the price comes to them: of those on one side of it the nearest first,
in whatever order they are written; which side is first is as they are written.

Orders are whole steps that add up to the quantity. What is ordered at all prices farther from the stop than some price
is never more than planned: what rounding leaves is ordered nearer to the stop, and loses less there than was planned.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from planner.domain.number import ONE, ZERO, floor_to_step
from planner.domain.plan import Plan


class Order(NamedTuple):
    """A quantity to open or to close at a price; or a share of one."""

    price: Decimal
    quantity: Decimal


def shares(plan: Plan) -> tuple[Order, ...]:
    """Every entry with its share of the whole, in the order of the plan; none without an entry."""
    if plan.entry_price is None:
        return ()
    left = ONE - sum((rung.share for rung in plan.ladder), ZERO)
    return Order(plan.entry_price, left), *(Order(rung.price, rung.share) for rung in plan.ladder)


def filling(plan: Plan) -> tuple[int, ...]:
    """The places of the entries in the order in which they fill; none without an entry."""
    if plan.entry_price is None:
        return ()
    ahead = [plan.side.sign * (rung.price - plan.entry_price) for rung in plan.ladder]
    nearest_first = sorted(range(len(ahead)), key=lambda place: abs(ahead[place]))
    waiting = {wins: iter([place for place in nearest_first if (ahead[place] > 0) is wins]) for wins in (True, False)}
    return 0, *(next(waiting[each > 0]) + 1 for each in ahead)


def orders(plan: Plan, quantity: Decimal, step: Decimal) -> tuple[Order, ...]:
    """What each entry orders of a quantity, in whole steps."""
    whole = shares(plan)
    farthest_first = sorted(range(len(whole)), key=lambda place: -plan.side.sign * whole[place].price)
    ordered, share, before = [ZERO] * len(whole), ZERO, ZERO
    for place in farthest_first:
        share += whole[place].quantity
        reached = floor_to_step(quantity * share, step)
        ordered[place], before = reached - before, reached
    return tuple(Order(order.price, quantity) for order, quantity in zip(whole, ordered, strict=True))


def average(filled: Sequence[Order], *, is_inverse: bool) -> Decimal | None:
    """The price at which the same quantity in one order costs the same; None for none."""
    whole = sum((order.quantity for order in filled), ZERO)
    if whole <= 0:
        return None
    if len(filled) == 1:
        return filled[0].price
    if is_inverse:
        return whole / sum((order.quantity / order.price for order in filled), ZERO)
    return sum((order.quantity * order.price for order in filled), ZERO) / whole
