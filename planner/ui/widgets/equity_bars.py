"""Equity after each loss of a run, as bars: small, without an axis; the card beside says the figures."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.ui.theme import Theme
from planner.ui.widgets.hatch import hatch

if TYPE_CHECKING:
    from planner.report.question_cards import EquityBar

WIDTH = 116
_GAP = 3.0
_LEAST = 2.0


class EquityBars(QWidget):
    """A bar and a count for each; from a warning or a pause on they are hatched, so that they differ without colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """No bars yet."""
        super().__init__(parent)
        self._shown: tuple[tuple[EquityBar, ...], str] = (), ""
        self._calm, self._caution, self._text = QColor(), QColor(), QColor()
        self.setFixedWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_bars(self, bars: tuple["EquityBar", ...], theme: Theme) -> None:
        """Draw these; painted anew only where that is another picture."""
        if self._shown != (bars, theme.name):
            self._shown = bars, theme.name
            self._calm, self._caution, self._text = (QColor(theme[name]) for name in ("entry", "caution", "muted"))
            self.update()

    def sizeHint(self) -> QSize:
        """As high as there is room."""
        return QSize(WIDTH, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - the whole of it is painted
        """Bars above their counts; the highest fills the room."""
        bars, _ = self._shown
        if not bars:
            return
        with QPainter(self) as painter:
            line = self.fontMetrics().height()
            room, step = self.height() - line - 1, self.width() / len(bars)
            most = max((bar.share for bar in bars), default=1.0) or 1.0
            for place, bar in enumerate(bars):
                height = max(_LEAST, room * bar.share / most)
                area = QRectF(place * step, room - height, step - _GAP, height)
                self._paint_bar(painter, area, bar)
                painter.setPen(self._text)
                count = QRectF(place * step, room + 1, step - _GAP, line)
                painter.drawText(count, Qt.AlignmentFlag.AlignCenter, str(bar.losses))

    def _paint_bar(self, painter: QPainter, area: QRectF, bar: "EquityBar") -> None:
        colour = self._caution if bar.is_caution else self._calm
        if not bar.is_caution:
            painter.fillRect(area, colour)
            return
        lighter = QColor(colour)
        lighter.setAlphaF(0.45)
        painter.fillRect(area, lighter)
        painter.setPen(colour)
        painter.setBrush(hatch(colour, painter))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
