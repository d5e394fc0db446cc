"""Two thin lines through the mouse, price and time on the axes, and what holds there in a box beside it."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.ui.charts.colours import ChartColours
from planner.ui.charts.lettering import Lettering, NoteStyle
from planner.ui.charts.plane import Plane, nearest

_PAD = 5
_BOX_PAD = 8.0
_GAP = 14.0
_APART = 12.0
_LINE = 2.0

Lines = Sequence[tuple[str, str]]
"""Names and values."""


class Pointed(Struct, frozen=True):
    """Where the mouse is and what stands there; `in_path` where it is over the margin path."""

    point: QPointF
    price: Decimal
    price_text: str
    time_text: str
    in_path: bool = False


class Surroundings(Struct, frozen=True):
    """What a crosshair is painted into: the view, the sizes of its axes, the width of the path, where tags begin."""

    plane: Plane
    axes: QSizeF
    path_width: float
    tags_from: float

    @property
    def right(self) -> float:
        """The right edge of all."""
        return self.plane.width + self.axes.width() + self.path_width


def paint_crosshair(painter: QPainter, around: Surroundings, pointed: Pointed, lines: Lines, style: NoteStyle) -> None:
    """Lines over the view, texts over its axes, and the box with `lines`."""
    plane, note, colours = around.plane, style.note, style.colours
    x, y = nearest(pointed.point.x()), nearest(pointed.point.y())
    painter.setPen(QPen(QColor(colours.muted), 1, Qt.PenStyle.DotLine))
    painter.drawLine(0, y, int(around.right if pointed.in_path else plane.width), y)
    if not pointed.in_path:
        painter.drawLine(x, 0, x, int(plane.height))
    size = QSizeF(note.width(pointed.price_text) + 2 * _PAD, note.height + 2)
    _paint_label(painter, price_area(around, y, size), pointed.price_text, colours)
    if pointed.time_text:
        width = note.width(pointed.time_text) + 2 * _PAD
        left = min(max(x - width / 2, 0.0), plane.width - width)
        _paint_label(painter, QRectF(left, plane.height, width, around.axes.height()), pointed.time_text, colours)
    if lines:
        _paint_box(painter, box_at(around, pointed, box_size(lines, note)), lines, style)


def price_area(around: Surroundings, y: float, size: QSizeF) -> QRectF:
    """Where a price of that size is told on the axis: over all its width, and never cut, wherever the mouse is."""
    width, height = max(around.axes.width(), size.width()), size.height()
    top = max(0.0, min(y - height / 2, around.plane.height - height))
    return QRectF(min(around.plane.width, around.right - width), top, width, height)


def box_size(lines: Lines, note: Lettering) -> QSizeF:
    """The room a box needs: names at the left, values at the right."""
    width = max(note.width(name) + note.width(value) + (_APART if value else 0) for name, value in lines)
    return QSizeF(width + 2 * _BOX_PAD, len(lines) * (note.height + _LINE) - _LINE + 2 * _BOX_PAD)


def box_at(around: Surroundings, pointed: Pointed, size: QSizeF) -> QRectF:
    """Right and below the mouse; left of it where tags would be covered, above where there is no room."""
    start, end = (around.plane.width, around.right) if pointed.in_path else (0.0, around.tags_from)
    left, top = pointed.point.x() + _GAP, pointed.point.y() + _GAP
    if left + size.width() > end:
        left = max(start, pointed.point.x() - _GAP - size.width())
    if top + size.height() > around.plane.height:
        top = max(0.0, pointed.point.y() - _GAP - size.height())
    return QRectF(QPointF(left, top), size)


def _paint_box(painter: QPainter, area: QRectF, lines: Lines, style: NoteStyle) -> None:
    note, colours = style.note, style.colours
    painter.setPen(QColor(colours.border))
    painter.setBrush(QColor(colours.panel))
    painter.drawRect(area)
    row = QRectF(area.left() + _BOX_PAD, area.top() + _BOX_PAD, area.width() - 2 * _BOX_PAD, note.height)
    for name, value in lines:
        painter.setPen(QColor(colours.muted if value else colours.text))
        note.write(painter, row, name)
        painter.setPen(QColor(colours.text))
        note.write(painter, row, value, right=True)
        row.translate(0, note.height + _LINE)


def _paint_label(painter: QPainter, area: QRectF, text: str, colours: ChartColours) -> None:
    painter.fillRect(area, QColor(colours.border))
    painter.setPen(QColor(colours.text))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
