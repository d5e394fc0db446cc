"""The balance of an account over time above its drawdown, with the pauses shaded."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from planner.report.numbers import MINUS
from planner.ui.charts.axes import GAP, paint_price_axis, paint_time_axis
from planner.ui.charts.colours import ChartColours, blend
from planner.ui.charts.curve_model import Curve
from planner.ui.charts.legend import Legend
from planner.ui.charts.lettering import Lettering, NoteStyle
from planner.ui.charts.plane import Plane
from planner.ui.charts.ticks import Tick, price_ticks, time_ticks
from planner.ui.charts.zones import paint_grid
from planner.ui.widgets.spoken import tell_as_chart

DRAWDOWN_SHARE = 0.25
_MARGIN = 0.1
_FLAT = 0.02
_LEAST_LINES = 3.0
"""A part lower than so many halves of a line has no room for numbers at its edges."""
_TICK_SPACING = 1.8
"""Lines of text from one amount to the next, at least about."""
_DATE_SPACING = 1.6
_SHADE, _FILL = 0.16, 0.25
_DECIMALS = 2
_LEAST_HEIGHT = 180

Floats = NDArray[np.float64]
_NONE: Floats = np.empty(0)
_NO_PAUSES: Floats = np.empty((0, 2))


class AccountPicture(Struct, frozen=True):
    """What is drawn: steps at rising `times` (seconds since 1970), and pauses as rows of two times.

    The drawdown is negative. `zone_offset` is how many seconds the account's clock is ahead of UTC; names are what the
    parts are called.
    """

    times: Floats = _NONE
    balance: Floats = _NONE
    highest: Floats = _NONE
    drawdown: Floats = _NONE
    pauses: Floats = _NO_PAUSES
    zone_offset: int = 0
    names: tuple[str, str, str, str] = ("", "", "", "")
    hides_amounts: bool = False


class AccountChart(QWidget):
    """Two parts over one time axis, under the names of their curves; it is looked at, not operated."""

    def __init__(self, colours: ChartColours, parent: QWidget | None = None) -> None:
        """An empty chart."""
        super().__init__(parent)
        self.shown = AccountPicture()
        tell_as_chart(self)
        self.legend, self.curves = Legend(self), _Curves(colours, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(self.curves, 1)

    def show_picture(self, picture: AccountPicture, colours: ChartColours) -> None:
        """Draw it anew."""
        self.shown = picture
        balance, highest, drawdown, paused = picture.names
        shown = [Curve(balance, (), (), "equity"), Curve(highest, (), (), "muted", is_dashed=True)]
        shown += [Curve(paused, (), (), "danger")] * bool(len(picture.pauses))
        self.legend.show_curves(shown, colours)
        self.curves.show_picture(picture, colours)
        self.setAccessibleName(f"{balance}, {drawdown}")


class _Curves(QWidget):
    """Paints a picture into whatever room there is."""

    def __init__(self, colours: ChartColours, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture, self._colours = AccountPicture(), colours
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        """High enough for both parts."""
        return QSize(0, _LEAST_HEIGHT)

    def show_picture(self, picture: AccountPicture, colours: ChartColours) -> None:
        """Paint another one when Qt next paints."""
        self._picture, self._colours = picture, colours
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """The balance, its drawdown below, and when."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._colours.window))
            if len(self._picture.times):
                note = Lettering(self.font())
                _Painting(painter, self._picture, NoteStyle(note, self._colours), self.size()).paint()


class _Painting:
    """One painting: a part for the balance, a line with a name, a part for the drawdown, a time axis."""

    def __init__(self, painter: QPainter, picture: AccountPicture, style: NoteStyle, size: QSize) -> None:
        self.painter, self.picture, self.style = painter, picture, style
        letters, line = style.note.height, style.note.height + 2 * GAP
        high = max(1.0, (size.height() - 2 * line) * (1 - DRAWDOWN_SHARE))
        low = max(1.0, size.height() - 2 * line - high)
        balance = _bounds(high, letters, picture.balance, picture.highest)
        drawdown = _bounds(low, letters, picture.drawdown, np.zeros(1))
        self.amounts = _ticks(*balance, high / letters)
        self.rates = tuple(tick for tick in _ticks(*drawdown, low / letters) if tick.value <= 0)
        self.axis = 2 * GAP + max(style.note.width(tick.text) for tick in (*self._written(), *self.rates))
        first, last = float(picture.times[0]), float(np.max(picture.pauses[:, 1], initial=picture.times[-1]))
        spare = (last - first or 1.0) * _FLAT
        width = max(1.0, float(int(size.width() - self.axis)))
        self.upper = Plane(width, high, first - spare, last + spare, *balance)
        self.lower = Plane(width, low, first - spare, last + spare, *drawdown)

    def paint(self) -> None:
        """Both parts, then the axis of time."""
        painter, style, picture = self.painter, self.style, self.picture
        painter.setFont(style.note.font)
        self._paint_ground(self.upper, self.amounts, self._written())
        self._paint_steps(self.upper, picture.highest, QPen(QColor(style.colours.muted), 1, Qt.PenStyle.DashLine))
        self._paint_steps(self.upper, picture.balance, QPen(QColor(style.colours.equity), 1))
        painter.translate(0, self.upper.height + GAP)
        painter.setPen(QColor(style.colours.muted))
        style.note.put(painter, QPointF(GAP, 0), picture.names[2])
        painter.translate(0, style.note.height + GAP)
        self._paint_ground(self.lower, self.rates, self.rates)
        self._paint_fall(self.lower)
        painter.translate(0, self.lower.height)
        paint_time_axis(painter, Plane(self.upper.width, 1.0, 0.0, self.upper.width, 0.0, 1.0), self._dates(), style)

    def _written(self) -> tuple[Tick, ...]:
        """The amounts that may be read."""
        return () if self.picture.hides_amounts else self.amounts

    def _paint_ground(self, plane: Plane, ticks: Sequence[Tick], written: Sequence[Tick]) -> None:
        """Pauses, the grid and the axis at the right."""
        colours = self.style.colours
        shade = QColor(blend(colours.danger, colours.window, _SHADE))
        for left, right in _shaded(plane, self.picture.pauses):
            self.painter.fillRect(QRectF(left, 0, right - left, plane.height), shade)
        paint_grid(self.painter, plane, ticks, colours)
        self.painter.translate(plane.width, 0)
        paint_price_axis(self.painter, plane, self.axis, written, self.style)
        self.painter.translate(-plane.width, 0)

    def _paint_steps(self, plane: Plane, values: Floats, pen: QPen) -> None:
        self.painter.setPen(pen)
        self.painter.drawPolyline(_steps(plane, self.picture.times, values))

    def _paint_fall(self, plane: Plane) -> None:
        """The drawdown, filled up to nothing."""
        colours = self.style.colours
        steps = _steps(plane, self.picture.times, self.picture.drawdown)
        fill, top = QColor(blend(colours.danger, colours.window, _FILL)), plane.y(0.0)
        for left, right in pairwise(steps.toList()):
            if right.x() > left.x():  # a polygon of thousands of steps takes seconds
                self.painter.fillRect(QRectF(left.x(), top, right.x() - left.x(), left.y() - top), fill)
        self.painter.setPen(QColor(colours.danger))
        self.painter.drawPolyline(steps)

    def _dates(self) -> tuple[Tick, ...]:
        """The turns of days, months or years, by the column of pixels in which they are."""
        plane, columns = self.upper, np.arange(int(self.upper.width))
        seconds = plane.first + columns / plane.pixels_per_candle + self.picture.zone_offset
        apart = _DATE_SPACING * self.style.note.width("2000-00-00")
        return time_ticks(seconds.astype(np.int64).astype("datetime64[s]"), 0, apart)


def _bounds(height: float, letters: float, *values: Floats) -> tuple[float, float]:
    """What an axis spans: all values, and room for half a line where the first and the last can be written."""
    low, high = min(float(each.min()) for each in values), max(float(each.max()) for each in values)
    pixels = letters / 2 + 1
    if height < _LEAST_LINES * pixels:
        pixels = height * _MARGIN
    spare = (high - low) * pixels / (height - 2 * pixels) or abs(high) * _FLAT or 1.0
    return low - spare, high + spare


def _shaded(plane: Plane, spans: Floats) -> list[tuple[float, float]]:
    """Spans of time as pixels from left to right, each one wide at least; those that touch are one."""
    if not len(spans):
        return []
    lefts = (spans[:, 0] - plane.first) * plane.pixels_per_candle
    rights = np.maximum(lefts + 1, (spans[:, 1] - plane.first) * plane.pixels_per_candle)
    order = np.argsort(lefts)
    lefts, reached = lefts[order], np.maximum.accumulate(rights[order])
    firsts = np.flatnonzero(lefts > np.append(-np.inf, reached)[:-1])
    return list(zip(lefts[firsts].tolist(), reached[np.append(firsts[1:], len(lefts)) - 1].tolist(), strict=True))


def _ticks(low: float, high: float, lines: float) -> tuple[Tick, ...]:
    """Round amounts, with the sign of the program."""
    found = price_ticks(low, high, max(2, int(lines / _TICK_SPACING)), _DECIMALS)
    return tuple(Tick(tick.value, tick.text.replace("-", MINUS)) for tick in found)


def _steps(plane: Plane, times: Floats, values: Floats) -> QPolygonF:
    """Each value from its time to the next, in pixels; of many in one column of pixels what can be seen of them."""
    xs = np.floor((times - plane.first) * plane.pixels_per_candle)
    ys = (plane.high - values) / plane.price_per_pixel
    starts = np.flatnonzero(np.diff(xs, prepend=-np.inf))
    ends = np.append(starts[1:], len(xs)) - 1
    seen = (ys[starts], np.minimum.reduceat(ys, starts), np.maximum.reduceat(ys, starts), ys[ends])
    across, down = np.repeat(xs[starts], len(seen)), np.column_stack(seen).ravel()
    across, down = np.repeat(across, 2)[1:], np.repeat(down, 2)[:-1]
    moves = (np.diff(across) != 0) | (np.diff(down) != 0)
    # a point that is there twice is drawn, the tip of a line not
    turns = np.append(True, moves) | np.append(moves, True)
    return QPolygonF([QPointF(x, y) for x, y in zip(across[turns].tolist(), down[turns].tolist(), strict=True)])
