"""What stands in a field instead of an amount that is not to be seen."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit

from planner.report.numbers import HIDDEN

_INDENT = 9
"""Where the text of a field begins."""
_ERASING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class Cover(QLabel):
    """Hides the text of a line, from screen readers and the clipboard too: all but what is being typed there."""

    def __init__(self, line: QLineEdit) -> None:
        """A cover that is on."""
        super().__init__(HIDDEN, line)
        self.line = line
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line.installEventFilter(self)
        line.textChanged.connect(self._follow)
        line.textEdited.connect(self._reveal)
        self._is_typed = False
        self._follow()

    def _reveal(self) -> None:
        self._is_typed = True
        self._follow()

    def _follow(self) -> None:
        """Over an empty line there is nothing to hide; what the program writes, if only over a slip, is hidden."""
        covers = bool(self.line.text()) and not (self._is_typed and self.line.isModified())
        mode = QLineEdit.EchoMode.NoEcho if covers else QLineEdit.EchoMode.Normal
        if self.line.echoMode() is not mode:
            self.line.setEchoMode(mode)
        if self.isHidden() is covers:
            self.setVisible(covers)
        if covers:
            self.adjustSize()
            self.move(_INDENT, (self.line.height() - self.height()) // 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whoever leaves the line leaves it covered; what is typed or pasted takes the place of all that is hidden."""
        if not self.isHidden() and (event.type() is QEvent.Type.ContextMenu or _changes_text(event)):
            self.line.selectAll()
        if event.type() is QEvent.Type.FocusOut:
            self._is_typed = False
        if event.type() in {QEvent.Type.FocusOut, QEvent.Type.Resize, QEvent.Type.FontChange}:
            self._follow()
        return super().eventFilter(watched, event)

    def lift(self) -> None:
        """Show the text again, for good."""
        self.line.removeEventFilter(self)
        self.line.textChanged.disconnect(self._follow)
        self.line.textEdited.disconnect(self._reveal)
        self.line.setEchoMode(QLineEdit.EchoMode.Normal)
        self.hide()
        self.deleteLater()


def _changes_text(event: QEvent) -> bool:
    if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    is_text = event.text().isprintable() and bool(event.text())
    return is_text or event.key() in _ERASING or event.matches(QKeySequence.StandardKey.Paste)
