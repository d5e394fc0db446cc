"""What a method of sizing looks at beside the size: its own fields below it, and the stop from a risk."""

from decimal import Decimal, localcontext

from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.number import ENGINE, ceil_to_step
from planner.domain.plan import EquityBase, Plan, SizeBy
from planner.domain.sizing import BY_BASE, stop_for_loss
from planner.domain.typed import PERCENT, FieldRule
from planner.report.sentence_table import NO_STOP_FOR_RISK
from planner.report.size_methods import BASE_NAMES
from planner.ui.panels.panel import Panel, objections
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair
from planner.words import translated, translated_choices

_MONEY = FieldRule(nudge=Decimal(10))
_RULES = {
    "base_amount": FieldRule(nudge=Decimal(100)),
    "atr": FieldRule(),
    "win_rate": FieldRule(scale=PERCENT, nudge=Decimal("0.01"), maximum=Decimal(1)),
    "payoff": FieldRule(nudge=Decimal("0.1"), allows_empty=True),
    "closed_profit": FieldRule(nudge=Decimal(100), least=Decimal(-(10**15)), allows_zero=True),
    "delta": _MONEY,
}
PAIRED = 4
"""How many of the fields stand two by two."""
_UNITS = {"win_rate": "%", "payoff": "R", "atr": "{quote}"}
_SHOWN = {
    SizeBy.VOLATILITY: ("atr",),
    SizeBy.KELLY: ("win_rate", "payoff"),
    SizeBy.FIXED_RATIO: ("closed_profit", "delta"),
    SizeBy.QUANTITY: ("risk_to_stop",),
}
_CHOOSES_BASE = frozenset({SizeBy.VOLATILITY, SizeBy.KELLY})
"""The methods of which each can be a share of any base; a risk in percent names its base itself."""


class SizeTerms(Panel):
    """Two fields side by side where a method has two; nothing where it has none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """All fields, hidden until their method is chosen."""
        super().__init__(parent)
        self.fields = {name: NumberField(name, rule, parent=self) for name, rule in _RULES.items()}
        self.risk = NumberField("risk_to_stop", _MONEY, parent=self)
        self.base = ChoiceField("equity_base", self)
        self.base.offer(translated_choices((base.value, name) for base, name in BASE_NAMES))
        self.base.chosen.connect(self._choose_base)
        self._assessment: Assessment | None = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addLayout(pair(self.fields["win_rate"], self.fields["payoff"]))
        rows.addLayout(pair(self.fields["closed_profit"], self.fields["delta"]))
        rows.addWidget(self.base)
        for field in self.all_fields()[PAIRED:]:
            rows.addWidget(field)
        for field in self.all_fields():
            field.hide()
            field.settled.connect(self.settled)
            field.fault_changed.connect(self.fault_changed)
        for name, field in self.fields.items():
            field.edited.connect(lambda value, name=name: self._edit(name, value))
        self.risk.edited.connect(self._move_stop)

    def all_fields(self) -> list[NumberField]:
        """Its fields, in the order they stand: a pair that is shown together stands side by side."""
        f = self.fields
        return [f["win_rate"], f["payoff"], f["closed_profit"], f["delta"], f["base_amount"], f["atr"], self.risk]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the fields of the method."""
        self._assessment = assessment
        draft, wrong = assessment.draft, objections(assessment)
        shown = _shown(assessment)
        currency = draft.situation.account.currency
        quote = "" if draft.instrument is None else draft.instrument.quote_currency
        for name, field in (*self.fields.items(), ("risk_to_stop", self.risk)):
            if field.isHidden() is (name in shown):
                field.setVisible(name in shown)
            if name not in shown:
                _forget(field)
            field.set_unit(_UNITS[name].format(quote=quote) if name in _UNITS else currency)
        has_base = self._show_base(draft.plan)
        for name in shown:
            if name in self.fields:
                self.fields[name].show_value(getattr(draft.plan.sizing, name))
                self.fields[name].show_objection(wrong.get(f"sizing.{name}", ""))
        if "risk_to_stop" in shown:
            self._show_risk(assessment)
        is_any = bool(shown) or has_base
        if self.isHidden() is is_any:
            self.setVisible(is_any)

    def _show_base(self, plan: Plan) -> bool:
        """Show the base where the method does not name one; whether it does not."""
        has_base = plan.size_by in _CHOOSES_BASE
        if self.base.isHidden() is has_base:
            self.base.setVisible(has_base)
        self.base.show_value(plan.sizing.equity_base.value)
        return has_base

    def _show_risk(self, assessment: Assessment) -> None:
        """The loss at the stop as it is; what is typed stays while the stop follows it to its tick."""
        loss = assessment.evaluation.loss_at_stop
        if not self.risk.input.hasFocus():
            self.risk.show_value(None if loss is None else ceil_to_step(loss, Decimal("0.01")))

    def _edit(self, name: str, value: Decimal | None) -> None:
        if name == "closed_profit" and value is None:
            return
        self.edited.emit(edits.set_sizing(name, value, continuing=True))

    def _choose_base(self, base: str) -> None:
        """Take a share of another base; one of the trader's own is typed below."""
        self.edited.emit(edits.set_sizing("equity_base", EquityBase(base)))

    def _move_stop(self, amount: Decimal) -> None:
        assessment = self._assessment
        if assessment is None or assessment.evaluation.unit is None or not assessment.evaluation.quantity:
            return
        with localcontext(ENGINE):
            stop = stop_for_loss(assessment.evaluation.unit, assessment.evaluation.quantity, amount)
        self.risk.show_objection("" if stop is not None else translated(NO_STOP_FOR_RISK))
        if stop is not None:
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
