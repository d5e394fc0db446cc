"""Words or a day as they are typed: what is typed is taken only when it can be."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from planner.domain.fault import FaultError
from planner.report.sentences import fault_sentence
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.style import set_property
from planner.ui.widgets.undoing import HandsUndoOn

LONGEST = 4000


class TextField(QWidget):
    """A labelled line; `read` makes a value of what is typed, or raises `FaultError`: then there is none."""

    edited = Signal()

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
        self.input.textEdited.connect(self._judge)

    def in_one_line(self) -> None:
        """Stand beside its name; whoever asks for that finds another place for the message."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setDirection(QVBoxLayout.Direction.LeftToRight)
            layout.removeWidget(self.message)

    def show_text(self, text: str) -> None:
        """Show a text, from its beginning."""
        self.input.setText(text)
        self.input.setCursorPosition(0)
        self._judge()

    def _judge(self) -> None:
        self.value, self.fault = None, ""
        try:
            self.value = self.read(self.input.text())
        except FaultError as error:
            self.fault = fault_sentence(error.fault)
        self.message.say(self.fault)
        self.input.setAccessibleDescription(self.fault)
        set_property(self.input, "fault", bool(self.fault))
        self.edited.emit()
