"""The exact values a slider stops at, by the rule of the field beside it."""

from decimal import Decimal

from planner.domain.number import ENGINE, ZERO
from planner.domain.typed import FieldRule

DECADES = 4
"""How many powers of ten a slider of money spans below its maximum."""


def even_stops(rule: FieldRule, step: Decimal) -> tuple[Decimal, ...]:
    """From the least a rule takes to its maximum in steps; the maximum is one of them."""
    least, most = rule.least or ZERO, rule.maximum or ZERO
    count = int(ENGINE.divide_int(ENGINE.subtract(most, least), step))
    stops = [ENGINE.add(least, ENGINE.multiply(step, Decimal(at))) for at in range(count + 1)]
    return tuple(dict.fromkeys((*stops, most)))


def round_stops(rule: FieldRule) -> tuple[Decimal, ...]:
    """Zero, then every value of one digit within four powers of ten up to the maximum of a rule."""
    most = rule.maximum or ZERO
    first = most.adjusted() - DECADES
    digits = (Decimal(digit).scaleb(power) for power in range(first, first + DECADES + 1) for digit in range(1, 10))
    return tuple(dict.fromkeys((ZERO, *(stop for stop in digits if stop < most), most)))


def nearest_stop(stops: tuple[Decimal, ...], value: Decimal) -> int:
    """The last stop that is not above a value; the first where none is."""
    return max((at for at, stop in enumerate(stops) if stop <= value), default=0)
