"""A part of the ticket that is there only while it is wanted: its controls are counted when it is."""

from PySide6.QtWidgets import QWidget

from planner.ui.panels.panel import Panel
from planner.ui.widgets.number_field import NumberField


class Content(Panel):
    """A panel that tells its number fields and what Tab goes through."""

    def fields(self) -> list[NumberField]:
        """Every number field, from top to bottom."""
        return []

    def tab_order(self) -> list[QWidget]:
        """What Tab goes through."""
        return []

    def forget_typing(self) -> None:
        """What was typed and could not be taken goes with what it was typed for."""
        for field in self.fields():
            if field.fault:
                field.restore()

    def follow(self, other: Panel) -> None:
        """Speak for a part of itself."""
        other.edited.connect(self.edited)
        other.settled.connect(self.settled)
        other.fault_changed.connect(self.fault_changed)

    def listen(self, field: NumberField) -> None:
        """Pass on when a field is settled or its fault changes."""
        field.settled.connect(self.settled)
        field.fault_changed.connect(self.fault_changed)
