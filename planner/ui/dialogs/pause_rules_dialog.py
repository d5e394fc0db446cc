"""The rules editor: a sentence for each rule, a form for the chosen one, tables that others live by."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from planner.domain.pause_rules import PauseRule, Rule
from planner.domain.rule_presets import RulePreset
from planner.report.pause_words import rule_sentence
from planner.report.rule_form import KINDS
from planner.report.veil import is_same_text
from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.theme import in_text_size
from planner.ui.widgets.record_form import RecordForm
from planner.ui.widgets.tips import plain_tip
from planner.ui.widgets.unwheeled import Choices
from planner.words import translated

SIZE = (820, 620)
_BESIDE = 10
"""Between the list and the form."""
_RULE: TypeAdapter[PauseRule] = TypeAdapter(PauseRule)
_MADE = {"loss": {"anchor": "day_start", "rate": "0.03"}}
"""What a new rule of a kind begins with that has no defaults."""


class PauseRulesDialog(ClosingDialog):
    """Every change is an edit of the plan at once; undo takes it back.

    `changed` carries all rules, `settled` tells that the change is whole.
    """

    changed = Signal(object)
    settled = Signal()
    preset_chosen = Signal(object)

    def __init__(self, presets: Sequence[RulePreset], parent: QWidget | None = None) -> None:
        """A dialog without rules yet."""
        super().__init__(parent)
        self.setWindowTitle(translated("Pause rules"))
        self.presets = tuple(presets)
        self.rules: tuple[PauseRule, ...] = ()
        self.currency = ""
        self.form: RecordForm | None = None
        self.list = QListWidget(self)
        self.list.setAccessibleName(translated("Rules"))
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.kinds, self.tables = Choices(self), Choices(self)
        self.add, self.remove, self.use = (
            QPushButton(text, self) for text in (translated("Add a rule on"), translated("Remove"), translated("Use"))
        )
        self.source = QLabel(self)
        self.hint = QLabel(translated("What is tighter holds at once, what is looser from the next day."), self)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setViewportMargins(_BESIDE, 0, 0, 0)
        self._lay_out()
        self._connect()
        self.resize(in_text_size(*SIZE))

    def _lay_out(self) -> None:
        for kind, words in KINDS.items():
            self.kinds.addItem(translated(words), kind)
        for preset in self.presets:
            self.tables.addItem(preset.name, preset.id)
        for label in (self.source, self.hint):
            label.setProperty("role", "detail")
            label.setWordWrap(True)
        self.kinds.setAccessibleName(translated("Kind of the new rule"))
        self.tables.setAccessibleName(translated("Rules of others"))
        above = QHBoxLayout()
        above.addWidget(self.tables, 1)
        above.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.addLayout(above)
        layout.addWidget(self.source)
        layout.addWidget(self._sides(), 1)
        layout.addWidget(self.hint)
        layout.addWidget(self.buttons)

    def _sides(self) -> QSplitter:
        """The list with its buttons, and the form."""
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addWidget(self.kinds, 1)
        below.addWidget(self.remove)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addLayout(below)
        splitter = QSplitter(self)
        splitter.addWidget(left)
        splitter.addWidget(self.area)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([SIZE[0], SIZE[0]])  # halves of whatever there is
        return splitter

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(lambda _row: self._show_form())
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.use.clicked.connect(lambda: self.preset_chosen.emit(self.presets[self.tables.currentIndex()]))
        self.tables.currentIndexChanged.connect(lambda _index: self._show_source())
        self._show_source()

    def _show_source(self) -> None:
        index = self.tables.currentIndex()
        preset = self.presets[index] if 0 <= index < len(self.presets) else None
        self.source.setText(
            "" if preset is None else translated("{source} As of {as_of}.", source=preset.source, as_of=preset.as_of)
        )
        self.use.setEnabled(preset is not None)

    def show_rules(self, rules: tuple[PauseRule, ...], currency: str) -> None:
        """Follow the plan."""
        is_same = rules == self.rules and is_same_text(currency, self.currency)
        if is_same and self.list.count() == len(rules):
            return
        self.rules, self.currency = rules, currency
        row = self.list.currentRow()
        while self.list.count() > len(rules):
            self.list.takeItem(self.list.count() - 1)
        for at, rule in enumerate(rules):
            sentence = rule_sentence(rule, currency)
            item = self.list.item(at)
            if item is None:
                self.list.addItem(item := QListWidgetItem())
            if item.text() != sentence:
                item.setText(sentence)
                item.setToolTip(plain_tip(sentence))
        self.list.setCurrentRow(min(max(row, 0), len(rules) - 1))
        self._show_form()
        self.remove.setEnabled(bool(rules))

    def _selected(self) -> Rule | None:
        row = self.list.currentRow()
        return self.rules[row] if 0 <= row < len(self.rules) else None

    def _show_form(self) -> None:
        """A form stays while it is typed into: only another rule, or one changed elsewhere, makes a new one."""
        rule, shown = self._selected(), self.form
        if shown is not None and shown.record == rule and is_same_text(shown.currency, self.currency):
            return
        self.form = None if rule is None else RecordForm(rule, self.currency)
        if self.form is not None:
            self.form.edited.connect(self._replace)
            self.form.settled.connect(self.settled)
        self.area.setWidget(self.form if self.form is not None else QWidget())

    def _replace(self, changed: PauseRule) -> None:
        row = self.list.currentRow()
        self.changed.emit((*self.rules[:row], changed, *self.rules[row + 1 :]))

    def _add(self) -> None:
        kind = self.kinds.currentData()
        taken = {rule.id for rule in self.rules}
        name = next(name for name in (kind, *(f"{kind}.{n}" for n in range(2, 200))) if name not in taken)
        made = _RULE.validate_python({"kind": kind, "id": name, **_MADE.get(kind, {})})
        self.changed.emit((*self.rules, made))
        self.settled.emit()
        self.list.setCurrentRow(self.list.count() - 1)

    def _remove(self) -> None:
        row = self.list.currentRow()
        self.changed.emit(tuple(rule for at, rule in enumerate(self.rules) if at != row))
        self.settled.emit()
