"""Import of trades: what each column means, what is read and what is left out, before anything is kept."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import available_timezones

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressDialog,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from planner.domain.fault import FaultError
from planner.domain.trades import BookAccount, ClosedTrade
from planner.report.book import HISTORY_COLUMNS, OPEN_COLUMNS, closed_row, open_row
from planner.report.importing import KINDS, NET, ORDERS, QUESTIONS, ROLES, count_line, imported_line
from planner.report.sentences import fault_sentence
from planner.storage.book_csv.importing import Imported, keep_trades
from planner.storage.book_csv.layouts import guess_mapping
from planner.storage.book_csv.reading import Preview, Question, missing_roles, preview
from planner.storage.book_csv.roles import Kind, Mapping, Role
from planner.storage.book_csv.table import Table, decoded, read_table
from planner.storage.book_csv.times import DateOrder
from planner.ui.background import in_background
from planner.ui.book.session import BookSession
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.plain_table import PlainTable
from planner.ui.widgets.style import heading

SIZE = (900, 680)
SHOWN = 50
HEADS_HEIGHT = 92
NOTHING = "is left out"


class ImportDialog(QDialog):
    """A table is read again at every choice; OK waits until no question is open."""

    imported = Signal()

    def __init__(self, session: BookSession, account: BookAccount, parent: QWidget | None = None) -> None:
        """A dialog without a table yet."""
        super().__init__(parent)
        self.setWindowTitle(f"Import into {account.name}")
        self.session, self.account = session, account
        self.read: Table | None = None
        self.mapping: Mapping | None = None
        self.found: Preview | None = None
        self.columns: list[QComboBox] = []
        self.file, self.paste = QPushButton("From a file…", self), QPushButton("From the clipboard", self)
        self.kind, self.zone, self.order, self.net = (QComboBox(self) for _ in range(4))
        self.instrument = QLineEdit(self)
        self.instrument.setMaxLength(40)
        self.questions = FaultLabel(self)
        self.count = QLabel(self)
        self.trades = PlainTable("What is read", HISTORY_COLUMNS, parent=self)
        self.left_out = PlainTable("What is left out", ("Line", "Why"), parent=self)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel, self)
        self._lay_out()
        self._connect()
        self.resize(*SIZE)
        self._show()

    def _lay_out(self) -> None:
        source = QHBoxLayout()
        for button in (self.file, self.paste):
            source.addWidget(button)
        source.addStretch(1)
        self.heads = QWidget(self)
        self.head_row = QHBoxLayout(self.heads)
        area = QScrollArea(self)
        area.setWidget(self.heads)
        area.setWidgetResizable(True)
        area.setFixedHeight(HEADS_HEIGHT)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.addLayout(source)
        layout.addLayout(self._choices())
        for part in (heading("What the columns mean"), area, self.questions, self.count):
            layout.addWidget(part)
        layout.addWidget(self.trades, 3)
        layout.addWidget(self.left_out, 1)
        layout.addWidget(self.buttons)

    def _choices(self) -> QGridLayout:
        """What a table does not say of itself."""
        _fill(self.kind, list(KINDS.items()))
        _fill(self.zone, [("", "as written"), *((name, name) for name in sorted(available_timezones()))])
        _fill(self.order, [("", "as written"), *ORDERS.items()])
        _fill(self.net, [("", "not said"), *NET.items()])
        named: tuple[tuple[str, QWidget], ...] = (
            ("The rows are", self.kind),
            ("Instrument, if no column", self.instrument),
            ("Zone of the times", self.zone),
            ("Dates have the", self.order),
            ("Profit and loss", self.net),
        )
        choices = QGridLayout()
        for column, (name, widget) in enumerate(named):
            widget.setAccessibleName(name)
            choices.addWidget(QLabel(name, self), 0, column)
            choices.addWidget(widget, 1, column)
        return choices

    def _connect(self) -> None:
        self.file.clicked.connect(self._choose_file)
        self.paste.clicked.connect(lambda: self.take_text(QGuiApplication.clipboard().text()))
        self.kind.activated.connect(lambda _index: self._guess(Kind(self.kind.currentData())))
        for box in (self.zone, self.order, self.net):
            box.activated.connect(lambda _index: self._read_again())
        self.instrument.editingFinished.connect(self._read_again)
        self.buttons.accepted.connect(self.keep)
        self.buttons.rejected.connect(self.reject)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Import trades", "", "Tables (*.csv *.tsv *.txt);;All files (*)")
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Read a file."""
        try:
            self.take_text(in_background(lambda: decoded(path.read_bytes())))
        except OSError:
            self.questions.say(f"{path.name} cannot be read.")
        except FaultError as error:
            self.questions.say(fault_sentence(error.fault))

    def take_text(self, text: str) -> None:
        """Read a table, its columns first as they are usually called."""
        try:
            self.read = in_background(lambda: read_table(text))
        except FaultError as error:
            self.questions.say(fault_sentence(error.fault))
            return
        self._guess(None)

    def _guess(self, kind: Kind | None) -> None:
        if self.read is None:
            return
        self.mapping = guess_mapping(self.read.names, kind)
        self.kind.setCurrentIndex(self.kind.findData(self.mapping.kind.value))
        self.zone.setCurrentIndex(max(0, self.zone.findData(self.mapping.zone or "")))
        for box in self.columns:
            box.deleteLater()
        self.columns = [
            self._column(name, role) for name, role in zip(self.read.names, self.mapping.columns, strict=True)
        ]
        self._read_again()

    def _column(self, name: str, role: Role | None) -> QComboBox:
        holder = QWidget(self.heads)
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, 0, 0)
        caption, box = QLabel(name or f"column {len(self.columns) + 1}", holder), QComboBox(holder)
        caption.setTextFormat(Qt.TextFormat.PlainText)
        box.setAccessibleName(f"What {name} means")
        _fill(box, [("", NOTHING), *ROLES.items()])
        box.setCurrentIndex(max(0, box.findData("" if role is None else role.value)))
        box.activated.connect(lambda _index: self._read_again())
        box.destroyed.connect(holder.deleteLater)
        rows.addWidget(caption)
        rows.addWidget(box)
        self.head_row.addWidget(holder)
        return box

    def _read_again(self) -> None:
        table, mapping = self.read, self.mapping
        if table is None or mapping is None:
            return
        net = self.net.currentData()
        asked = replace(
            mapping,
            columns=tuple(Role(box.currentData()) if box.currentData() else None for box in self.columns),
            instrument=self.instrument.text().strip() or None,
            zone=self.zone.currentData() or mapping.zone,
            date_order=DateOrder(self.order.currentData()) if self.order.currentData() else None,
            pnl_is_net=mapping.pnl_is_net if not net else net == "net",
        )
        now = self.session.now()
        self.found = in_background(lambda: preview(table, asked, recorded_at=now))
        self._show()

    def _show(self) -> None:
        found = self.found
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(
            found is not None and not found.questions and bool(found.trades)
        )
        if found is None:
            self.count.setText("Choose a file or paste a table: nothing is kept before you have seen what is read.")
            return
        self.questions.say("\n".join(self._question(question, found) for question in found.questions))
        self.count.setText(count_line(len(found.trades), len(found.rejected)))
        first = [draft.trade for draft in found.trades[:SHOWN]]
        is_closed = all(isinstance(trade, ClosedTrade) for trade in first)
        self.trades.setHorizontalHeaderLabels(list(HISTORY_COLUMNS if is_closed else (*OPEN_COLUMNS, "", "")))
        self.trades.show_rows(
            [closed_row(t, self.account) if isinstance(t, ClosedTrade) else open_row(t, self.account) for t in first]
        )
        self.left_out.show_rows([(str(one.line), fault_sentence(one.fault)) for one in found.rejected[:SHOWN]])

    @staticmethod
    def _question(question: Question, found: Preview) -> str:
        missing = ", ".join(sorted(ROLES.get(role.value, role.value) for role in missing_roles(found.mapping)))
        return QUESTIONS[question.value].format(missing=missing)

    def keep(self) -> None:
        """Keep all that was read, or, when it is cancelled, nothing."""
        found = self.found
        if found is None:
            return
        waiting = QProgressDialog("Importing trades…", "Cancel", 0, max(1, len(found.trades)), self)
        waiting.setWindowModality(Qt.WindowModality.WindowModal)
        stop = _Stop(waiting)
        kept: Imported | None = self.session.ask(
            lambda book: keep_trades(book, self.account.id, found, progress=stop.told)
        )
        waiting.close()
        if kept is not None:
            self.session.workspace.said.emit(imported_line(kept.added, kept.known))
            self.imported.emit()
            self.accept()


class _Progressed(QObject):
    happened = Signal(int)


class _Stop:
    """Progress told from another thread; a pressed Cancel stops the work there."""

    def __init__(self, waiting: QProgressDialog) -> None:
        self.progressed = _Progressed()
        self.is_wanted = True
        self.progressed.happened.connect(waiting.setValue)
        waiting.canceled.connect(self._cancel)

    def _cancel(self) -> None:
        self.is_wanted = False

    def told(self, done: int, _total: int) -> None:
        """Called between batches; raises `FaultError` where it was cancelled."""
        if not self.is_wanted:
            raise FaultError("import_cancelled")
        self.progressed.happened.emit(done)


def _fill(box: QComboBox, options: list[tuple[str, str]]) -> None:
    for value, text in options:
        box.addItem(text, value)
