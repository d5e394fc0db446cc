"""What a method of sizing looks at beside the size: its own fields below it, and the stop from a risk."""

from decimal import Decimal

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.number import ONE
from planner.domain.plan import EquityBase, Plan, SizeBy
from planner.domain.sizing import BY_BASE
from planner.domain.typed import PERCENT, FieldRule
from planner.report.numbers import coins_for
from planner.report.size_methods import BASE_NAMES
from planner.ui.panels.content import Content
from planner.ui.panels.loss_field import LossField
from planner.ui.panels.panel import objections
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair
from planner.words import translated_choices

_MONEY = FieldRule(nudge=Decimal(10))
_RISK = "risk_to_stop"
"""Moves the stop; all others are terms of the size."""
_RULES = {
    "base_amount": FieldRule(nudge=Decimal(100)),
    "atr": FieldRule(),
    "win_rate": FieldRule(scale=PERCENT, nudge=Decimal("0.01"), maximum=Decimal(1)),
    "payoff": FieldRule(nudge=Decimal("0.1"), allows_empty=True),
    "closed_profit": FieldRule(nudge=Decimal(100), least=Decimal(-(10**15)), allows_zero=True),
    "delta": _MONEY,
    _RISK: _MONEY,
}
_KINDS = {_RISK: LossField}
_PAIRS = (("win_rate", "payoff"), ("closed_profit", "delta"))
_ALONE = ("base_amount", "atr", _RISK)
_UNITS = {"win_rate": "%", "payoff": "R", "atr": "{quote}"}
_SHOWN = {
    SizeBy.VOLATILITY: ("atr",),
    SizeBy.KELLY: ("win_rate", "payoff"),
    SizeBy.FIXED_RATIO: ("closed_profit", "delta"),
    SizeBy.QUANTITY: (_RISK,),
}
_CHOOSES_BASE = frozenset({SizeBy.VOLATILITY, SizeBy.KELLY})
"""The methods of which each can be a share of any base; a risk in percent names its base itself."""


class SizeTerms(Content):
    """Two fields side by side where a method has two; nothing where it has none, and built for the first that has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """No fields yet."""
        super().__init__(parent)
        self.terms: dict[str, NumberField] = {}
        self.base: ChoiceField | None = None
        self.hide()

    def _build(self) -> ChoiceField:
        """All fields, hidden until their method is chosen; the base among them."""
        self.terms = {name: _KINDS.get(name, NumberField)(name, rule, parent=self) for name, rule in _RULES.items()}
        base = ChoiceField("equity_base", self)
        base.offer(translated_choices((base.value, name) for base, name in BASE_NAMES))
        base.chosen.connect(self._choose_base)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        for one, other in _PAIRS:
            rows.addLayout(pair(self.terms[one], self.terms[other]))
        rows.addWidget(base)
        for name in _ALONE:
            rows.addWidget(self.terms[name])
        for name, field in self.terms.items():
            field.hide()
            field.edited.connect(self._move_stop if name == _RISK else lambda value, name=name: self._edit(name, value))
            self.listen(field)
        return base

    def fields(self) -> list[NumberField]:
        """Its fields, in the order they stand: a pair that is shown together stands side by side."""
        return [self.terms[name] for name in (*_PAIRS[0], *_PAIRS[1], *_ALONE)] if self.terms else []

    def tab_order(self) -> list[QWidget]:
        """The base, then the fields."""
        return [] if self.base is None else [self.base.list, *(field.input for field in self.fields())]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the fields of the method."""
        shown, has_base = _shown(assessment), assessment.draft.plan.size_by in _CHOOSES_BASE
        is_any = bool(shown) or has_base
        if is_any and self.base is None:
            self.base = self._build()
        if self.base is not None:
            self._show_fields(assessment, shown)
            self._show_base(self.base, assessment.draft.plan, has_base=has_base)
        if self.isHidden() is is_any:
            self.setVisible(is_any)

    def _show_fields(self, assessment: Assessment, shown: tuple[str, ...]) -> None:
        draft, wrong = assessment.draft, objections(assessment)
        currency = draft.situation.account.currency
        quote = "" if draft.instrument is None else draft.instrument.quote_currency
        for name, field in self.terms.items():
            if field.isHidden() is (name in shown):
                field.setVisible(name in shown)
            if name not in shown:
                _forget(field)
            field.set_unit(_UNITS[name].format(quote=quote) if name in _UNITS else currency)
            if name not in _UNITS:
                field.rule = replace(_RULES[name], nudge=coins_for(_RULES[name].nudge or ONE, currency))
        for name in shown:
            field = self.terms[name]
            if isinstance(field, LossField):
                field.show_loss(assessment)
            else:
                field.show_value(getattr(draft.plan.sizing, name))
                field.show_objection(wrong.get(f"sizing.{name}", ""))

    def _show_base(self, base: ChoiceField, plan: Plan, *, has_base: bool) -> None:
        """Show the base where the method does not name one."""
        if base.isHidden() is has_base:
            base.setVisible(has_base)
        base.show_value(plan.sizing.equity_base.value)

    def _edit(self, name: str, value: Decimal | None) -> None:
        if name == "closed_profit" and value is None:
            return
        self.edited.emit(edits.set_sizing(name, value, continuing=True))

    def _choose_base(self, base: str) -> None:
        """Take a share of another base; one of the trader's own is typed below."""
        self.edited.emit(edits.set_sizing("equity_base", EquityBase(base)))

    def _move_stop(self, stop: Decimal) -> None:
        self.edited.emit(edits.move_stop(stop, continuing=True))


def _forget(field: NumberField) -> None:
    """A field that is not shown has nothing to say."""
    if field.fault:
        field.restore()
    field.show_objection("")


def _shown(assessment: Assessment) -> tuple[str, ...]:
    plan = assessment.draft.plan
    own = ("base_amount",) if plan.size_by in BY_BASE and plan.sizing.equity_base is EquityBase.CUSTOM else ()
    return *own, *_SHOWN.get(plan.size_by, ())
