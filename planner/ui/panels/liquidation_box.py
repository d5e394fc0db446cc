"""If liquidated: what it would take, and what would move it; folded to one line until it is asked for."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain.number import ONE
from planner.domain.typed import PERCENT, FieldRule
from planner.domain.what_if import most_margin
from planner.report.changed_rules import marked
from planner.report.liquidation import WHAT_IFS, if_liquidated_rows, liquidation_headline, what_if_row, what_ifs_of
from planner.report.rows import CHANGED_SIGN
from planner.report.why import HINT
from planner.ui.panels.panel import Panel
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.row_line import RowLine
from planner.ui.widgets.style import set_property

_SHARE = FieldRule(scale=PERCENT, nudge=Decimal("0.05"), maximum=Decimal("0.99"), allows_zero=True, allows_empty=True)
_HIKE = FieldRule(scale=PERCENT, nudge=Decimal("0.05"), maximum=Decimal(10), allows_zero=True, allows_empty=True)
_MONEY = FieldRule(nudge=Decimal(100), allows_zero=True, allows_empty=True)
_TIMES = FieldRule(nudge=Decimal(1), least=ONE, allows_empty=True)
_RULES = {"more_margin": _MONEY, "less_size": _SHARE, "other_leverage": _TIMES, "margin_hike": _HIKE}


class LiquidationBox(Panel):
    """A line that unfolds; folded, nothing but the line is computed. `asked` names the row that is asked why."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """A folded box."""
        super().__init__(parent)
        self.toggle = QToolButton(self)
        self.toggle.setText("If liquidated")
        self.toggle.setCheckable(True)
        self.toggle.setArrowType(Qt.ArrowType.RightArrow)
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setToolTip("What a liquidation of this plan would take, and what would move it")
        self.headline = QLabel(self)
        self.headline.setProperty("role", "limit")
        self.lines: dict[str, RowLine] = {}
        self.trials: dict[str, Trial] = {}
        self._assessment: Assessment | None = None
        self._tried = ("", "")
        self._lay_out()
        self.toggle.toggled.connect(lambda checked: self._unfold(checked=checked))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.toggle)
        top.addStretch(1)
        top.addWidget(self.headline)
        self.folded = QWidget(self)
        self.rows, self.tried = QVBoxLayout(), QVBoxLayout()
        self.rows.setSpacing(3)
        self.tried.setSpacing(6)
        inner = QVBoxLayout(self.folded)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(9)
        inner.addLayout(self.rows)
        inner.addLayout(self.tried)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.folded)
        for key in WHAT_IFS:
            trial = Trial(key, self.folded)
            trial.field.edited.connect(lambda _value, key=key: self._show_trial(key))
            self.trials[key] = trial
            self.tried.addWidget(trial)
        self.folded.hide()

    def _unfold(self, *, checked: bool) -> None:
        self.toggle.setArrowType(Qt.ArrowType.DownArrow if checked else Qt.ArrowType.RightArrow)
        self.folded.setVisible(checked)
        self.headline.setVisible(not checked)
        if self._assessment is not None:
            self.show_assessment(self._assessment)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the line, and all the rest where it is unfolded."""
        self._assessment = assessment
        (row,) = marked(assessment.draft, (liquidation_headline(assessment),))
        value = f"{CHANGED_SIGN} {row.value}" if row.changed else row.value
        if self.headline.text() != value:
            self.headline.setText(value)
        hint = f"{row.changed}\n{row.detail}\n{row.meaning}".strip()
        if self.headline.toolTip() != hint:
            self.headline.setToolTip(hint)
        set_property(self.headline, "tone", row.tone.value)
        if not self.toggle.isChecked():
            return
        rows = {row.key: row for row in marked(assessment.draft, if_liquidated_rows(assessment))}
        for key, row in rows.items():
            if key not in self.lines:
                self.lines[key] = RowLine(self.folded)
                self.lines[key].asked.connect(lambda key=key: self.asked.emit(key))
                self.rows.addWidget(self.lines[key])
            self.lines[key].show_row(row, HINT)
        for key, line in self.lines.items():
            line.setVisible(key in rows)
        self._show_trials(assessment)

    def _show_trials(self, assessment: Assessment) -> None:
        """What was tried with another instrument, or in another currency, is forgotten."""
        situation, instrument = assessment.draft.situation, assessment.draft.instrument
        about = (assessment.draft.plan.instrument, situation.account.currency)
        offered = what_ifs_of(situation.venue)
        for key, trial in self.trials.items():
            if about != self._tried:
                trial.forget()
            trial.setVisible(key in offered)
            if key == "more_margin":
                trial.field.rule = replace(_MONEY, maximum=most_margin(assessment.evaluation))
            unit = situation.account.currency if key == "more_margin" else WHAT_IFS[key].unit
            if key == "other_leverage" and instrument is not None:
                unit = f"max {instrument.max_leverage.normalize():f}×"
                trial.field.rule = FieldRule(nudge=ONE, least=ONE, maximum=instrument.max_leverage, allows_empty=True)
            trial.field.set_unit(unit)
            if key in offered:
                self._show_trial(key)
        self._tried = about

    def _show_trial(self, key: str) -> None:
        if self._assessment is not None:
            self.trials[key].show_result(self._assessment)


class Trial(QWidget):
    """A value to try, and where liquidation and margin level would then be."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        """An empty field of a glossary term."""
        super().__init__(parent)
        self.key = key
        self.value: Decimal | None = None
        self.field = NumberField(key, _RULES[key], parent=self)
        self.result = QLabel(self)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self.result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.result, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addLayout(row)
        rows.addWidget(self.field.message)
        self.field.edited.connect(self._take)

    def _take(self, value: Decimal | None) -> None:
        self.value = value

    def forget(self) -> None:
        """Nothing is tried."""
        self.value = None
        self.field.show_value(None)
        self.field.restore()

    def show_result(self, assessment: Assessment) -> None:
        """Show what would follow."""
        row = what_if_row(assessment, self.key, self.value)
        value = f"{row.value} {CHANGED_SIGN}" if row.changed else row.value
        text = f"{value}\n{row.detail}".strip()
        if text != self.result.text():
            self.result.setText(text)
        self.result.setToolTip(row.changed)
        self.field.input.setAccessibleDescription(f"{row.value}, {row.detail}")
