"""The balance of an account over time above its drawdown, with the pauses shaded."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from msgspec import Struct
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.ui.theme import Theme

CURVE_HEIGHT, DRAWDOWN_HEIGHT = 3, 1
_AXIS_WIDTH = 74
_STEPS: dict[str, Any] = {"stepMode": "right"}


class AccountPicture(Struct, frozen=True):
    """What is drawn: steps at `times` (seconds since 1970), and pauses as pairs of times.

    `zone_offset` is how many seconds the account's clock is ahead of UTC; names are what the parts are called.
    """

    times: Sequence[float] = ()
    balance: Sequence[float] = ()
    highest: Sequence[float] = ()
    drawdown: Sequence[float] = ()
    pauses: Sequence[tuple[float, float]] = ()
    zone_offset: int = 0
    names: tuple[str, str, str, str] = ("", "", "", "")
    hides_amounts: bool = False


class AccountChart(QWidget):
    """Two plots over one time axis; nothing in them can be moved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty chart."""
        super().__init__(parent)
        self.view: Any = pg.GraphicsLayoutWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.shown = AccountPicture()
        self.plots: tuple[Any, ...] = ()

    def show_picture(self, picture: AccountPicture, theme: Theme) -> None:
        """Draw it anew."""
        self.shown = picture
        self.view.clear()
        self.view.setBackground(theme["window"])
        curve = self._plot(0, theme, picture)
        self.plots = (curve,)
        self._draw_curve(curve, picture, theme)
        QTimer.singleShot(0, self, lambda: self._add_drawdown(curve, theme))

    def _add_drawdown(self, curve: Any, theme: Theme) -> None:  # noqa: ANN401 - as below
        """The lower plot, once the window has had a turn: to build both at once would be felt."""
        if self.plots != (curve,):  # another picture has been shown since
            return
        drawdown = self._plot(1, theme, self.shown)
        self.plots = curve, drawdown
        drawdown.setXLink(curve)
        self._draw_drawdown(drawdown, self.shown, theme)

    def _plot(self, row: int, theme: Theme, picture: AccountPicture) -> Any:  # noqa: ANN401 - pyqtgraph has no types
        axis = pg.DateAxisItem(utcOffset=-picture.zone_offset)
        plot = self.view.addPlot(row=row, col=0, axisItems={"bottom": axis}, enableMenu=False)
        self.view.ci.layout.setRowStretchFactor(row, (CURVE_HEIGHT, DRAWDOWN_HEIGHT)[row])
        plot.setMouseEnabled(x=False, y=False)
        plot.hideButtons()
        plot.showGrid(x=False, y=True, alpha=0.15)
        for side in ("left", "bottom"):
            plot.getAxis(side).setPen(theme["border"])
            plot.getAxis(side).setTextPen(theme["muted"])
        plot.getAxis("left").setWidth(_AXIS_WIDTH)
        plot.getAxis("left").enableAutoSIPrefix(enable=False)
        if row == 0:
            plot.getAxis("left").setStyle(showValues=not picture.hides_amounts)
            plot.addLegend(offset=(8, 4), labelTextColor=theme["muted"])
            plot.hideAxis("bottom")
        else:
            plot.setTitle(picture.names[2], color=theme["muted"], size="9pt", justify="left")
        return plot

    @staticmethod
    def _draw_curve(curve: Any, picture: AccountPicture, theme: Theme) -> None:  # noqa: ANN401 - as above
        if not picture.times:
            return
        _shade_pauses(curve, picture, theme)
        times, steps = list(picture.times), _STEPS
        dashed = pg.mkPen(theme["muted"], style=Qt.PenStyle.DashLine)
        curve.plot(times, list(picture.highest), pen=dashed, name=picture.names[1], **steps)
        curve.plot(times, list(picture.balance), pen=theme["accent"], name=picture.names[0], **steps)
        if picture.pauses:
            curve.legend.addItem(pg.BarGraphItem(x=[], height=[], width=1, brush=theme["danger"]), picture.names[3])

    @staticmethod
    def _draw_drawdown(drawdown: Any, picture: AccountPicture, theme: Theme) -> None:  # noqa: ANN401 - as above
        if not picture.times:
            return
        _shade_pauses(drawdown, picture, theme)
        below = [-value for value in picture.drawdown]
        fill = QColor(theme["danger"])
        fill.setAlphaF(0.25)
        drawdown.plot(list(picture.times), below, pen=theme["danger"], fillLevel=0, brush=fill, **_STEPS)


def _shade_pauses(plot: Any, picture: AccountPicture, theme: Theme) -> None:  # noqa: ANN401 - pyqtgraph has no types
    for start, end in picture.pauses:
        plot.addItem(_shade(start, end, theme), ignoreBounds=True)


def _shade(start: float, end: float, theme: Theme) -> Any:  # noqa: ANN401 - pyqtgraph has no types
    colour = QColor(theme["danger"])
    colour.setAlphaF(0.16)
    region = pg.LinearRegionItem((start, end), movable=False, brush=colour, pen=pg.mkPen(None))
    region.setZValue(-10)
    return region
