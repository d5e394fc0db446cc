"""Price history, painted in two calls however long it is."""

from math import ceil, floor

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from planner.ui.charts.colours import ChartColours
from planner.ui.charts.model import CandleData
from planner.ui.charts.plane import Plane
from planner.ui.charts.rectangles import Rectangles

_PIXELS_PER_BAR = 2.0
_BODY_SHARE = 0.7
_WIDEST_BODY = 15
_TWO, _THREE = 3.0, 4.0
"""Pixels for bodies of two and three, with one between them."""

Floats = NDArray[np.float64]


class _Bars(Struct, frozen=True):
    """Candles ready to paint, each in its place among all candles."""

    place: Floats
    open: Floats
    high: Floats
    low: Floats
    close: Floats


class CandlePainter:
    """Keeps the rectangles of a view until another one is painted."""

    def __init__(self) -> None:
        """Nothing to paint yet."""
        self._rising, self._falling = Rectangles(), Rectangles()
        self._seen: tuple[Plane, CandleData] | None = None

    def paint(self, painter: QPainter, plane: Plane, candles: CandleData, colours: ChartColours) -> None:
        """Paint the visible candles; where they are denser than two pixels, several as one."""
        if self._seen is None or self._seen[1] is not candles or self._seen[0] != plane:
            self._seen = plane, candles
            self._place(plane, candles)
        painter.setPen(Qt.PenStyle.NoPen)
        for bars, colour in ((self._rising, colours.candle_up), (self._falling, colours.candle_down)):
            painter.setBrush(QColor(colour))
            painter.drawRects(*bars.drawn())

    def _place(self, plane: Plane, candles: CandleData) -> None:
        together = max(1, ceil(_PIXELS_PER_BAR / plane.pixels_per_candle))
        bars = _visible(plane, candles, together)
        shapes = _rectangles(plane, bars, _body_width(plane.pixels_per_candle * together))
        rising = bars.close >= bars.open
        self._rising.fill(shapes[:, rising].reshape(-1, 4))
        self._falling.fill(shapes[:, ~rising].reshape(-1, 4))


def _rectangles(plane: Plane, bars: _Bars, width: int) -> Floats:
    """The first and last pixels of wicks, then of bodies, a row for each bar; bars of one pixel have no bodies."""
    middle = np.floor((bars.place - plane.first) * plane.pixels_per_candle)
    prices = np.array((bars.high, bars.low, bars.open, bars.close))
    high, low, first, last = np.floor((plane.high - prices) / plane.price_per_pixel)
    wicks = np.column_stack((middle, high, middle, low))
    if width == 1:
        return wicks[np.newaxis]
    left, top, bottom = middle - width // 2, np.minimum(first, last), np.maximum(first, last)
    return np.array((wicks, np.column_stack((left, top, left + width - 1, np.maximum(bottom - 1, top)))))


def _body_width(bar_pixels: float) -> int:
    """Odd, so that the wick stands in the middle, with at least a pixel between two; two where three have no room."""
    if _TWO <= bar_pixels < _THREE:
        return 2
    width = min(int(bar_pixels * _BODY_SHARE), _WIDEST_BODY)
    odd = width if width % 2 else width + 1
    return max(1, odd if odd < int(bar_pixels) else odd - 2)


def _visible(plane: Plane, candles: CandleData, together: int) -> _Bars:
    """The slice in view; groups of `together` begin at its multiples, so panning does not change them."""
    start = max(0, floor(plane.first) // together * together)
    stop = max(start, min(len(candles.close), ceil(plane.last) + together))
    starts = np.arange(start, stop, together)
    place = starts + (np.minimum(starts + together, stop) - 1 - starts) / 2
    if together == 1 or not len(starts):
        parts = (candles.open, candles.high, candles.low, candles.close)
        return _Bars(place, *(part[start:stop] for part in parts))
    offsets = starts - start
    return _Bars(
        place,
        candles.open[starts],
        np.maximum.reduceat(candles.high[start:stop], offsets),
        np.minimum.reduceat(candles.low[start:stop], offsets),
        candles.close[np.minimum(starts + together, stop) - 1],
    )
