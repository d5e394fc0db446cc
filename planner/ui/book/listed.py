"""Records in a table: what is chosen stays chosen when the book has changed."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QSignalBlocker

from planner.ui.widgets.plain_table import PlainTable


class Numbered(Protocol):
    """A record of the book."""

    @property
    def id(self) -> int | str:
        """Its number, or its key."""


R = TypeVar("R", bound=Numbered)


class Listed(Generic[R]):
    """The records behind the rows of a table."""

    def __init__(self, table: PlainTable, row: Callable[[R], Sequence[str]]) -> None:
        """No records yet; `row` tells one."""
        self.table, self.row = table, row
        self.records: list[R] = []

    @property
    def selected(self) -> R | None:
        """The chosen record."""
        chosen = self.table.selectionModel().selectedRows()
        row = chosen[0].row() if chosen else -1
        return self.records[row] if 0 <= row < len(self.records) else None

    def show(self, records: Sequence[R]) -> None:
        """Show these instead; the one that was chosen stays chosen where it is still among them."""
        before = self.selected
        self.records = list(records)
        with QSignalBlocker(self.table):
            self.table.show_rows([self.row(record) for record in records])
            self.table.clearSelection()
            self.table.setCurrentCell(-1, -1)
            numbers = [record.id for record in records]
            if before is not None and before.id in numbers:
                self.table.selectRow(numbers.index(before.id))

    def add(self, records: Sequence[R]) -> None:
        """Show these below the others."""
        self.records += records
        self.table.add_rows([self.row(record) for record in records])
