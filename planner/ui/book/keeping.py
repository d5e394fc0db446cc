"""A form whose OK keeps something in the book: what the book refuses is said in the form, which stays open."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from planner.ui.dialogs.form_dialog import FormDialog
from planner.ui.widgets.number_field import NumberField


class KeepingDialog(FormDialog):
    """It is opened and left to the trader: nobody waits for its answer."""

    def __init__(self, title: str, fields: Mapping[str, NumberField], parent: QWidget | None = None) -> None:
        """A form that goes away for good when it is closed."""
        super().__init__(title, fields, parent)
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
        """Put a widget below its name."""
        caption = QLabel(name, self)
        caption.setProperty("role", "label")
        caption.setBuddy(widget)
        widget.setAccessibleName(name)
        self.rows.addWidget(caption)
        self.rows.addWidget(widget)
