"""A part of the ticket that is there only while it is wanted: its controls are counted when it is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from planner.ui.panels.panel import Panel
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.text_field import TextField

Typed = NumberField | TextField
"""What may hold a text that cannot be taken."""


class Content(Panel):
    """A panel that tells its fields and what Tab goes through."""

    def fields(self) -> Sequence[Typed]:
        """Every field that what is typed may not suit, from top to bottom."""
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

    def listen(self, field: Typed) -> None:
        """Pass on when a field is settled or its fault changes."""
        field.settled.connect(self.settled)
        field.fault_changed.connect(self.fault_changed)
