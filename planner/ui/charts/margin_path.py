"""The margin path: equity and requirement drawn sideways against the chart's prices."""

from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from planner.ui.charts.colours import ChartColours
from planner.ui.charts.lettering import Lettering
from planner.ui.charts.model import PathModel
from planner.ui.charts.plane import Plane, nearest

_PAD = 10.0
_DOT = 3.5
_SAMPLE = 16.0

Corner = tuple[float, float, float]
"""Price, equity, requirement."""


class Sideways:
    """One path in one view: the scale of its amounts is chosen so that what is in view fills the width."""

    def __init__(self, path: PathModel, plane: Plane) -> None:
        """Cut both curves to the view."""
        corners = sorted(zip(path.prices, path.equity, path.requirement, strict=False), key=itemgetter(0))
        seen = [corner for corner in corners if plane.low < corner[0] < plane.high]
        seen = [_between(corners, plane.low), *seen, _between(corners, plane.high)]
        self.plane = plane
        self._prices = tuple(price for price, _, _ in seen)
        self.equity = tuple(equity for _, equity, _ in seen)
        self.requirement = tuple(requirement for _, _, requirement in seen)
        self._least = min(0.0, *self.equity, *self.requirement)
        most = max(0.0, *self.equity, *self.requirement)
        self._scale = (plane.width - 2 * _PAD) / (most - self._least or 1.0)

    def x(self, amount: float) -> float:
        """Pixels from the left edge to an amount."""
        return _PAD + (amount - self._least) * self._scale

    def line(self, amounts: Sequence[float]) -> QPolygonF:
        """The corners of a curve in pixels."""
        pairs = zip(amounts, self._prices, strict=True)
        return QPolygonF([QPointF(self.x(amount), self.plane.y(price)) for amount, price in pairs])


def _between(corners: Sequence[Corner], price: float) -> Corner:
    """The point of both curves at a price; their first or last where it lies beyond them."""
    place = bisect_left(corners, price, key=itemgetter(0))
    if place in {0, len(corners)}:
        return corners[min(place, len(corners) - 1)]
    (low, equity, requirement), (high, *ends) = corners[place - 1 : place + 1]
    share = (price - low) / (high - low)
    return price, equity + (ends[0] - equity) * share, requirement + (ends[1] - requirement) * share


def paint_path(painter: QPainter, plane: Plane, path: PathModel, note: Lettering, colours: ChartColours) -> None:
    """Zero line, both curves, the dots where something happens, and what is what."""
    sideways = Sideways(path, plane)
    _paint_zero(painter, plane, sideways.x(0.0), note, colours)
    curves = (
        (sideways.equity, colours.equity, Qt.PenStyle.SolidLine, path.equity_label),
        (sideways.requirement, colours.requirement, Qt.PenStyle.DashLine, path.requirement_label),
    )
    for amounts, colour, style, _ in curves:
        painter.setPen(QPen(QColor(colour), 1, style))
        painter.drawPolyline(sideways.line(amounts))
    _paint_markers(painter, path, sideways, note, colours)
    for row, (_, colour, style, label) in enumerate(curves):
        painter.setPen(QPen(QColor(colour), 1, style))
        area = QRectF(0, 4 + row * (note.height + 2), plane.width - 6, note.height)
        _paint_label(painter, area, label, note, colours)


def _paint_zero(painter: QPainter, plane: Plane, x: float, note: Lettering, colours: ChartColours) -> None:
    painter.setPen(QColor(colours.muted))
    painter.drawLine(QPointF(nearest(x), 0), QPointF(nearest(x), plane.height))
    beside = -4 - note.width("0") if x > _PAD else 4
    note.put(painter, QPointF(nearest(x) + beside, plane.height - note.height - 2), "0")


def _paint_markers(
    painter: QPainter, path: PathModel, sideways: Sideways, note: Lettering, colours: ChartColours
) -> None:
    plane = sideways.plane
    taken: list[float] = []
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for marker in path.markers:
        spot = QPointF(sideways.x(marker.equity), plane.y(marker.price))
        if not 0 <= spot.y() <= plane.height:
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.of(marker.kind)))
        painter.drawEllipse(spot, _DOT, _DOT)
        if all(abs(spot.y() - other) >= note.height for other in taken):
            taken.append(spot.y())
            painter.setPen(QColor(colours.text))
            note.put(painter, _beside(spot, marker.text, plane, note), marker.text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _beside(spot: QPointF, text: str, plane: Plane, note: Lettering) -> QPointF:
    """Right of the dot, or left of it where the text would not fit."""
    width = note.width(text)
    right = spot.x() + 2 * _DOT + 1
    x = right if right + width <= plane.width - 2 else max(2.0, spot.x() - 2 * _DOT - width)
    return QPointF(x, min(max(spot.y() - note.height / 2, 0.0), plane.height - note.height))


def _paint_label(painter: QPainter, area: QRectF, text: str, note: Lettering, colours: ChartColours) -> None:
    """What a curve is called, beside a sample of the pen."""
    text = note.cut(text, area.width() - _SAMPLE - 6)
    left = area.right() - note.width(text)
    painter.fillRect(area.adjusted(left - _SAMPLE - 8 - area.left(), 0, 3, 0), QColor(colours.window))
    painter.drawLine(QPointF(left - _SAMPLE - 5, area.center().y()), QPointF(left - 5, area.center().y()))
    painter.setPen(QColor(colours.muted))
    note.write(painter, area, text, right=True)
