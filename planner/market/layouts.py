"""How programs and exchanges write price files: what stands in their columns, with a header or without one.

    TradingView             time,open,high,low,close,Volume
    MetaTrader 5            <DATE> <TIME> <OPEN> <HIGH> <LOW> <CLOSE> <TICKVOL> <VOL> <SPREAD>, apart by tabs
    MetaTrader 4, HistData  2024.01.02,00:00,open,high,low,close,volume
    Bybit for MetaTrader    2024.01.02 00:00,open,high,low,close,volume
    NinjaTrader, HistData   20240102 000000;open;high;low;close;volume
    Binance, Kraken         milliseconds or seconds,open,high,low,close,volume, and more
    CryptoDataDownload      an address, then unix,date,symbol,open,high,low,close
    Dukascopy               Gmt time,Open,High,Low,Close,Volume, times as 02.01.2024 00:00:00.000
    Stooq                   <TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>

The order of the four prices is that of every one of them; a file without a header in another order is found out by its
prices, which contradict each other. Times that name no zone are taken as UTC, also where a server wrote its own.
"""

import re
from collections.abc import Sequence

TIMES = (
    "time", "date", "timestamp", "datetime", "open time", "open_time", "gmt time", "local time", "unix", "date time",
)  # fmt: skip
"""What the column of times is called, the surest first."""
PRICES = ("open", "high", "low", "close")
DAY_AND_CLOCK = ("date", "time")
_PREFACE = re.compile(r'["\s]*(?:https?://|www\.|sep=.["\s]*$)', re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{4}[.\-/]?\d\d[.\-/]?\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}[.\-/]?\d\d[.\-/]?\d\d[ T]\d\d:?\d\d(?::?\d\d)?Z?|\d{9,19}(?:\.\d+)?", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?|\d{6}", re.ASCII)
_NUMBER = re.compile(r"\d+(?:[.,]\d*)?", re.ASCII)
_COMPACT = re.compile(
    r"(?P<day>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))(?P<clock>(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)", re.ASCII
)
"""A day and a clock without anything between them."""
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d\d)[./](\d\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})", re.ASCII)


def is_preface(line: str) -> bool:
    """Whether a line only says where the file is from, or tells a spreadsheet what stands between its columns."""
    return _PREFACE.match(line) is not None


def names_in(header: Sequence[str]) -> list[str]:
    """The names of columns as they are looked for."""
    return [name.strip(' \t"<>').lower() for name in header]


def names_without_header(first: Sequence[str]) -> list[str] | None:
    """What the columns of a file hold whose first line is a candle already; None where that is a header."""
    cells = [cell.strip(' \t"') for cell in first]
    for begins, is_so in ((DAY_AND_CLOCK, _is_day_and_clock(cells)), (("time",), _is_moment(cells))):
        count = len(begins) + len(PRICES)
        if is_so and len(cells) >= count and all(map(_NUMBER.fullmatch, cells[len(begins) : count])):
            return [*begins, *PRICES, *(f"column {place}" for place in range(count, len(cells)))]
    return None


def _is_day_and_clock(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and bool(_DAY.fullmatch(cells[0]) and _CLOCK.fullmatch(cells[1]))


def _is_moment(cells: Sequence[str]) -> bool:
    return bool(cells) and bool(_MOMENT.fullmatch(cells[0]) or _DAY.fullmatch(cells[0]))


def moments(days: Sequence[str], clocks: Sequence[str]) -> list[str] | None:
    """Days and times of day as one column; None where the second is none of times of day."""
    if not _CLOCK.fullmatch(clocks[0].strip()):
        return None
    return [f"{day.strip()} {clock.strip()}" for day, clock in zip(days, clocks, strict=True)]


def are_compact(cells: Sequence[str]) -> bool:
    """Whether all times are days and clocks in figures alone, such as no row of seconds since 1970 looks like."""
    return all(_COMPACT.fullmatch(cell.strip()) for cell in cells)


def iso_text(cell: str) -> str:
    """A time as ISO 8601 has it: the year first, and hyphens. Days and months between slashes could be either."""
    text = cell.strip().removesuffix(" UTC")
    compact = _COMPACT.fullmatch(text)
    if compact:
        return f"{compact['day']}T{compact['clock']}"
    if _YEAR_FIRST.match(text):
        return _YEAR_FIRST.sub(r"\1-\2-\3", text, count=1)
    return _DAY_FIRST.sub(r"\3-\2-\1", text, count=1) if _DAY_FIRST.match(text) else text
