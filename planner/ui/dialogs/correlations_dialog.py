"""Correlations and groups: estimated from price histories, entered by hand, or the usual ones; it follows the plan."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain.correlation import CorrelationMethod
from planner.domain.typed import FieldRule
from planner.portfolio.possible import allowed_between
from planner.report import numbers
from planner.report.correlations import ALONE, METHODS, CorrelationRow, correlation_rows
from planner.report.glossary import label, meaning
from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.theme import in_text_size
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.plain_table import PlainTable
from planner.ui.widgets.style import heading
from planner.ui.widgets.unwheeled import Choices
from planner.words import translated, translated_choices

SIZE = (640, 640)
_VALUE = FieldRule(nudge=Decimal("0.05"), least=Decimal(-1), maximum=Decimal(1), allows_zero=True, allows_empty=True)
History = Callable[[str], str]
"""What the price history of a symbol is called; empty where there is none."""


class CorrelationsDialog(ClosingDialog):
    """Instruments with their groups above pairs with their correlations; the selected one is entered below each."""

    entered = Signal(str, str, object)
    grouped = Signal(str, str)
    history_wanted = Signal(str)
    estimate_wanted = Signal(str)

    def __init__(self, history: History, parent: QWidget | None = None) -> None:
        """A dialog about no book yet."""
        super().__init__(parent)
        self.setWindowTitle(translated("Correlations and groups"))
        self.history = history
        self.instruments = PlainTable(
            translated("Instruments"),
            (translated("Instrument"), label("group"), translated("Price history")),
            parent=self,
        )
        self.pairs = PlainTable(
            translated("Pairs"),
            (translated("Pair"), label("correlation"), translated("95 % interval"), translated("Where it comes from")),
            parent=self,
        )
        self.group = QLineEdit(self)
        self.group.setMaxLength(80)
        self.group.setAccessibleName(label("group"))
        self.group.setToolTip(meaning("group"))
        self.choose = QPushButton(translated("Price history…"), self)
        self.value = NumberField("correlation", _VALUE, parent=self)
        self.method = Choices(self)
        self.method.setAccessibleName(translated("How to estimate"))
        for method, words in translated_choices(METHODS.items()):
            self.method.addItem(words[:1].upper() + words[1:], method.value)
        self.method.setCurrentIndex(self.method.findData(CorrelationMethod.LEDOIT_WOLF.value))
        self.estimate = QPushButton(translated("Estimate from price histories"), self)
        self.message, self.hint = FaultLabel(self), QLabel(translated(ALONE), self)
        self.hint.setProperty("role", "detail")
        self.hint.setWordWrap(True)
        self._assessment: Assessment | None = None
        self._rows: tuple[CorrelationRow, ...] = ()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        grouping, estimating = QHBoxLayout(), QHBoxLayout()
        caption = QLabel(label("group"), self)
        caption.setBuddy(self.group)
        caption.setProperty("role", "label")
        for part in (caption, self.group, self.choose):
            grouping.addWidget(part)
        estimating.addWidget(self.method, 1)
        estimating.addWidget(self.estimate)
        self.resize(in_text_size(*SIZE))
        layout = QVBoxLayout(self)
        layout.addWidget(heading(translated("Instruments")))
        layout.addWidget(self.instruments, 1)
        layout.addLayout(grouping)
        layout.addWidget(heading(translated("How they move together")))
        layout.addWidget(self.hint)
        layout.addWidget(self.pairs, 2)
        layout.addWidget(self.value)
        layout.addWidget(self.value.message)
        layout.addLayout(estimating)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.instruments.itemSelectionChanged.connect(self._show_selected)
        self.pairs.itemSelectionChanged.connect(self._show_selected)
        self.group.textEdited.connect(lambda text: self.grouped.emit(self._symbol(), text))
        self.choose.clicked.connect(lambda: self.history_wanted.emit(self._symbol()))
        self.value.edited.connect(self._enter)
        self.estimate.clicked.connect(lambda: self.estimate_wanted.emit(self.method.currentData()))

    def say(self, sentence: str) -> None:
        """Say why there is no estimate; nothing takes it back."""
        self.message.say(sentence)

    def select_pair(self, first: str, second: str) -> None:
        """Let the correlation of two instruments be entered."""
        for place, row in enumerate(self._rows):
            if {row.first, row.second} == {first, second}:
                self.pairs.selectRow(place)
                self.value.input.setFocus()
                self.value.input.selectAll()

    def show_assessment(self, assessment: Assessment) -> None:
        """Follow the plan."""
        symbol, pair = self._symbol(), self._pair()
        self._assessment = assessment
        self._rows = correlation_rows(assessment)
        groups = assessment.draft.situation.groups
        symbols = self._symbols()
        none = translated("none")
        self.instruments.show_rows([(name, groups.get(name, ""), self.history(name) or none) for name in symbols])
        self.pairs.show_rows([(row.name, row.value, row.interval, row.source) for row in self._rows])
        self.estimate.setEnabled(len(symbols) > 1)
        self.hint.setVisible(not self._rows)
        names = [(row.first, row.second) for row in self._rows]
        _choose(self.instruments, symbols.index(symbol) if symbol in symbols else 0)
        wanted = None if pair is None else (pair.first, pair.second)
        _choose(self.pairs, names.index(wanted) if wanted in names else 0)
        self._show_selected()

    def _symbols(self) -> tuple[str, ...]:
        portfolio = None if self._assessment is None else self._assessment.portfolio
        return () if portfolio is None else tuple(portfolio.standing.network.index)

    def _symbol(self) -> str:
        symbols, row = self._symbols(), self.instruments.currentRow()
        return symbols[row] if 0 <= row < len(symbols) else ""

    def _pair(self) -> CorrelationRow | None:
        row = self.pairs.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def _show_selected(self) -> None:
        symbol, pair, assessment = self._symbol(), self._pair(), self._assessment
        self.group.setEnabled(bool(symbol))
        self.choose.setEnabled(bool(symbol))
        self.value.input.setEnabled(pair is not None)
        if assessment is None:
            return
        group = assessment.draft.situation.groups.get(symbol, "")
        if self.group.text().strip() != group:
            self.group.setText(group)
        self._show_pair(assessment, pair)

    def _show_pair(self, assessment: Assessment, pair: CorrelationRow | None) -> None:
        if pair is None or assessment.portfolio is None:
            self.value.set_name(label("correlation"))
            self.value.show_value(None)
            return
        network = assessment.portfolio.standing.network
        said = assessment.draft.situation.correlations.of(pair.first, pair.second)
        self.value.set_name(translated("{label} of {name}", label=label("correlation"), name=pair.name))
        self.value.input.setPlaceholderText(pair.value)
        room = allowed_between(network.matrix, network.index[pair.first], network.index[pair.second])
        self.value.set_unit(
            "" if room is None else translated(" to ").join(_told(end) for end in room) + translated(" fits the others")
        )
        self.value.show_value(None if said is None else said.value)

    def _enter(self, value: Decimal | None) -> None:
        pair = self._pair()
        if pair is not None:
            self.entered.emit(pair.first, pair.second, value)


def _choose(table: PlainTable, row: int) -> None:
    """Choose a row, as what it tells of may have moved."""
    if table.currentRow() != row and row < table.rowCount():
        table.selectRow(row)


def _told(value: float) -> str:
    return numbers.plain(Decimal(f"{value:.4f}"), 2)
