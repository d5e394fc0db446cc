"""A font to write in, with the texts written in it."""

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText

from planner.ui.charts.colours import ChartColours

PART = " · "
"""What stands between the parts of a text."""
_KEPT = 512
_ENOUGH = 0.5
"""The share of a text below which its beginning says nothing."""


class Lettering:
    """Measures and shapes a text once, however often it is placed and painted."""

    def __init__(self, font: QFont) -> None:
        """Write in `font`."""
        self.font = font
        metrics = self._metrics = QFontMetricsF(font)
        self.height, self.ascent, self.descent = metrics.height(), metrics.ascent(), metrics.descent()
        self._widths: dict[str, float] = {}
        self._shaped: dict[str, QStaticText] = {}

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

    def cut_between(self, text: str, room: float, least: int = 1) -> str:
        """As many whole parts of the text as fit, but `least`; of one as much as fits, or nothing if that is little."""
        parts = text.split(PART)
        for count in range(len(parts), least - 1, -1):
            if self.width(whole := PART.join(parts[:count])) <= room:
                return whole
        if least > 1:
            return ""
        return self.cut(parts[0], room) if room >= self.width(parts[0]) * _ENOUGH else ""

    def write(self, painter: QPainter, area: QRectF, text: str, *, right: bool = False) -> None:
        """Write on one line at the left or the right of an area, half way down; `painter` has the font."""
        x = area.right() - self.width(text) if right else area.left()
        self.put(painter, QPointF(x, area.top() + (area.height() - self.height) / 2), text)

    def put(self, painter: QPainter, corner: QPointF, text: str) -> None:
        """Write on one line from its top left corner; `painter` has the font."""
        if text not in self._shaped:
            if len(self._shaped) >= _KEPT:
                self._shaped.clear()
            shaped = self._shaped[text] = QStaticText(text)
            shaped.setTextFormat(Qt.TextFormat.PlainText)
        painter.drawStaticText(corner, self._shaped[text])


VEIL = 0.75
"""How much of what lies below a text its ground hides: enough to read the one, and still to see the other."""


class NoteStyle(Struct, frozen=True):
    """What is written with beside the levels: the lettering of notes, in the colours of the chart."""

    note: Lettering
    colours: ChartColours
