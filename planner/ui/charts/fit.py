"""Which prices and how many candles to show: all that matters, nothing squashed by what is far away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.ui.charts.model import CandleData, Level, LevelKind

_WINDOWS = (120, 90, 60, 40, 25, 15)
_CALM = 6.0
"""Recent candles may make the view this many times higher than entry to stop before fewer of them are taken."""
_WILD = 40.0
"""Even the fewest candles may not make it higher than this."""
_WITHIN_SPANS = {True: (3.0, 12.0), False: (2.5, 8.0)}
"""How far the view grows for another level: times what is in view so far, times entry to stop; a draggable level further."""
_MARGIN = 0.08
_FLAT = 0.02


@dataclass(frozen=True, slots=True)
class Fit:
    """The prices in view and the number of recent candles."""

    low: float
    high: float
    candles: int


def fit_view(levels: Sequence[Level], candles: CandleData | None) -> Fit:
    """The view that shows the trade."""
    seed = _seed(levels)
    low, high, count = _with_candles(seed, candles)
    low, high = _with_levels(levels, (low, high), max(seed, default=0.0) - min(seed, default=0.0))
    margin = (high - low) * _MARGIN or abs(high) * _FLAT or 1.0
    return Fit(low - margin, high + margin, count)


def _seed(levels: Sequence[Level]) -> list[float]:
    core = [level for level in levels if level.kind in {LevelKind.ENTRY, LevelKind.STOP}]
    chosen = core or [level for level in levels if level.draggable] or levels
    return [float(level.price) for level in chosen]


def _with_candles(seed: list[float], candles: CandleData | None) -> tuple[float, float, int]:
    if candles is None or not len(candles.close):
        return min(seed, default=0.0), max(seed, default=1.0), 0
    span = max(seed, default=0.0) - min(seed, default=0.0)
    windows = [(*_reach(candles.low[-count:], candles.high[-count:], seed), count) for count in _WINDOWS]
    calm = [window for window in windows if not span or window[1] - window[0] <= _CALM * span]
    low, high, count = (calm or windows[-1:])[0]
    if seed and high - low > _WILD * (span or max(seed) * _FLAT):
        return min(seed), max(seed), count
    return low, high, count


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
