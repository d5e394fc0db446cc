"""The fields of one rule of the stop."""

from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.plan import Draft
from planner.domain.stop_rule_edits import set_break_even, set_trailing, trail_by, trigger_by
from planner.domain.stop_rules import BreakEvenAt, BreakEvenRule, TrailBy, TrailingRule, Trigger, TriggerBy
from planner.domain.typed import PERCENT, FieldRule
from planner.report.glossary import label, meaning
from planner.ui.panels.content import Content
from planner.ui.panels.panel import objections
from planner.ui.panels.size_box import ReferenceAtr
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair
from planner.ui.widgets.style import plain_heading
from planner.words import translated, translated_choices

_TRIGGERS = ((TriggerBy.R, "R"), (TriggerBy.PRICE, "Price"), (TriggerBy.TARGET, "Target"))
_TRAILS = ((TrailBy.R, "R"), (TrailBy.PRICE, "Price"), (TrailBy.PERCENT, "Percent"), (TrailBy.ATR, "ATR"))
_ENDS = ((BreakEvenAt.COSTS, "No loss"), (BreakEvenAt.ENTRY, "Entry"))
_MULTIPLE = FieldRule(nudge=Decimal("0.5"))
_NUMBER = FieldRule(step=Decimal(1), nudge=Decimal(1), least=Decimal(1), maximum=Decimal(8))
_PERCENT = FieldRule(scale=PERCENT, nudge=Decimal("0.001"), maximum=Decimal(1))

_NARROW = 3
"""Characters that a list needs where three fields stand in a row."""


class RuleRow(Content):
    """A trigger and what it is counted in, below a heading with a button that takes the rule away."""

    def __init__(self, term: str, parent: QWidget | None = None) -> None:
        """The fields every rule has for its own layout to place."""
        super().__init__(parent)
        self.trigger = NumberField("trigger", _MULTIPLE, parent=self)
        self.trigger.set_name(translated("{label}: trigger", label=label(term)))
        self.trigger.label.setText(label("trigger"))
        self.trigger_by = ChoiceField("trigger_by", self)
        self.trigger_by.list.setAccessibleName(translated("{label}: trigger by", label=label(term)))
        self.trigger_by.offer(translated_choices(_TRIGGERS))
        self.remove = QToolButton(self)
        self.remove.setText("×")
        self.remove.setAccessibleName(translated("Remove {name}", name=label(term)[:1].lower() + label(term)[1:]))
        self.remove.setToolTip(self.remove.accessibleName())
        title = plain_heading(label(term), self)
        title.setToolTip(meaning(term))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.remove)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(4)
        self.rows.addLayout(head)
        self.listen(self.trigger)
        self.draft: Draft | None = None

    def fields(self) -> list[NumberField]:
        """The trigger."""
        return [self.trigger]

    def show_trigger(self, assessment: Assessment, trigger: Trigger, field: str) -> None:
        """Show what sets the rule off, and what is wrong with it."""
        self.draft, instrument = assessment.draft, assessment.draft.instrument
        tick = None if instrument is None else instrument.price_tick
        quote = "" if instrument is None else instrument.quote_currency
        rules = {TriggerBy.R: _MULTIPLE, TriggerBy.PRICE: FieldRule(step=tick, nudge=tick), TriggerBy.TARGET: _NUMBER}
        units = {
            TriggerBy.R: "R",
            TriggerBy.PRICE: quote,
            TriggerBy.TARGET: translated("of {count}", count=len(self.draft.plan.targets)),
        }
        self.trigger.rule = rules[trigger.by]
        self.trigger.set_unit(units[trigger.by])
        self.trigger.show_value(trigger.value)
        self.trigger.show_objection(objections(assessment).get(field, ""))
        self.trigger_by.show_value(trigger.by)


class BreakEvenRow(RuleRow):
    """When the stop moves to break-even, and what that is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A row without a rule."""
        super().__init__("break_even_rule", parent)
        self.at = ChoiceField("break_even_at", self)
        self.at.offer(translated_choices(_ENDS))
        for field in (self.trigger_by, self.at):
            field.list.setMinimumContentsLength(_NARROW)
        self.rows.addLayout(pair(self.trigger, self.trigger_by, self.at, shares=(4, 4, 5)))
        self._rule = BreakEvenRule()
        self.trigger.edited.connect(self._reach)
        self.trigger_by.chosen.connect(self._count_by)
        self.at.chosen.connect(lambda at: self.edited.emit(set_break_even(self._rule.replace(at=BreakEvenAt(at)))))
        self.remove.clicked.connect(lambda: self.edited.emit(set_break_even(None)))

    def tab_order(self) -> list[QWidget]:
        """Top to bottom."""
        return [self.remove, self.trigger.input, self.trigger_by.list, self.at.list]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the rule."""
        rule = assessment.draft.plan.stop_rules.break_even
        if rule is not None:
            self._rule = rule
            self.show_trigger(assessment, rule.trigger, "stop_rules.break_even")
            self.at.show_value(rule.at)

    def _reach(self, value: Decimal) -> None:
        changed = self._rule.replace(trigger=self._rule.trigger.replace(value=value))
        self.edited.emit(set_break_even(changed, continuing=True))

    def _count_by(self, by: str) -> None:
        if self.draft is not None:
            trigger = trigger_by(self.draft, self._rule.trigger, TriggerBy(by))
            self.edited.emit(set_break_even(self._rule.replace(trigger=trigger)))


class TrailingRow(RuleRow):
    """When the stop begins to trail, and how far behind."""

    def __init__(self, reference_atr: ReferenceAtr, parent: QWidget | None = None) -> None:
        """A row without a rule; `reference_atr` is the average true range of a symbol's chart."""
        super().__init__("trailing_rule", parent)
        self.reference_atr = reference_atr
        self.distance = NumberField("trail_distance", _MULTIPLE, parent=self)
        self.distance_by = ChoiceField("trail_by", self)
        self.distance_by.offer(translated_choices(_TRAILS))
        self.atr = NumberField("atr", FieldRule(), parent=self)
        self.rows.addLayout(pair(self.trigger, self.trigger_by))
        self.rows.addLayout(pair(self.distance, self.distance_by))
        self.rows.addWidget(self.atr)
        self._rule = TrailingRule()
        for field in (self.distance, self.atr):
            self.listen(field)
        self.trigger.edited.connect(self._reach)
        self.trigger_by.chosen.connect(self._count_by)
        self.distance.edited.connect(
            lambda value: self.edited.emit(set_trailing(self._rule.replace(distance=value), continuing=True))
        )
        self.distance_by.chosen.connect(self._measure_by)
        self.atr.edited.connect(lambda value: self.edited.emit(edits.set_sizing("atr", value, continuing=True)))
        self.remove.clicked.connect(lambda: self.edited.emit(set_trailing(None)))

    def fields(self) -> list[NumberField]:
        """Trigger, distance, and the average true range it may be counted in."""
        return [self.trigger, self.distance, self.atr]

    def tab_order(self) -> list[QWidget]:
        """Top to bottom."""
        first = (self.remove, self.trigger.input, self.trigger_by.list)
        return [*first, self.distance.input, self.distance_by.list, self.atr.input]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the rule."""
        rule, draft = assessment.draft.plan.stop_rules.trailing, assessment.draft
        if rule is None:
            return
        self._rule = rule
        self.show_trigger(assessment, rule.trigger, "stop_rules.trailing")
        instrument = draft.instrument
        quote = "" if instrument is None else instrument.quote_currency
        tick = None if instrument is None else instrument.price_tick
        rules = {TrailBy.PRICE: FieldRule(step=tick, nudge=tick), TrailBy.PERCENT: _PERCENT}
        self.distance.rule = rules.get(rule.by, _MULTIPLE)
        self.distance.set_unit({TrailBy.PRICE: quote, TrailBy.PERCENT: "%", TrailBy.ATR: "ATR"}.get(rule.by, "R"))
        self.distance.show_value(rule.distance)
        self.distance.show_objection(objections(assessment).get("stop_rules.trailing.distance", ""))
        self.distance_by.show_value(rule.by)
        if self.atr.isHidden() is (rule.by is TrailBy.ATR):
            self.atr.setVisible(rule.by is TrailBy.ATR)
        self.atr.set_unit(quote)
        self.atr.show_value(draft.plan.sizing.atr)

    def _reach(self, value: Decimal) -> None:
        changed = self._rule.replace(trigger=self._rule.trigger.replace(value=value))
        self.edited.emit(set_trailing(changed, continuing=True))

    def _count_by(self, by: str) -> None:
        if self.draft is not None:
            trigger = trigger_by(self.draft, self._rule.trigger, TriggerBy(by))
            self.edited.emit(set_trailing(self._rule.replace(trigger=trigger)))

    def _measure_by(self, by: str) -> None:
        """The average true range of the chart comes with a distance that is counted in it."""
        if self.draft is None:
            return
        plan = self.draft.plan
        measured = self.reference_atr(plan.instrument) if by == TrailBy.ATR and plan.sizing.atr is None else None
        atr = None if measured is None else measured.atr
        edit = set_trailing(trail_by(self.draft, self._rule, TrailBy(by)), atr=atr)
        self.edited.emit(edits.measured_in(edit, measured))
