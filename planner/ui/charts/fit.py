"""Which prices and how many candles to show: all that matters, nothing squashed by what is far away."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.report.levels import LevelKind
from planner.ui.charts.model import CandleData, Level

MOST_CANDLES = 120
FEWEST_CANDLES = 10
"""Fewer say nothing of what led to the trade."""
TRADE = frozenset({LevelKind.ENTRY, LevelKind.STOP, LevelKind.TARGET})
"""What the trader puts on the chart."""
_CALM = 6.0
"""Candles may make the view this many times higher than entry to stop, however many they are."""
_ENOUGH, _APART = 24, 28
"""So many candles are taken in while entry and stop stay so many pixels apart."""
_CLOSE = 16
"""The fewest may bring entry and stop this near to each other, in pixels."""
_CANDLES_HIGH = 6.0
"""So many times as high as a usual candle the view may be, that candles are seen as candles."""
_WITHIN_SPANS = {True: (3.0, 12.0), False: (2.5, 8.0)}
"""How far the view grows for another level, by whether it can be dragged: times view so far, times entry to stop."""
_MARGIN = 0.08
_FLAT = 0.02

Floats = NDArray[np.float64]
Prices = tuple[float, float]


class Room(Struct, frozen=True):
    """How many candles the width has room for, and the height in pixels."""

    candles: int
    height: float


class Fit(Struct, frozen=True):
    """The prices in view and the number of recent candles."""

    low: float
    high: float
    candles: int


def fit_view(levels: Sequence[Level], candles: CandleData | None, room: Room) -> Fit:
    """The view that shows the trade with as many recent candles as leave its levels apart.

    Its time begins where candles leave its prices. Without a trade, all candles that have room are seen.
    """
    recent = None if candles is None or not len(candles.close) else _Recent(candles, room.candles)
    seed = _seed(levels, levels if recent is None else [])
    trade = _trade(levels, seed)
    base = _prices(seed, recent, trade, room.height)
    low, high = _with_levels(levels, base, trade)
    margin = (high - low) * _MARGIN or abs(high) * _FLAT or 1.0
    low, high = max(low - margin, min(low, 0.0)), high + margin
    return Fit(low, high, FEWEST_CANDLES if recent is None else max(recent.within(low, high), FEWEST_CANDLES))


class _Recent:
    """Lows and highs of candles, the newest first."""

    def __init__(self, candles: CandleData, most: int) -> None:
        """So many candles, or the fewest that say something, or all there are."""
        first = -max(most, FEWEST_CANDLES)
        self.lows: Floats = candles.low[first:][::-1]
        self.highs: Floats = candles.high[first:][::-1]

    def reaches(self, seed: list[float]) -> tuple[Floats, Floats]:
        """The lowest and the highest of some prices and one candle, two candles, and so on."""
        lows, highs = np.minimum.accumulate(self.lows), np.maximum.accumulate(self.highs)
        return (np.minimum(lows, min(seed)), np.maximum(highs, max(seed))) if seed else (lows, highs)

    def usual_height(self) -> float:
        """How high a candle is of the few newest."""
        return float(np.median(self.highs[:FEWEST_CANDLES] - self.lows[:FEWEST_CANDLES]))

    def within(self, low: float, high: float) -> int:
        """How many are whole between two prices before one is not."""
        out = (self.lows < low) | (self.highs > high)
        return int(out.argmax()) if out.any() else len(out)


def _seed(levels: Sequence[Level], otherwise: Sequence[Level]) -> list[float]:
    """The prices of entry and stop, or else of what can be dragged, or else of other levels."""
    core = [level for level in levels if level.kind in {LevelKind.ENTRY, LevelKind.STOP}]
    chosen = core or [level for level in levels if level.draggable] or otherwise
    return [float(level.price) for level in chosen]


def _trade(levels: Sequence[Level], seed: list[float]) -> float:
    """What must not be squashed: from entry to stop, or else to the nearest of the other levels to drag; or nothing."""
    if seed and (span := max(seed) - min(seed)):
        return span
    prices = (float(level.price) for level in levels if level.draggable)
    return min((abs(price - one) for price in prices for one in seed if price != one), default=0.0)


def _prices(seed: list[float], recent: _Recent | None, trade: float, height: float) -> Prices:
    """The prices of the trade, with those of as many candles as leave it high enough."""
    if recent is None:
        return min(seed, default=0.0), max(seed, default=1.0)
    lows, highs = recent.reaches(seed)
    count = _count(highs - lows, trade, height / (1 + 2 * _MARGIN), recent) if trade else len(lows)
    if count < FEWEST_CANDLES and count < len(lows):
        return _some_candles_high(seed, recent)
    return float(lows[count - 1]), float(highs[count - 1])


def _count(reaches: Floats, trade: float, height: float, recent: _Recent) -> int:
    """How many candles the view takes in, from how high each of them makes it."""

    def within(highest: float, most: int) -> int:
        return min(most, int(reaches.searchsorted(highest, side="right")))

    count = within(_CALM * trade, len(reaches))
    if count < _ENOUGH:
        count = max(count, within(height / _APART * trade, _ENOUGH))
    if count < FEWEST_CANDLES:
        count = within(max(height / _CLOSE * trade, _CANDLES_HIGH * recent.usual_height()), FEWEST_CANDLES)
    return count


def _some_candles_high(seed: list[float], recent: _Recent) -> Prices:
    """Prices around the trade, a few candles high: enough to see candles as candles where they pass."""
    middle, half = (min(seed) + max(seed)) / 2, _CANDLES_HIGH * recent.usual_height() / 2
    return min(*seed, middle - half), max(*seed, middle + half)


def _with_levels(levels: Sequence[Level], base: Prices, trade: float) -> Prices:
    low, high = base
    for level in sorted(levels, key=lambda each: (not each.draggable, _distance(float(each.price), base))):
        spans, trades = _WITHIN_SPANS[level.draggable]
        price = float(level.price)
        if max(high, price) - min(low, price) <= max(spans * (base[1] - base[0]), trades * trade):
            low, high = min(low, price), max(high, price)
    return low, high


def _distance(price: float, base: Prices) -> float:
    return max(base[0] - price, price - base[1], 0.0)
