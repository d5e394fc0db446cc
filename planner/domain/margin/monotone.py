"""A rising or falling polyline read backwards: where it has a value, by one look-up and one division."""

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.margin.polyline import Line, Polyline
from planner.domain.number import SMALLEST


@dataclass(frozen=True, slots=True)
class Monotone:
    """A continuous polyline that rises or falls throughout; `values` are those at its edges, `sign` times, rising."""

    lines: tuple[Line, ...]
    values: tuple[Decimal, ...]
    sign: int

    @classmethod
    def of(cls, function: Polyline) -> "Monotone | None":
        """The function as a monotone one; None where it is not."""
        slopes = {1 if slope > 0 else -1 if slope < 0 else 0 for _, slope in function.lines}
        if len(slopes) > 1 or 0 in slopes or function.powers:
            return None
        pairs = zip(function.edges, function.lines, function.lines[1:], strict=False)
        if any(abs(c - a + (d - b) * edge) > SMALLEST for edge, (a, b), (c, d) in pairs):
            return None
        sign = slopes.pop()
        ends = zip(function.edges, function.lines, strict=False)
        return cls(function.lines, tuple(sign * (a + b * edge) for edge, (a, b) in ends), sign)

    def where(self, value: Decimal) -> Decimal:
        """The place at which the function has that value; at or below nothing where it has it nowhere."""
        intercept, slope = self.lines[bisect_left(self.values, value if self.sign > 0 else -value)]
        return (value - intercept) / slope
