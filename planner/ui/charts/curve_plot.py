"""A plot of a few curves: axes with names, a legend, and marked places."""

from collections.abc import Sequence
from math import floor, log10
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.report.numbers import MINUS
from planner.ui.charts.colours import ChartColours
from planner.ui.charts.curve_model import Curve, CurveModel, Mark
from planner.ui.charts.legend import Legend
from planner.ui.theme import text_scale
from planner.ui.widgets.spoken import tell_as_chart, tell_value

HEIGHT = 220
_WIDTH = 1
_NAME_MORE = 10
"""Pixels from one line of text to the next beyond its height: the name of a place has margins."""
_POINT = 5


class CurvePlot(QWidget):
    """Draws a frozen model; it is looked at, not operated."""

    def __init__(self, name: str, colours: ChartColours, parent: QWidget | None = None) -> None:
        """An empty plot, known to a screen reader by its name."""
        super().__init__(parent)
        self.model: CurveModel | None = None
        self._colours = colours
        self._view: Any = pg.PlotWidget(self, axisItems={side: _Axis(side) for side in ("left", "bottom")})
        self._view.setMenuEnabled(False)
        self._view.setMouseEnabled(x=False, y=False)
        self._view.hideButtons()
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.legend = Legend(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(self._view, 1)
        self.setMinimumHeight(HEIGHT)
        self.setAccessibleName(name)
        tell_as_chart(self)
        self._lines: tuple[Any, ...] = ()
        self._view.getViewBox().sigResized.connect(self._place_names)

    def show_curves(self, model: CurveModel, colours: ChartColours) -> None:
        """Draw another model; the same one is left alone."""
        if (model, colours) == (self.model, self._colours):
            return
        self.model, self._colours = model, colours
        self._view.clear()
        self._view.setBackground(colours.window)
        self.legend.show_curves(model.curves, colours)
        for side, name in (("bottom", model.x_name), ("left", model.y_name)):
            axis = self._view.getAxis(side)
            axis.enableAutoSIPrefix(enable=False)
            axis.setTickDensity(1 / text_scale())
            axis.setPen(colours.border)
            axis.setTextPen(colours.muted)
            axis.setLabel(name, color=colours.muted)
        self._view.getAxis("left").setStyle(showValues=not model.hides_amounts)
        for curve in model.curves:
            self._view.addItem(self._drawn(curve))
        self._lines = tuple(self._line(mark) for mark in model.marks)
        for line in self._lines:
            self._view.addItem(line)
        self._view.autoRange()
        self._place_names()
        self.setAccessibleDescription(model.description)
        tell_value(self, model.description)

    def _drawn(self, curve: Curve) -> Any:  # noqa: ANN401 - pyqtgraph has no types
        style = Qt.PenStyle.DashLine if curve.is_dashed else Qt.PenStyle.SolidLine
        colour = self._colours.of(curve.colour)
        symbol: dict[str, object] = (
            {"symbol": "o", "symbolSize": _POINT, "symbolBrush": colour, "symbolPen": None} if curve.has_points else {}
        )
        pen = pg.mkPen(colour, width=_WIDTH, style=style)
        drawn = pg.PlotDataItem(curve.xs, curve.ys, pen=pen, **symbol)
        drawn.setZValue(curve.is_dashed)  # the one below can be seen between the dashes
        return drawn

    def _line(self, mark: Mark) -> Any:  # noqa: ANN401 - as above
        colour = self._colours.of(mark.colour)
        options = {"color": self._colours.text, "fill": self._colours.panel}
        return pg.InfiniteLine(mark.x, angle=90, pen=pg.mkPen(colour), label=mark.name, labelOpts=options)

    def _place_names(self) -> None:
        """Names of neighbours stand one below the other, the first below the upper edge, whatever size they are in."""
        step = (self.fontMetrics().height() + _NAME_MORE) / max(1.0, self._view.getViewBox().height())
        for place, line in enumerate(self._lines):
            line.label.setPosition(max(0.0, 1.0 - step * (place + 0.5)))


class _Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Numbers with thousands apart, as everywhere in the program."""

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """The numbers at the ticks, with as many decimals as tell them apart."""
        places = max(0, -floor(log10(spacing * scale))) if spacing > 0 else 0
        return [f"{value * scale:,.{places}f}".replace("-", MINUS) for value in values]
