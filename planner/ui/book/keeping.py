"""A form whose OK keeps something in the book: what the book refuses is said in the form, which stays open."""

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from planner.ui.dialogs.form_dialog import FormDialog
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.number_field import NumberField


class KeepingDialog(FormDialog):
    """It is opened and left to the trader: nobody waits for its answer."""

    def __init__(self, title: str, fields: Mapping[str, NumberField], parent: QWidget | None = None) -> None:
        """A form that goes away for good when it is closed."""
        super().__init__(title, fields, parent)
        self.entered: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def keep(self) -> str:
        """Keep what has been entered; the sentence why it cannot be kept, or nothing."""
        raise NotImplementedError

    def accept(self) -> None:
        """Close once it is kept."""
        wrong = self.keep() if self.is_complete() else self.message.text()
        self.message.say(wrong)
        if not wrong:
            super().accept()

    def add_named(self, name: str, widget: QWidget) -> None:
        """Put a widget and its name below what is there."""
        self.rows.addLayout(self.named(name, widget))

    def named(self, name: str, widget: QWidget, fault: FaultLabel | None = None) -> QVBoxLayout:
        """A widget below its name, and above what may be wrong with it."""
        caption = QLabel(name, self)
        caption.setProperty("role", "label")
        caption.setBuddy(widget)
        widget.setAccessibleName(name)
        both = QVBoxLayout()
        both.setSpacing(3)
        for part in (caption, widget, *([] if fault is None else [fault])):
            both.addWidget(part)
        both.addStretch(1)
        self.entered.append(widget)
        return both

    def add_field(self, field: NumberField) -> None:
        """Put a number field below what is there."""
        self.rows.addLayout(self.field(field))

    def field(self, field: NumberField) -> QVBoxLayout:
        """A number field to be put somewhere."""
        alone = QVBoxLayout()
        alone.addWidget(field)
        alone.addStretch(1)
        self.entered.append(field.input)
        return alone

    def close_form(self) -> None:
        """Put message and buttons below everything else; Tab goes down the form, which begins at its first field."""
        super().close_form()
        standard = QDialogButtonBox.StandardButton
        order = [*self.entered, *(self.buttons.button(button) for button in (standard.Ok, standard.Cancel))]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
        order[0].setFocus()
