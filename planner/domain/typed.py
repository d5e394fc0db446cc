"""What is typed into a field, checked: the only way from keys to a number."""

import re
from datetime import date
from decimal import Decimal

from msgspec import Struct

from planner.domain.fault import FaultError
from planner.domain.number import ENGINE, SMALLEST, ceil_to_step, floor_to_step, is_on_step, parse_number, to_text

PERCENT = Decimal("0.01")


class FieldRule(Struct, frozen=True):
    """What a field takes: `scale` turns what is written into the value (0.01 for percent).

    `step` is the grid a value must lie on, `nudge` what an arrow key adds; both and `maximum` are in the value's unit.
    A number below zero is taken where `least` is one. `free` is how the maximum is told where it is what is free.
    """

    scale: Decimal = Decimal(1)
    step: Decimal | None = None
    nudge: Decimal | None = None
    least: Decimal | None = None
    maximum: Decimal | None = None
    free: str = ""
    allows_zero: bool = False
    allows_empty: bool = False


_AS_TOLD = r"[+-]?[1-9]\d{0,2}(,\d{3})+\.\d+|[+-]?[1-9]\d{0,2}(,\d{3}){2,}"
"""A number with its thousands apart, as the program tells it, where nothing else can be meant: it may be pasted."""


def read_typed(text: str, rule: FieldRule) -> Decimal | None:
    """The value written in `text`, None where it is empty and may be; raises `FaultError` with what is wrong."""
    written = text.strip().replace("\u2212", "-")
    if not written and rule.allows_empty:
        return None
    number = parse_number(written.replace(",", "") if re.fullmatch(_AS_TOLD, written, re.ASCII) else written)
    if not _takes_negative(rule):
        _check_sign(number, written, rule)
    value = ENGINE.multiply(number, rule.scale)
    if value and value.copy_abs() < SMALLEST:
        raise FaultError("out_of_range", text=written)
    if rule.least is not None and value < rule.least:
        raise FaultError("below_least", text=written, least=write_value(rule.least, rule))
    if rule.maximum is not None and value > rule.maximum:
        if rule.free:
            raise FaultError("more_than_free", text=written, maximum=rule.free)
        raise FaultError("above_maximum", text=written, maximum=write_value(rule.maximum, rule))
    if rule.step is not None and not is_on_step(value, rule.step):
        raise _off_step(value, written, rule, rule.step)
    return value


_POINT_OR_GROUP = r"[+-]?[1-9]\d{0,2}\.\d{3}"


def ask_about_point(text: str) -> None:
    """Raise `FaultError` "point_or_group" where a point may separate thousands: for whom a comma begins decimals."""
    written = text.strip().replace("\u2212", "-")
    if re.fullmatch(_POINT_OR_GROUP, written, re.ASCII):
        raise FaultError("point_or_group", text=written, whole=written.replace(".", ""))


def _takes_negative(rule: FieldRule) -> bool:
    return rule.least is not None and rule.least < 0


def _check_sign(number: Decimal, written: str, rule: FieldRule) -> None:
    if number < 0 and rule.allows_zero:
        raise FaultError("negative", text=written)
    if number <= 0 and not rule.allows_zero:
        raise FaultError("not_positive", text=written)


def _off_step(value: Decimal, written: str, rule: FieldRule, step: Decimal) -> FaultError:
    below, above = floor_to_step(value, step), write_value(ceil_to_step(value, step), rule)
    if not below and not rule.allows_zero:
        return FaultError("below_first_step", text=written, above=above)
    return FaultError(
        "off_step", text=written, step=write_value(step, rule), below=write_value(below, rule), above=above
    )


_DAY = r"\d{4}-\d\d-\d\d"
FIRST_DAY = date(2000, 1, 1)
"""Rules are of our time."""


def read_day(text: str) -> date:
    """The day written in `text` as year, month and day; raises `FaultError`."""
    written = text.strip()
    try:
        day = date.fromisoformat(written) if re.fullmatch(_DAY, written, re.ASCII) else None
    except ValueError:
        day = None
    if day is None or day < FIRST_DAY:
        raise FaultError("not_a_day", text=written[:24])
    return day


def write_value(value: Decimal | None, rule: FieldRule) -> str:
    """The digits that `read_typed` reads back to `value`."""
    if value is None:
        return ""
    number = ENGINE.divide(value, rule.scale)
    if rule.step is not None and rule.scale == 1 and is_on_step(value, rule.step):
        return to_text(number.quantize(rule.step, context=ENGINE))
    return to_text(number.normalize(ENGINE)) if number else "0"
