"""Text that covers its own ground: when it changes, nothing beneath it is painted again."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget


class CoveringLabel(QLabel):
    """A label that fills its rectangle itself: a style sheet leaves the ground of opaque labels black."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty label."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, then the text."""
        with QPainter(self) as painter:
            painter.eraseRect(event.rect())
        super().paintEvent(event)


class SelectableLabel(CoveringLabel):
    """Text that the mouse can select, once it is pressed: Qt lays out such a text four times with every change."""

    def show_text(self, text: str) -> None:
        """Show another text, of which nothing is selected yet."""
        if text != self.text():
            self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            self.setText(text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to select."""
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)
