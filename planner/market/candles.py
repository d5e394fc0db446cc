"""Price history: from a file a trader chooses, or shipped with the program."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.domain.fault import FaultError, shown
from planner.market.layouts import PRICES
from planner.market.meant import NOT_ASKED, Meant, in_the_only_way
from planner.market.moments import times
from planner.market.price_file import prices, rows_of, with_points
from planner.market.price_text import read_text
from planner.market.rows import Floats, Rows, cell_fault

_MINUTE, _HOUR, _DAY, _WEEK = 60, 3_600, 86_400, 604_800
_MONTH = (28 * _DAY, 31 * _DAY)


class Candles(Struct, frozen=True, eq=False):
    """Prices over time, oldest first, as arrays of one length; `time` is when each candle opened, in seconds UTC.

    `is_excerpt`: shipped to look at, of a time that its title names. `left_out`: rows of the file without prices.
    """

    symbol: str
    title: str
    interval: str
    time: Floats
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    is_excerpt: bool = False
    left_out: int = 0


def load_candles(
    path: Path, *, meant: Meant = NOT_ASKED, symbol: str = "", title: str = "", interval: str = ""
) -> Candles:
    """The candles in a CSV file; the title is the file's name and the interval the usual gap where none is given.

    Raises `FaultError`; where its code is one of `ANSWERS`, the file can be read with either answer.
    """
    try:
        text = read_text(path)
        return candles_of(text, meant=meant, symbol=symbol, title=title or shown(path.stem), interval=interval)
    except FaultError as error:
        where = {"file": shown(path.name), "folder": shown(str(path.parent))}
        raise FaultError(error.fault.code, **{**where, **error.fault.facts}) from error.__cause__


def shipped_candles(folder: Path, symbol: str) -> Candles | None:
    """The candles that `index.json` in `folder` names for a symbol; None where there are none to draw."""
    try:
        index: dict[str, Any] = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        entry = index[symbol]
        found = load_candles(folder / entry["file"], symbol=symbol, title=entry["title"], interval=entry["interval"])
        return replace(found, is_excerpt=True)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def candles_of(
    text: str, *, meant: Meant = NOT_ASKED, symbol: str = "", title: str = "", interval: str = ""
) -> Candles:
    """The candles in the text of a CSV file; raises `FaultError` as `load_candles` does."""
    rows = rows_of(text)
    times_of = cache(lambda month_first: times(rows, month_first=month_first))
    found = in_the_only_way(lambda way: _candles(rows, times_of, way), meant)
    return replace(found, symbol=symbol, title=title, interval=interval or found.interval)


def _candles(rows: Rows, times_of: Callable[[bool | None], Floats], meant: Meant) -> Candles:
    """The candles in rows, without a name, read as they are meant; `times_of` reads the times in one way only once."""
    rows = with_points(rows, in_thousands=meant.in_thousands)
    time = times_of(meant.month_first)
    first, high, low, last = (prices(rows, name) for name in PRICES)
    _check_prices(rows, first, high, low, last)
    lines = rows.lines
    if time[0] > time[-1]:
        lines = lines[::-1]
        time, first, high, low, last = (column[::-1].copy() for column in (time, first, high, low, last))
    again = _again(time, first, high, low, last)
    if again.any():
        time, first, high, low, last = (column[~again] for column in (time, first, high, low, last))
        lines = list(compress(lines, ~again))
    _check_order(time, lines)
    for column in (time, first, high, low, last):
        column.setflags(write=False)
    return Candles("", "", interval_of(time), time, first, high, low, last, left_out=rows.left_out)


def _again(*columns: Floats) -> NDArray[np.bool_]:
    """Which candles are the same as the one before in everything: files that were put together say some twice."""
    return np.concatenate(([False], (np.diff(np.array(columns)) == 0).all(axis=0)))


def _check_prices(rows: Rows, first: Floats, high: Floats, low: Floats, last: Floats) -> None:
    columns = np.array((first, high, low, last))
    if (columns <= 0).any():
        row = int(np.argmax((columns <= 0).any(axis=0)))
        name = PRICES[int(np.argmax(columns[:, row] <= 0))]
        raise cell_fault("candles_not_positive", rows, rows.columns[name], row)
    good = (low <= first) & (low <= last) & (high >= first) & (high >= last)
    if not good.all():
        raise cell_fault("candles_range", rows, rows.columns["low"], int(np.argmin(good)))


def _check_order(time: Floats, lines: Sequence[int]) -> None:
    """Times rise; a file written newest first has been turned round before."""
    steps = np.diff(time)
    if (steps > 0).all():
        return
    place = int(np.argmin(steps > 0))
    before, line = sorted(lines[place : place + 2])
    if steps[place] == 0:
        raise FaultError("candles_repeated", line=str(line), before=str(before))
    raise FaultError("candles_order", line=str(lines[place + 1]))


def interval_of(time: Floats) -> str:
    """How long a candle lasts, from the usual gap between two: "5 min", "1 h", "1 d", "1 w", "1 mo"."""
    gap = _usual_gap(time)
    if gap is None:
        return ""
    if _MONTH[0] <= gap <= _MONTH[1]:
        return "1 mo"
    units = ((_WEEK, "w"), (_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"))
    length, name = next(((length, name) for length, name in units if gap >= length and gap % length == 0), (1, "s"))
    return f"{gap / length:g} {name}"


def last_candle(candles: Candles) -> tuple[datetime, timedelta] | None:
    """When the last candle opened, and how long one lasts; None where that cannot be told."""
    gap = _usual_gap(candles.time)
    return None if gap is None else (datetime.fromtimestamp(float(candles.time[-1]), UTC), timedelta(seconds=gap))


def _usual_gap(time: Floats) -> float | None:
    """The usual gap between two candles in seconds, the smaller of two middle ones; None where there are no two."""
    gaps = time[1:] - time[:-1]
    middle = (len(gaps) - 1) // 2
    return float(np.partition(gaps, middle)[middle]) if len(gaps) else None
