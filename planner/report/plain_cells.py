"""Cells of a report as a program reads them: plain numbers, each with its unit beside it."""

import re

from planner.report.numbers import MINUS, NARROW_SPACE

_NUMBER = re.compile(
    rf"(?P<sign>[+{MINUS}]?)(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<rest>\.\d+)?"
    rf"(?:{NARROW_SPACE}(?P<percent>%)|(?P<times>×)| (?P<unit>: 1|[^\s\d,.;:]+))?"
)
_BETWEEN = re.compile(" [→/] ")
"""What stands between a number and what it becomes, or may be at most."""

Plain = tuple[str, str]
"""A number, or a text as it is, and the unit, nothing where there is none."""


def plain_cell(cell: str) -> Plain:
    """A number without what makes it easier to read, and its unit; a text, also one that tells a number, as it is."""
    found = _NUMBER.fullmatch(cell)
    if found is None:
        return cell, ""
    sign = "-" if found["sign"] == MINUS else ""
    return f"{sign}{found['whole'].replace(',', '')}{found['rest'] or ''}", _unit(found)


def plain_pair(cell: str) -> tuple[str, str, str]:
    """Two numbers of one unit that stand in one cell, and that unit; of any other cell the second is nothing."""
    both = [_NUMBER.fullmatch(part) for part in _BETWEEN.split(cell)]
    first, second = (*both, None)[:2]
    if len(both) == 2 and first and second and _unit(first) in {"", _unit(second)}:  # noqa: PLR2004 - a pair
        return plain_cell(first[0])[0], *plain_cell(second[0])
    number, unit = plain_cell(cell)
    return number, "", unit


def _unit(found: re.Match[str]) -> str:
    return found["percent"] or found["times"] or found["unit"] or ""
