"""If liquidated: what it would take, and what would move it; folded to one line until it is asked for."""

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import what_if
from planner.domain.evaluation import Evaluation
from planner.domain.number import ONE, ZERO, floor_to_step
from planner.domain.typed import FieldRule
from planner.domain.venue import MarginMode
from planner.domain.what_if import apply_trial, most_margin
from planner.report import numbers
from planner.report.changed_rules import marked
from planner.report.liquidation import if_liquidated_rows, liquidation_headline
from planner.report.numbers import coins_for, money_step
from planner.report.rows import CHANGED_SIGN, HINT, can_be_liquidated
from planner.report.what_ifs import WHAT_IFS, Together, together, what_ifs_of
from planner.ui.panels.panel import Panel
from planner.ui.widgets.row_line import RowLine
from planner.ui.widgets.style import set_property
from planner.ui.widgets.tips import plain_tip
from planner.words import translated

if TYPE_CHECKING:
    from planner.ui.panels.trial import Trial

APPLY_HINT = (
    "Plan what is tried, in one step: margin added to the position, or to the account where that backs it, size and "
    "leverage. A margin hike is the venue's."
)


class LiquidationBox(Panel):
    """A line that unfolds; folded, nothing but the line is computed. `asked` names the row that is asked why.

    `tried` carries all that is tried together; the plan is left alone until it is applied.
    """

    asked = Signal(str)
    tried = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """A folded box."""
        super().__init__(parent)
        self.toggle = QToolButton(self)
        self.toggle.setText(translated("If liquidated"))
        self.toggle.setCheckable(True)
        self.toggle.setArrowType(Qt.ArrowType.RightArrow)
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setToolTip(translated("What a liquidation of this plan would take, and what would move it"))
        self.headline = QLabel(self)
        self.headline.setProperty("role", "limit")
        self.lines: dict[str, RowLine] = {}
        self.trials: dict[str, Trial] = {}
        self.together = QLabel(self)
        self.together.setTextFormat(Qt.TextFormat.PlainText)
        self.together.setWordWrap(True)
        self.together.hide()
        self.apply, self.reset = QPushButton(translated("Apply"), self), QPushButton(translated("Reset"), self)
        self._assessment: Assessment | None = None
        self._trial = what_if.Trial()
        self._unreadable = ""
        self._about = ("", "")
        self._lay_out()
        self.toggle.toggled.connect(lambda checked: self._unfold(checked=checked))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.toggle)
        top.addStretch(1)
        top.addWidget(self.headline)
        self.folded = QWidget(self)
        self.rows, self.tries = QVBoxLayout(), QVBoxLayout()
        self.rows.setSpacing(3)
        self.tries.setSpacing(6)
        inner = QVBoxLayout(self.folded)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(9)
        inner.addLayout(self.rows)
        inner.addLayout(self.tries)
        inner.addWidget(self.together)
        inner.addLayout(self._buttons())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.folded)
        self.folded.hide()

    def _add_trials(self) -> None:
        """What is tried stands in the box from its first unfolding on, and is loaded then."""
        from planner.ui.panels.trial import Trial  # noqa: PLC0415 - as said above

        for key in WHAT_IFS:
            trial = Trial(key, self.folded)
            trial.tried.connect(self._try)
            trial.field.fault_changed.connect(self._tell)
            self.trials[key] = trial
            self.tries.addWidget(trial)

    def _buttons(self) -> QHBoxLayout:
        self.reset.setToolTip(translated("Try nothing: all fields here are emptied"))
        self.apply.clicked.connect(self._apply)
        self.reset.clicked.connect(lambda: self._forget(tuple(self.trials)))
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.apply, self.reset):
            button.setEnabled(False)
            row.addWidget(button)
        return row

    def _unfold(self, *, checked: bool) -> None:
        if not self.trials:
            self._add_trials()
        self.toggle.setArrowType(Qt.ArrowType.DownArrow if checked else Qt.ArrowType.RightArrow)
        self.folded.setVisible(checked)
        self.headline.setVisible(not checked)
        if self._assessment is not None:
            self.show_assessment(self._assessment)
        self._tell()

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the line, and all the rest where it is unfolded; nothing where nothing can be liquidated."""
        self._assessment = assessment
        self.setVisible(can_be_liquidated(assessment.draft.situation.venue))
        (row,) = marked(assessment.draft, (liquidation_headline(assessment),))
        value = f"{CHANGED_SIGN} {row.value}" if row.changed else row.value
        if self.headline.text() != value:
            self.headline.setText(value)
        hint = f"{row.changed}\n{row.detail}\n{row.meaning}".strip()
        if self.headline.toolTip() != hint:
            self.headline.setToolTip(plain_tip(hint))
        set_property(self.headline, "tone", row.tone.value)
        if not self.toggle.isChecked():
            return
        rows = {row.key: row for row in marked(assessment.draft, if_liquidated_rows(assessment))}
        for key, row in rows.items():
            if key not in self.lines:
                self.lines[key] = RowLine(self.folded)
                self.lines[key].asked.connect(lambda key=key: self.asked.emit(key))
                self.rows.addWidget(self.lines[key])
            self.lines[key].show_row(row, translated(HINT))
        for key, line in self.lines.items():
            line.setVisible(key in rows)
        self._show_trials(assessment)

    def _show_trials(self, assessment: Assessment) -> None:
        """What was tried with another instrument, or in another currency, is forgotten."""
        situation, instrument = assessment.draft.situation, assessment.draft.instrument
        about = (assessment.draft.plan.instrument, situation.account.currency)
        offered = what_ifs_of(situation.venue)
        for key, trial in self.trials.items():
            if about != self._about:
                trial.forget()
            trial.setVisible(key in offered)
            unit, rule, usual = situation.account.currency, trial.usual_rule, ZERO
            if key == "more_margin":
                rule = self._margin_rule(assessment.evaluation, rule)
            elif key == "other_leverage" and instrument is not None:
                unit, usual = (
                    translated("max {max_leverage:f}×", max_leverage=instrument.max_leverage.normalize()),
                    assessment.draft.plan.leverage,
                )
                rule = FieldRule(nudge=ONE, least=ONE, maximum=instrument.max_leverage, allows_empty=True)
            else:
                unit = WHAT_IFS[key]
            trial.follow(rule, unit, usual)
            if key in offered:
                trial.show_result(assessment)
        self._about = about
        self._tell()

    def hold_off(self, unreadable: str) -> None:
        """Plan nothing while a field of the ticket holds what cannot be taken: it is another plan than what is seen."""
        if unreadable != self._unreadable:
            self._unreadable = unreadable
            self._tell()

    def _margin_rule(self, evaluation: Evaluation, usual: FieldRule) -> FieldRule:
        """What can be added with all else that is tried: to an isolated position only what is free."""
        currency = evaluation.draft.situation.account.currency
        most = floor_to_step(most_margin(evaluation, self._all_tried()), money_step(currency))
        is_isolated = evaluation.draft.plan.margin_mode is MarginMode.ISOLATED
        free = numbers.money(most, currency) if is_isolated else ""
        return replace(usual, nudge=coins_for(usual.nudge or ONE, currency), maximum=most, free=free)

    def _all_tried(self) -> what_if.Trial:
        return what_if.Trial(**{key: trial.value for key, trial in self.trials.items() if not trial.isHidden()})

    def _try(self) -> None:
        """A value is tried, or another one."""
        if self._assessment is not None:
            self._show_trials(self._assessment)

    def _tell(self) -> None:
        """Say what is tried, where that is something else than before; a folded box tries nothing."""
        trial = self._all_tried() if self.toggle.isChecked() else what_if.Trial()
        self._tell_together(trial)
        self.reset.setEnabled(trial.is_any or self._is_unreadable())
        if trial != self._trial:
            self._trial = trial
            self.tried.emit(trial)

    def _tell_together(self, trial: what_if.Trial) -> None:
        """What several that are tried come to, and what Apply would make of them: nothing that is no plan."""
        assessment, is_whole = self._assessment, self._is_whole()
        found = together(assessment, trial) if assessment is not None and is_whole else Together()
        self.together.setText("\n".join(found.lines))
        self.together.setVisible(bool(found.lines))
        refusal = self._unreadable or found.refusal
        self.apply.setEnabled(trial.can_be_applied and is_whole and not refusal)
        self.apply.setToolTip(plain_tip(refusal or translated(APPLY_HINT)))

    def _is_whole(self) -> bool:
        """Whether there is a size to plan it with, and nothing is typed that is not what is tried."""
        is_sized = self._assessment is not None and bool(self._assessment.evaluation.quantity)
        return is_sized and not self._is_unreadable()

    def _is_unreadable(self) -> bool:
        return any(trial.field.fault for trial in self.trials.values() if not trial.isHidden())

    def _apply(self) -> None:
        """The plan becomes what was tried; a hike, which nobody can plan, is still tried."""
        quantity, trial = self._assessment and self._assessment.evaluation.quantity, self._trial
        if quantity:
            self._forget(tuple(key for key in self.trials if key != "margin_hike"))
            self.edited.emit(apply_trial(quantity, trial))

    def _forget(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            self.trials[key].forget()
        self._try()
