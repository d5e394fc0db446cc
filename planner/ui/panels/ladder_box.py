"""Further entries: price and share of each, and what is open after every one of them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from planner.assess import Assessment
from planner.domain import ladder_edits
from planner.report.ladder import HEADINGS, LadderRow, ladder_rows
from planner.ui.panels.price_rows import Listed, PriceRows
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
    """One row an entry after the first, a button for one more, and a table of what follows from each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A box without further entries."""
        super().__init__(_LADDER, parent)
        self.table = QWidget(self)
        self.cells = QGridLayout(self.table)
        self.cells.setContentsMargins(0, 0, 0, 0)
        self.cells.setHorizontalSpacing(8)
        self.cells.setVerticalSpacing(2)
        self.lines: list[list[QLabel]] = []
        for column, heading in enumerate(HEADINGS):
            self.cells.addWidget(self._cell(column, heading, "label"), 0, column)
        self.layout().addWidget(self.table)
        self.table.hide()

    def show_assessment(self, assessment: Assessment) -> None:
        """Show every further entry, what is wrong with it and what follows."""
        self.show_rows(assessment, None)
        rows = ladder_rows(assessment)
        self.table.setVisible(bool(rows))
        while len(self.lines) > len(rows):
            for cell in self.lines.pop():
                self.cells.removeWidget(cell)
                cell.hide()
                cell.deleteLater()
        while len(self.lines) < len(rows):
            self.lines.append([self._cell(column, "", "limit") for column in range(len(HEADINGS))])
            for column, cell in enumerate(self.lines[-1]):
                self.cells.addWidget(cell, len(self.lines), column)
        for line, row in zip(self.lines, rows, strict=True):
            _show(line, row)

    def _cell(self, column: int, text: str, role: str) -> QLabel:
        cell = QLabel(text, self.table)
        cell.setTextFormat(Qt.TextFormat.PlainText)
        cell.setProperty("role", role)
        cell.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
        return cell


def _show(line: list[QLabel], row: LadderRow) -> None:
    for cell, text in zip(line, row.cells, strict=True):
        if cell.text() != text:
            cell.setText(text)
        cell.setToolTip(row.detail)
        set_property(cell, "tone", "bad" if row.is_cut_off else "plain")
