"""Charts of other libraries as peers, where they are installed: finplot, and a full draw of matplotlib.

Both show the same candles and as many level lines, without labels: less than the program's own chart.
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.charts.builders import Candles

WIDTH, HEIGHT = 1200, 800
_INCH = 100
_ROOM = 500.0
"""Of price, above and below all candles."""


class Drawn(Protocol):
    """A chart that can be changed in four ways and paints when told; `widget` is where Qt paints it, if it does."""

    widget: QWidget | None

    def move(self, prices: Sequence[float]) -> None:
        """Move every level line."""

    def tick(self, candles: Candles) -> None:
        """The last candle has changed."""

    def replace(self, candles: Candles) -> None:
        """All candles are others."""

    def pan(self, first: float, last: float) -> None:
        """Look at other candles."""

    def paint(self) -> None:
        """Paint what has changed, now."""

    def picture(self) -> bytes:
        """What is seen."""


def picture_of(widget: QWidget) -> bytes:
    """The pixels of a widget."""
    image = widget.grab().toImage()  # it must outlive the view of its bits
    return bytes(image.constBits())


class FinplotChart:
    """A window of finplot with infinite lines as levels."""

    def __init__(self, finplot: Any, candles: Candles, prices: Sequence[float]) -> None:  # noqa: ANN401 - untyped
        """Show everything."""
        import pyqtgraph  # noqa: PLC0415 - as it is by finplot

        finplot.windows.clear()
        self._axes = finplot.create_plot("peer", init_zoom_periods=len(candles.close), maximize=False)
        self._plot = finplot.candlestick_ochl(_frame(candles), ax=self._axes)
        self._lines = [pyqtgraph.InfiniteLine(price, angle=0) for price in prices]
        for line in self._lines:
            self._axes.addItem(line, ignoreBounds=True)
        self.window = finplot.windows[0]
        self.window.resize(WIDTH, HEIGHT)
        finplot.show(qt_exec=False)
        self._viewport = self.window.viewport()
        self.widget: QWidget | None = self._viewport
        QApplication.processEvents()

    def move(self, prices: Sequence[float]) -> None:
        """Move every line."""
        for line, price in zip(self._lines, prices, strict=True):
            line.setValue(price)

    def tick(self, candles: Candles) -> None:
        """As its own examples of streaming do."""
        self._plot.update_data(_frame(candles))

    def replace(self, candles: Candles) -> None:
        """As a tick: it knows no other way."""
        self._plot.update_data(_frame(candles))

    def pan(self, first: float, last: float) -> None:
        """Through its view box."""
        self._axes.vb.update_y_zoom(first, last)

    def paint(self) -> None:
        """At once; what it puts off is not counted."""
        self._viewport.repaint()

    def picture(self) -> bytes:
        """The window."""
        return picture_of(self.window)


class MatplotlibChart:
    """Candles as two collections, levels as lines, drawn whole."""

    def __init__(self, agg: Any, collections: Any, candles: Candles, prices: Sequence[float]) -> None:  # noqa: ANN401 - untyped
        """Show everything."""
        from matplotlib.figure import Figure  # noqa: PLC0415 - optional

        self.widget: QWidget | None = None
        figure = Figure(figsize=(WIDTH / _INCH, HEIGHT / _INCH), dpi=_INCH)
        self._canvas = agg(figure)
        self._axes = figure.add_axes((0.05, 0.05, 0.9, 0.9))
        self._wicks, self._bodies = collections.LineCollection([]), collections.LineCollection([], linewidths=3)
        self._axes.add_collection(self._wicks)
        self._axes.add_collection(self._bodies)
        self._lines = [self._axes.axhline(price, color="red") for price in prices]
        self._axes.set_ylim(float(candles.low.min()) - _ROOM, float(candles.high.max()) + _ROOM)
        self._axes.set_xlim(0, len(candles.close))
        self.replace(candles)
        self.paint()

    def move(self, prices: Sequence[float]) -> None:
        """Move every line."""
        for line, price in zip(self._lines, prices, strict=True):
            line.set_ydata((price, price))

    def tick(self, candles: Candles) -> None:
        """It knows no single candle."""
        self.replace(candles)

    def replace(self, candles: Candles) -> None:
        """All wicks and bodies anew."""
        places = np.arange(len(candles.close), dtype=float)
        for shapes, ends in ((self._wicks, (candles.low, candles.high)), (self._bodies, (candles.open, candles.close))):
            corners = np.stack([np.column_stack((places, end)) for end in ends], axis=1)
            shapes.set_segments(corners)

    def pan(self, first: float, last: float) -> None:
        """Other limits."""
        self._axes.set_xlim(first, last)

    def paint(self) -> None:
        """The whole figure."""
        self._canvas.draw()

    def picture(self) -> bytes:
        """Its buffer."""
        return bytes(self._canvas.buffer_rgba())


def finplot_chart(candles: Candles, prices: Sequence[float]) -> Drawn | None:
    """Finplot's chart; None where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import finplot  # noqa: PLC0415 - optional
    except ImportError:
        return None
    return FinplotChart(finplot, candles, prices)


def matplotlib_chart(candles: Candles, prices: Sequence[float]) -> Drawn | None:
    """Matplotlib's chart; None where it is not installed."""
    try:
        from matplotlib import collections  # noqa: PLC0415 - optional
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - as above
    except ImportError:
        return None
    return MatplotlibChart(FigureCanvasAgg, collections, candles, prices)


PEERS: dict[str, Callable[[Candles, Sequence[float]], Drawn | None]] = {
    "finplot": finplot_chart,
    "matplotlib, full draw": matplotlib_chart,
}


def _frame(candles: Candles) -> Any:  # noqa: ANN401 - pandas is optional
    """Open, close, high, low by time, as finplot wants them."""
    import pandas as pd  # noqa: PLC0415 - optional

    columns = {"open": candles.open, "close": candles.close, "high": candles.high, "low": candles.low}
    return pd.DataFrame(columns, index=pd.DatetimeIndex(candles.time))
