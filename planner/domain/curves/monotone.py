"""A rising or falling polyline read backwards: where it has a value, by one look-up and one division."""

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.curves.polyline import Line, Polyline


@dataclass(frozen=True, slots=True)
class Monotone:
    """A continuous polyline that rises or falls throughout; `values` are those at its edges, `sign` times, rising."""

    lines: tuple[Line, ...]
    values: tuple[Decimal, ...]
    sign: int

    @classmethod
    def of(cls, function: Polyline) -> "Monotone | None":
        """A function that is known to be continuous; None where it does not rise or fall throughout."""
        sign = 1 if function.lines[0][1] > 0 else -1
        if any(slope * sign <= 0 for _, slope in function.lines):
            return None
        ends = zip(function.edges, function.lines, strict=False)
        return cls(function.lines, tuple(sign * (a + b * edge) for edge, (a, b) in ends), sign)

    def where(self, value: Decimal) -> Decimal:
        """The place at which the function has that value; at or below nothing where it has it nowhere."""
        intercept, slope = self.lines[bisect_left(self.values, value if self.sign > 0 else -value)]
        return (value - intercept) / slope
