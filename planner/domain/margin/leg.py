"""Positions as the margin formulas see them: same-side positions in one instrument are one leg."""

from decimal import Decimal
from operator import add
from typing import NamedTuple

from planner.domain.margin.crossings import Polyline
from planner.domain.venue import Instrument, Side


class Leg(NamedTuple):
    """A position in base units: `cost` is what it was opened for, `initial_margin` what was asked, both in quote.

    `margined_units` are the units that full margin would carry: units over leverage.
    """

    instrument: Instrument
    side: Side
    units: Decimal
    cost: Decimal
    initial_margin: Decimal
    margined_units: Decimal

    def pnl(self) -> Polyline:
        """Unrealised profit in quote currency, s (q P - cost), as a function of price."""
        return Polyline.straight(-self.side.sign * self.cost, self.side.sign * self.units)

    def pnl_at(self, price: Decimal) -> Decimal:
        """Unrealised profit in quote currency at one price."""
        gain = self.units * price - self.cost
        return gain if self.side is Side.LONG else -gain

    def merged(self, other: "Leg") -> "Leg":
        """One leg of two of the same instrument and side."""
        return Leg(self.instrument, self.side, *map(add, self[2:], other[2:]))


def merge(legs: list[Leg]) -> list[Leg]:
    """At most one leg of each instrument and side."""
    merged: dict[tuple[str, Side], Leg] = {}
    for leg in legs:
        key = (leg.instrument.symbol, leg.side)
        merged[key] = merged[key].merged(leg) if key in merged else leg
    return list(merged.values())
