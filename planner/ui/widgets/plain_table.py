"""A table to read and to choose a row of: texts, no editing in place."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from planner.ui.widgets.tips import plain_tip

ROW_HEIGHT, ROW_MORE = 26, 8
"""The least height of a row, and how much higher than its text one is, in pixels."""


class PlainTable(QTableWidget):
    """Rows of texts under headings; columns named in `numbers` stand at the right."""

    def __init__(
        self, name: str, headings: Sequence[str], *, numbers: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        """An empty table, known to a screen reader by its name."""
        super().__init__(0, len(headings), parent)
        self.numbers = frozenset(headings.index(number) for number in numbers)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(headings))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self._grow_rows()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(headings[-1] not in numbers)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in self.numbers:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self.model().setHeaderData(column, Qt.Orientation.Horizontal, right, Qt.ItemDataRole.TextAlignmentRole)

    def changeEvent(self, event: QEvent) -> None:
        """Rows are as high as larger text needs."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._grow_rows()

    def _grow_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(max(ROW_HEIGHT, self.fontMetrics().height() + ROW_MORE))

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these; what is the same is left alone."""
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            self.show_row(at, row)

    def show_table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show these under other headings."""
        self.setColumnCount(len(headings))
        self.setHorizontalHeaderLabels(list(headings))
        self.show_rows(rows)

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these below the others."""
        start = self.rowCount()
        self.setRowCount(start + len(rows))
        for at, row in enumerate(rows, start=start):
            self.show_row(at, row)

    def tip_row(self, at: int, tip: str) -> None:
        """Say more of a row where the mouse rests on it; its own texts where there is nothing more to say."""
        for column in range(self.columnCount()):
            item = self.item(at, column)
            if item is not None:
                item.setToolTip(plain_tip(tip or item.text()))

    def show_row(self, at: int, row: Sequence[str]) -> None:
        """Show one row."""
        for column, text in enumerate(row):
            item = self.item(at, column)
            if item is None:
                item = QTableWidgetItem()
                if column in self.numbers:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(at, column, item)
            if item.text() != text:
                item.setText(text)
                item.setToolTip(plain_tip(text))
