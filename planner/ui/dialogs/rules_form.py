"""Rules of the trader's own: a form of numbers that begins with the rules that hold."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from planner.domain.number import ONE
from planner.domain.rule_edits import contradictions, rule_value
from planner.domain.typed import PERCENT, FieldRule
from planner.domain.venue import Instrument, Venue
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
from planner.ui.widgets.number_field import NumberField

_RULES = {
    Kind.RATE: FieldRule(scale=PERCENT, nudge=Decimal("0.0001"), maximum=ONE, allows_zero=True),
    Kind.RATIO: FieldRule(scale=PERCENT, nudge=Decimal("0.01")),
    Kind.OPTIONAL_RATIO: FieldRule(scale=PERCENT, nudge=Decimal("0.01"), allows_empty=True),
    Kind.AMOUNT: FieldRule(allows_zero=True),
    Kind.SIZE: FieldRule(),
}
SIZE = (620, 640)
COLUMNS = 3
GROUP_SPACE = 8


class RulesForm(FormDialog):
    """Every number of the rules that can be changed; `saves` tells that they shall be kept as an own venue too."""

    def __init__(self, venue: Venue, instrument: Instrument, parent: QWidget | None = None) -> None:
        """A form filled with the rules that hold."""
        self.groups = editable(venue, instrument)
        named = [field for group in self.groups for field in group.fields]
        super().__init__(FORM_TITLE, {field.path: _made(field) for field in named}, parent)
        self.venue, self.instrument = venue, instrument
        self.saves = False
        self._lay_out()
        self.close_form()
        found = {path: rule_value(venue, instrument.symbol, path) for path in self.fields}
        self.before = {path: value if isinstance(value, Decimal) else None for path, value in found.items()}
        self.show_values(self.before)
        self.refresh()
        self.resize(*SIZE)

    def _lay_out(self) -> None:
        note = QLabel(FORM_NOTE, self)
        note.setWordWrap(True)
        note.setProperty("role", "detail")
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        for group in self.groups:
            self._lay_out_group(group, column, content)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        self.rows.addWidget(note)
        self.rows.addWidget(area, 1)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(USE)
        self.save = self.buttons.addButton(USE_AND_SAVE, QDialogButtonBox.ButtonRole.ActionRole)
        self.save.clicked.connect(self._accept_and_save)

    def _lay_out_group(self, group: FieldGroup, column: QVBoxLayout, content: QWidget) -> None:
        title = QLabel(group.title.upper(), content)
        title.setProperty("role", "heading")
        column.addSpacing(GROUP_SPACE)
        column.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for at, field in enumerate(group.fields):
            grid.addWidget(self.fields[field.path], at // COLUMNS, at % COLUMNS, Qt.AlignmentFlag.AlignTop)
        for at in range(COLUMNS):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)

    def _accept_and_save(self) -> None:
        self.saves = True
        self.accept()

    def is_complete(self) -> bool:
        """Whether every field can be taken and none contradicts another; what does is said beside it."""
        if not super().is_complete():
            return False
        wrong = contradictions(self.venue, self.instrument.symbol, self.values)
        for path, field in self.fields.items():
            field.show_objection(OBJECTIONS[wrong[path]] if path in wrong else "")
        return not wrong

    def refresh(self) -> None:
        """Let the rules be used when everything can be taken."""
        super().refresh()
        self.save.setEnabled(self.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled())

    def answer(self) -> dict[str, Decimal | None]:
        """The numbers that have been changed."""
        return {path: value for path, value in self.values.items() if value != self.before[path]}


def _made(field: RuleField) -> NumberField:
    made = NumberField("venue", _RULES[field.kind], unit=field.unit)
    made.set_name(field.label)
    made.input.setToolTip(field.meaning or field.label)
    return made
