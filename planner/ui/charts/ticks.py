"""Round numbers for the axes: prices in steps of 1, 2 and 5, times at the turn of hours, days, months and years."""

from collections.abc import Iterator
from decimal import Decimal
from math import ceil, floor, log10

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.ui.charts.plane import grouped

Seconds = NDArray[np.datetime64]

DAY, YEAR = 86_400, 366 * 86_400
_LONGEST = {"M": 31 * DAY, "Y": YEAR}
_ROUND_STEPS = (1, 2, 5, 10)
_CLOCK_STEPS = (60, 300, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY)
_CALENDAR_STEPS = (("M", 1), ("M", 3), ("M", 6), ("Y", 1), ("Y", 2), ("Y", 5), ("Y", 10), ("Y", 20))
_SURELY_TURNS = 3
"""So many times the candles of one unit have two turns of it among them."""


class _Unit(Struct, frozen=True):
    """A unit of time: what its turns are called, how many make a step, and the most seconds a step has."""

    name: str
    count: int
    longest: int

    def turns(self, seconds: NDArray[np.int64], times: Seconds) -> NDArray[np.int64]:
        """The places of the times, of which there is one at least, that are the first of a step."""
        if self.name not in _LONGEST:
            return np.flatnonzero(np.diff(seconds // self.count)) + 1
        first, last = (times[[0, -1]].astype(f"datetime64[{self.name}]").astype(np.int64) // self.count).tolist()
        begins = (np.arange(first + 1, last + 1) * self.count).astype(f"datetime64[{self.name}]")
        return np.unique(seconds.searchsorted(begins.astype("datetime64[s]").astype(np.int64)))


_UNITS = (
    *(_Unit("m" if step < DAY else "D", step, step) for step in _CLOCK_STEPS),
    *(_Unit(name, count, count * _LONGEST[name]) for name, count in _CALENDAR_STEPS),
)


class Tick(Struct, frozen=True):
    """A place on an axis and what is written there."""

    value: float
    text: str


def price_ticks(low: float, high: float, most: int, decimals: int) -> tuple[Tick, ...]:
    """At most about `most` round prices between `low` and `high`, with no more decimals than they need."""
    rough = max((high - low) / max(most, 1), 10.0**-decimals)
    power = floor(log10(rough) + 1e-9)
    factor = next(step for step in _ROUND_STEPS if step * 10.0**power >= rough * (1 - 1e-9))
    step = Decimal(factor).scaleb(power)
    shown = min(decimals, max(0, -power - (factor == _ROUND_STEPS[-1])))
    counts = range(ceil(low / float(step)), floor(high / float(step)) + 1)
    return tuple(Tick(float(count * step), grouped(count * step, shown)) for count in counts)


def time_ticks(times: Seconds, offset: int, apart: float) -> tuple[Tick, ...]:
    """Labels at the turns of the finest unit that leaves `apart` candles between two; `offset` numbers the first."""
    if not len(times):
        return ()
    seconds = times.astype(np.int64)
    for unit in _wide_enough(seconds, apart):
        turns = unit.turns(seconds, times)
        if len(turns) < 2 or _median(np.diff(turns)) >= apart:  # noqa: PLR2004 - between two there is a distance
            name = unit.name
            return tuple(Tick(float(offset + turn), _label(times, int(turn), name)) for turn in _thinned(turns, apart))
    return ()


def time_text(times: Seconds, index: int) -> str:
    """The time of one candle; where candles are shorter than a day to the minute, and with its zone."""
    if not _intraday(times):
        return _text(times[index], "D")
    return _text(times[index], "m").replace("T", " ") + " UTC"


def _wide_enough(seconds: NDArray[np.int64], apart: float) -> Iterator[_Unit]:
    """The units, without the finest ones that cannot leave so many candles between two turns, whichever these are."""
    closest = int(np.diff(seconds).min(initial=YEAR))
    for unit in _UNITS:
        most = ceil(unit.longest / max(closest, 1))
        if most >= apart or len(seconds) <= _SURELY_TURNS * most:
            yield unit


def _median(values: NDArray[np.int64]) -> float:
    """As NumPy's own, which takes ten times as long for a few."""
    ordered, half = np.sort(values), len(values) // 2
    return float(ordered[half]) if len(values) % 2 else float(ordered[half - 1] + ordered[half]) / 2


def _thinned(turns: NDArray[np.int64], apart: float) -> Iterator[int]:
    last = -apart
    for turn in turns:
        if turn - last >= apart:
            last = float(turn)
            yield int(turn)


def _label(times: Seconds, turn: int, unit: str) -> str:
    if unit != "m":
        return _text(times[turn], unit)
    new_day = times[turn].astype("datetime64[D]") != times[turn - 1].astype("datetime64[D]")
    return _text(times[turn], "D") if new_day else _text(times[turn], "m")[11:]


def _text(time: np.datetime64, unit: str) -> str:
    return str(time.astype(f"datetime64[{unit}]"))


def _intraday(times: Seconds) -> bool:
    return len(times) > 1 and bool(np.median(np.diff(times.astype(np.int64))) < DAY)
