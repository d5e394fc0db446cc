"""Paints lines, notes and tags of the levels where the layout put them."""

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from planner.report.levels import LevelKind
from planner.ui.charts.colours import ChartColours, blend
from planner.ui.charts.lettering import VEIL, Lettering
from planner.ui.charts.level_layout import LEADER, MARK, PAD, LevelLayout, PlacedLevel, Text
from planner.ui.charts.model import Level
from planner.ui.charts.plane import Plane

_STYLES = {
    LevelKind.MARGIN_CALL: Qt.PenStyle.DashLine,
    LevelKind.BANKRUPTCY: Qt.PenStyle.DotLine,
    LevelKind.STOP_RULE: Qt.PenStyle.DashDotLine,
}
_ZONE_TEXT = {
    "risk_zone": "stop",
    "reward_zone": "target",
    "liquidated_zone": "liquidation",
    "negative_zone": "bankruptcy",
}
_ROUND = 4
_FAINT = 0.45


class LevelStyle(Struct, frozen=True):
    """What the painting needs besides the places; `held` is the level under the mouse, drawn thicker."""

    colours: ChartColours
    tag: Lettering
    note: Lettering
    held: str | None

    def colour(self, level: Level) -> str:
        """The colour of a level: what is merely tried is faint."""
        worn = self.colours.of(level.kind)
        return blend(worn, self.colours.window, _FAINT) if level.is_tried else worn


def paint_levels(painter: QPainter, plane: Plane, layout: LevelLayout, style: LevelStyle) -> None:
    """Lines first, the important ones last; then notes, then tags."""
    for placed in reversed(layout.by_importance()):
        if not placed.beyond:
            _paint_line(painter, plane, placed, style)
    painter.setFont(style.note.font)
    for note in layout.notes:
        _paint_note(painter, note, style)
    painter.setFont(style.tag.font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for placed in layout.levels:
        _paint_tag(painter, placed, style)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _paint_line(painter: QPainter, plane: Plane, placed: PlacedLevel, style: LevelStyle) -> None:
    colour, width = QColor(style.colour(placed.level)), 2 if placed.level.key == style.held else 1
    pattern = _STYLES.get(placed.level.kind)
    if pattern is None:
        painter.fillRect(QRectF(0, placed.line - width // 2, plane.width, width), colour)
    else:
        painter.setPen(QPen(colour, width, pattern))
        painter.drawLine(QPointF(0, placed.line), QPointF(plane.width, placed.line))
    if abs(placed.row.center().y() - placed.line) > placed.row.height() / 2:
        painter.setPen(QPen(colour, width))
        middle = QPointF(placed.row.left(), placed.row.center().y())
        painter.drawLine(QPointF(middle.x() - LEADER, placed.line), middle)


def _paint_note(painter: QPainter, note: Text, style: LevelStyle) -> None:
    colours, text = style.colours, style.note.cut_between(note.text, note.area.width(), note.least)
    if not text:
        return
    width = style.note.width(text)
    ground = QColor(colours.zone(note.ground))
    ground.setAlphaF(VEIL)
    painter.fillRect(note.area.adjusted(-2, 0, width - note.area.width() + 2, 0), ground)
    painter.setPen(QColor(colours.note_of(_ZONE_TEXT.get(note.kind, note.kind))))
    style.note.write(painter, note.area, text)


def _paint_tag(painter: QPainter, placed: PlacedLevel, style: LevelStyle) -> None:
    level, colours, tag = placed.level, style.colours, style.tag
    fill = style.colour(level)
    painter.setPen(Qt.PenStyle.NoPen)
    if level.error:
        _paint_outline(painter, placed.tag, colours)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(placed.tag, _ROUND, _ROUND)
    ink = QColor(colours.text_on(fill))
    pad = PAD if placed.is_alone else PAD // 2
    inner = placed.tag.adjusted(pad, 0, -pad, 0)
    if placed.beyond:
        _paint_arrow(painter, inner, placed.beyond, ink)
        inner.setLeft(inner.left() + MARK)
    painter.setPen(ink)
    room = inner.width()
    if placed.is_alone:
        tag.write(painter, inner, level.price_text, right=True)
        room -= tag.width(level.price_text) + PAD
    tag.write(painter, inner, tag.cut(f"! {placed.name}" if level.error else placed.name, room))


def _paint_outline(painter: QPainter, tag: QRectF, colours: ChartColours) -> None:
    for grown, colour in ((2, colours.danger), (1, colours.window)):
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(tag.adjusted(-grown, -grown, grown, grown), _ROUND + grown, _ROUND + grown)


def _paint_arrow(painter: QPainter, inner: QRectF, direction: int, ink: QColor) -> None:
    x, y = inner.left() + 4, inner.center().y()
    painter.setBrush(ink)
    painter.drawPolygon(
        QPolygonF([QPointF(x - 4, y - 3 * direction), QPointF(x + 4, y - 3 * direction), QPointF(x, y + 4 * direction)])
    )
