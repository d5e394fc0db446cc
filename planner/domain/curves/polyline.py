"""Functions of price that the levels are made of: piecewise linear, with power-law terms where a venue has them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from planner.domain.number import LARGEST, ONE, TWO, ZERO

Line = tuple[Decimal, Decimal]
"""Intercept and slope."""

LOWEST = -LARGEST


class Power(NamedTuple):
    """A term coefficient x (intercept + slope x) ** exponent, there between `low` (included) and `high`."""

    coefficient: Decimal
    exponent: Decimal
    low: Decimal = ZERO
    high: Decimal | None = None
    intercept: Decimal = ZERO
    slope: Decimal = ONE

    def at(self, x: Decimal) -> Decimal:
        """Its value at `x`, nothing outside its range."""
        if x < self.low or (self.high is not None and x >= self.high):
            return ZERO
        return self.inside(x)

    def inside(self, x: Decimal) -> Decimal:
        """Its value at `x`, which may be an end of its range."""
        return self.coefficient * (self.intercept + self.slope * x) ** self.exponent

    def rate(self, x: Decimal) -> Decimal:
        """Its derivative at `x`."""
        base = self.intercept + self.slope * x
        return self.coefficient * self.exponent * self.slope * base ** (self.exponent - ONE)

    def bend(self, x: Decimal) -> Decimal:
        """Its second derivative at `x`."""
        base = self.intercept + self.slope * x
        factor = self.coefficient * self.exponent * (self.exponent - ONE)
        return factor * self.slope * self.slope * base ** (self.exponent - TWO)

    def of_line(self, intercept: Decimal, slope: Decimal) -> "Power":
        """The term as a function of u where x = intercept + slope u."""
        ends = [None if end is None else (end - intercept) / slope for end in (self.low, self.high)]
        low, high = ends if slope > 0 else reversed(ends)
        base = (self.intercept + self.slope * intercept, self.slope * slope)
        return Power(self.coefficient, self.exponent, LOWEST if low is None else low, high, *base)

    def per_unit_of_x(self) -> "Power":
        """The term over P as a function of x = 1/P; it has no intercept."""
        low, high = ZERO if self.high is None else ONE / self.high, ONE / self.low if self.low else None
        return Power(self.coefficient * self.slope**self.exponent, ONE - self.exponent, low, high)


class Polyline(Struct, frozen=True):
    """A function of x > 0: `lines[i]` holds above `edges[i-1]` up to `edges[i]`; edges rise; `powers` add."""

    edges: tuple[Decimal, ...]
    lines: tuple[Line, ...]
    powers: tuple[Power, ...] = ()

    @classmethod
    def straight(cls, intercept: Decimal, slope: Decimal = ZERO) -> "Polyline":
        """A single line."""
        return cls((), ((intercept, slope),))

    @classmethod
    def highest(cls, low: Line, high: Line) -> "Polyline":
        """The larger of two lines, the second being the steeper one."""
        if high[1] == low[1]:
            return cls((), (max(low, high),))
        edge = (low[0] - high[0]) / (high[1] - low[1])
        return cls((edge,), (low, high)) if edge > 0 else cls((), (high,))

    def at(self, x: Decimal) -> Decimal:
        """The value at `x`."""
        intercept, slope = self.lines[bisect_left(self.edges, x)]
        value = intercept + slope * x
        return value + sum((power.at(x) for power in self.powers), ZERO) if self.powers else value

    def capped(self) -> "Polyline":
        """A straight line where it is below nothing, else nothing."""
        (a, b), nothing = self.lines[0], (ZERO, ZERO)
        edge = -a / b if b else ZERO
        if edge > 0:
            return Polyline((edge,), ((a, b), nothing) if b > 0 else (nothing, (a, b)))
        return self if b < 0 or (not b and a < 0) else NOTHING

    def least(self, low: Decimal, high: Decimal) -> Decimal:
        """The lowest value between two places, just beside a jump too; powers are taken to be concave."""
        inner = [edge for edge in self.edges if low < edge < high]
        return min(self.at(low), self.at(high), *(self.at(x) for x in inner), *(self._beyond(x) for x in inner))

    def _beyond(self, edge: Decimal) -> Decimal:
        """The value just above an edge."""
        intercept, slope = self.lines[bisect_right(self.edges, edge)]
        return intercept + slope * edge + sum((power.at(edge) for power in self.powers), ZERO)

    def line_at(self, x: Decimal) -> Line:
        """The line in force at `x`."""
        return self.lines[bisect_left(self.edges, x)]

    def scaled(self, factor: Decimal) -> "Polyline":
        """The function times `factor`."""
        powers = tuple(power._replace(coefficient=power.coefficient * factor) for power in self.powers)
        return Polyline(self.edges, tuple((a * factor, b * factor) for a, b in self.lines), powers)

    def until(self, edge: Decimal, other: "Polyline") -> "Polyline":
        """The function below `edge`, the other from there on."""
        below = bisect_left(self.edges, edge)
        above = bisect_right(other.edges, edge)
        edges = (*self.edges[:below], edge, *other.edges[above:])
        return Polyline(edges, (*self.lines[: below + 1], *other.lines[above:]))

    def plus(self, other: "Polyline") -> "Polyline":
        """The sum of two functions."""
        powers = self.powers + other.powers
        if not other.edges:
            intercept, slope = other.lines[0]
            return Polyline(self.edges, tuple((a + intercept, b + slope) for a, b in self.lines), powers)
        if not self.edges:
            return other.plus(self)
        edges = tuple(sorted({*self.edges, *other.edges}))
        pairs = [*((self.line_at(x), other.line_at(x)) for x in edges), (self.lines[-1], other.lines[-1])]
        return Polyline(edges, tuple((a + c, b + d) for (a, b), (c, d) in pairs), powers)

    def minus(self, other: "Polyline", factor: Decimal) -> "Polyline":
        """The function less a multiple of another."""
        if self.edges or self.powers:
            return self.plus(other.scaled(-factor))
        a, b = self.lines[0]
        lines = tuple([(a - factor * c, b - factor * d) for c, d in other.lines])
        powers = tuple(power._replace(coefficient=-factor * power.coefficient) for power in other.powers)
        return Polyline(other.edges, lines, powers)

    def of_multiple(self, factor: Decimal) -> "Polyline":
        """f(factor x): a function of notional as a function of price."""
        powers = tuple(
            power._replace(
                slope=power.slope * factor,
                low=power.low / factor,
                high=None if power.high is None else power.high / factor,
            )
            for power in self.powers
        )
        edges = tuple(edge / factor for edge in self.edges)
        return Polyline(edges, tuple((a, b * factor) for a, b in self.lines), powers)

    def of_quotient(self, face: Decimal) -> "Polyline":
        """P f(face / P) as a function of P: a function of coin notional in quote currency. It has no powers."""
        edges = tuple(face / edge for edge in reversed(self.edges))
        return Polyline(edges, tuple((b * face, a) for a, b in reversed(self.lines)))

    def of_line(self, intercept: Decimal, slope: Decimal) -> "Polyline":
        """f(intercept + slope x) where that is above nothing: a function of price as one of a common shock."""
        if not slope:
            return Polyline.straight(self.at(intercept))
        pairs = [(edge - intercept) / slope for edge in self.edges]
        lines = [(a + b * intercept, b * slope) for a, b in self.lines]
        if slope < 0:
            pairs.reverse()
            lines.reverse()
        powers = tuple(power.of_line(intercept, slope) for power in self.powers)
        return Polyline(tuple(pairs), tuple(lines), powers)

    def per_unit_of_x(self) -> "Polyline":
        """f(P) / P as a function of x = 1/P: what converting at the price itself does to an amount."""
        edges = tuple(ONE / edge for edge in reversed(self.edges))
        powers = tuple(power.per_unit_of_x() for power in self.powers)
        return Polyline(edges, tuple((slope, intercept) for intercept, slope in reversed(self.lines)), powers)

    def per_unit_of_line(self, intercept: Decimal, slope: Decimal) -> "Polyline":
        """f(P) / P as a function of u where P = intercept + slope u: hyperbolas, piece by piece."""
        if not slope:
            return Polyline.straight(self.at(intercept) / intercept)
        moved = self.of_line(intercept, slope)
        lines = self.lines if slope > 0 else tuple(reversed(self.lines))
        lows, highs = (LOWEST, *moved.edges), (*moved.edges, None)
        hyperbolas = tuple(
            Power(a, -ONE, low, high, intercept, slope)
            for (a, _), low, high in zip(lines, lows, highs, strict=True)
            if a
        )
        return Polyline(moved.edges, tuple((b, ZERO) for _, b in lines), hyperbolas)


NOTHING = Polyline.straight(ZERO)


def total(parts: Iterable[Polyline]) -> Polyline:
    """The sum of many functions, by one sweep over all their edges."""
    intercept = slope = ZERO
    bends: list[tuple[Decimal, Decimal, Decimal]] = []
    powers: list[Power] = []
    for part in parts:
        intercept, slope = intercept + part.lines[0][0], slope + part.lines[0][1]
        powers += part.powers
        for edge, (a, b), (c, d) in zip(part.edges, part.lines, part.lines[1:], strict=False):
            bends.append((edge, c - a, d - b))
    bends.sort()
    edges: list[Decimal] = []
    lines = [(intercept, slope)]
    for edge, rise, turn in bends:
        intercept, slope = intercept + rise, slope + turn
        if edges and edges[-1] == edge:
            lines[-1] = (intercept, slope)
        else:
            edges.append(edge)
            lines.append((intercept, slope))
    return Polyline(tuple(edges), tuple(lines), _gathered(powers))


def _gathered(powers: Iterable[Power]) -> tuple[Power, ...]:
    """Terms of one shape are one term; what cancels is gone."""
    coefficients: dict[Power, Decimal] = {}
    for power in powers:
        shape = power._replace(coefficient=ONE)
        coefficients[shape] = coefficients.get(shape, ZERO) + power.coefficient
    return tuple(shape._replace(coefficient=amount) for shape, amount in coefficients.items() if amount)
