"""What recovery would bring back, in words."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from planner.report.numbers import NONE
from planner.words import spelled, translated

MOST_SHOWN = 8


class Change(Protocol):
    """A field before and after."""

    @property
    def field(self) -> str:
        """Its path."""

    @property
    def before(self) -> str:
        """Its text before."""

    @property
    def after(self) -> str:
        """Its text after."""


class Told(Struct, frozen=True):
    """A field as it is told."""

    field: str
    before: str
    after: str


def differences_text(changes: Sequence[Change]) -> str:
    """One line a field; the count of those that do not fit."""
    if not changes:
        return translated("There is no saved version to compare it with.")
    lines = [f"{_words(change.field)}: {change.before or NONE} → {change.after or NONE}" for change in changes]
    more = len(lines) - MOST_SHOWN
    return "\n".join([*lines[:MOST_SHOWN], *([translated("and {more} more", more=more)] if more > 0 else [])])


def _words(field: str) -> str:
    """`plan.stop_price` as "stop price"."""
    return " ".join(map(spelled, field.removeprefix("plan.").removeprefix("situation.").split(".")))
