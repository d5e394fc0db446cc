"""Prices at which equity falls to what is demanded, of one exposure or of every one when it moves alone.

Where a linear contract requires slices of its notional N and nothing else, they are read in closed form: from the mark,
s times the change of notional uses up what backs the position, and

    N - s k MM(N)  =  N at the mark - s (equity - money - k x requirement of all others)

for a demand of k times the requirement and an amount of money. Everything else is walked through its pool.
"""

from collections.abc import Sequence
from decimal import Decimal

from planner.domain.book import Book, Key
from planner.domain.curves.slices import where
from planner.domain.margin.pool import Demand, Pool
from planner.domain.number import ONE, ZERO
from planner.domain.venue import LONG

Ends = tuple[Decimal | None, Decimal | None, bool]
"""The prices below and above the start at which a demand is met, None where there is none; whether it is met there."""

ALREADY: Ends = (None, None, True)


def levels_of(
    book: Book, key: Key, start: Decimal, demands: Sequence[Demand], pool: Pool | None = None
) -> Sequence[Ends]:
    """For each demand, where an exposure meets it first when its price moves from `start` alone.

    `pool` is what backs the exposure, where it is known already.
    """
    exposure = book.exposures[key]
    slices = exposure.slices
    if slices is None:
        return _walked(pool or book.pool(key), start, demands)
    leg, rate = exposure.legs[0], exposure.conversion.rate or ONE
    units, is_long = leg.units, leg.side is LONG
    curves = slices.long if is_long else slices.short
    equity, others = book.backing(key, exposure)
    if rate is not ONE:
        equity, others = equity / rate, others / rate
    notional = units * exposure.mark
    found: list[Ends] = []
    for ratio, money, _ in demands:
        curve = curves[ratio]
        if curve is None:
            return _walked(pool or book.pool(key), start, demands)
        backing = equity - ratio * others if others else equity
        if money:
            backing -= money / rate
        left = notional - backing if is_long else notional + backing
        price = where(curve, left, units)
        if is_long:
            found.append(ALREADY if price >= start else (price if price > ZERO else None, None, False))
        else:
            found.append(ALREADY if price <= start else (None, price, False))
    return found


def _walked(pool: Pool, start: Decimal, demands: Sequence[Demand]) -> Sequence[Ends]:
    """Through the pool, where more is required than a move brings or the requirement has another shape."""
    found: list[Ends] = []
    for demand in demands:
        below, above = pool.level(demand, start, -1, 1)
        is_met = below is None and above is None and pool.excess_at(demand, start) <= 0
        found.append((below, above, is_met))
    return found
