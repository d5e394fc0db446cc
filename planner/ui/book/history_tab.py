"""Closed trades: filtered, a page at a time, brought in from files and written out."""

from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from planner.domain.journal import DeviationKind
from planner.domain.trades import ClosedTrade, Result
from planner.domain.typed import read_day
from planner.report.book import (
    DEVIATIONS,
    HISTORY_COLUMNS,
    NUMBERS,
    RESULTS,
    closed_row,
    figures_text,
    summary_line,
)
from planner.report.corrected import CORRECTED, corrected_mark, correction_lines
from planner.storage.book.corrections import Correction, correct_trade, corrections_of
from planner.storage.book.handle import Book
from planner.storage.book.queries import After, TradeFilter, TradePage, closed_trades, instruments
from planner.storage.book.trades import story_of
from planner.storage.book_csv.exporting import closed_as_csv
from planner.ui.book.correct_dialog import CorrectDialog
from planner.ui.book.judged import breaches_of_correcting
from planner.ui.book.listed import Listed
from planner.ui.book.session import BookSession
from planner.ui.book.tab import BookTab
from planner.ui.book.tables import bring_in, write_out
from planner.ui.widgets.plain_table import PlainTable
from planner.ui.widgets.text_field import TextField
from planner.ui.widgets.unwheeled import Choices
from planner.words import translated, translated_each

ALL = ""
ANY = "any"
A_DAY = timedelta(days=1)
NOTHING = TradePage((), None)


class HistoryTab(BookTab):
    """The newest trade first."""

    title = "History"
    emptiness = "history"

    def __init__(self, session: BookSession) -> None:
        """A tab without trades yet."""
        super().__init__(session)
        self.after: After | None = None
        self.instrument, self.result, self.deviation = (Choices(self) for _ in range(3))
        self.first, self.last = (TextField(name, _day, self) for name in (translated("From"), translated("To")))
        numbers = [translated(name) for name in NUMBERS if name in HISTORY_COLUMNS]
        self.table = PlainTable(
            translated("Closed trades"), translated_each((*HISTORY_COLUMNS, CORRECTED)), numbers=numbers, parent=self
        )
        self.trades: Listed[ClosedTrade] = Listed(self.table, self._row)
        self.corrections: dict[int, tuple[Correction, ...]] = {}
        self.summary, self.figures = QLabel(self), QLabel(self)
        self.more = QPushButton(translated("Show more"), self)
        self.by_key = QAction(translated("Correct…"), self.table)
        self.by_key.setShortcut(Qt.Key.Key_Return)
        self.by_key.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.by_key.triggered.connect(lambda _checked=False: self.correct())
        self._lay_out_filters()
        self._lay_out_table()
        self._connect()

    def _lay_out_filters(self) -> None:
        filters = QHBoxLayout()
        named = (
            (translated("Instrument"), self.instrument),
            (translated("Result"), self.result),
            (translated("Deviation"), self.deviation),
        )
        for name, box in named:
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(Choices.SizeAdjustPolicy.AdjustToContents)
            filters.addWidget(box)
        for day in (self.first, self.last):
            day.in_one_line()
            day.input.setPlaceholderText("2026-01-31")
            filters.addWidget(day)
        filters.addStretch(1)
        _offer(
            self.result,
            translated("All results"),
            [(result.value, translated(words)) for result, words in RESULTS.items()],
        )
        kinds = [
            (kind.value, translated(words)) for kind, words in DEVIATIONS.items() if kind is not DeviationKind.OVERRIDE
        ]
        _offer(self.deviation, translated("With and without deviations"), [(ANY, translated("any deviation")), *kinds])
        self.rows.insertLayout(0, filters)
        for day in (self.first, self.last):
            self.rows.insertWidget(1, day.message)

    def _lay_out_table(self) -> None:
        for label in (self.summary, self.figures):
            label.setProperty("role", "detail")
            label.setWordWrap(True)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self.figures)
        below = QHBoxLayout()
        below.addWidget(self.summary, 1)
        below.addWidget(self.more)
        self.rows.addLayout(below)
        self.fix, self.bring, self.write = self.add_buttons(
            (
                (translated("Correct…"), self.correct),
                (translated("Import…"), lambda: bring_in(self)),
                (translated("Export as CSV…"), self.write_out),
            )
        )

    def _connect(self) -> None:
        for box in (self.instrument, self.result, self.deviation):
            box.activated.connect(lambda _index: self._show_first())
        for day in (self.first, self.last):
            day.edited.connect(self._show_first)
        self.more.clicked.connect(self._show_more)
        self.table.itemSelectionChanged.connect(self._show_selected)
        self.table.doubleClicked.connect(self.correct)
        self.table.addAction(self.by_key)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _row(self, trade: ClosedTrade) -> tuple[str, ...]:
        account = self.account
        if account is None:
            return ()
        return *closed_row(trade, account), corrected_mark(self.corrections.get(trade.id, ()), account)

    def refresh(self) -> None:
        """Ask the book again, from the newest trade on."""
        names = () if self.account is None else self.session.ask(instruments) or ()
        _offer(self.instrument, translated("All instruments"), [(name, name) for name in names])
        self.bring.setEnabled(self.account is not None)
        self._show_first()

    def _filter(self) -> TradeFilter:
        deviation, result = self.deviation.currentData(), self.result.currentData()
        last = self.last.value
        return TradeFilter(
            account=None if self.account is None else self.account.id,
            instrument=self.instrument.currentData() or None,
            result=Result(result) if result else None,
            deviation=DeviationKind(deviation) if deviation not in {ALL, ANY} else None,
            is_deviation=deviation == ANY,
            closed_from=self._midnight(self.first.value),
            closed_before=self._midnight(last + A_DAY if isinstance(last, date) else None),
        )

    def _midnight(self, day: object) -> datetime | None:
        """When a day begins in the account's zone."""
        if not isinstance(day, date) or self.account is None:
            return None
        return datetime.combine(day, time(), ZoneInfo(self.account.zone))

    def _show_first(self) -> None:
        """A day that is being typed waits until it is one."""
        if self.first.fault or self.last.fault:
            return
        account, asked = self.account, self._filter()
        found = None if account is None else self.session.ask(lambda book: _page(book, asked))
        page, self.corrections = found or (NOTHING, {})
        self.trades.show(page.trades)
        self.after = page.after
        self._sum_up()

    def _show_more(self) -> None:
        asked, after = self._filter(), self.after
        found = self.session.ask(lambda book: _page(book, asked, after))
        if found is not None:
            page, corrections = found
            self.corrections |= corrections
            self.trades.add(page.trades)
            self.after = page.after
            self._sum_up()

    def _sum_up(self) -> None:
        account, shown = self.account, self.trades.records
        self.summary.setText("" if account is None else summary_line(shown, account))
        self.more.setVisible(self.after is not None)
        self.write.setEnabled(bool(shown))
        self.say_empty(is_empty=not shown)
        for row, trade in enumerate(shown):
            self.table.tip_row(row, "\n".join(self._corrected(trade)))
        self._show_selected()

    def _corrected(self, trade: ClosedTrade) -> list[str]:
        """What was told of a trade before it was corrected."""
        account, corrections = self.account, self.corrections.get(trade.id, ())
        return [] if account is None else correction_lines(corrections, trade, account)

    def _show_selected(self) -> None:
        trade = self.trades.selected
        self.fix.setEnabled(trade is not None)
        self.by_key.setEnabled(trade is not None)
        story = None if trade is None else self.session.ask(lambda book: story_of(book, trade.id))
        figures = None if story is None else story.figures
        lines = [] if trade is None else self._corrected(trade)
        self.figures.setText("\n".join([*([] if figures is None else [figures_text(figures)]), *lines]))
        self.figures.setVisible(bool(self.figures.text()))

    def correct(self) -> None:
        """Enter the selected trade again as it was."""
        trade, account = self.trades.selected, self.account
        if trade is not None and account is not None:
            keep = partial(self._keep_correction, trade)
            CorrectDialog(trade, account, keep, now=self.session.now(), parent=self).open()

    def _keep_correction(self, before: ClosedTrade, after: ClosedTrade, reason: str) -> str:
        account, now, shown = self.account, self.session.now(), self.session.workspace.document.draft
        if account is None:
            return ""

        def keep(book: Book) -> None:
            also = breaches_of_correcting(book, account, before, after, shown)
            correct_trade(book, before, after, reason=reason, recorded_at=now, also=also)

        return self.session.refused(keep)

    def write_out(self) -> None:
        """Write the trades that are shown, and those that would follow, as CSV."""
        asked = self._filter()
        write_out(self.session, Path("trades.csv"), lambda book: closed_as_csv(book, asked))


def _page(
    book: Book, asked: TradeFilter, after: After | None = None
) -> tuple[TradePage, dict[int, tuple[Correction, ...]]]:
    """A page of closed trades, and how they were corrected."""
    page = closed_trades(book, asked, after=after)
    return page, corrections_of(book, [trade.id for trade in page.trades])


def _day(text: str) -> date | None:
    """A day, or none at all; raises `FaultError`."""
    return read_day(text) if text.strip() else None


def _offer(box: Choices, everything: str, options: list[tuple[str, str]]) -> None:
    """Offer these below all of them; what is chosen stays."""
    chosen = box.currentData()
    box.clear()
    box.addItem(everything, ALL)
    for value, text in options:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
