"""The one solver: where an excess first falls to zero.

Every level is the crossing of two functions of price, equity and a multiple of the requirement:

    margin call    equity = call ratio x requirement
    liquidation    equity = liquidation ratio x requirement
    bankruptcy     equity = 0

Both are piecewise linear in the price P, or in 1/P where profit is converted at the price itself, so the root of each
piece is exact. Walking away from the market piece by piece finds the crossing that is met first, also where the
requirement jumps at the edge of a piece. Where power-law terms bend the pieces, each is halved until a bound shows
that it holds no root, or that it falls throughout; there Newton's method ends at the precision of the arithmetic.
"""

from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from planner.domain.curves.polyline import Line, Polyline
from planner.domain.number import LARGEST, SMALLEST, TWO, ZERO

WIDE = Decimal(4)
FINEST = Decimal("1e-44")
"""Where an interval is this narrow beside its place, its end is the root."""


class Crossing(Struct, frozen=True):
    """Where an excess first falls to zero: at `x`, nowhere (None), or before the start already."""

    x: Decimal | None
    already: bool = False


def crossing(excess: Polyline, start: Decimal, direction: int, limit: Decimal | None = None) -> Crossing:
    """Walk from `start` up (+1) or down (-1) to the first x where `excess` is no longer positive.

    The walk ends before `limit`: above nothing, unless another is given.
    """
    if excess.at(start) <= 0:
        return Crossing(None, already=True)
    end = limit if limit is not None else (LARGEST if direction > 0 else ZERO)
    if excess.powers:
        return Crossing(_bent(excess, start, end or SMALLEST))
    x = start
    piece = bisect_left(excess.edges, start)
    while True:
        intercept, slope = excess.lines[piece]
        if slope * direction < 0:
            root = -intercept / slope
            if _within(root, excess.edges, piece, direction):
                return Crossing(_before(_later(root, x, direction), end, direction))
        edge_index = piece if direction > 0 else piece - 1
        if not 0 <= edge_index < len(excess.edges):
            return Crossing(None)
        x = excess.edges[edge_index]
        piece += direction
        intercept, slope = excess.lines[piece]
        if intercept + slope * x <= 0:
            return Crossing(_before(x, end, direction))


def _within(root: Decimal, edges: tuple[Decimal, ...], piece: int, direction: int) -> bool:
    """Whether a root ahead of us lies before the far edge of its piece."""
    if direction > 0:
        return piece == len(edges) or root <= edges[piece]
    return piece == 0 or root >= edges[piece - 1]


def _later(root: Decimal, x: Decimal, direction: int) -> Decimal:
    """The root, or the place we stand at where rounding puts the root behind us."""
    return max(root, x) if direction > 0 else min(root, x)


def _before(x: Decimal, end: Decimal, direction: int) -> Decimal | None:
    return x if (end - x) * direction > 0 else None


def _bent(excess: Polyline, start: Decimal, end: Decimal) -> Decimal | None:
    """The first root between `start` and `end` of a function with power-law terms."""
    low, high = min(start, end), max(start, end)
    inner = {*excess.edges, *(power.low for power in excess.powers), *(power.high for power in excess.powers)}
    stops = sorted(x for x in inner if x is not None and low < x < high)
    path = [start, *(stops if end > start else reversed(stops)), end]
    for near, far in pairwise(path):
        piece = _Piece(excess, (near + far) / TWO)
        found = near if piece.at(near) <= 0 else piece.first_root(near, far)
        if found is not None:
            return None if found == end else found
    return None


def _middle(near: Decimal, far: Decimal) -> Decimal:
    """Between two places: by their ratio where they are of different magnitude."""
    is_wide = min(near, far) > 0 and max(near, far) > WIDE * min(near, far)
    return (near * far).sqrt() if is_wide else (near + far) / TWO


class _Piece:
    """One piece of a bent function: a line and the terms in force, each rising or falling throughout."""

    def __init__(self, excess: Polyline, middle: Decimal) -> None:
        self._a, self._b = excess.line_at(middle)
        self._powers = [p for p in excess.powers if p.low <= middle and (p.high is None or middle < p.high)]

    def at(self, x: Decimal) -> Decimal:
        return self._a + self._b * x + sum((power.inside(x) for power in self._powers), ZERO)

    def _rate(self, x: Decimal) -> Decimal:
        return self._b + sum((power.rate(x) for power in self._powers), ZERO)

    def _least(self, near: Decimal, far: Decimal) -> Decimal:
        """No value between is below this."""
        line = self._a + min(self._b * near, self._b * far)
        return line + sum((min(power.inside(near), power.inside(far)) for power in self._powers), ZERO)

    def _bends(self, near: Decimal, far: Decimal) -> tuple[Decimal, Decimal]:
        """No second derivative between is outside these."""
        ends = [(power.bend(near), power.bend(far)) for power in self._powers]
        return sum((min(pair) for pair in ends), ZERO), sum((max(pair) for pair in ends), ZERO)

    def first_root(self, near: Decimal, far: Decimal) -> Decimal | None:
        """The root nearest to `near`, where the function is positive."""
        if self._least(near, far) > 0:
            return None
        least, most = self._bends(near, far)
        if most <= 0:
            return None if self.at(far) > 0 else self._only_root(near, far)
        if least >= 0:
            return self._root_of_convex(near, far)
        middle = _middle(near, far)
        if abs(far - near) <= FINEST * max(abs(near), abs(far)) or middle in {near, far}:
            return far
        if self.at(middle) <= 0:
            return self.first_root(near, middle) or middle
        return self.first_root(near, middle) or self.first_root(middle, far)

    def _only_root(self, near: Decimal, far: Decimal) -> Decimal:
        """The root of a concave function that is positive at `near` alone: Newton's method in a shrinking interval."""
        x = (near + far) / TWO
        while True:
            value = self.at(x)
            near, far = (x, far) if value > 0 else (near, x)
            rate = self._rate(x)
            step = x - value / rate if rate else x
            moved = step if min(near, far) < step < max(near, far) else (near + far) / TWO
            if abs(moved - x) <= FINEST * max(abs(near), abs(far)):
                return moved
            x = moved

    def _root_of_convex(self, near: Decimal, far: Decimal) -> Decimal | None:
        """The first root of a convex function: its tangents lie below it, so Newton's method never passes the root."""
        sign, x = (1 if far > near else -1), near
        while True:
            value, rate = self.at(x), self._rate(x)
            if value <= 0:
                return x
            if rate * sign >= 0:
                return None
            moved = x - value / rate
            if (far - moved) * sign < 0:
                return None
            if abs(moved - x) <= FINEST * abs(x):
                return moved
            x = moved


def concave_crossings(
    line_at: Callable[[Decimal], Line], start: Decimal, low: Decimal, high: Decimal
) -> tuple[tuple[Crossing, Crossing], int]:
    """The crossings below and above `start` of a concave function, given by the line in force at a place.

    Beside them, how often it was evaluated on the longer way. Tangents of a concave function lie above it, so that of
    the start leads beyond the crossing, and Newton's method comes back from there from one side: it ends in as many
    steps as there are bends on the way, usually two or three.
    """
    first = line_at(start)
    if first[0] + first[1] * start <= 0:
        return (Crossing(None, already=True),) * 2, 1
    below, down = _newton(line_at, first, low, -1)
    above, up = _newton(line_at, first, high, 1)
    return (below, above), 1 + max(down, up)


def _newton(line_at: Callable[[Decimal], Line], first: Line, end: Decimal, direction: int) -> tuple[Crossing, int]:
    """Back to the crossing from the root of the line at the start, or from `end` where that comes before it."""
    root = -first[0] / first[1] if first[1] * direction < 0 else end
    steps, x = 0, root if (end - root) * direction > 0 else end
    while True:
        intercept, slope = line_at(x)
        steps += 1
        value = intercept + slope * x
        if value > 0 or slope * direction >= 0 or (x == end and value >= -FINEST):
            return Crossing(None if x == end else x), steps
        root = -intercept / slope
        if (root - x) * direction >= 0:
            return Crossing(root), steps
        x = root
