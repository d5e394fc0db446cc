"""Price files as columns of numbers. What cannot be read is a fault that names the line.

A file is text with a column of times and four of prices; `layouts` knows how they are named, or stand where nothing
names them. Other columns are left out. Times are ISO 8601 or nearly so, UTC where they name no zone, or seconds,
milliseconds or finer since 1970. Decimals follow a point, or a comma that cannot part columns; where every price could
as well have a mark between its thousands, whoever chose the file is to be asked.
"""

import codecs
import os
import re
import stat
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.domain.decimal_mark import comma_begins_decimals, is_doubtful, readings
from planner.domain.fault import FaultError
from planner.domain.number import LARGEST, MAX_LENGTH, SMALLEST
from planner.market.layouts import (
    DAY_AND_CLOCK,
    PRICES,
    TIMES,
    are_compact,
    is_preface,
    iso_text,
    moments,
    names_in,
    names_without_header,
)

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 600_000  # more than a year of minutes

Floats = NDArray[np.float64]

_OPEN_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))
_DELIMITERS = ";\t,"
"""Where there are as many of each, a comma stands before decimals."""
_MAX_COLUMNS = 200
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What a file of two bytes a letter begins with, as some terminals write them."""
_TERMINAL = "<DATE>\t"
"""What files of MetaTrader 5 begin with, in which a point stands before decimals wherever they were written."""
_EPOCH = re.compile(r"[ \t]*\d{9,19}(?:\.\d{1,9})?[ \t]*", re.ASCII)
_LARGEST_SECONDS = 1e11
_SMALLEST, _LARGEST = float(SMALLEST), float(LARGEST)
_SIGNS = frozenset("0123456789.+-eE \t")
"""A price has no other signs: Python would read digits of any script, and "5_0" as fifty."""
_USUAL = {len(form): form for form in (b"0000-00-00T00:00:00Z", b"0000-00-00T00:00Z", b"0000-00-00")}
"""How most files write a time, with 0 for any figure."""
_ZERO, _NINE = np.uint8(ord("0")), 9
_YEAR_1800, _YEAR_2200 = -5_364_662_400.0, 7_258_118_400.0


class Rows(Struct, frozen=True):
    """The rows of a file as text: their columns by name, and the line each row stands on."""

    columns: dict[str, list[str]]
    lines: list[int]


def read_text(path: Path) -> str:
    """The text of a regular file of bearable size."""
    try:
        raw = _bytes(path)
    except FaultError:
        raise
    except FileNotFoundError:
        raise FaultError("file_missing") from None
    except PermissionError:
        raise FaultError("no_permission") from None
    except (OSError, ValueError) as error:
        raise FaultError("read_failed", cause=type(error).__name__) from error
    return _text(raw)


def _bytes(path: Path) -> bytes:
    """What the file holds that was looked at: whatever takes its place meanwhile, no pipe is waited for."""
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        if not _is_readable(os.fstat(descriptor)):
            return b""
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES)
    finally:
        os.close(descriptor)


def _is_readable(status: os.stat_result) -> bool:
    """Whether there is something to read; raises `FaultError` for what must not be."""
    if stat.S_ISDIR(status.st_mode):
        raise FaultError("is_a_folder")
    if not stat.S_ISREG(status.st_mode):
        raise FaultError("not_a_file")
    if status.st_size > MAX_BYTES:
        raise FaultError("candles_too_large", megabytes=str(MAX_BYTES >> 20))
    return status.st_size > 0


def _text(raw: bytes) -> str:
    encoding = "utf-16" if raw[:2] in _WIDE else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise FaultError("candles_not_text") from None
    if "\0" in text:
        raise FaultError("candles_not_text")
    return text


def rows_of(text: str, *, in_thousands: bool | None = None) -> Rows:
    """The rows under the header, or all where there is none; blank lines do not count.

    `in_thousands` says what prices are that may also have decimals, None that nobody was asked. Raises `FaultError`, of
    which "candles_decimals" asks.
    """
    lines = text.splitlines()
    numbers = [number for number, line in enumerate(lines, 1) if line and not line.isspace()]
    if not numbers:
        raise FaultError("candles_empty")
    if len(numbers) > 1 and is_preface(lines[numbers[0] - 1]):
        numbers.pop(0)
    header = lines[numbers[0] - 1]
    delimiter = max(_DELIMITERS, key=header.count)
    first = header.split(delimiter, _MAX_COLUMNS)
    names = names_without_header(first)
    if names is None:
        names = names_in(first)
        numbers.pop(0)
    places = _places(names)
    _check_count(numbers)
    body = [lines[number - 1] for number in numbers]
    _check_widths(body, numbers, delimiter, len(names))
    cells = _unquoted(delimiter.join(body).split(delimiter))
    columns = {name: cells[place :: len(names)] for name, place in places.items()}
    if delimiter != "," and not header.startswith(_TERMINAL):
        columns |= _with_points(Rows(columns, numbers), in_thousands=in_thousands)
    if all(name in names for name in DAY_AND_CLOCK):
        days, clocks = (cells[names.index(name) :: len(names)] for name in DAY_AND_CLOCK)
        columns["time"] = moments(days, clocks) or columns["time"]
    return Rows(columns, numbers)


def _unquoted(cells: list[str]) -> list[str]:
    """Cells without the quotes around them; one within a cell is of no price and no time."""
    if '"' not in "".join(cells):
        return cells
    bare = [cell.strip() for cell in cells]
    return [cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell for cell in bare]


def _with_points(rows: Rows, *, in_thousands: bool | None) -> dict[str, list[str]]:
    """The four columns of prices with a point before their decimals."""
    count = len(rows.lines)
    cells = [cell for name in PRICES for cell in rows.columns[name]]
    comma = comma_begins_decimals(cells)
    if comma:
        _refuse_groups(rows)
        cells = [cell.replace(",", ".") for cell in cells]
    if comma is None:
        if in_thousands is None:
            raise FaultError("candles_decimals", text=next(filter(is_doubtful, cells)).strip())
        cells = [readings(cell)[in_thousands] if is_doubtful(cell) else cell for cell in cells]
    return {name: cells[place * count : (place + 1) * count] for place, name in enumerate(PRICES)}


def _refuse_groups(rows: Rows) -> None:
    """Where a comma begins decimals, a point can only stand between thousands."""
    for name in PRICES:
        for at, cell in enumerate(rows.columns[name]):
            if "." in cell:
                raise cell_fault("candles_grouped", rows, rows.columns[name], at)


def _places(names: Sequence[str]) -> dict[str, int]:
    """Where time and the four prices stand in a row."""
    places = {name: names.index(name) for name in PRICES if name in names}
    time = next((name for name in TIMES if name in names), None)
    if time is not None:
        places["time"] = names.index(time)
    missing = [name for name in ("time", *PRICES) if name not in places]
    if missing:
        raise FaultError("candles_columns", missing=", ".join(missing))
    return places


def _check_count(numbers: Sequence[int]) -> None:
    if not numbers:
        raise FaultError("candles_empty")
    if len(numbers) > MAX_ROWS:
        raise FaultError("candles_too_many", rows=str(MAX_ROWS))


def _check_widths(body: Sequence[str], numbers: Sequence[int], delimiter: str, width: int) -> None:
    widths = [line.count(delimiter) + 1 for line in body]
    if set(widths) != {width}:
        number, fields = next(found for found in zip(numbers, widths, strict=True) if found[1] != width)
        raise FaultError("candles_row", line=str(number), fields=str(fields), expected=str(width))


def prices(rows: Rows, name: str) -> Floats:
    """A column of prices."""
    cells = rows.columns[name]
    try:
        values = np.array(cells, dtype=np.float64)
    except ValueError:
        raise _first_fault("candles_number", rows, cells, float) from None
    if not _SIGNS.issuperset("".join(cells)) or max(map(len, cells)) > MAX_LENGTH:
        raise _first_fault("candles_number", rows, cells, _ascii_number)
    good = (values == 0) | (np.abs(values) >= _SMALLEST) & (np.abs(values) <= _LARGEST)
    if not good.all():
        raise cell_fault("candles_number", rows, cells, int(np.argmin(good)))
    return values


def _ascii_number(cell: str) -> float:
    if not _SIGNS.issuperset(cell) or len(cell) > MAX_LENGTH:
        raise ValueError(cell)
    return float(cell)


def times(rows: Rows) -> Floats:
    """The column of times in seconds since 1970, UTC."""
    cells = rows.columns["time"]
    usual = _usual_seconds(cells)
    if usual is not None:
        return usual
    read = _epoch_seconds if _EPOCH.fullmatch(cells[0]) and not are_compact(cells) else _iso_seconds
    try:
        seconds = np.array([read(cell) for cell in cells])
    except (ValueError, OverflowError):
        raise _first_fault("candles_time", rows, cells, read) from None
    while read is _epoch_seconds and seconds[0] > _LARGEST_SECONDS:
        seconds /= 1000
    good = _of_our_time(seconds)
    if not good.all():
        raise cell_fault("candles_time", rows, cells, int(np.argmin(good)))
    return seconds


def _of_our_time(seconds: Floats) -> NDArray[np.bool_]:
    return (seconds > _YEAR_1800) & (seconds < _YEAR_2200)


def _usual_seconds(cells: Sequence[str]) -> Floats | None:
    """The times read all at once, where every one is right and written as most files do; None for all else."""
    form, text = _USUAL.get(len(cells[0])), "".join(cells)
    if form is None or set(map(len, cells)) != {len(form)} or not text.isascii():
        return None
    written, wanted = np.frombuffer(text.encode(), np.uint8).reshape(len(cells), -1), np.frombuffer(form, np.uint8)
    if np.where(wanted == _ZERO, written - _ZERO > _NINE, written != wanted).any():  # what is below "0" wraps round
        return None
    try:
        moments = written.view(f"S{len(form)}")[:, 0].astype(f"S{len(form.removesuffix(b'Z'))}")
        seconds = moments.astype("datetime64[s]").astype(np.float64)
    except ValueError:
        return None
    return seconds if _of_our_time(seconds).all() else None


def _iso_seconds(cell: str) -> float:
    moment = datetime.fromisoformat(iso_text(cell))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _epoch_seconds(cell: str) -> float:
    if not _EPOCH.fullmatch(cell):
        raise ValueError(cell)
    return float(cell)


def cell_fault(code: str, rows: Rows, cells: Sequence[str], index: int) -> FaultError:
    """The fault of one cell, with its line and what stands there."""
    shown = "".join(c if c.isprintable() else "?" for c in cells[index][:24])
    return FaultError(code, line=str(rows.lines[index]), text=shown)


def _first_fault(code: str, rows: Rows, cells: Sequence[str], read: Callable[[str], object]) -> FaultError:
    """The fault of the first cell that cannot be read."""
    for index, cell in enumerate(cells):
        try:
            read(cell)
        except (ValueError, OverflowError):
            return cell_fault(code, rows, cells, index)
    return cell_fault(code, rows, cells, 0)
