"""The one solver: where a piecewise linear excess first falls to zero.

Every level is the crossing of two functions of price, equity and a multiple of the requirement:

    margin call    equity = call ratio x requirement
    liquidation    equity = liquidation ratio x requirement
    bankruptcy     equity = 0

All are piecewise linear in the price P, or in 1/P where profit is converted at the price itself, so the root of each
piece is exact. Walking away from the market piece by piece finds the crossing that is met first, also where the
requirement jumps at the edge of a piece.
"""

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from planner.domain.number import ONE, ZERO

Line = tuple[Decimal, Decimal]
"""Intercept and slope."""


@dataclass(frozen=True, slots=True)
class Polyline:
    """A piecewise linear function of x > 0: `lines[i]` holds from `edges[i-1]` (included) to `edges[i]`; edges rise."""

    edges: tuple[Decimal, ...]
    lines: tuple[Line, ...]

    @classmethod
    def straight(cls, intercept: Decimal, slope: Decimal = ZERO) -> "Polyline":
        """A single line."""
        return cls((), ((intercept, slope),))

    def at(self, x: Decimal) -> Decimal:
        """The value at `x`."""
        intercept, slope = self.lines[bisect_right(self.edges, x)]
        return intercept + slope * x

    def scaled(self, factor: Decimal) -> "Polyline":
        """The function times `factor`."""
        return Polyline(self.edges, tuple((a * factor, b * factor) for a, b in self.lines))

    def plus(self, other: "Polyline") -> "Polyline":
        """The sum of two functions."""
        if not other.edges:
            intercept, slope = other.lines[0]
            return Polyline(self.edges, tuple((a + intercept, b + slope) for a, b in self.lines))
        if not self.edges:
            return other.plus(self)
        edges = tuple(sorted({*self.edges, *other.edges}))
        starts = (ZERO, *edges)
        pairs = ((self.lines[bisect_right(self.edges, x)], other.lines[bisect_right(other.edges, x)]) for x in starts)
        return Polyline(edges, tuple((a + c, b + d) for (a, b), (c, d) in pairs))

    def per_unit_of_x(self) -> "Polyline":
        """f(P) / P as a function of x = 1/P: what converting at the price itself does to an amount."""
        edges = tuple(ONE / edge for edge in reversed(self.edges))
        return Polyline(edges, tuple((slope, intercept) for intercept, slope in reversed(self.lines)))


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where an excess first falls to zero: at `x`, nowhere (None), or before the start already."""

    x: Decimal | None
    already: bool = False


def crossing(excess: Polyline, start: Decimal, direction: int) -> Crossing:
    """Walk from `start` up (+1) or down (-1) to the first x > 0 where `excess` is no longer positive."""
    if excess.at(start) <= 0:
        return Crossing(None, already=True)
    x = start
    piece = bisect_right(excess.edges, start)
    while True:
        intercept, slope = excess.lines[piece]
        if slope * direction < 0:
            root = -intercept / slope
            if root > 0 and _within(root, excess.edges, piece, direction):
                return Crossing(_later(root, x, direction))
        edge_index = piece if direction > 0 else piece - 1
        if not 0 <= edge_index < len(excess.edges):
            return Crossing(None)
        x = excess.edges[edge_index]
        piece += direction
        intercept, slope = excess.lines[piece]
        if intercept + slope * x <= 0:
            return Crossing(x)


def _within(root: Decimal, edges: tuple[Decimal, ...], piece: int, direction: int) -> bool:
    """Whether a root ahead of us lies before the far edge of its piece."""
    if direction > 0:
        return piece == len(edges) or root <= edges[piece]
    return piece == 0 or root >= edges[piece - 1]


def _later(root: Decimal, x: Decimal, direction: int) -> Decimal:
    """The root, or the place we stand at where rounding puts the root behind us."""
    return max(root, x) if direction > 0 else min(root, x)


@dataclass(frozen=True, slots=True)
class Pool:
    """Equity and requirement of what backs a position, as functions of x; `reciprocal` says that x is 1 / price."""

    equity: Polyline
    requirement: Polyline
    reciprocal: bool = False

    def x(self, price: Decimal) -> Decimal:
        """The place of a price on the axis, and back again."""
        return ONE / price if self.reciprocal else price

    def excess(self, ratio: Decimal) -> Polyline:
        """Equity less `ratio` times the requirement."""
        return self.equity.plus(self.requirement.scaled(-ratio)) if ratio else self.equity

    def excess_at(self, ratio: Decimal, price: Decimal) -> Decimal:
        """Equity less `ratio` times the requirement, at one price."""
        x = self.x(price)
        return self.equity.at(x) - ratio * self.requirement.at(x)

    def level(self, ratio: Decimal, start_price: Decimal, *price_directions: int) -> tuple[Decimal | None, ...]:
        """For each direction, the first price from `start_price` where equity falls to `ratio` times the requirement.

        None where there is none, or where equity is that low at the start already.
        """
        excess, start, turn = self.excess(ratio), self.x(start_price), -1 if self.reciprocal else 1
        found = (crossing(excess, start, direction * turn).x for direction in price_directions)
        return tuple(x if x is None else self.x(x) for x in found)

    def vertices(self, low: Decimal, high: Decimal) -> list[tuple[Decimal, Decimal, Decimal]]:
        """Price, equity and requirement at both ends and at every edge between: exact to draw where x is the price."""
        inner = sorted(self.x(edge) for edge in {*self.equity.edges, *self.requirement.edges})
        prices = [low, *(price for price in inner if low < price < high), high]
        if self.reciprocal:
            prices = [point for a, b in pairwise(prices) for point in _between(a, b)] + [high]
        return [(price, self.equity.at(self.x(price)), self.requirement.at(self.x(price))) for price in prices]


def _between(low: Decimal, high: Decimal, steps: int = 32) -> list[Decimal]:
    return [low + (high - low) * step / steps for step in range(steps)]
