"""What comes first in dates that end with their year, 01/02/2026: the day or the month.

Where some dates of a column prove which it is, by a figure above twelve, that holds for all of them.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

_MONTHS = 12
_DATE = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)


class DateOrder(StrEnum):
    """What comes first."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def first_proofs(texts: Iterable[str]) -> dict[DateOrder, int]:
    """The orders that dates at the beginning of texts prove, with the place of the first that does.

    Both proven contradict each other.
    """
    found = dict[DateOrder, int]()
    for place, text in enumerate(texts):
        match = _DATE.match(text.strip())
        if match and int(match[1]) > _MONTHS:
            found.setdefault(DateOrder.DAY_FIRST, place)
        elif match and int(match[3]) > _MONTHS:
            found.setdefault(DateOrder.MONTH_FIRST, place)
    return found


def proven_order(texts: Iterable[str]) -> DateOrder | None:
    """The order that the dates at the beginning of texts prove; None where none or both are proven."""
    found = first_proofs(texts)
    return next(iter(found)) if len(found) == 1 else None


def is_doubtful(text: str) -> bool:
    """Whether a text begins with a date that is another day in either order."""
    match = _DATE.match(text.strip())
    return match is not None and match[1].zfill(2) != match[3].zfill(2)


def readings(text: str) -> tuple[str, str]:
    """Such a text read with the day first, and with the month first."""
    return reading(text, month_first=False), reading(text, month_first=True)


def reading(text: str, *, month_first: bool) -> str:
    """Such a text with its date written as 2026-01-31."""
    match = _DATE.match(text.strip())
    if match is None:
        return text
    month, day = (match[1], match[3]) if month_first else (match[3], match[1])
    return f"{match[4]}-{month:0>2}-{day:0>2}{text.strip()[match.end() :]}"
