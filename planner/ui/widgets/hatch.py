"""A hatch that is as wide on every screen: Qt's own counts pixels of the device."""

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

_PITCH = 8


def hatch(colour: QColor, painter: QPainter) -> QBrush:
    """Rising lines of a colour, for what `painter` paints on."""
    ratio = painter.device().devicePixelRatio()
    return QBrush(colour, Qt.BrushStyle.BDiagPattern) if ratio <= 1 else _tiled(colour.rgba(), ratio)


@lru_cache(maxsize=16)
def _tiled(colour: int, ratio: float) -> QBrush:
    side = round(_PITCH * ratio)
    tile = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    with QPainter(tile) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor.fromRgba(colour), ratio))
        for left in (-side, 0, side):
            painter.drawLine(QPointF(left, side), QPointF(left + side, 0))
    tile.setDevicePixelRatio(ratio)
    return QBrush(tile)
