"""A published figure: what was given, what came out, and how near another answer must come."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct

from planner.domain.number import ONE, ZERO

NONE_WORDS = frozenset({"none", "null", "--", ""})
SIDES = {"buy": "long", "sell": "short"}
PRICE_ENDINGS = ("price", "price_lower", "price_upper")
NO_NUMBERS = (Decimal(-1), Decimal(2**64 - 1))
"""How libraries that can only return a number say that there is none."""

Value = Decimal | str | None | list[Decimal]
Figures = Mapping[str, Callable[[], Value]]
"""What the planner says, under the names of a vector; each is asked for only when a vector expects it."""


class Given(Struct, frozen=True):
    """Named inputs, numbers as text."""

    inputs: Mapping[str, Any]

    def __contains__(self, name: object) -> bool:
        """Whether an input is there."""
        return self.inputs.get(str(name)) is not None

    def has(self, *names: str) -> bool:
        """Whether all of these are there."""
        return all(name in self for name in names)

    def any(self, *names: str) -> bool:
        """Whether one of these is there."""
        return any(name in self for name in names)

    def find(self, *names: str) -> Decimal | None:
        """The first of these numbers that is there."""
        return next((Decimal(str(self.inputs[name])) for name in names if name in self), None)

    def number(self, *names: str) -> Decimal:
        """The first of these numbers that is there; one of them must be."""
        found = self.find(*names)
        if found is None:
            raise LookupError(f"none of the inputs {', '.join(names)} is there")
        return found

    def or_else(self, default: Decimal, *names: str) -> Decimal:
        """The first of these numbers that is there, or a default."""
        found = self.find(*names)
        return default if found is None else found

    def or_zero(self, *names: str) -> Decimal:
        """The first of these numbers that is there, or nothing."""
        return self.or_else(ZERO, *names)

    def or_one(self, *names: str) -> Decimal:
        """The first of these numbers that is there, or one."""
        return self.or_else(ONE, *names)

    def numbers(self, name: str) -> list[Decimal]:
        """A list of numbers."""
        return [Decimal(str(value)) for value in self.inputs.get(name) or ()]

    def rows(self, name: str) -> list["Given"]:
        """A list of records."""
        return [Given(row) for row in self.inputs.get(name) or ()]

    def text(self, name: str, default: str = "") -> str:
        """A word."""
        return str(self.inputs[name]) if name in self else default

    @property
    def side(self) -> str:
        """The side named, long when none is."""
        word = self.text("side", "long").lower()
        return SIDES.get(word, word)

    def flag(self, name: str) -> bool:
        """Whether something is said to be so."""
        return self.text(name).lower() == "true"


class Vector(Struct, frozen=True):
    """One published example."""

    id: str
    venue: str
    model: str
    formula: str
    given: Given
    expected: Mapping[str, Any]
    tolerance: str
    tolerances: Mapping[str, str]
    is_verified: bool

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Vector":
        """The vector of a record of a file."""
        return cls(
            id=str(record["id"]),
            venue=str(record.get("venue", "")),
            model=str(record["model"]),
            formula=str(record["formula"]),
            given=Given(record["inputs"]),
            expected=record["expected"],
            tolerance=str(record.get("tolerance", "abs:0")),
            tolerances=record.get("tolerance_by_field") or {},
            is_verified=bool(record.get("verified", True)),
        )

    def agrees(self, field: str, found: Value) -> bool:
        """Whether an answer is as near as the vector asks."""
        expected = self.expected[field]
        if found is None and _is_nothing(field, _number(expected)):
            return True
        return _agree(found, expected, self.tolerances.get(field, self.tolerance))


def _agree(found: Value, expected: object, tolerance: str) -> bool:
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return False
        return all(_agree(one, other, tolerance) for one, other in zip(found, expected, strict=True))
    wanted = _number(expected)
    if wanted is None or not isinstance(found, Decimal):
        return _word(found) == _word(expected)
    kind, _, width = tolerance.partition(":")
    return abs(found - wanted) <= Decimal(width) * (abs(wanted) if kind == "rel" else ONE)


def _is_nothing(field: str, number: Decimal | None) -> bool:
    """Whether a number stands for none; of a price nothing does too."""
    return number in NO_NUMBERS or (number == ZERO and field.endswith(PRICE_ENDINGS))


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _word(value: object) -> str:
    """A word as it is compared; all words for no price are one."""
    word = "" if value is None else str(value).lower()
    return "" if word in NONE_WORDS else word
