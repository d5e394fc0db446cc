"""A form: number fields above OK and Cancel, scrolled in a low screen; OK waits until every field can be taken."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.scrolled import Scrolled
from planner.words import translated


class FormDialog(QDialog):
    """Fields by name; `values` holds what has been typed."""

    def __init__(self, title: str, fields: Mapping[str, NumberField], parent: QWidget | None = None) -> None:
        """A form of those fields, empty."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.fields = dict(fields)
        self.values: dict[str, Decimal | None] = dict.fromkeys(fields)
        content = QWidget(self)
        self.rows = QVBoxLayout(content)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(9)
        self.area = Scrolled(content)
        self.around = QVBoxLayout(self)
        self.around.setSpacing(9)
        self.around.addWidget(self.area, 1)
        self.message = FaultLabel(self)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel, self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for name, field in self.fields.items():
            field.edited.connect(lambda value, name=name: self._take(name, value))
            field.fault_changed.connect(self.refresh)

    def close_form(self) -> None:
        """Put message and buttons below everything else."""
        self.rows.addStretch(1)
        self.around.addWidget(self.message)
        self.around.addWidget(self.buttons)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setDefault(True)
        self.refresh()

    def show_values(self, values: Mapping[str, Decimal | None]) -> None:
        """Fill the fields."""
        for name, value in values.items():
            self.values[name] = value
            self.fields[name].show_value(value)

    def is_complete(self) -> bool:
        """Whether every field can be taken."""
        empty = [
            field.input.accessibleName()
            for name, field in self.fields.items()
            if self.values[name] is None and not field.rule.allows_empty and not field.fault
        ]
        self.message.say(translated("Still to enter: {empty}.", empty=", ".join(empty)) if empty else "")
        return not empty and not any(field.fault for field in self.fields.values())

    def refresh(self) -> None:
        """Let OK be pressed when everything can be taken."""
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.is_complete())

    def _take(self, name: str, value: Decimal | None) -> None:
        self.values[name] = value
        self.refresh()
