"""Closed trades: filtered, a page at a time, brought in from files and written out."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton

from planner.domain.journal import DeviationKind
from planner.domain.trades import ClosedTrade, Result
from planner.report.book import (
    DEVIATIONS,
    HISTORY_COLUMNS,
    NUMBERS,
    RESULTS,
    closed_row,
    figures_lines,
    summary_line,
)
from planner.storage.atomic import write_file
from planner.storage.book.handle import Book
from planner.storage.book.queries import After, TradeFilter, closed_trades, instruments
from planner.storage.book.trades import story_of
from planner.storage.book_csv.exporting import closed_as_csv
from planner.ui.book.import_dialog import ImportDialog
from planner.ui.book.session import BookSession
from planner.ui.book.tab import BookTab
from planner.ui.widgets.plain_table import PlainTable

ALL = ""
ANY = "any"


class HistoryTab(BookTab):
    """The newest trade first."""

    title = "History"

    def __init__(self, session: BookSession) -> None:
        """A tab without trades yet."""
        super().__init__(session)
        self.trades: list[ClosedTrade] = []
        self.after: After | None = None
        self.instrument, self.result, self.deviation = (QComboBox(self) for _ in range(3))
        numbers = [name for name in NUMBERS if name in HISTORY_COLUMNS]
        self.table = PlainTable("Closed trades", HISTORY_COLUMNS, numbers=numbers, parent=self)
        self.summary, self.figures = QLabel(self), QLabel(self)
        self.more = QPushButton("Show more", self)
        self._lay_out()
        for box in (self.instrument, self.result, self.deviation):
            box.activated.connect(lambda _index: self._show_first())
        self.more.clicked.connect(self._show_more)
        self.table.itemSelectionChanged.connect(self._show_selected)

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        named = (("Instrument", self.instrument), ("Result", self.result), ("Deviation", self.deviation))
        for name, box in named:
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            filters.addWidget(box)
        filters.addStretch(1)
        _offer(self.result, "All results", [(result.value, words) for result, words in RESULTS.items()])
        kinds = [(kind.value, words) for kind, words in DEVIATIONS.items()]
        _offer(self.deviation, "With and without deviations", [(ANY, "any deviation"), *kinds])
        for label in (self.summary, self.figures):
            label.setProperty("role", "detail")
            label.setWordWrap(True)
        self.rows.addLayout(filters)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self.figures)
        below = QHBoxLayout()
        below.addWidget(self.summary, 1)
        below.addWidget(self.more)
        self.rows.addLayout(below)
        self.add_buttons((("Import…", self.bring_in), ("Export as CSV…", self.write_out)))

    def refresh(self) -> None:
        """Ask the book again, from the newest trade on."""
        names = self.session.ask(instruments) or ()
        _offer(self.instrument, "All instruments", [(name, name) for name in names])
        self._show_first()

    def _filter(self) -> TradeFilter:
        deviation, result = self.deviation.currentData(), self.result.currentData()
        return TradeFilter(
            account=None if self.account is None else self.account.id,
            instrument=self.instrument.currentData() or None,
            result=Result(result) if result else None,
            deviation=DeviationKind(deviation) if deviation not in {ALL, ANY} else None,
            is_deviation=deviation == ANY,
        )

    def _show_first(self) -> None:
        self.trades, self.after = [], None
        self.table.setRowCount(0)
        if self.account is not None:
            self._show_more()

    def _show_more(self) -> None:
        asked, after, account = self._filter(), self.after, self.account
        page = self.session.ask(lambda book: closed_trades(book, asked, after=after))
        if page is None or account is None:
            return
        self.trades += page.trades
        self.after = page.after
        self.table.add_rows([closed_row(trade, account) for trade in page.trades])
        self.summary.setText(summary_line(self.trades, account))
        self.more.setVisible(page.after is not None)
        self._show_selected()

    def _show_selected(self) -> None:
        row = self.table.currentRow()
        trade = self.trades[row] if 0 <= row < len(self.trades) else None
        story = None if trade is None else self.session.ask(lambda book: story_of(book, trade.id))
        figures = None if story is None else story.figures
        self.figures.setText("" if figures is None else ". ".join(figures_lines(figures)) + ".")
        self.figures.setVisible(figures is not None)

    def bring_in(self) -> None:
        """Import trades from a file or the clipboard."""
        if self.account is not None:
            dialog = ImportDialog(self.session, self.account, self)
            dialog.imported.connect(self.session.changed)
            dialog.open()

    def write_out(self) -> None:
        """Write the trades that are shown, and those that would follow, as CSV."""
        name, _ = QFileDialog.getSaveFileName(self, "Export trades", "trades.csv", "CSV (*.csv)")
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write all trades of the filter."""
        asked = self._filter()

        def write(book: Book) -> datetime:
            write_file(path, "".join(closed_as_csv(book, asked)).encode())
            return self.session.now()

        if self.session.ask(write) is not None:
            self.session.workspace.said.emit(f"Wrote {path.name}.")


def _offer(box: QComboBox, everything: str, options: list[tuple[str, str]]) -> None:
    """Offer these below all of them; what is chosen stays."""
    chosen = box.currentData()
    box.clear()
    box.addItem(everything, ALL)
    for value, text in options:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
