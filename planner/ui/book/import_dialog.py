"""Import of trades, positions and candles: what is read and what is left out, before anything is kept."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.domain.date_order import DateOrder
from planner.domain.fault import FaultError
from planner.domain.trades import BookAccount, ClosedTrade
from planner.market.candles import candles_of
from planner.report.book import HISTORY_COLUMNS, OPEN_COLUMNS, closed_row, open_row
from planner.report.importing import (
    BEGIN,
    CANDLE_COLUMNS,
    DECIMALS,
    KINDS,
    NET,
    ORDERS,
    candles_line,
    count_line,
    imported_line,
    question_line,
)
from planner.report.sentences import fault_sentence
from planner.storage.book_csv.candles import CandlePreview, candle_preview
from planner.storage.book_csv.layouts import guess_mapping
from planner.storage.book_csv.progress import Progress
from planner.storage.book_csv.reading import Preview, missing_roles, preview
from planner.storage.book_csv.roles import Kind, Mapping
from planner.storage.book_csv.table import Table, read_table, table_text
from planner.ui.background import in_background
from planner.ui.book.import_columns import ImportColumns
from planner.ui.book.import_progress import forget, keep_with_progress, read_with_progress
from planner.ui.book.session import BookSession
from planner.ui.book.zones import zone_names
from planner.ui.theme import in_text_size
from planner.ui.widgets.asking import is_asked
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.plain_table import PlainTable
from planner.ui.widgets.style import heading
from planner.ui.widgets.unwheeled import Choices
from planner.words import translated, translated_choices, translated_each

SIZE = (900, 680)
SHOWN = 50


class ImportDialog(QDialog):
    """A table is read again at every choice; OK waits until no question is open."""

    def __init__(self, session: BookSession, account: BookAccount, parent: QWidget | None = None) -> None:
        """A dialog without a table yet."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translated("Import into {name}", name=account.name))
        self.session, self.account = session, account
        self.table: Table | None = None
        self.mapping: Mapping | None = None
        self.found: Preview | CandlePreview | None = None
        self.file, self.paste = (
            QPushButton(translated("From a file…"), self),
            QPushButton(translated("From the clipboard"), self),
        )
        self.kind, self.zone, self.order, self.decimals, self.net = (Choices(self) for _ in range(5))
        self.instrument = QLineEdit(self)
        self.instrument.setMaxLength(40)
        self.columns = ImportColumns(self)
        self.questions = FaultLabel(self)
        self.count = QLabel(translated(BEGIN), self)
        self.read = PlainTable(translated("What is read"), translated_each(HISTORY_COLUMNS), parent=self)
        self.left_out = PlainTable(translated("What is left out"), (translated("Line"), translated("Why")), parent=self)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel, self)
        self._lay_out()
        self._connect()
        self.resize(in_text_size(*SIZE))
        self._show()

    def _lay_out(self) -> None:
        source = QHBoxLayout()
        for button in (self.file, self.paste):
            source.addWidget(button)
        source.addStretch(1)
        self.headings = [
            heading(text)
            for text in (
                translated("What the columns mean"),
                translated("What is read"),
                translated("What is left out"),
            )
        ]
        layout = QVBoxLayout(self)
        layout.addLayout(source)
        layout.addLayout(self._choices())
        parts = (self.headings[0], self.columns, self.questions, self.count)
        for part in parts:
            layout.addWidget(part)
        layout.addWidget(self.headings[1])
        layout.addWidget(self.read, 3)
        layout.addWidget(self.headings[2])
        layout.addWidget(self.left_out, 1)
        layout.addWidget(self.buttons)

    def _choices(self) -> QGridLayout:
        """What a table does not say of itself."""
        _fill(self.kind, translated_choices(KINDS.items()))
        _fill(self.zone, [("", translated("as written")), *((name, name) for name in zone_names())])
        _fill(self.order, [("", translated("as written")), *translated_choices(ORDERS.items())])
        _fill(self.decimals, [("", translated("as written")), *translated_choices(DECIMALS.items())])
        _fill(self.net, [("", translated("not said")), *translated_choices(NET.items())])
        named: tuple[tuple[str, QWidget], ...] = (
            (translated("The rows are"), self.kind),
            (translated("Instrument, if no column"), self.instrument),
            (translated("Zone of the times"), self.zone),
            (translated("Dates have the"), self.order),
            (translated("Decimals begin with"), self.decimals),
            (translated("Profit and loss"), self.net),
        )
        choices = QGridLayout()
        for column, (name, widget) in enumerate(named):
            caption = QLabel(name, self)
            caption.setProperty("role", "label")
            caption.setBuddy(widget)
            widget.setAccessibleName(name)
            choices.addWidget(caption, 0, column)
            choices.addWidget(widget, 1, column)
        return choices

    def _connect(self) -> None:
        self.file.clicked.connect(self._choose_file)
        self.paste.clicked.connect(lambda: self.take_text(QGuiApplication.clipboard().text()))
        self.kind.activated.connect(lambda _index: self._guess(Kind(self.kind.currentData())))
        for box in (self.zone, self.order, self.decimals, self.net):
            box.activated.connect(lambda _index: self._read_again())
        self.columns.chosen.connect(self._read_again)
        self.instrument.editingFinished.connect(self._read_again)
        self.buttons.accepted.connect(self.keep)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._let_go)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the field reads the table again: nothing is kept that has not been looked at."""
        if not (is_asked(event) and self.instrument.hasFocus()):
            super().keyPressEvent(event)

    def _choose_file(self) -> None:
        path = self.session.workspace.dialogs.ask_table_path()
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Read a file."""
        self._take(lambda: table_text(path))

    def take_text(self, text: str) -> None:
        """Read a table, its columns first as they are usually called."""
        self._take(lambda: text)

    def _take(self, text: Callable[[], str]) -> None:
        self._let_go()
        refused = ""
        try:
            self.table = read_with_progress(lambda progress: read_table(text(), progress=progress), self)
        except FaultError as error:
            refused = fault_sentence(error.fault)
        if refused:
            self._refuse(refused)
        else:
            self._guess(None)

    def _refuse(self, sentence: str) -> None:
        """What was read before is forgotten: it is not what was chosen last."""
        self._let_go()
        self._show()
        self.questions.say(sentence)

    def _let_go(self) -> None:
        """Forget the table and what was read of it."""
        table, found = [self.table], [self.found]
        self.table = self.mapping = self.found = None
        forget(table, found)

    def _guess(self, kind: Kind | None) -> None:
        if self.table is None:
            return
        self.mapping = guess_mapping(self.table.names, kind)
        self.kind.setCurrentIndex(self.kind.findData(self.mapping.kind.value))
        self.zone.setCurrentIndex(max(0, self.zone.findData(self.mapping.zone or "")))
        for box in (self.order, self.decimals, self.net):
            box.setCurrentIndex(0)
        self.columns.show_columns(self.table.names, self.mapping.columns)
        self._read_again()

    def _asked(self, mapping: Mapping) -> Mapping:
        """The mapping with what has been chosen."""
        net, order, decimals = (box.currentData() for box in (self.net, self.order, self.decimals))
        return replace(
            mapping,
            columns=self.columns.roles(),
            instrument=self.instrument.text().strip() or None,
            zone=self.zone.currentData() or None,
            date_order=DateOrder(order) if order else None,
            decimal_comma=mapping.decimal_comma if not decimals else decimals == "comma",
            pnl_is_net=mapping.pnl_is_net if not net else net == "net",
        )

    def _read_again(self) -> None:
        if self.table is None or self.mapping is None:
            return
        asked, now, before, refused = self._asked(self.mapping), self.session.now(), [self.found], ""
        self.found = None
        forget(before)
        try:
            self.found = read_with_progress(lambda progress: self._found(asked, now, progress), self)
        except FaultError as error:
            refused = fault_sentence(error.fault)
        if refused:
            self._refuse(refused)
        else:
            self._show()

    def _found(self, asked: Mapping, now: datetime, progress: Progress) -> Preview | CandlePreview | None:
        """What the table gives, in another thread: nobody here holds it, so that it can be freed elsewhere."""
        if self.table is None:
            return None
        if asked.kind is Kind.CANDLES:
            return candle_preview(self.table, asked, progress=progress)
        return preview(self.table, asked, recorded_at=now, progress=progress)

    def _show(self) -> None:
        found = self.found
        has_left_out = found is not None and bool(found.rejected)
        shown = {self.headings[0]: found is not None, self.columns: found is not None}
        shown |= {self.headings[2]: has_left_out, self.left_out: has_left_out}
        for part, is_shown in shown.items():
            part.setVisible(is_shown)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(
            found is not None and not found.questions and _count(found) > 0
        )
        if found is None:
            self.count.setText(translated(BEGIN))
            self.questions.say("")
            self.read.show_rows([])
            return
        missing = [role.value for role in missing_roles(found.mapping)]
        self.questions.say("\n".join(question_line(question.value, missing) for question in found.questions))
        of_candles = isinstance(found, CandlePreview)
        self.count.setText(count_line(_count(found), len(found.rejected), of_candles=of_candles))
        self._show_read(found)
        self.left_out.show_rows([(str(one.line), fault_sentence(one.fault)) for one in found.rejected[:SHOWN]])

    def _show_read(self, found: Preview | CandlePreview) -> None:
        if isinstance(found, CandlePreview):
            self.read.show_table(translated_each(CANDLE_COLUMNS), found.first(SHOWN))
            return
        trades = [draft.trade for draft in found.trades[:SHOWN]]
        if trades and not any(isinstance(trade, ClosedTrade) for trade in trades):
            self.read.show_table(translated_each(OPEN_COLUMNS), [open_row(trade, self.account) for trade in trades])
            return
        rows = [closed_row(t, self.account) for t in trades if isinstance(t, ClosedTrade)]
        self.read.show_table(translated_each(HISTORY_COLUMNS), rows)

    def keep(self) -> None:
        """Keep all that was read, or, when it is cancelled, nothing."""
        if isinstance(self.found, CandlePreview):
            self._use_candles(self.found)
        elif self.found is not None:
            kept = keep_with_progress(self.session, self.account, self.found, self)
            if kept is None:
                self.questions.say("" if self.session.fault is None else fault_sentence(self.session.fault))
                return
            self.accept()
            self.session.changed.emit()
            self.session.workspace.said.emit(imported_line(kept.added, kept.known))

    def _use_candles(self, found: CandlePreview) -> None:
        symbol = found.mapping.instrument or self.session.workspace.document.draft.plan.instrument
        try:
            candles = in_background(
                lambda: candles_of(found.text, symbol=symbol, title=translated("{symbol}, imported", symbol=symbol))
            )
        except FaultError as error:
            self.questions.say(fault_sentence(error.fault))
            return
        self.accept()
        self.session.workspace.use_candles(symbol, candles)
        self.session.workspace.said.emit(candles_line(len(candles.close), symbol))


def _count(found: Preview | CandlePreview) -> int:
    return found.count if isinstance(found, CandlePreview) else len(found.trades)


def _fill(box: Choices, options: list[tuple[str, str]]) -> None:
    for value, text in options:
        box.addItem(text, value)
