"""Two thin lines through the mouse, with price and time on the axes."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from planner.ui.charts.colours import ChartColours
from planner.ui.charts.plane import Plane, nearest

_PAD = 5


@dataclass(frozen=True, slots=True)
class Pointed:
    """Where the mouse is and what stands there."""

    point: QPointF
    price: Decimal
    price_text: str
    time_text: str


def paint_crosshair(painter: QPainter, plane: Plane, pointed: Pointed, colours: ChartColours, axes: QSizeF) -> None:
    """Lines over the view, texts over its axes; `axes` is the width of the right one, the height of the lower."""
    x, y = nearest(pointed.point.x()), nearest(pointed.point.y())
    painter.setPen(QPen(QColor(colours.muted), 1, Qt.PenStyle.DotLine))
    painter.drawLine(0, y, int(plane.width), y)
    painter.drawLine(x, 0, x, int(plane.height))
    metrics = QFontMetricsF(painter.font())
    height = metrics.height() + 2
    _paint_box(painter, QRectF(plane.width, y - height / 2, axes.width(), height), pointed.price_text, colours)
    if pointed.time_text:
        width = metrics.horizontalAdvance(pointed.time_text) + 2 * _PAD
        left = min(max(x - width / 2, 0.0), plane.width - width)
        _paint_box(painter, QRectF(left, plane.height, width, axes.height()), pointed.time_text, colours)


def _paint_box(painter: QPainter, area: QRectF, text: str, colours: ChartColours) -> None:
    painter.fillRect(area, QColor(colours.border))
    painter.setPen(QColor(colours.text))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
