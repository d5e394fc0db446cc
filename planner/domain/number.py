"""Exact numbers: the one way in and out of text, and rounding to steps.

A number is written in ASCII digits with an optional point: no exponent, no separators, at most 30 digits, between 1e-18
and 1e18 in size. Whatever could be read in two ways is refused, never guessed.
"""

import re
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import wraps
from typing import Annotated, ParamSpec, TypeVar

from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import (
    decimal_schema,
    no_info_before_validator_function,
    plain_serializer_function_ser_schema,
)

from planner.domain.fault import FaultError
from planner.domain.record import As

MAX_DIGITS = 30
MAX_LENGTH = 64
LARGEST = Decimal(10) ** 18
SMALLEST = Decimal(10) ** -18
ZERO = Decimal(0)
ONE = Decimal(1)
TWO = Decimal(2)

ENGINE = Context(prec=50, traps=[InvalidOperation, DivisionByZero, Overflow])
"""The arithmetic of every figure, whatever the thread's own context: 50 digits hold any quotient of two numbers."""

ROUNDING_NOISE = Decimal("1e-40")
"""A quotient this near to a whole count is that count: a division before it was rounded to 50 digits."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_EXPONENT = r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+"
_COMMA = r"[+-]?\d*,\d*"
_COMMA_OR_GROUP = r"[+-]?[1-9]\d{0,2},\d{3}"
_GROUPED = r"[+-]?\d+([.,'_ \u00a0\u202f]\d+)+"


def parse_number(text: str) -> Decimal:
    """The number written in `text`; raises `FaultError` with what is wrong."""
    shown = text[:24] + ("…" if len(text) > 24 else "")  # noqa: PLR2004 - enough to recognise what was typed
    if not text.strip():
        raise FaultError("empty")
    if len(text) > MAX_LENGTH:
        raise FaultError("too_long", text=shown, digits=str(MAX_DIGITS))
    if not _PLAIN.fullmatch(text):
        raise _not_plain(text, shown)
    if _digits(text) > MAX_DIGITS:
        raise FaultError("too_long", text=shown, digits=str(MAX_DIGITS))
    return _bounded(Decimal(text), shown)


def _not_plain(text: str, shown: str) -> FaultError:
    """What is wrong with a text that is no plain number."""
    if re.fullmatch(_COMMA_OR_GROUP, text, re.ASCII):
        return FaultError("comma_or_group", text=shown, whole=shown.replace(",", ""), point=shown.replace(",", "."))
    if re.fullmatch(_COMMA, text, re.ASCII) and text.strip(",+-"):
        return FaultError("comma", text=shown, point=shown.replace(",", ".").rstrip("."))
    if re.fullmatch(_EXPONENT, text, re.ASCII):
        return FaultError("exponent", text=shown)
    return FaultError("grouped" if re.fullmatch(_GROUPED, text, re.ASCII) else "not_a_number", text=shown)


def _digits(text: str) -> int:
    """How many digits a number is written in; of a short text, no more than it is long."""
    return len(text) if len(text) <= MAX_DIGITS else sum(character.isdigit() for character in text)


def _bounded(value: Decimal, shown: str) -> Decimal:
    if value and not SMALLEST <= value.copy_abs() <= LARGEST:
        raise FaultError("out_of_range", text=shown)
    return value


def to_text(value: Decimal) -> str:
    """The plain digits of a number, as `parse_number` reads them back."""
    return format(value, "f")


def nearest_writable(value: Decimal) -> Decimal:
    """The number nearest to `value` that text may hold: a quotient of 50 digits as a figure that is kept."""
    whole_digits = max(value.adjusted() + 1, 1)
    places = max(0, min(-SMALLEST.adjusted(), MAX_DIGITS - whole_digits))
    if _places(value) <= places:
        return value
    return value.quantize(Decimal(1).scaleb(-places), context=ENGINE).normalize(ENGINE)


def _places(value: Decimal) -> int:
    """How many digits a finite number has behind the point."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def floor_to_step(value: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of `step` not above `value`."""
    return _to_step(value, step, ROUND_FLOOR)


def ceil_to_step(value: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of `step` not below `value`."""
    return _to_step(value, step, ROUND_CEILING)


def toward(market: Decimal, price: Decimal, step: Decimal) -> Decimal:
    """A price on the step nearer to the market: nobody believes a level farther than it is."""
    return (ceil_to_step if price < market else floor_to_step)(price, step)


def _to_step(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    exact = ENGINE.divide(value, step)
    nearest = exact.to_integral_value(ROUND_HALF_EVEN, ENGINE)
    is_multiple = ENGINE.abs(ENGINE.subtract(exact, nearest)) <= ENGINE.multiply(ENGINE.abs(nearest), ROUNDING_NOISE)
    count = nearest if is_multiple else exact.to_integral_value(rounding, ENGINE)
    multiple = ENGINE.multiply(count, step)
    fits = count.adjusted() < ENGINE.prec - 1
    return multiple.quantize(step, context=ENGINE) if fits else multiple


def is_on_step(value: Decimal, step: Decimal) -> bool:
    """Whether `value` is a multiple of `step`."""
    reaches = value.adjusted() - step.adjusted() < ENGINE.prec - 1
    return reaches and not ENGINE.remainder(value, step)


def _exact(value: object) -> Decimal:
    """Only text and decimals become numbers: a JSON number has already been through binary."""
    if isinstance(value, Decimal):
        return _checked(value)
    if isinstance(value, str):
        try:
            return parse_number(value)
        except FaultError as error:
            raise PydanticCustomError(
                error.fault.code, "{code}", {"code": error.fault.code, **error.fault.facts}
            ) from None
    raise PydanticCustomError("number_not_text", "numbers are written as text")


def _checked(value: Decimal) -> Decimal:
    if not value.is_finite() or (value and not SMALLEST <= value.copy_abs() <= LARGEST):
        raise PydanticCustomError("out_of_range", "out_of_range")
    if _digits(to_text(value)) > MAX_DIGITS:
        raise PydanticCustomError("too_long", "too_long")
    return value


class Within(As):
    """How a number of a record is read and written, and its bounds."""

    def __init__(
        self,
        *,
        gt: Decimal | None = None,
        ge: Decimal | None = None,
        lt: Decimal | None = None,
        le: Decimal | None = None,
    ) -> None:
        """Any number within these bounds; with none of them, any there is."""
        writing = plain_serializer_function_ser_schema(to_text, when_used="json")
        bounded = decimal_schema(gt=gt, ge=ge, lt=lt, le=le)
        super().__init__(no_info_before_validator_function(_exact, bounded, serialization=writing))


Number = Annotated[Decimal, Within()]
Price = Annotated[Decimal, Within(gt=ZERO)]
Quantity = Price
Amount = Annotated[Decimal, Within(ge=ZERO)]
Rate = Annotated[Decimal, Within(ge=ZERO, le=ONE)]
SignedRate = Annotated[Decimal, Within(ge=-ONE, le=ONE)]
Multiple = Price

Given = ParamSpec("Given")
Found = TypeVar("Found")


def exactly(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """A function that counts in `ENGINE`, whatever the context of the thread that calls it."""

    @wraps(function)
    def counted(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        with localcontext(ENGINE):
            return function(*args, **kwargs)

    return counted


_SURE = Context(prec=45)


def rounded_off(value: Decimal) -> Decimal:
    """A number without the digits that are only what the rounding of divisions left: 0.0599... is 0.06."""
    return _SURE.plus(value)


def without_noise(value: Decimal, of: Decimal) -> Decimal:
    """A difference of numbers as large as `of`: nothing where it is only what their rounding left."""
    return ZERO if value.copy_abs() <= ENGINE.multiply(of.copy_abs(), ROUNDING_NOISE) else value


def last_within(is_within: Callable[[int], bool], most: int) -> int:
    """The last number from 0 to `most` before one that is not within; 0 is."""
    near, far = 0, 1
    while far <= most and is_within(far):
        near, far = far, far * 2
    far = min(far, most + 1)
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if is_within(middle) else (near, middle)
    return near
