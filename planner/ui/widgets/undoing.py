"""Lines that are typed into, and undo and redo by key between them and the plan."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit


def is_undo(event: QKeyEvent) -> bool:
    """Whether undo or redo was pressed."""
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def is_typed_into() -> bool:
    """Whether the keys go to a line that has been typed into."""
    line = QApplication.focusWidget()
    return isinstance(line, QLineEdit) and line.isModified()


class HandsUndoOn(QObject):
    """Lets the plan have undo and redo where a line, which keeps them, has nothing to take back."""

    def __init__(self, line: QLineEdit) -> None:
        """Watch that line from now on."""
        super().__init__(line)
        self.line = line
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The key is asked about before it is pressed."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_undo(event):
            is_back = event.matches(QKeySequence.StandardKey.Undo)
            if not (self.line.isUndoAvailable() if is_back else self.line.isRedoAvailable()):
                event.ignore()
                return True
        return super().eventFilter(watched, event)
