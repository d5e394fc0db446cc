"""What answers a click or Enter with its reason: a figure and a line of text that can be asked."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.figure import Figure


def is_asked(event: QEvent) -> bool:
    """Whether a click, Enter or the space bar asks."""
    if isinstance(event, QMouseEvent):
        return event.type() is QEvent.Type.MouseButtonRelease and event.button() is Qt.MouseButton.LeftButton
    keys = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
    return isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in keys


def _let_ask(widget: QWidget) -> None:
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.setCursor(Qt.CursorShape.PointingHandCursor)


class AskingFigure(Figure):
    """A figure that can be asked why."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty figure."""
        super().__init__(parent)
        _let_ask(self)

    def event(self, event: QEvent) -> bool:
        """A click or Enter asks."""
        if is_asked(event):
            self.asked.emit()
            return True
        return super().event(event)


class AskingLabel(ElidedLabel):
    """A line of text that can be asked for more."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty line."""
        super().__init__(parent)
        _let_ask(self)

    def event(self, event: QEvent) -> bool:
        """A click or Enter asks."""
        if is_asked(event):
            self.asked.emit()
            return True
        return super().event(event)
