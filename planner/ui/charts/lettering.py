"""A font to write in, and how wide each text in it is."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

_KEPT = 512


class Lettering:
    """Measures a text once, however often it is placed and painted."""

    def __init__(self, font: QFont) -> None:
        """Write in `font`."""
        self.font = font
        metrics = self._metrics = QFontMetricsF(font)
        self.height, self.ascent, self.descent = metrics.height(), metrics.ascent(), metrics.descent()
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """How wide the text is."""
        if text not in self._widths:
            if len(self._widths) >= _KEPT:
                self._widths.clear()
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def cut(self, text: str, room: float) -> str:
        """As much of the text as fits."""
        fits = self.width(text) <= room
        return text if fits else self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def write(self, painter: QPainter, area: QRectF, text: str, *, right: bool = False) -> None:
        """Write on one line at the left or the right of an area, half way down; `painter` has the font."""
        x = area.right() - self.width(text) if right else area.left()
        painter.drawText(QPointF(x, area.top() + (area.height() - self.height) / 2 + self.ascent), text)
