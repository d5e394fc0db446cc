"""What answers a click or Enter with its reason."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


def is_asked(event: QEvent) -> bool:
    """Whether a click, Enter or the space bar asks."""
    if isinstance(event, QMouseEvent):
        return event.type() is QEvent.Type.MouseButtonRelease and event.button() is Qt.MouseButton.LeftButton
    return isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _KEYS


class Asker(QObject):
    """Lets a widget be asked by mouse and by key."""

    asked = Signal()

    def __init__(self, widget: QWidget) -> None:
        """The asker of a widget, which can be reached by Tab from now on."""
        super().__init__(widget)
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.setCursor(Qt.CursorShape.PointingHandCursor)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click or Enter asks."""
        if is_asked(event):
            self.asked.emit()
            return True
        return super().eventFilter(watched, event)
