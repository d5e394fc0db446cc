"""Which prices and how many candles to show: all that matters, nothing squashed by what is far away."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.report.levels import LevelKind
from planner.ui.charts.model import CandleData, Level

MOST_CANDLES = 120
TRADE = frozenset({LevelKind.ENTRY, LevelKind.STOP, LevelKind.TARGET})
"""What the trader puts on the chart."""
_WINDOWS = (MOST_CANDLES, 90, 60, 40, 25, 15)
_CALM = 6.0
"""Recent candles may make the view this many times higher than entry to stop before fewer of them are taken."""
_WILD = 12.0
"""Even the fewest candles may not make it higher than this."""
_WITHIN_SPANS = {True: (3.0, 12.0), False: (2.5, 8.0)}
"""How far the view grows for another level, by whether it can be dragged: times view so far, times entry to stop."""
_CANDLES_HIGH = 4.0
_MARGIN = 0.08
_FLAT = 0.02


class Fit(Struct, frozen=True):
    """The prices in view and the number of recent candles."""

    low: float
    high: float
    candles: int


def fit_view(levels: Sequence[Level], candles: CandleData | None, most: int) -> Fit:
    """The view that shows the trade and at most about `most` candles; without a trade, all of these."""
    if candles is not None and not len(candles.close):
        candles = None
    seed = _seed(levels, [] if candles is not None else levels)
    low, high, count = _with_candles(seed, candles, most)
    low, high = _with_levels(levels, (low, high), max(seed, default=0.0) - min(seed, default=0.0))
    margin = (high - low) * _MARGIN or abs(high) * _FLAT or 1.0
    return Fit(max(low - margin, min(low, 0.0)), high + margin, count)


def _seed(levels: Sequence[Level], otherwise: Sequence[Level]) -> list[float]:
    """The prices of entry and stop, or else of what can be dragged, or else of other levels."""
    core = [level for level in levels if level.kind in {LevelKind.ENTRY, LevelKind.STOP}]
    chosen = core or [level for level in levels if level.draggable] or otherwise
    return [float(level.price) for level in chosen]


def _with_candles(seed: list[float], candles: CandleData | None, most: int) -> tuple[float, float, int]:
    if candles is None:
        return min(seed, default=0.0), max(seed, default=1.0), 0
    span = max(seed, default=0.0) - min(seed, default=0.0)
    windows = [
        (*_reach(candles.low[-count:], candles.high[-count:], seed), count)
        for count in _WINDOWS
        if count <= most or count == _WINDOWS[-1]
    ]
    calm = [window for window in windows if not span or window[1] - window[0] <= _CALM * span]
    low, high, count = (calm or windows[-1:])[0]
    if seed and high - low > _WILD * (span or max(seed) * _FLAT):
        return _some_candles_high(seed, candles, count)
    return low, high, count


def _some_candles_high(seed: list[float], candles: CandleData, count: int) -> tuple[float, float, int]:
    """Prices around the trade, a few candles high: enough to see candles as candles where they pass."""
    middle = (min(seed) + max(seed)) / 2
    half = _CANDLES_HIGH * float(np.median(candles.high[-count:] - candles.low[-count:])) / 2
    return min(*seed, middle - half), max(*seed, middle + half), count


def _reach(lows: NDArray[np.float64], highs: NDArray[np.float64], seed: list[float]) -> tuple[float, float]:
    return min([float(lows.min()), *seed]), max([float(highs.max()), *seed])


def _with_levels(levels: Sequence[Level], base: tuple[float, float], trade: float) -> tuple[float, float]:
    low, high = base
    for level in sorted(levels, key=lambda each: (not each.draggable, _distance(float(each.price), base))):
        spans, trades = _WITHIN_SPANS[level.draggable]
        price = float(level.price)
        if max(high, price) - min(low, price) <= max(spans * (base[1] - base[0]), trades * trade):
            low, high = min(low, price), max(high, price)
    return low, high


def _distance(price: float, base: tuple[float, float]) -> float:
    return max(base[0] - price, price - base[1], 0.0)
