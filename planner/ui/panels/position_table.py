"""The plan and the open positions as a table; where each is liquidated stands below its figures."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from planner.report.position_liquidation import LiquidationLines
from planner.report.rows import PRICE_HINT, PositionRow, Tone
from planner.ui.theme import Theme
from planner.ui.widgets.style import ONE_DIGIT
from planner.words import translated, translated_each

COLUMNS = ("Position", "Profit", "Risk")
MOST_ROWS = 6
_BELOW = Qt.ItemDataRole.UserRole
_IS_DANGER = Qt.ItemDataRole.UserRole + 1
_MARGIN, _INSET = 4, 7
_NO_LINES = LiquidationLines((), "")


class RowPainter(QStyledItemDelegate):
    """Figures at the top of a cell; size and lines go through the whole row, every cell paints its part of them."""

    def __init__(self, table: "PositionTable") -> None:
        """The painter of a table."""
        super().__init__(table)
        self.table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The figures, then the size and the lines."""
        super().paint(painter, option, index)
        first = self.table.item(index.row(), 0)
        if first is None:
            return
        lines = first.data(_BELOW) or []
        cell = self.table.visualRect(self.table.model().index(index.row(), index.column()))
        painter.save()
        painter.setClipRect(cell)
        painter.setFont(first.font())
        painter.setPen(self.table.palette().text().color())
        self._write(painter, cell.top() + _MARGIN + self.table.line - 1, first.text().partition("\n")[2])
        painter.setFont(self.table.font())
        painter.setPen(self.table.colours["danger" if first.data(_IS_DANGER) else "muted"])
        for place, text in enumerate(lines):
            self._write(painter, cell.bottom() - _MARGIN - self.table.line * (len(lines) - place), text)
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """The first line alone: the next one is the row's."""
        super().initStyleOption(option, index)
        option.text = "".join(option.text.splitlines()[:1])

    def _write(self, painter: QPainter, top: int, text: str) -> None:
        """A line through the row, as much of it as there is room for."""
        left, width = self.table.columnViewportPosition(0) + _INSET, self.table.viewport().width() - 2 * _INSET
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, top, width, self.table.line), Qt.AlignmentFlag.AlignVCenter, shown)


class PositionTable(QTableWidget):
    """One row for the plan, one for every open position; `asked` carries the row whose prices are asked about."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """A table without rows."""
        super().__init__(0, len(COLUMNS), parent)
        self.colours = {"danger": QColor("red"), "muted": QColor("gray")}
        self.below: dict[int, tuple[str, LiquidationLines]] = {}
        self._shape: tuple[str, ...] = ()
        self._rows: tuple[PositionRow, ...] = ()
        self.setItemDelegate(RowPainter(self))
        self.setHorizontalHeaderLabels(translated_each(COLUMNS))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(translated("Open positions and this plan"))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(30)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def line(self) -> int:
        """The height of a line of text."""
        return self.fontMetrics().lineSpacing()

    def minimumSizeHint(self) -> QSize:
        """As wide as its names and figures; the lines below them give way."""
        columns = self.sizeHintForColumn(0) + self.columnWidth(1) + self.columnWidth(2)
        bar = self.verticalScrollBar().sizeHint().width() if self.rowCount() > MOST_ROWS else 0
        return QSize(columns + bar + 2 * self.frameWidth(), super().minimumSizeHint().height())

    def rows_in_view(self) -> range:
        """The rows that can be seen, or will be once the table has its height."""
        first = max(0, self.rowAt(0))
        return range(first, first + MOST_ROWS + 2)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the prices below the figures asks why; elsewhere it selects the row."""
        super().mouseReleaseEvent(event)
        row = self._row_of_lines(event.position().toPoint())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.asked.emit(row)

    def _row_of_lines(self, place: QPoint) -> int:
        """The row on whose lines a place is; -1 on none."""
        row = self.rowAt(place.y())
        lines = self.below.get(row, ("", _NO_LINES))[1].lines
        bottom = self.rowViewportPosition(row) + self.rowHeight(row) - _MARGIN if row >= 0 else 0
        return row if lines and place.y() >= bottom - self.line * len(lines) else -1

    def show_theme(self, theme: Theme) -> None:
        """Wear another theme."""
        self.colours = {name: QColor(theme[name]) for name in self.colours}

    def show_rows(self, rows: tuple[PositionRow, ...]) -> None:
        """Show the figures of every row."""
        if self.rowCount() != len(rows):
            self.setRowCount(len(rows))
            self.below = {row: known for row, known in self.below.items() if row < len(rows)}
        before, self._rows = self._rows, rows
        for index, row in enumerate(rows):
            if before[index : index + 1] == (row,):
                continue
            for column, text in enumerate((f"{row.mark}\n{row.size}", row.pnl, row.risk)):
                self._show_cell(index, column, text, row)
        shape = (self.font().key(), *(f"{row.pnl} {row.risk}".translate(ONE_DIGIT) for row in rows))
        if shape != self._shape:
            self._shape = shape
            for column in (1, 2):
                self.resizeColumnToContents(column)
            self.updateGeometry()

    def _show_cell(self, index: int, column: int, text: str, row: PositionRow) -> None:
        item = self.item(index, column)
        if item is None:
            item = QTableWidgetItem()
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignTop)
            self.setItem(index, column, item)
        if item.text() != text:
            item.setText(text)
        words = row.words if column == 0 else text
        if item.data(Qt.ItemDataRole.AccessibleTextRole) != words:
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        font = item.font()
        if font.bold() is not row.is_plan:
            font.setBold(row.is_plan)
            item.setFont(font)

    def show_lines(self, lines: Mapping[int, LiquidationLines]) -> None:
        """Show the lines below the rows in view; rows out of view keep room for one where the others have any."""
        usual = min((len(found.lines) for found in lines.values() if found.lines), default=0)
        for index in range(self.rowCount()):
            found = lines.get(index, _NO_LINES)
            self._show_below(index, found, len(found.lines) or usual)
        height = sum(self.rowHeight(index) for index in range(min(self.rowCount(), MOST_ROWS)))
        height += self.horizontalHeader().height() + 4
        if self.height() != height:
            self.setFixedHeight(height)

    def _show_below(self, index: int, found: LiquidationLines, room: int) -> None:
        height = (2 + room) * self.line + 2 * _MARGIN
        if self.rowHeight(index) != height:
            self.setRowHeight(index, height)
        item = self.item(index, 0)
        name = "" if item is None else str(item.data(Qt.ItemDataRole.AccessibleTextRole))
        if item is None or self.below.get(index) == (name, found):
            return
        self.below[index] = name, found
        item.setData(_BELOW, list(found.lines))
        item.setData(_IS_DANGER, found.tone is Tone.DANGER)
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, found.words)
        for column in range(len(COLUMNS)):
            cell = self.item(index, column)
            if cell is not None:
                cell.setToolTip(f"{name}\n{found.words}\n{translated(PRICE_HINT) if found.lines else ''}".strip())
        self.viewport().update(0, self.rowViewportPosition(index), self.viewport().width(), height)
