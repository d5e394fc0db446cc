"""The Kelly size of a plan whose payoff is that of its own targets: no larger than what it really closes allows.

With L(q) the loss of q at the stop and G(q) what the targets bring of it, closed in whole steps and all costs in, a
size pays if

    L(q) <= c f*(q) E,   f*(q) = p - (1 - p) L(q) / G(q)

By shares G / L is the same for every size, and what is asked for is the largest. Whole steps close less at far targets,
and more interest is paid on what is borrowed for more: what is had is the largest size up to it that pays. Where a
thousand in a row do not, it is looked for on from what the last one allows. Here the entry is the average
of the planned shares: that of orders in whole steps loses no more, and brings no less.
"""

from decimal import Decimal, localcontext

from msgspec.structs import replace

from planner.domain.number import ENGINE, LARGEST, ONE, floor_to_step, last_within
from planner.domain.sizing import Sizing, asked_quantity, follows_targets

_ONE_BY_ONE = 1000


def sized(sizing: Sizing) -> tuple[Sizing, Decimal | None, Decimal | None]:
    """What a size follows from, what is asked for, unrounded, and the whole steps that can be had of it.

    None where it cannot be known. Where no size pays, all are told of one step: its odds, and the size by them.
    """
    asked = asked_quantity(sizing)
    quantity = _whole(sizing, asked)
    if not quantity or not follows_targets(sizing.plan):
        return sizing, asked, quantity
    paying = paying_quantity(sizing, quantity)
    if paying:
        return sizing.of(paying), asked, paying
    least = sizing.of(sizing.step)
    asked = asked_quantity(least)
    return least, asked, _whole(least, asked)


def _whole(sizing: Sizing, asked: Decimal | None) -> Decimal | None:
    return None if asked is None or asked > LARGEST else floor_to_step(asked, sizing.step)


def paying_quantity(sizing: Sizing, most: Decimal) -> Decimal:
    """The largest size in whole steps up to `most` that pays; `most` itself where targets do not set the size."""
    if not follows_targets(sizing.plan):
        return most
    step = sizing.step
    with localcontext(ENGINE):
        count, tried = int(most / step), 0
        if sizing.cash is not None:
            count = last_within(lambda steps: steps <= _allowed(replace(sizing.of(steps * step), quantity=None)), count)
        while count > 0 and count > (allowed := _allowed(sizing.of(count * step))):
            tried += 1
            count = count - 1 if tried < _ONE_BY_ONE else min(count - 1, allowed)
        return floor_to_step(max(0, count) * step, step)


def _allowed(sizing: Sizing) -> int:
    """How many steps the odds of a size allow."""
    kelly, loss, base = sizing.kelly, sizing.unit_loss, sizing.base
    if kelly is None or kelly <= 0 or not loss or base is None:
        return 0
    return int(floor_to_step(sizing.plan.size * kelly * base / loss / sizing.step, ONE))
