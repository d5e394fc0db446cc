"""The margin path: equity and what it is compared with, drawn sideways against the chart's prices."""

from bisect import bisect_left
from operator import itemgetter

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from planner.ui.charts.colours import ChartColours, blend
from planner.ui.charts.lettering import VEIL, Lettering
from planner.ui.charts.model import PathCurve, PathModel
from planner.ui.charts.plane import Plane, nearest

_PAD = 10.0
_DOT = 3.5
_ABOVE, _ROW_GAP = 4.0, 2.0
_SAMPLE = 16.0
_FAINT, _TRIED = 0.45, 0.7
_STYLES = {
    "equity": Qt.PenStyle.SolidLine,
    "requirement": Qt.PenStyle.DashLine,
    "margin_call": Qt.PenStyle.DashDotLine,
}

Point = tuple[float, float]
"""Price and amount."""


class Sideways:
    """One path in one view: the scale of its amounts is chosen so that what is in view fills the width."""

    def __init__(self, path: PathModel, plane: Plane) -> None:
        """Cut every curve to the view."""
        self.plane = plane
        self.curves = tuple((curve, _seen(curve, plane)) for curve in path.curves)
        amounts = [amount for _, points in self.curves for _, amount in points]
        self._least = min(0.0, *amounts)
        self._scale = (plane.width - 2 * _PAD) / (max(0.0, *amounts) - self._least or 1.0)

    def x(self, amount: float) -> float:
        """Pixels from the left edge to an amount."""
        return _PAD + (amount - self._least) * self._scale

    def line(self, points: tuple[Point, ...]) -> QPolygonF:
        """The corners of a curve in pixels."""
        return QPolygonF([QPointF(self.x(amount), self.plane.y(price)) for price, amount in points])


def _seen(curve: PathCurve, plane: Plane) -> tuple[Point, ...]:
    """The corners in view, and the points where the curve enters and leaves it."""
    points = list(zip(curve.prices, curve.amounts, strict=False))
    inner = [point for point in points if plane.low < point[0] < plane.high]
    return _between(points, plane.low), *inner, _between(points, plane.high)


def _between(points: list[Point], price: float) -> Point:
    """The point of a curve at a price; its first or last where that lies beyond it."""
    place = bisect_left(points, price, key=itemgetter(0))
    if place in {0, len(points)}:
        return points[min(place, len(points) - 1)]
    (low, start), (high, end) = points[place - 1 : place + 1]
    return price, start + (end - start) * (price - low) / (high - low)


class PathStyle(Struct, frozen=True):
    """What the painting needs besides the path."""

    note: Lettering
    colours: ChartColours

    def pen(self, curve: PathCurve) -> QPen:
        """The pen of a curve: those before the plan are faint, those that are tried dotted too."""
        colour = self.colours.of(curve.kind)
        share = _TRIED if curve.is_tried else _FAINT
        shown = blend(colour, self.colours.window, share) if curve.is_faint else colour
        return QPen(QColor(shown), 1, Qt.PenStyle.DotLine if curve.is_tried else _STYLES[curve.kind])


def paint_path(painter: QPainter, plane: Plane, path: PathModel, style: PathStyle) -> None:
    """Zero line, the curves, faint ones first, the dots where something happens, and what is what."""
    sideways = Sideways(path, plane)
    _paint_zero(painter, plane, sideways.x(0.0), style)
    for curve, points in sorted(sideways.curves, key=lambda each: not each[0].is_faint):
        painter.setPen(style.pen(curve))
        painter.drawPolyline(sideways.line(points))
    _paint_markers(painter, path, sideways, style)
    named = [curve for curve in path.curves if curve.label]
    rows = _rows(sideways, path, len(named), style.note.height)
    for curve, row in zip(named, rows, strict=True):
        painter.setPen(style.pen(curve))
        _paint_label(painter, row, curve.label, style)


def _rows(sideways: Sideways, path: PathModel, count: int, height: float) -> list[QRectF]:
    """Where the curves are named: as high as can be where no amount of a marker is covered, else right above."""
    plane, step = sideways.plane, height + _ROW_GAP
    spots = [y for y in (plane.y(marker.price) for marker in path.markers) if 0 <= y <= plane.height]
    free = (
        top
        for top in (_ABOVE, *sorted(y + height / 2 + _ROW_GAP for y in spots))
        if top + (count + 1) * step <= plane.height  # the zero stands on the last line
        and not any(top - height / 2 < y < top + count * step + height / 2 for y in spots)
    )
    top = next(free, _ABOVE)
    return [QRectF(0, top + row * step, plane.width - 6, height) for row in range(count)]


def _paint_zero(painter: QPainter, plane: Plane, x: float, style: PathStyle) -> None:
    note = style.note
    painter.setPen(QColor(style.colours.muted))
    painter.drawLine(QPointF(nearest(x), 0), QPointF(nearest(x), plane.height))
    beside = -4 - note.width("0") if x > _PAD else 4
    note.put(painter, QPointF(nearest(x) + beside, plane.height - note.height - 2), "0")


def _paint_markers(painter: QPainter, path: PathModel, sideways: Sideways, style: PathStyle) -> None:
    plane, note, colours = sideways.plane, style.note, style.colours
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
            corner, ground = _beside(spot, marker.text, plane, note), QColor(colours.window)
            ground.setAlphaF(VEIL)
            painter.fillRect(QRectF(corner, QSizeF(note.width(marker.text), note.height)), ground)
            painter.setPen(QColor(colours.text))
            note.put(painter, corner, marker.text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _beside(spot: QPointF, text: str, plane: Plane, note: Lettering) -> QPointF:
    """Right of the dot, or left of it where the text would not fit."""
    width = note.width(text)
    right = spot.x() + 2 * _DOT + 1
    x = right if right + width <= plane.width - 2 else max(2.0, spot.x() - 2 * _DOT - width)
    return QPointF(x, min(max(spot.y() - note.height / 2, 0.0), plane.height - note.height))


def _paint_label(painter: QPainter, area: QRectF, text: str, style: PathStyle) -> None:
    """What a curve is called, beside a sample of the pen."""
    note = style.note
    text = note.cut(text, area.width() - _SAMPLE - 6)
    left = area.right() - note.width(text)
    painter.fillRect(area.adjusted(left - _SAMPLE - 8 - area.left(), 0, 3, 0), QColor(style.colours.window))
    painter.drawLine(QPointF(left - _SAMPLE - 5, area.center().y()), QPointF(left - 5, area.center().y()))
    painter.setPen(QColor(style.colours.muted))
    note.write(painter, area, text, right=True)
