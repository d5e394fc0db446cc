"""The two axes: round prices beside the chart, dates below it."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from planner.ui.charts.lettering import Lettering, NoteStyle
from planner.ui.charts.plane import Plane, nearest
from planner.ui.charts.ticks import Tick

GAP = 6
"""From the line of an axis, which is filled and so never falls between two pixels, to what is written on it."""


def prices_fit(ticks: Iterable[Tick], width: float, note: Lettering) -> bool:
    """Whether an axis so wide has room for every price beside it."""
    return all(GAP + note.width(tick.text) <= width for tick in ticks)


def paint_price_axis(painter: QPainter, plane: Plane, width: float, ticks: Iterable[Tick], style: NoteStyle) -> None:
    """The line at the left and a price beside each tick; one that would be cut in `width` is left away."""
    painter.fillRect(QRectF(0, 0, 1, plane.height), QColor(style.colours.border))
    painter.setPen(QColor(style.colours.muted))
    note = style.note
    for tick in ticks:
        top = nearest(plane.y(tick.value) - note.height / 2)
        if 0 <= top <= plane.height - note.height and prices_fit((tick,), width, note):
            note.put(painter, QPointF(GAP, top), tick.text)


def paint_time_axis(painter: QPainter, plane: Plane, ticks: Iterable[Tick], style: NoteStyle) -> None:
    """The line at the top and a time under each tick; one that would be cut is left away where others are whole."""
    painter.fillRect(QRectF(0, 0, plane.width, 1), QColor(style.colours.border))
    painter.setPen(QColor(style.colours.muted))
    for left, text in _placed_times(plane, ticks, style.note):
        style.note.put(painter, QPointF(left, GAP), text)


def _placed_times(plane: Plane, ticks: Iterable[Tick], note: Lettering) -> list[tuple[int, str]]:
    """Left edge and text of the times that are whole; where there is none, of the first one, moved into view."""
    seen = [tick for tick in ticks if 0 <= plane.x(tick.value) <= plane.width]
    wanted = [(nearest(plane.x(tick.value) - note.width(tick.text) / 2), tick.text) for tick in seen]
    whole = [(left, text) for left, text in wanted if 0 <= left <= plane.width - note.width(text)]
    moved = [(max(0, min(left, int(plane.width - note.width(text)))), text) for left, text in wanted[:1]]
    return whole or moved
