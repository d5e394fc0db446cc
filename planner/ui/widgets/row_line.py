"""A figure on one line: its label and its value; what it means is in the tooltip."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from planner.report.rows import Row
from planner.ui.widgets.asking import Asker
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.spoken import tell_value
from planner.ui.widgets.still import Still
from planner.ui.widgets.style import set_property
from planner.ui.widgets.tips import plain_tip


class RowLine(QWidget):
    """One row of a report, as wide as there is room: the label gives way, the value does not; it can be asked why."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty line."""
        super().__init__(parent)
        self.name, self.value = ElidedLabel(self), QLabel(self)
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.value.setProperty("role", "limit")
        Asker(self).asked.connect(self.asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.name, 1)
        layout.addWidget(Still(self.value, self))

    def show_row(self, row: Row, ask: str) -> None:
        """Show a figure; `ask` says how it is asked why."""
        for part, text in ((self.name, row.heading), (self.value, row.value)):
            if part.text() != text:
                part.setText(text)
        hint = f"{row.changed}\n{row.detail}\n{row.meaning}\n{ask}".replace("\n\n", "\n").strip()
        if self.toolTip() != hint:
            self.setToolTip(plain_tip(hint))
        self.setAccessibleName(row.label)
        self.setAccessibleDescription(f"{row.value} {row.detail} {row.changed}".strip())
        tell_value(self, row.value)
        set_property(self.value, "tone", row.tone.value)
