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
        """The ground, then the text."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().window())
        painter.end()
        super().paintEvent(event)
