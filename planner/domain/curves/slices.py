"""Maintenance by slices of notional, read backwards: what a position's loss has to reach, and at which notional.

    left(N) = N - s k MM(N)        s the side, k how many times the maintenance MM must be there

Where k times the highest rate is below one, it rises with the notional N, so where it has a value is one look-up and
one division.
"""

from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal, localcontext
from functools import lru_cache

from msgspec import Struct

from planner.domain.curves.polyline import Line, Polyline
from planner.domain.curves.tiers import Tiers, tiered
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.venue_rules import TierRule

TABLES = 1024
NOTIONAL = Polyline.straight(ZERO, ONE)

Rising = tuple[tuple[Decimal, ...], tuple[Line, ...]]
"""A continuous polyline that rises throughout: its values at its edges, and its lines."""


def rising(function: Polyline) -> Rising | None:
    """A function that is known to be continuous; None where it does not rise throughout."""
    if any(slope <= 0 for _, slope in function.lines):
        return None
    ends = zip(function.edges, function.lines, strict=False)
    return tuple(a + b * edge for edge, (a, b) in ends), function.lines


def where(function: Rising, value: Decimal, units: Decimal) -> Decimal:
    """The x at which the function of `units` times x has that value."""
    values, lines = function
    intercept, slope = lines[bisect_left(values, value)]
    return (value - intercept) / (slope * units)


class ByRatio(dict[Decimal, Rising | None]):
    """Functions that differ in one number, each made when it is first asked for."""

    def __init__(self, make: Callable[[Decimal], Polyline]) -> None:
        """With what makes the function of a number."""
        super().__init__()
        self._make = make

    def __missing__(self, ratio: Decimal) -> Rising | None:
        """The function of a number that was not asked for before."""
        with localcontext(ENGINE):
            found = self[ratio] = rising(self._make(ratio))
        return found


class Slices(Struct, frozen=True):
    """The maintenance of a table, and what is left of a long and of a short position by multiple of it."""

    maintenance: Polyline
    long: ByRatio
    short: ByRatio


@lru_cache(TABLES)
def slices_of(tiers: Tiers) -> Slices:
    """What tiers ask; a venue lists many instruments under few tables, so equal ones are one."""
    maintenance = tiered(tiers, TierRule.SLICE)
    return Slices(
        maintenance,
        long=ByRatio(lambda ratio: NOTIONAL.minus(maintenance, ratio)),
        short=ByRatio(lambda ratio: NOTIONAL.minus(maintenance, -ratio)),
    )
