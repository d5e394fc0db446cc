"""A place for text that changes often: what is around it is laid out anew only when it needs other room."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFont, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from planner.ui.widgets.style import ONE_DIGIT


class Still(QWidget):
    """Stands in a layout for its content and keeps from it every change that needs no other room."""

    def __init__(self, content: QLabel, parent: QWidget) -> None:
        """The place of a text."""
        super().__init__(parent)
        self._content = content
        content.setParent(self)
        self.setSizePolicy(content.sizePolicy())
        self._shape = self._look()
        self._room = self._needed()

    def sizeHint(self) -> QSize:
        """What the content needs."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """What the content needs at least."""
        return self._content.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """Whether text flows in it."""
        return self._content.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Its height in that width."""
        return self._content.heightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the content all of it; text that flows needs another height in another width."""
        super().resizeEvent(event)
        self._content.resize(self.size())
        if self._content.hasHeightForWidth():
            self._room = self._needed()
            if self._room.height() > self.height():
                self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:
        """What has changed out of sight has asked for no room."""
        super().showEvent(event)
        self._shape, self._room = self._look(), self._needed()
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """The content, or its font, has changed; what differs in its digits alone is not measured."""
        if event.type() is QEvent.Type.LayoutRequest and self._shape != (shape := self._look()):
            self._shape = shape
            before, self._room = self._room, self._needed()
            if self._room != before:
                self._ask_for_room()
        return super().event(event)

    def _look(self) -> tuple[str, QFont]:
        return self._content.text().translate(ONE_DIGIT), self._content.font()

    def _ask_for_room(self) -> None:
        """Have it at once: what is around has asked for nothing that could bring it in the same turn."""
        self.updateGeometry()
        parent = self.parentWidget()
        around = parent.layout() if parent is not None else None
        if around is not None:
            around.activate()

    def _needed(self) -> QSize:
        """The room to ask for; where text flows, the height in the present width."""
        if self._content.hasHeightForWidth():
            return QSize(0, self._content.heightForWidth(self.width()))
        return self._content.sizeHint()
