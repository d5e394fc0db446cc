"""Rules of the trader's own: a form that begins with the rules that hold."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QLabel, QWidget

from planner.domain.number import ONE
from planner.domain.rule_edits import RuleValue, changed_path, contradictions, rule_value
from planner.domain.typed import PERCENT, FieldRule, read_day
from planner.domain.venue import Instrument, Venue
from planner.report.rows import CHANGED_SIGN
from planner.report.rule_fields import (
    FORM_NOTE,
    FORM_TITLE,
    OBJECTIONS,
    USE,
    USE_AND_SAVE,
    FieldGroup,
    Kind,
    RuleField,
    editable,
)
from planner.ui.dialogs.form_dialog import FormDialog
from planner.ui.theme import in_text_size
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.text_field import TextField
from planner.words import translated

_RATE = FieldRule(scale=PERCENT, nudge=Decimal("0.0001"), maximum=ONE, allows_zero=True)
_SIGNED = FieldRule(
    scale=PERCENT, nudge=Decimal("0.0001"), least=-ONE, maximum=ONE, allows_zero=True, allows_empty=True
)
_RULES = {
    Kind.RATE: _RATE,
    Kind.OPTIONAL_RATE: FieldRule(scale=PERCENT, nudge=Decimal("0.01"), maximum=ONE, allows_empty=True),
    Kind.SIGNED_RATE: _SIGNED,
    Kind.RATIO: FieldRule(scale=PERCENT, nudge=Decimal("0.01")),
    Kind.OPTIONAL_RATIO: FieldRule(scale=PERCENT, nudge=Decimal("0.01"), allows_empty=True),
    Kind.AMOUNT: FieldRule(allows_zero=True),
    Kind.OPTIONAL_AMOUNT: FieldRule(allows_zero=True, allows_empty=True),
    Kind.SIZE: FieldRule(),
    Kind.OPTIONAL_SIZE: FieldRule(allows_empty=True),
}
SIZE = (760, 680)
COLUMNS = 3
GROUP_SPACE = 8
LONG_CHOICE = 12
"""As many characters of a choice are seen at least."""

Field = NumberField | ChoiceField | TextField


class RulesForm(FormDialog):
    """Every rule that can be changed; `saves` tells that they shall be kept as an own venue too.

    A label bears a sign while its rule differs from the shipped file, or from what held when the form was opened.
    """

    def __init__(self, venue: Venue, instrument: Instrument, parent: QWidget | None = None) -> None:
        """A form filled with the rules that hold."""
        self.groups = editable(venue, instrument)
        self.named = {field.path: field for group in self.groups for field in group.fields}
        numbered = {path: _number(field) for path, field in self.named.items() if field.kind in _RULES}
        super().__init__(translated(FORM_TITLE), numbered, parent)
        self.venue, self.instrument = venue, instrument
        self.saves = False
        self.choices = {path: _choice(field) for path, field in self.named.items() if field.kind is Kind.CHOICE}
        self.texts = {path: _text(field) for path, field in self.named.items() if field.kind in {Kind.DAY, Kind.TEXT}}
        self.before = {path: rule_value(venue, instrument.symbol, path) for path in self.named}
        self._lay_out()
        self.close_form()
        self._fill(self.before)
        for choice in self.choices.values():
            choice.list.currentIndexChanged.connect(self.refresh)
        for text in self.texts.values():
            text.edited.connect(self.refresh)
        self.refresh()

    def _fill(self, values: Mapping[str, RuleValue]) -> None:
        numbers = {path: value for path, value in values.items() if isinstance(value, Decimal)}
        self.show_values({path: numbers.get(path) for path in self.fields})
        for path, choice in self.choices.items():
            choice.show_value(str(values[path]))
        for path, text in self.texts.items():
            value = values[path]
            text.show_text(value.isoformat() if isinstance(value, date) else str(value or ""))

    def field(self, path: str) -> Field:
        """The field of a rule."""
        return self.fields.get(path) or self.choices.get(path) or self.texts[path]

    def _lay_out(self) -> None:
        note = QLabel(translated(FORM_NOTE), self)
        note.setWordWrap(True)
        note.setProperty("role", "detail")
        for group in self.groups:
            self._lay_out_group(group)
        self.around.insertWidget(0, note)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(translated(USE))
        self.save = self.buttons.addButton(translated(USE_AND_SAVE), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.clicked.connect(self._accept_and_save)
        self.resize(in_text_size(*SIZE))

    def _lay_out_group(self, group: FieldGroup) -> None:
        title = QLabel(group.title.upper(), self)
        title.setProperty("role", "heading")
        self.rows.addSpacing(GROUP_SPACE)
        self.rows.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        at = 0
        for field in group.fields:
            width = COLUMNS if field.kind is Kind.TEXT else 1
            at += (COLUMNS - at % COLUMNS) % COLUMNS if width > 1 else 0
            part = self.field(field.path)
            grid.addWidget(part, at // COLUMNS, at % COLUMNS, 1, width, Qt.AlignmentFlag.AlignTop)
            at += width
        for place in range(COLUMNS):
            grid.setColumnStretch(place, 1)
        self.rows.addLayout(grid)

    def _accept_and_save(self) -> None:
        self.saves = True
        self.accept()

    def is_complete(self) -> bool:
        """Whether every field can be taken and none contradicts another; what does is said beside it."""
        if not super().is_complete() or any(text.fault for text in self.texts.values()):
            return False
        wrong = contradictions(self.venue, self.instrument.symbol, self.now())
        judged: dict[str, NumberField | ChoiceField] = {**self.fields, **self.choices}
        for path, field in judged.items():
            field.show_objection(translated(OBJECTIONS[wrong[path]]) if path in wrong else "")
        return not wrong

    def refresh(self) -> None:
        """Let the rules be used when everything can be taken; mark what differs."""
        super().refresh()
        self.save.setEnabled(self.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled())
        now = self.now()
        for path, field in self.named.items():
            differs = now[path] != self.before[path] or self._was_changed(path)
            text = f"{field.label} {CHANGED_SIGN}" if differs else field.label
            label = self.field(path).label
            if label.text() != text:
                label.setText(text)

    def _was_changed(self, path: str) -> bool:
        return changed_path(path, self.instrument.symbol) in self.venue.changed

    def now(self) -> dict[str, RuleValue]:
        """What stands in the form; nothing where it cannot be taken."""
        chosen = {path: str(choice.list.currentData()) for path, choice in self.choices.items()}
        typed: dict[str, RuleValue] = {}
        for path, text in self.texts.items():
            typed[path] = text.value if isinstance(text.value, (date, str)) else None
        return {**self.values, **chosen, **typed}

    def answer(self) -> dict[str, RuleValue]:
        """The rules that have been changed."""
        return {path: value for path, value in self.now().items() if value != self.before[path]}


def _number(field: RuleField) -> NumberField:
    made = NumberField("venue", _RULES[field.kind], unit=field.unit)
    made.set_name(field.label)
    made.input.setToolTip(field.meaning or field.label)
    return made


def _choice(field: RuleField) -> ChoiceField:
    made = ChoiceField("venue")
    made.label.setText(field.label)
    made.list.setAccessibleName(field.label)
    made.list.setToolTip(field.meaning or field.label)
    made.list.setMinimumContentsLength(LONG_CHOICE)
    made.offer(field.options)
    return made


def _text(field: RuleField) -> TextField:
    made = TextField(field.label, read_day if field.kind is Kind.DAY else str)
    made.input.setToolTip(field.meaning or field.label)
    return made
