"""A size of several entries in the whole steps it is ordered in: as many as its amount pays for.

Fewer steps may lose, or need, more each: what rounding leaves is ordered at one entry or another. A step more takes
more of the amount, at whichever entry it is ordered, so that the most is found by halving:

    steps   = the largest n with taken(n) <= amount
    asked   = n + (amount - taken(n)) / (taken(n + 1) - taken(n))
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from planner.domain.ladder import Order, average, orders
from planner.domain.number import ONE, ROUNDING_NOISE, ZERO, last_within
from planner.domain.plan import Plan
from planner.domain.sizing import AMOUNTS, Sizing, budget_of, follows_targets, taken_by
from planner.domain.unit_trade import UnitTrade, unit_trade
from planner.domain.venue import Venue

_MOST_MORE = 10**6
"""Whole steps of several entries can be more than by shares: few, unless one of them costs next to nothing."""


class Sized(NamedTuple):
    """What is asked for, unrounded, and what can be had of it; None where it cannot be known."""

    asked: Decimal | None
    quantity: Decimal | None


def counts_steps(plan: Plan) -> bool:
    """Whether a size is counted in the whole steps that several entries order, not by their shares."""
    return bool(plan.ladder) and plan.size_by in AMOUNTS and not follows_targets(plan)


def ordered(sizing: Sizing, venue: Venue, quantity: Decimal) -> tuple[tuple[Order, ...], UnitTrade]:
    """The orders that a quantity is entered with, in whole steps, and one unit at what they cost on average."""
    plan, unit = sizing.plan, sizing.unit
    if not plan.ladder:
        return (Order(unit.entry_price, quantity),), unit
    placed = orders(plan, quantity, sizing.step)
    price = average(placed, is_inverse=venue.regime.is_inverse)
    if price is None or price == unit.entry_price:
        return placed, unit
    return placed, unit_trade(plan, price, venue, unit.leg.instrument, unit.conversion)


def as_ordered(sizing: Sizing, venue: Venue, by_shares: Sized) -> Sized:
    """What is asked for and can be had as it is ordered; by the shares of several entries it may be less."""
    plan, (asked, quantity) = sizing.plan, by_shares
    if not counts_steps(plan) or not asked or quantity is None:
        return by_shares
    budget, step = budget_of(sizing) or ZERO, sizing.step

    def taken(steps: int) -> Decimal | None:
        return taken_by(sizing, ordered(sizing, venue, steps * step)[1], steps * step)

    count = _most(lambda steps: _is_within(taken(steps), budget), int(quantity / step))
    return Sized((count + _part(budget, taken(count), taken(count + 1))) * step, count * step)


def _most(is_within: Callable[[int], bool], start: int) -> int:
    """The most steps, looked for from a number that is near."""
    if is_within(start):
        return start + last_within(lambda more: is_within(start + more), _MOST_MORE)
    return max(0, start - 1 - last_within(lambda less: not is_within(start - 1 - less), start - 1))


def _is_within(taken: Decimal | None, budget: Decimal) -> bool:
    return taken is not None and taken <= budget * (ONE + ROUNDING_NOISE)


def _part(budget: Decimal, taken: Decimal | None, further: Decimal | None) -> Decimal:
    """The part of a further step that what is left would pay for."""
    if taken is None or further is None or further <= taken:
        return ZERO
    part = (budget - taken) / (further - taken)
    return ZERO if part <= ROUNDING_NOISE else min(part, ONE)
