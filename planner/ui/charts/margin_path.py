"""The margin path: equity and requirement drawn sideways against the chart's prices."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from planner.ui.charts.colours import ChartColours
from planner.ui.charts.model import PathModel
from planner.ui.charts.plane import Plane, nearest

_PAD = 10.0
_DOT = 3.5
_SAMPLE = 16.0


class Sideways:
    """One path in one view: the scale of its amounts is chosen so that what is in view fills the width."""

    def __init__(self, path: PathModel, plane: Plane) -> None:
        """Cut both curves to the view."""
        order = np.argsort(path.prices, kind="stable")
        prices, equity, requirement = (
            np.asarray(column, dtype=float)[order] for column in (path.prices, path.equity, path.requirement)
        )
        inside = (prices > plane.low) & (prices < plane.high)
        ends = np.clip((plane.low, plane.high), prices[0], prices[-1])
        self._plane = plane
        self._prices, self.equity, self.requirement = (
            np.insert(np.interp(ends, prices, column), 1, column[inside]) for column in (prices, equity, requirement)
        )
        amounts = np.concatenate((self.equity, self.requirement, [0.0]))
        self._least = float(amounts.min())
        self._scale = (plane.width - 2 * _PAD) / (float(amounts.max()) - self._least or 1.0)

    def x(self, amount: float) -> float:
        """Pixels from the left edge to an amount."""
        return _PAD + (amount - self._least) * self._scale

    def line(self, amounts: NDArray[np.float64]) -> QPolygonF:
        """The corners of a curve in pixels."""
        pairs = zip(amounts, self._prices, strict=True)
        return QPolygonF([QPointF(self.x(float(amount)), self._plane.y(float(price))) for amount, price in pairs])


def paint_path(painter: QPainter, plane: Plane, path: PathModel, colours: ChartColours) -> None:
    """Zero line, both curves, the dots where something happens, and what is what."""
    sideways = Sideways(path, plane)
    metrics = QFontMetricsF(painter.font())
    _paint_zero(painter, plane, sideways.x(0.0), metrics, colours)
    curves = (
        (sideways.equity, colours.equity, Qt.PenStyle.SolidLine, path.equity_label),
        (sideways.requirement, colours.requirement, Qt.PenStyle.DashLine, path.requirement_label),
    )
    for amounts, colour, style, _ in curves:
        painter.setPen(QPen(QColor(colour), 1, style))
        painter.drawPolyline(sideways.line(amounts))
    _paint_markers(painter, plane, path, sideways, colours)
    for row, (_, colour, style, label) in enumerate(curves):
        _paint_label(
            painter,
            QRectF(0, 4 + row * (metrics.height() + 2), plane.width - 6, metrics.height()),
            label,
            QPen(QColor(colour), 1, style),
            colours,
        )


def _paint_zero(painter: QPainter, plane: Plane, x: float, metrics: QFontMetricsF, colours: ChartColours) -> None:
    painter.setPen(QColor(colours.muted))
    painter.drawLine(QPointF(nearest(x), 0), QPointF(nearest(x), plane.height))
    beside = -4 - metrics.horizontalAdvance("0") if x > _PAD else 4
    painter.drawText(QPointF(nearest(x) + beside, plane.height - metrics.descent() - 2), "0")


def _paint_markers(painter: QPainter, plane: Plane, path: PathModel, sideways: Sideways, colours: ChartColours) -> None:
    metrics = QFontMetricsF(painter.font())
    taken: list[float] = []
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for marker in path.markers:
        spot = QPointF(sideways.x(marker.equity), plane.y(marker.price))
        if not 0 <= spot.y() <= plane.height:
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.of(marker.kind)))
        painter.drawEllipse(spot, _DOT, _DOT)
        if all(abs(spot.y() - other) >= metrics.height() for other in taken):
            taken.append(spot.y())
            painter.setPen(QColor(colours.text))
            painter.drawText(_beside(spot, marker.text, plane, metrics), marker.text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _beside(spot: QPointF, text: str, plane: Plane, metrics: QFontMetricsF) -> QPointF:
    """Right of the dot, or left of it where the text would not fit."""
    width = metrics.horizontalAdvance(text)
    right = spot.x() + 2 * _DOT + 1
    x = right if right + width <= plane.width - 2 else max(2.0, spot.x() - 2 * _DOT - width)
    baseline = spot.y() + (metrics.ascent() - metrics.descent()) / 2
    return QPointF(x, min(max(baseline, metrics.ascent()), plane.height - metrics.descent()))


def _paint_label(painter: QPainter, area: QRectF, text: str, pen: QPen, colours: ChartColours) -> None:
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() - _SAMPLE - 6)
    left = area.right() - metrics.horizontalAdvance(text)
    painter.fillRect(area.adjusted(left - _SAMPLE - 8 - area.left(), 0, 3, 0), QColor(colours.window))
    painter.setPen(pen)
    painter.drawLine(QPointF(left - _SAMPLE - 5, area.center().y()), QPointF(left - 5, area.center().y()))
    painter.setPen(QColor(colours.muted))
    painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
