"""A frame for a text that changes often: what is around it is laid out anew only when it needs other room."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class Still(QWidget):
    """Stands in a layout for a label and keeps every change of its text from the layout that needs no change."""

    def __init__(self, label: QLabel, parent: QWidget) -> None:
        """The place of a label."""
        super().__init__(parent)
        self._label = label
        label.setParent(self)
        self.setSizePolicy(label.sizePolicy())
        self._room = self._needed()

    def sizeHint(self) -> QSize:
        """What the label needs."""
        return self._label.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """What the label needs at least."""
        return self._label.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """Whether the text flows."""
        return self._label.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """The height of the text in that width."""
        return self._label.heightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the label all of it."""
        super().resizeEvent(event)
        self._label.resize(self.size())
        self._room = self._needed()

    def event(self, event: QEvent) -> bool:
        """The text or its font has changed."""
        if event.type() is QEvent.Type.LayoutRequest and self._needed() != self._room:
            self._room = self._needed()
            self.updateGeometry()
        return super().event(event)

    def _needed(self) -> tuple[QSize, int]:
        """Room for one line, and the height in the present width where the text flows."""
        if self._label.hasHeightForWidth():
            return QSize(), self._label.heightForWidth(self.width())
        return self._label.sizeHint(), 0
