"""Choices: a row of buttons for two or three, a list for more."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from planner.report.glossary import label, meaning
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.tips import plain_tip
from planner.ui.widgets.unwheeled import Choices

Option = tuple[str, str]
"""Value and text."""


class Segments(QWidget):
    """Two or three buttons of which one is down."""

    chosen = Signal(str)

    def __init__(self, term: str, options: Sequence[Option], parent: QWidget | None = None) -> None:
        """Buttons of a glossary term."""
        super().__init__(parent)
        self.message, self.note = FaultLabel(self), FaultLabel(self, quiet=True)
        self.buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        for index, (value, text) in enumerate(options):
            button = QPushButton(text, self)
            button.setCheckable(True)
            button.setToolTip(meaning(term))
            button.setAccessibleName(f"{label(term)}: {text}")
            button.setProperty("segment", "first" if index == 0 else "last" if index == len(options) - 1 else "middle")
            button.setProperty("choice", value)
            button.clicked.connect(lambda _checked=False, value=value: self.chosen.emit(value))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[value] = button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(row)
        layout.addWidget(self.message)
        layout.addWidget(self.note)

    def show_value(self, value: str) -> None:
        """Press the button of that value."""
        self.buttons[value].setChecked(True)

    def offer(self, values: Sequence[str]) -> None:
        """Let only those be chosen."""
        for value, button in self.buttons.items():
            button.setEnabled(value in values)

    def show_objection(self, sentence: str) -> None:
        """Say what is wrong with the choice."""
        self.message.say(sentence)

    def show_note(self, sentence: str) -> None:
        """Say quietly what is worth knowing about the choice."""
        self.note.say(sentence)


ENTRY_ROOM = 24
"""What stands beside the text of an entry."""


class WideList(Choices):
    """A list that opens as wide as its longest entry: in the box itself a long name may be cut."""

    def showPopup(self) -> None:
        """Open it."""
        self.widen()
        super().showPopup()

    @property
    def shown_text(self) -> str:
        """As much of the chosen entry as there is room for."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        return self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint it, a name that is cut with an ellipsis."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self.shown_text
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def widen(self) -> None:
        """Let the entries have the room they need."""
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(at)) for at in range(self.count())), default=0)
        self.view().setMinimumWidth(widest + self.view().verticalScrollBar().sizeHint().width() + ENTRY_ROOM)


class ChoiceField(QWidget):
    """A labelled list to choose from."""

    chosen = Signal(str)

    def __init__(self, term: str, parent: QWidget | None = None) -> None:
        """A list of a glossary term."""
        super().__init__(parent)
        self.label = QLabel(label(term), self)
        self.label.setProperty("role", "label")
        self.meaning = meaning(term)
        self.list = WideList(self)
        self.list.setToolTip(self.meaning)
        self.list.setAccessibleName(label(term))
        self.list.setSizeAdjustPolicy(Choices.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.setMinimumContentsLength(6)
        self.label.setBuddy(self.list)
        self.message = FaultLabel(self)
        self._options: tuple[Option, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for widget in (self.label, self.list, self.message):
            layout.addWidget(widget)
        self.list.activated.connect(lambda index: self.chosen.emit(self.list.itemData(index)))

    def offer(self, options: Sequence[Option]) -> None:
        """List these, in this order."""
        if self._options != tuple(options):
            self._options = tuple(options)
            self.list.clear()
            for value, text in options:
                self.list.addItem(text, value)

    def show_value(self, value: str) -> None:
        """Show that value as the chosen one."""
        index = self.list.findData(value)
        if index != self.list.currentIndex():
            self.list.setCurrentIndex(index)
        tip = plain_tip(f"{self.list.currentText()}\n{self.meaning}".strip())
        if tip != self.list.toolTip():
            self.list.setToolTip(tip)

    def show_objection(self, sentence: str) -> None:
        """Say what is wrong with the choice."""
        self.message.say(sentence)
