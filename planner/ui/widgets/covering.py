"""Text that covers its own ground: when it changes, nothing beneath it is painted again."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget


class CoveringLabel(QLabel):
    """A label that fills its rectangle itself: a style sheet leaves the ground of opaque labels black."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty label."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, then the text; one that can be selected is Qt's to paint, which takes twice as long."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().window())
        if self.textInteractionFlags():
            painter.end()
            super().paintEvent(event)
            return
        wrapped = Qt.TextFlag.TextWordWrap if self.wordWrap() else Qt.TextFlag(0)
        self.style().drawItemText(
            painter, self.rect(), int(self.alignment()) | wrapped, self.palette(), self.isEnabled(), self.text(),
            self.foregroundRole(),
        )  # fmt: skip
        painter.end()
