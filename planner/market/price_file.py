"""Price files as columns of text and of prices. What cannot be read is a fault that names the line.

A file is text with a column of times and four of prices; `layouts` knows how they are named, or stand where nothing
names them. Other columns are left out, and so are rows without prices and lines of text after the last. Decimals follow
a point, or a comma that cannot part columns; where every price could as well have a mark between its thousands, whoever
chose the file is to be asked.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
from msgspec.structs import replace

from planner.domain.decimal_mark import COMMA, EITHER, POINT, first_told, is_doubtful, plain, readings
from planner.domain.fault import FaultError
from planner.domain.number import LARGEST, MAX_LENGTH, SMALLEST
from planner.market.layouts import COLUMNS, DAY_AND_CLOCK, PRICES, is_preface, moments, names_in, names_without_header
from planner.market.rows import Floats, Rows, cell_fault, contradiction, first_fault

MAX_ROWS = 600_000  # more than a year of minutes

_DELIMITERS = ";\t|,"
"""Where there are as many of each, a comma stands before decimals."""
_MAX_COLUMNS = 200
_QUOTED = re.compile('"[^"]*"')
_TERMINAL = "<DATE>\t"
"""What files of MetaTrader 5 begin with, in which a point stands before decimals wherever they were written."""
_NO_PRICE = {"", "null", "nan", "n/a"}
_CURRENCIES = " \t$€£"
_SMALLEST, _LARGEST = float(SMALLEST), float(LARGEST)
T = TypeVar("T")
_SIGNS = frozenset("0123456789.+-eE \t")
"""A price has no other signs: Python would read digits of any script, and "5_0" as fifty."""


def rows_of(text: str) -> Rows:
    """The rows under the header, or all where there is none; blank lines do not count."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.isspace()]
    if len(lines) > 1 and is_preface(lines[0][1]):
        lines.pop(0)
    if not lines:
        raise FaultError("candles_empty")
    header = lines[0][1]
    delimiter = max(_DELIMITERS, key=_QUOTED.sub("", header).count)
    first = _cells(header, delimiter, _MAX_COLUMNS)
    names = names_without_header(first)
    if names is None:
        names = names_in(first)
        lines.pop(0)
    places = _places(names)
    rows = _rows(_without_notes(lines, delimiter, len(names)), delimiter, names, places)
    is_marked = not header.startswith(_TERMINAL) and (delimiter != "," or _has_commas(rows))
    return replace(rows, is_marked=is_marked)


def _cells(line: str, delimiter: str, most: int) -> list[str]:
    """What stands between delimiters, those within quotes left aside: as many cells as asked for, and the rest in one.

    A cell goes on in no other line.
    """
    if '"' not in line:
        return line.split(delimiter, most)
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=delimiter != "\t"))[: most + 1]
    except csv.Error:
        raise FaultError("candles_not_text") from None


def _places(names: Sequence[str]) -> dict[str, int]:
    """Where time and the four prices stand in a row."""
    found = {column: next((name for name in known if name in names), None) for column, known in COLUMNS.items()}
    missing = [column for column, name in found.items() if name is None]
    if missing:
        raise FaultError("candles_columns", missing=", ".join(missing))
    return {column: names.index(name) for column, name in found.items() if name is not None}


def _without_notes(lines: list[tuple[int, str]], delimiter: str, width: int) -> list[tuple[int, str]]:
    """The lines up to the last candle: what follows are words of whoever wrote the file."""
    count = len(lines)
    while count and _is_note(_cells(lines[count - 1][1], delimiter, width), width):
        count -= 1
    if not count:
        raise FaultError("candles_empty")
    if count > MAX_ROWS:
        raise FaultError("candles_too_many", rows=str(MAX_ROWS))
    return lines[:count]


def _is_note(cells: Sequence[str], width: int) -> bool:
    return len(cells) != width and not any(cell.strip()[:1].isdigit() for cell in cells)


def _rows(lines: list[tuple[int, str]], delimiter: str, names: Sequence[str], places: dict[str, int]) -> Rows:
    """The cells of lines that have prices, by the names of their columns."""
    apart = [names.index(name) for name in DAY_AND_CLOCK if all(name in names for name in DAY_AND_CLOCK)]
    found = _columns(lines, delimiter, len(names), {*places.values(), *apart})
    numbers, left_out = [number for number, _ in lines], _without_prices([found[places[name]] for name in PRICES])
    if left_out:
        found = {place: _others(column, left_out) for place, column in found.items()}
        numbers = _others(numbers, left_out)
    if not numbers:
        raise FaultError("candles_empty")
    columns = {name: found[place] for name, place in places.items()}
    for name in PRICES:
        if columns[name][0].strip()[:1] in _CURRENCIES:
            columns[name] = [cell.strip(_CURRENCIES) for cell in columns[name]]
    if apart:
        columns["time"] = moments(*(found[place] for place in apart)) or columns["time"]
    return Rows(columns, numbers, len(left_out))


def _columns(lines: list[tuple[int, str]], delimiter: str, width: int, places: Iterable[int]) -> dict[int, list[str]]:
    """The columns at some places; cut all at once where every line is as wide as the header and nothing is quoted."""
    text = delimiter.join(line for _, line in lines)
    if '"' not in text and all(line.count(delimiter) == width - 1 for _, line in lines):
        cells = text.split(delimiter)
        return {place: cells[place::width] for place in places}
    rows = [_row(number, line, delimiter, width) for number, line in lines]
    return {place: [row[place] for row in rows] for place in places}


def _without_prices(prices: Sequence[Sequence[str]]) -> set[int]:
    """The places of rows that have no price at all."""
    first, *others = prices
    empty = (at for at, cell in enumerate(first) if _is_none(cell))
    return {at for at in empty if all(_is_none(column[at]) for column in others)}


def _is_none(cell: str) -> bool:
    return cell.strip().lower() in _NO_PRICE


def _others(values: list[T], places: set[int]) -> list[T]:
    """The values that are not at those places."""
    return [value for at, value in enumerate(values) if at not in places]


def _row(number: int, line: str, delimiter: str, width: int) -> list[str]:
    """The cells of a line as wide as the header; a delimiter at its end parts nothing."""
    cells = _cells(line, delimiter, width)
    if len(cells) == width + 1 and not cells[-1].strip():
        cells.pop()
    if len(cells) != width:
        fields = _QUOTED.sub("", line).count(delimiter) + 1
        raise FaultError("candles_row", line=str(number), fields=str(fields), expected=str(width))
    return cells


def _has_commas(rows: Rows) -> bool:
    return any("," in "".join(rows.columns[name]) for name in PRICES)


def with_points(rows: Rows, *, in_thousands: bool | None) -> Rows:
    """Rows whose prices have a point before their decimals, and nothing between thousands.

    `in_thousands` says what prices are that may also have decimals, None that nobody was asked. Raises `FaultError`:
    "candles_decimals", which asks, or "candles_two_marks" for prices that contradict each other.
    """
    if not rows.is_marked:
        return rows
    count = len(rows.lines)
    cells = [cell for name in PRICES for cell in rows.columns[name]]
    numbers = list(dict.fromkeys(cells))
    told = first_told(numbers)
    if POINT in told and COMMA in told:
        raise contradiction("candles_two_marks", rows, cells, numbers[told[POINT]], numbers[told[COMMA]])
    if told.keys() != {EITHER}:
        read = {number: plain(number, comma=COMMA in told) for number in numbers}
    elif in_thousands is None:
        raise FaultError("candles_decimals", text=numbers[told[EITHER]].strip())
    else:
        read = {number: readings(number)[in_thousands] if is_doubtful(number) else number for number in numbers}
    cells = [read[cell] for cell in cells]
    pointed = {name: cells[place * count : (place + 1) * count] for place, name in enumerate(PRICES)}
    return replace(rows, columns={**rows.columns, **pointed})


def prices(rows: Rows, name: str) -> Floats:
    """A column of prices."""
    cells = rows.columns[name]
    try:
        values = np.array(cells, dtype=np.float64)
    except ValueError:
        raise first_fault("candles_number", rows, cells, float) from None
    if not _SIGNS.issuperset("".join(cells)) or max(map(len, cells)) > MAX_LENGTH:
        raise first_fault("candles_number", rows, cells, _ascii_number)
    good = (values == 0) | (np.abs(values) >= _SMALLEST) & (np.abs(values) <= _LARGEST)
    if not good.all():
        raise cell_fault("candles_number", rows, cells, int(np.argmin(good)))
    return values


def _ascii_number(cell: str) -> float:
    if not _SIGNS.issuperset(cell) or len(cell) > MAX_LENGTH:
        raise ValueError(cell)
    return float(cell)
