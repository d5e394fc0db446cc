"""Closes of several price series on the clock they have in common.

Series of one interval that close at the same times are joined at those. Closes at different times of day make prices
look less alike than they are, so series of mixed clocks are joined by day and compared over three days that overlap;
where one of them is slower than a day, by week or by month.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from planner.domain.fault import FaultError

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_DAY, _WEEK = 86_400, 7 * 86_400
_MONDAY = 4 * _DAY
"""The first Monday after the beginning of time, which was a Thursday."""

_SLACK = 1.5
"""A series whose usual gap is up to this many days is one of days: weekends and holidays are no other clock."""


class PriceSeries(Struct, frozen=True, eq=False):
    """Closes of one instrument, oldest first; `time` is when each candle opened, in seconds UTC."""

    symbol: str
    time: Floats
    close: Floats


class Clock(StrEnum):
    """When closes are compared."""

    OWN = "own"
    DAY = "1 d"
    WEEK = "1 w"
    MONTH = "1 mo"


_OVERLAPS = {Clock.OWN: 1, Clock.DAY: 3, Clock.WEEK: 1, Clock.MONTH: 1}
"""How many bars a return spans."""


class Panel(Struct, frozen=True, eq=False):
    """Closes at common times: one row a time, one column a series. Returns span `overlap` bars."""

    symbols: tuple[str, ...]
    time: Floats
    close: Floats
    clock: Clock
    overlap: int

    @property
    def gap(self) -> float:
        """The usual time between two bars, in seconds."""
        return float(np.median(np.diff(self.time)))


def on_common_clock(series: Sequence[PriceSeries]) -> Panel:
    """The closes that all series have; raises `FaultError` where a price is none, or no time is common."""
    for one in series:
        if len(one.time) != len(one.close) or not (np.isfinite(one.close).all() and (one.close > 0).all()):
            raise FaultError("not_all_prices", symbol=one.symbol)
        if len(one.time) < 2 or not (np.diff(one.time) > 0).all():  # noqa: PLR2004 - a clock needs two ticks
            raise FaultError("no_clock", symbol=one.symbol)
    clock = clock_of(series)
    ticks = [_ticks(one.time, clock) for one in series]
    last = [_last_of_each(tick) for tick in ticks]
    common = ticks[0][last[0]]
    for tick, at in zip(ticks[1:], last[1:], strict=True):
        common = np.intersect1d(common, tick[at], assume_unique=True)
    columns = [one.close[at][np.isin(tick[at], common)] for one, tick, at in zip(series, ticks, last, strict=True)]
    first = series[0].time[last[0]][np.isin(ticks[0][last[0]], common)]
    return Panel(tuple(one.symbol for one in series), first, np.column_stack(columns), clock, _OVERLAPS[clock])


def clock_of(series: Sequence[PriceSeries]) -> Clock:
    """The clock that all series keep, or the nearest slower one."""
    gaps = [float(np.median(np.diff(one.time))) for one in series]
    phases = {_phase(one.time, gap) for one, gap in zip(series, gaps, strict=True)}
    if len(set(gaps)) == 1 and len(phases) == 1:
        return Clock.OWN
    slowest = max(gaps)
    if slowest <= _SLACK * _DAY:
        return Clock.DAY
    return Clock.WEEK if slowest <= _SLACK * _WEEK else Clock.MONTH


def _phase(time: Floats, gap: float) -> float:
    """When in its interval a series ticks; of months any day is as good as another."""
    if gap > _SLACK * _WEEK:
        return 0.0
    return float(np.median(time % (min(gap, _DAY) if gap <= _SLACK * _DAY else _WEEK)))


def _ticks(time: Floats, clock: Clock) -> Whole:
    """The number of the bar each time belongs to."""
    if clock is Clock.OWN:
        return _months(time) if float(np.median(np.diff(time))) > _SLACK * _WEEK else time.astype(np.int64)
    if clock is Clock.MONTH:
        return _months(time)
    return (time // _DAY if clock is Clock.DAY else (time - _MONDAY) // _WEEK).astype(np.int64)


def _months(time: Floats) -> Whole:
    return time.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)


def _last_of_each(ticks: Whole) -> npt.NDArray[np.intp]:
    """Where the last time of every bar stands."""
    return np.flatnonzero(np.append(np.diff(ticks) != 0, [True]))
