"""Rules of the stop: what sets each off, where it leads, and what ending there brings."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain.edits import Edit
from planner.domain.stop_rule_edits import set_break_even, set_trailing
from planner.domain.stop_rules import BreakEvenRule, StopRules, TrailingRule
from planner.report.glossary import label, meaning
from planner.report.stop_rules import StopRow, stop_rows
from planner.ui.panels.content import Content
from planner.ui.panels.size_box import ReferenceAtr
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.step_line import StepList, StepText
from planner.words import translated

if TYPE_CHECKING:
    from planner.ui.panels.stop_rule_rows import BreakEvenRow, RuleRow, TrailingRow

Row = TypeVar("Row", bound="RuleRow")


class StopRulesBox(Content):
    """A row of fields for each rule there is, made when it comes, and the steps of the stop below."""

    def __init__(self, reference_atr: ReferenceAtr, parent: QWidget | None = None) -> None:
        """A box without rules; the button for them stands where the ticket puts it."""
        super().__init__(parent)
        self.reference_atr = reference_atr
        self.break_even: BreakEvenRow | None = None
        self.trailing: TrailingRow | None = None
        self.add = QToolButton(self)
        self.add.setText(translated("+ Stop rule"))
        self.add.setAccessibleName(translated("Add a rule of the stop"))
        self.add.setToolTip(meaning("stop_rule"))
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.add)
        self.add.setMenu(menu)
        self.add_break_even = self._entry(menu, "break_even_rule", lambda: set_break_even(BreakEvenRule()))
        self.add_trailing = self._entry(menu, "trailing_rule", lambda: set_trailing(TrailingRule()))
        self.steps = StepList(self)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(6)
        self.rows.addWidget(self.steps)
        self.hide()

    def _entry(self, menu: QMenu, term: str, edit: Callable[[], Edit]) -> QAction:
        made = menu.addAction(label(term))
        made.setToolTip(meaning(term))
        made.triggered.connect(lambda: self.edited.emit(edit()))
        return made

    def fields(self) -> list[NumberField]:
        """Those of the rules there are."""
        return [field for row in self._shown() for field in row.fields()]

    def tab_order(self) -> list[QWidget]:
        """What Tab goes through, rule by rule."""
        return [part for row in self._shown() for part in row.tab_order()]

    def _shown(self) -> "list[RuleRow]":
        return [row for row in (self.break_even, self.trailing) if row is not None and not row.isHidden()]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the rules, what is wrong with them and what follows."""
        rules = assessment.draft.plan.stop_rules
        self._make(rules)
        for row, rule, add in (
            (self.break_even, rules.break_even, self.add_break_even),
            (self.trailing, rules.trailing, self.add_trailing),
        ):
            add.setEnabled(rule is None)
            if row is not None:
                row.setVisible(rule is not None)
                row.show_assessment(assessment)
                if rule is None:
                    row.forget_typing()
        self.steps.show_steps([_step(row) for row in stop_rows(assessment)])
        self.add.setEnabled(rules.break_even is None or rules.trailing is None)
        is_needed = rules.break_even is not None or rules.trailing is not None
        if self.isHidden() is is_needed:
            self.setVisible(is_needed)

    def _make(self, rules: StopRules) -> None:
        """A row is loaded with the first rule that needs one."""
        if rules.break_even is not None and self.break_even is None:
            from planner.ui.panels.stop_rule_rows import BreakEvenRow  # noqa: PLC0415 - as said above

            self.break_even = self._made(BreakEvenRow(self), 0)
        if rules.trailing is not None and self.trailing is None:
            from planner.ui.panels.stop_rule_rows import TrailingRow  # noqa: PLC0415 - as said above

            self.trailing = self._made(TrailingRow(self.reference_atr, self), self.rows.count() - 1)

    def _made(self, row: Row, at: int) -> Row:
        self.follow(row)
        self.rows.insertWidget(at, row)
        return row


def _step(row: StopRow) -> StepText:
    hint = f"{row.moved_by} · {row.r_multiple} · {row.outcome}"
    return StepText(row.headline, row.r_multiple, f"{row.moved_by} · {row.outcome}", hint)
