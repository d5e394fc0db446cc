"""What comes first in dates that end with their year, 01/02/2026: the day or the month.

Where some dates of a column prove which it is, by a figure above twelve, that holds for all of them.
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

_MONTHS = 12
_DATE = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)


class DateOrder(StrEnum):
    """What comes first."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def proven_order(texts: Iterable[str]) -> DateOrder | None:
    """The order that the dates at the beginning of texts prove; None where none or both are proven."""
    found = set()
    for text in texts:
        match = _DATE.match(text.strip())
        if match and int(match[1]) > _MONTHS:
            found.add(DateOrder.DAY_FIRST)
        elif match and int(match[3]) > _MONTHS:
            found.add(DateOrder.MONTH_FIRST)
    return found.pop() if len(found) == 1 else None


def is_doubtful(text: str) -> bool:
    """Whether a text begins with a date that is another day in either order."""
    match = _DATE.match(text.strip())
    return match is not None and match[1].zfill(2) != match[3].zfill(2)


def readings(text: str) -> tuple[str, str]:
    """Such a text with its date written as 2026-01-31: read with the day first, and with the month first."""
    written = text.strip()
    return _DATE.sub(_iso(day=1, month=3), written, count=1), _DATE.sub(_iso(day=3, month=1), written, count=1)


def _iso(*, day: int, month: int) -> Callable[[re.Match[str]], str]:
    return lambda match: f"{match[4]}-{match[month]:0>2}-{match[day]:0>2}"
