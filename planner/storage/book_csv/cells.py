"""Cells as text, and those that a spreadsheet must not take for a formula: they are led by an apostrophe.

The signs are those OWASP names (CSV Injection), with their full-width forms. Numbers and times are never guarded.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20|%")
_GUARD = "'"
_NO_TEXT = re.compile(r"-?\d+(\.\d+)?|%", re.ASCII)
"""A plain number, and the unit of one: neither is a formula."""
_BEFORE = re.compile(r'[\s"]+')
"""What a spreadsheet may leave out before a formula: where cells are parted elsewhere, quotes begin one."""
_ELSEWHERE = re.compile(r"([;\t\r\n])")
"""Where decimals begin with a comma, a spreadsheet parts cells at semicolons, whatever is quoted."""


def guarded(text: str) -> str:
    """The text as it is written to a file."""
    return _guarded(_inside(text, _guarded))


def unguarded(text: str) -> str:
    """The text as it was before it was guarded."""
    return _inside(_unguarded(text), _unguarded)


def _inside(text: str, change: Callable[[str], str]) -> str:
    """What stands after each sign that parts cells elsewhere, changed."""
    first, *rest = _ELSEWHERE.split(text)
    return first + "".join(part if at % 2 == 0 else change(part) for at, part in enumerate(rest))


def _guarded(text: str) -> str:
    return f"{_GUARD}{text}" if _is_risky(text) or text.startswith(_GUARD) else text


def _unguarded(text: str) -> str:
    rest = text[1:]
    return rest if text.startswith(_GUARD) and (_is_risky(rest) or rest.startswith(_GUARD)) else text


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows as lines of a file; whoever gives cells that are text guards them."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def guarded_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as a file that a spreadsheet opens as it was meant: every text guarded, UTF-8 by its mark."""
    lines = csv_lines([cell if _NO_TEXT.fullmatch(cell) else guarded(cell) for cell in row] for row in rows)
    return lines.encode("utf-8-sig")


def shown(text: str) -> str:
    """The beginning of a cell as a fact of a fault."""
    return "".join(c if c.isprintable() else "?" for c in text[:24])


def _is_risky(text: str) -> bool:
    match = _BEFORE.match(text)
    return text[:1] in _FORMULA or (match is not None and text[match.end() :][:1] in _FORMULA)
