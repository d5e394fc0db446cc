"""Which sign begins decimals in a table or a price history: a point and a comma may also separate thousands.

Where some of its numbers prove which it is, that holds for all of them.
"""

import re
from collections.abc import Iterable


def _proof(sign: str, other: str) -> str:
    """A number in which a sign cannot separate thousands."""
    return rf"\d*{sign}(?:\d{{1,2}}|\d{{4,}})|(?:0\d*|\d{{4,}})?{sign}\d+|\d{{1,3}}(?:{other}\d{{3}})+{sign}\d+"


_GROUPED = {
    False: re.compile(r"\s*[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?\s*", re.ASCII),
    True: re.compile(r"\s*[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?\s*", re.ASCII),
}
"""A number with marks between its thousands, by whether a comma begins its decimals."""
_CELL = re.compile(
    rf"[+\-\u2212]?(?:(?P<point>{_proof('[.]', ',')})|(?P<comma>{_proof(',', '[.]')})"
    r"|(?P<either>\d{1,3}[.,]\d{3}))",
    re.ASCII,
)


POINT, COMMA, EITHER = "point", "comma", "either"
"""What a number tells of the sign that begins decimals."""


def first_told(texts: Iterable[str]) -> dict[str, int]:
    """What numbers tell: that it is the `POINT`, the `COMMA`, or may be `EITHER`; with the place of the first of each.

    A point and a comma both told contradict each other.
    """
    found = dict[str, int]()
    for place, told in enumerate(map(_told, texts)):
        if told is not None:
            found.setdefault(told, place)
    return found


def comma_begins_decimals(texts: Iterable[str]) -> bool | None:
    """Whether it is the comma; None where a number can be read in two ways and nothing else tells."""
    found = first_told(texts)
    if (POINT in found) != (COMMA in found):
        return COMMA in found
    return None if EITHER in found else False


def plain(text: str, *, comma: bool) -> str:
    """A number with a point before its decimals and nothing between its thousands, where a comma begins them or not."""
    group, mark = (".", ",") if comma else (",", ".")
    bare = text.replace(group, "") if _GROUPED[comma].fullmatch(text) else text
    return bare.replace(mark, ".")


def is_doubtful(text: str) -> bool:
    """Whether a number can be read in two ways by itself."""
    return _told(text) == EITHER


def readings(text: str) -> tuple[str, str]:
    """What such a number is with decimals, and what in thousands."""
    number = text.strip()
    return number.replace(",", "."), number.replace(",", "").replace(".", "")


def _told(text: str) -> str | None:
    match = _CELL.fullmatch(text.strip())
    return match.lastgroup if match else None
