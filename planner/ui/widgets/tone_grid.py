"""A grid of figures under two headings, where colour and word say the same."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from planner.report.rows import Tone
from planner.ui.theme import Theme
from planner.ui.widgets.tips import plain_tip

if TYPE_CHECKING:
    from planner.report.gap_table import Cell

_GROUNDS = {Tone.GOOD: "ok", Tone.CAUTION: "caution", Tone.DANGER: "danger", Tone.PLAIN: "panel"}
_STRENGTH = 0.35


class ToneGrid(QTableWidget):
    """Cells on a ground of their tone; each says all of it in its tooltip, and to a screen reader."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """An empty grid, known to a screen reader by its name."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)

    def show_cells(self, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence["Cell"]]) -> None:
        """Show a grid with the names of its rows and columns."""
        self.setRowCount(len(rows))
        self.setColumnCount(len(columns))
        self.setVerticalHeaderLabels(list(rows))
        self.setHorizontalHeaderLabels(list(columns))
        for at, line in enumerate(cells):
            for column, cell in enumerate(line):
                item = QTableWidgetItem(cell.text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setToolTip(plain_tip(cell.help))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, cell.help)
                item.setData(Qt.ItemDataRole.UserRole, cell.tone.value)
                self.setItem(at, column, item)

    def wear(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                item = self.item(row, column)
                if item is not None:
                    ground = QColor(theme[_GROUNDS[Tone(item.data(Qt.ItemDataRole.UserRole))]])
                    ground.setAlphaF(_STRENGTH)
                    item.setBackground(ground)
                    item.setForeground(QColor(theme["text"]))
