"""A figure: its label, its value and a quiet detail."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from planner.report.rows import Row
from planner.ui.widgets.style import set_property


class Figure(QFrame):
    """One row of a report as a small block."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty figure."""
        super().__init__(parent)
        self.setProperty("role", "figure")
        self.label = self._text("label")
        self.value = self._text("value")
        self.detail = self._text("detail")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(10, 5, 10, 5)
        self.rows.setSpacing(1)
        for part in (self.label, self.value, self.detail):
            self.rows.addWidget(part)

    def _text(self, role: str) -> QLabel:
        part = QLabel(self)
        part.setTextFormat(Qt.TextFormat.PlainText)
        part.setProperty("role", role)
        return part

    def set_compact(self, *, compact: bool) -> None:
        """Leave the detail to the tooltip."""
        self.detail.setVisible(not compact)
        self.rows.setContentsMargins(*((7, 2, 7, 2) if compact else (10, 5, 10, 5)))

    def show_row(self, row: Row) -> None:
        """Show a figure; a detail that is empty takes its place all the same, so nothing moves."""
        for part, text in ((self.label, row.label), (self.value, row.value), (self.detail, row.detail)):
            if part.text() != text:
                part.setText(text)
        hint = f"{row.detail}\n{row.meaning}".strip()
        if self.toolTip() != hint:
            self.setToolTip(hint)
            self.setAccessibleName(row.label)
        self.setAccessibleDescription(f"{row.value} {row.detail}".strip())
        set_property(self.value, "tone", row.tone.value)
