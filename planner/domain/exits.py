"""What is closed at each target: whole steps of the quantity, that add up to what the shares say.

What rounding leaves is closed at the nearest target. With q the quantity and `left` the share of it that waits for this
target and those beyond,

    closed = floor(q left) - floor(q (left - share)),   floor to the step

so what is closed at all prices beyond some price is never more than planned: no reward is promised that cannot be
ordered. A target whose share is less than a step may close nothing.
"""

from decimal import Decimal

from planner.domain.ladder import Order
from planner.domain.number import ONE, ZERO, floor_to_step
from planner.domain.plan import Plan


def exits(plan: Plan, quantity: Decimal, step: Decimal) -> tuple[Order, ...]:
    """What each target closes of a quantity, as the plan names them; of shares above one what there is."""
    targets = plan.targets
    nearest_first = sorted(range(len(targets)), key=lambda place: plan.side.sign * targets[place].price)
    closed = [ZERO] * len(targets)
    left = min(ONE, sum((target.share for target in targets), ZERO))
    for place in nearest_first:
        beyond = max(ZERO, left - targets[place].share)
        closed[place] = floor_to_step(quantity * left, step) - floor_to_step(quantity * beyond, step)
        left = beyond
    return tuple(Order(target.price, quantity) for target, quantity in zip(targets, closed, strict=True))
