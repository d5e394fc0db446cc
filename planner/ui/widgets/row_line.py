"""A figure on one line: its label and its value; what it means is in the tooltip."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QWidget

from planner.report.rows import Row
from planner.ui.widgets.asking import Asker
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.spoken import tell_value
from planner.ui.widgets.still import Still
from planner.ui.widgets.style import set_property
from planner.ui.widgets.tips import plain_tip

_GAP = 6


class RowLine(QWidget):
    """One row of a report, which can be asked why; where there is no room for both the value stands below its label."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty line."""
        super().__init__(parent)
        self.name, self.value = ElidedLabel(self), QLabel(self)
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.value.setProperty("role", "limit")
        Asker(self).asked.connect(self.asked)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.parts.setContentsMargins(0, 0, 0, 0)
        self.parts.setSpacing(_GAP)
        self.parts.addWidget(self.name, 1)
        self.parts.addWidget(Still(self.value, self))

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
        self._flow()

    def _flow(self) -> None:
        needed = self.name.sizeHint().width() + _GAP + self.value.sizeHint().width()
        is_wide = needed <= self.width()
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if self.parts.direction() is not direction:
            self.parts.setDirection(direction)
            self.parts.setSpacing(_GAP if is_wide else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new width."""
        super().resizeEvent(event)
        self._flow()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other room."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._flow()
