"""How programs and exchanges write price files: what stands in their columns, with a header or without one.

    TradingView             time,open,high,low,close,Volume
    MetaTrader 5            <DATE> <TIME> <OPEN> <HIGH> <LOW> <CLOSE> <TICKVOL> <VOL> <SPREAD>, apart by tabs
    MetaTrader 4, HistData  2024.01.02,00:00,open,high,low,close,volume
    Bybit for MetaTrader    2024.01.02 00:00,open,high,low,close,volume
    NinjaTrader, HistData   20240102 000000;open;high;low;close;volume
    Binance, Kraken         milliseconds or seconds,open,high,low,close,volume, and more
    CryptoDataDownload      an address, then unix,date,symbol,open,high,low,close
    Dukascopy               Gmt time,Open,High,Low,Close,Volume, times as 02.01.2024 00:00:00.000
    Bybit, OKX              startTime,openPrice,highPrice,lowPrice,closePrice,volume,turnover; ts,o,h,l,c,vol
    Barchart                Time,Open,High,Low,Latest,Change,%Change,Volume, and a line of text at the end
    Sierra Chart            Date, Time, Open, High, Low, Last, Volume, times as 2024/1/2, 09:30:00
    Interactive Brokers     date,open,high,low,close,volume, times as 20240102 09:30:00 US/Eastern
    Nasdaq                  Date,Close/Last,Volume,Open,High,Low, times as 01/31/2024 and prices as $184.25
    Investing.com           "Date","Price","Open","High","Low","Vol.","Change %", prices as "42,842.4"
    Stooq                   <TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>

Headers may be German, French, Spanish or Italian. The order of the four prices is that of every one of them; a file
without a header in another order is found out by its prices, which contradict each other. Times that name no zone are
taken as UTC, also where a server wrote its own.
"""

import re
from collections.abc import Sequence

COLUMNS = {
    "time": (
        "time", "date", "timestamp", "datetime", "opentime", "starttime", "startat", "ts", "t", "gmttime", "localtime",
        "unix",
    ),
    "open": ("open", "openprice", "o"),
    "high": ("high", "highprice", "h"),
    "low": ("low", "lowprice", "l"),
    "close": ("close", "closeprice", "c", "last", "latest", "close/last", "price"),
}  # fmt: skip
"""What columns are called, the surest first: in small letters, without blanks and lines below."""
_ELSEWHERE = {
    "date": ("datum", "fecha", "data"),
    "time": ("zeit", "uhrzeit", "heure", "hora", "ora"),
    "open": ("eröffnung", "eröffn.", "eroeffnung", "ouverture", "ouv.", "apertura"),
    "high": ("hoch", "höchst", "haut", "plushaut", "máximo", "maximo", "máx.", "massimo"),
    "low": ("tief", "tiefst", "bas", "plusbas", "mínimo", "minimo", "mín."),
    "close": (
        "schluss", "schlusskurs", "zuletzt", "clôture", "cloture", "dernier", "cierre", "último", "chiusura", "ultimo",
    ),
}  # fmt: skip
_IN_ENGLISH = {name: english for english, names in _ELSEWHERE.items() for name in names}
"""What programs in German, French, Spanish and Italian call the same."""
PRICES = ("open", "high", "low", "close")
DAY_AND_CLOCK = ("date", "time")
_GAPS = re.compile("[ _]")
_PREFACE = re.compile(r'["\s]*(?:https?://|www\.|sep=.["\s]*$)', re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{4}[.\-/]?\d\d[.\-/]?\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}[.\-/]?\d\d[.\-/]?\d\d[ T]\d\d:?\d\d(?::?\d\d)?Z?|\d{9,19}(?:\.\d+)?", re.ASCII)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?|\d{6}", re.ASCII)
_NUMBER = re.compile(r"\d+(?:[.,]\d*)?", re.ASCII)


def is_preface(line: str) -> bool:
    """Whether a line only says where the file is from, or tells a spreadsheet what stands between its columns."""
    return _PREFACE.match(line) is not None


def names_in(header: Sequence[str]) -> list[str]:
    """The names of columns as they are looked for."""
    names = (_GAPS.sub("", name.strip(' \t"<>').lower()) for name in header)
    return [_IN_ENGLISH.get(name, name) for name in names]


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
