"""A small grid of signed correlations: colour and sign say the same, a cell can be entered by keys or mouse."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem, QWidget

from planner.report.correlation_grid import Grid
from planner.ui.theme import Theme
from planner.ui.widgets.tips import plain_tip
from planner.words import translated

ROW_HEIGHT = 24


class CorrelationGrid(QTableWidget):
    """The positions stand in the diagonal; `asked` names the two instruments of a cell."""

    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty grid."""
        super().__init__(parent)
        self.setAccessibleName(translated("Signed correlation"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid: Grid | None = None
        self._theme: Theme | None = None
        self.cellActivated.connect(self._ask)

    def _ask(self, row: int, column: int) -> None:
        if self._grid is not None and row != column:
            self.asked.emit(self._grid.symbols[row], self._grid.symbols[column])

    def show_grid(self, grid: Grid, theme: Theme) -> None:
        """Show a grid; what is the same is left alone."""
        if (grid, theme) == (self._grid, self._theme):
            return
        self._grid, self._theme = grid, theme
        size = len(grid.names)
        self.setRowCount(size)
        self.setColumnCount(size)
        for row, cells in enumerate(grid.rows):
            for column, cell in enumerate(cells):
                item = self.item(row, column)
                if item is None:
                    item = QTableWidgetItem()
                    self.setItem(row, column, item)
                item.setText(grid.names[row] if row == column else cell.text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setToolTip(plain_tip(cell.help))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, cell.help)
                is_name = row == column
                item.setBackground(QColor(theme["panel"]) if is_name else _ground(cell.value, theme))
                item.setForeground(QColor(theme["muted"] if is_name else theme["text"]))
        self.setFixedHeight(size * ROW_HEIGHT + 2 * self.frameWidth())


def _ground(value: float, theme: Theme) -> QColor:
    """The danger colour where two are one bet, the good one where they offset each other, the paler the weaker."""
    colour = QColor(theme["danger" if value > 0 else "ok"])
    colour.setAlphaF(min(0.55, 0.05 + 0.5 * abs(value)))
    return colour
