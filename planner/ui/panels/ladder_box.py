"""Further entries: price and share of each, and what is open after every one of them."""

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import ladder_edits
from planner.report.ladder import LadderRow, ladder_rows
from planner.ui.panels.price_rows import Listed, PriceRows
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.style import set_property

_LADDER = Listed(
    path="ladder",
    shares="ladder_shares",
    price_term="rung",
    share_term="rung_share",
    word="an entry",
    shortcut="Ctrl+L",
    first=2,
    of=lambda plan: plan.ladder,
    add=ladder_edits.add_rung,
    remove=ladder_edits.remove_rung,
    move=ladder_edits.move_rung,
    share=ladder_edits.share_rung,
)


class LadderBox(PriceRows):
    """One row an entry after the first, and what follows from each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A box without further entries."""
        super().__init__(_LADDER, parent)
        self.lines: list[StepLine] = []
        self.steps = QVBoxLayout()
        self.steps.setSpacing(4)
        self.box.addLayout(self.steps)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show every further entry, what is wrong with it and what follows."""
        self.show_rows(assessment, None)
        rows = ladder_rows(assessment)
        while len(self.lines) > len(rows):
            line = self.lines.pop()
            self.steps.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self.lines) < len(rows):
            self.lines.append(StepLine(self))
            self.steps.addWidget(self.lines[-1])
        for line, row in zip(self.lines, rows, strict=True):
            line.show_row(row)


class StepLine(QWidget):
    """What is open after an entry, and below it where that ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty line."""
        super().__init__(parent)
        self.open, self.loss, self.ends = ElidedLabel(self), QLabel(self), ElidedLabel(self)
        self.loss.setProperty("role", "limit")
        self.ends.setProperty("role", "label")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(0)
        layout.setColumnStretch(0, 1)
        layout.addWidget(self.open, 0, 0)
        layout.addWidget(self.loss, 0, 1)
        layout.addWidget(self.ends, 1, 0, 1, 2)

    def show_row(self, row: LadderRow) -> None:
        """Show what holds then."""
        for part, text in ((self.open, row.headline), (self.loss, row.r_multiple), (self.ends, row.end)):
            if part.text() != text:
                part.setText(text)
        self.setToolTip(f"{row.value}\n{row.detail}")
        self.setAccessibleName(row.headline)
        self.setAccessibleDescription(row.detail)
        set_property(self.ends, "tone", "danger" if row.is_cut_off else "plain")
