"""Words or a day as they are typed: what is typed is taken only when it can be."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from planner.domain.fault import FaultError
from planner.report.sentences import fault_sentence
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.style import set_property
from planner.ui.widgets.undoing import HandsUndoOn, is_undo

LONGEST = 4000


class TextField(QWidget):
    """A labelled line; `read` makes a value of what is typed, or raises `FaultError`: then there is none.

    `settled` tells that typing has ended. Escape or undo takes back what cannot be taken.
    """

    edited = Signal()
    settled = Signal()
    fault_changed = Signal()
    _held = ""
    """The text of the value that holds."""

    def __init__(self, name: str, read: Callable[[str], object] = str, parent: QWidget | None = None) -> None:
        """An empty line of that name."""
        super().__init__(parent)
        self.read = read
        self.fault = ""
        self.value: object = None
        self.label = QLabel(name, self)
        self.label.setProperty("role", "label")
        self.input = QLineEdit(self)
        self.input.setMaxLength(LONGEST)
        self.input.setAccessibleName(name)
        self.label.setBuddy(self.input)
        self.message = FaultLabel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for widget in (self.label, self.input, self.message):
            layout.addWidget(widget)
        HandsUndoOn(self.input)
        self.input.installEventFilter(self)
        self.input.textEdited.connect(self._judge)
        self.input.editingFinished.connect(self.settled)

    def in_one_line(self) -> None:
        """Stand beside its name; whoever asks for that finds another place for the message."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setDirection(QVBoxLayout.Direction.LeftToRight)
            layout.removeWidget(self.message)

    def show_value(self, value: object, text: str) -> None:
        """Show the value that holds; what is being typed stays while it means the same, or cannot be taken yet."""
        changed, self._held = text != self._held, text
        if self.fault and (self.input.hasFocus() or not changed):
            return
        means_the_same = self.input.hasFocus() and not self.fault and self.value == value
        if not means_the_same and self.input.text() != text:
            self.show_text(text)

    def restore(self) -> None:
        """Forget what was typed and cannot be taken."""
        self.show_text(self._held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo takes back all that cannot be taken, as Escape does."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._taken_back(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _taken_back(self, event: QKeyEvent) -> bool:
        if self.fault and (event.key() == Qt.Key.Key_Escape or is_undo(event)):
            self.restore()
            return True
        return False

    def show_text(self, text: str) -> None:
        """Show a text, from its beginning."""
        self._held = text
        self.input.setText(text)
        self.input.setCursorPosition(0)
        self._judge()

    def _judge(self) -> None:
        before, self.value, self.fault = self.fault, None, ""
        try:
            self.value = self.read(self.input.text())
        except FaultError as error:
            self.fault = fault_sentence(error.fault)
        self.message.say(self.fault)
        self.input.setAccessibleDescription(self.fault)
        set_property(self.input, "fault", bool(self.fault))
        if self.fault != before:
            self.fault_changed.emit()
        self.edited.emit()
