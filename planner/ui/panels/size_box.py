"""Size: one value, in the unit of the method that is chosen."""

from collections.abc import Callable
from decimal import Decimal, localcontext

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ceil_to_step
from planner.domain.plan import MeasuredAtr, Plan, SizeBy
from planner.domain.sizing import SHARES, equity_base
from planner.domain.typed import PERCENT, FieldRule
from planner.report.asked import asked_lines
from planner.report.numbers import coins_for, money_step
from planner.report.size_methods import BY_KEY, METHODS, Method, method_of, unit_of_size
from planner.ui.panels.panel import Panel, objections
from planner.ui.panels.size_terms import SizeTerms
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.covering import CoveringLabel
from planner.ui.widgets.number_field import NumberField
from planner.words import translated_choices

ReferenceAtr = Callable[[str], MeasuredAtr | None]
_USUAL = {
    SizeBy.RISK_RATE: Decimal("0.01"),
    SizeBy.MOST: Decimal(1),
    SizeBy.VOLATILITY: Decimal("0.01"),
    SizeBy.KELLY: Decimal("0.25"),
}
_USUAL_MONEY = Decimal(100)
_NUDGES = {SizeBy.RISK_RATE: Decimal("0.001"), SizeBy.VOLATILITY: Decimal("0.001")}


class SizeBox(Panel):
    """The method, its value and what it looks at. Changing the method keeps the trade where it can."""

    def __init__(self, reference_atr: ReferenceAtr, parent: QWidget | None = None) -> None:
        """A list and a field, laid out by the ticket; `reference_atr` is the average true range of a symbol's chart."""
        super().__init__(parent)
        self.reference_atr = reference_atr
        self.method = ChoiceField("size_by", parent)
        self.method.offer(translated_choices((method.key, method.name) for method in METHODS))
        self.value = NumberField("risk_rate", FieldRule(), parent=parent)
        self.terms = SizeTerms(parent)
        self.asked = CoveringLabel(parent)
        self.asked.setProperty("role", "detail")
        self.asked.setTextFormat(Qt.TextFormat.PlainText)
        self.asked.setWordWrap(True)
        self.asked.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._assessment: Assessment | None = None
        self.method.chosen.connect(self._choose)
        self.value.edited.connect(self._edit)
        self.value.settled.connect(self.settled)
        self.value.fault_changed.connect(self.fault_changed)
        self.terms.edited.connect(self.edited)
        self.terms.settled.connect(self.settled)
        self.terms.fault_changed.connect(self.fault_changed)
        self.hide()

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the method, its value and what is wrong with it."""
        self._assessment = assessment
        plan, wrong = assessment.draft.plan, objections(assessment)
        method = method_of(plan)
        self.method.show_value(method.key)
        self.method.show_objection(wrong.get("sizing.equity_base", ""))
        self.value.rule = _rule(assessment)
        self.value.set_term(method.term)
        self.value.set_unit(unit_of_size(assessment.draft))
        self.value.show_value(plan.size)
        self.value.show_objection(wrong.get("size", ""))
        self.terms.show_assessment(assessment)
        asked = "\n".join(asked_lines(assessment))
        if asked != self.asked.text():
            self.asked.setText(asked)

    def _edit(self, value: Decimal) -> None:
        if self._assessment is not None:
            self.edited.emit(edits.set_size(self._assessment.draft.plan.size_by, value, continuing=True))

    def _choose(self, key: str) -> None:
        if self._assessment is None:
            return
        method, plan = BY_KEY[key], self._assessment.draft.plan
        terms: dict[str, object] = {} if method.base is None else {"equity_base": method.base}
        measured = None
        if method.size_by is SizeBy.VOLATILITY and plan.sizing.atr is None:
            measured = self.reference_atr(plan.instrument)
            terms["atr"] = None if measured is None else measured.atr
        if terms.get("equity_base") == "custom" and not plan.sizing.base_amount:
            terms["base_amount"] = self._assessment.draft.situation.account.wallet_balance
        sized = plan.replace(sizing=plan.sizing.replace(**terms))
        edit = edits.choose_sizing(method.size_by, _carried_over(self._assessment, method, sized), terms)
        self.edited.emit(edits.measured_in(edit, measured))


def _rule(assessment: Assessment) -> FieldRule:
    size_by, instrument = assessment.draft.plan.size_by, assessment.draft.instrument
    if size_by in SHARES:
        nudge = _NUDGES.get(size_by, Decimal("0.05"))
        return FieldRule(scale=PERCENT, nudge=nudge, maximum=Decimal(1))
    if size_by in {SizeBy.QUANTITY, SizeBy.FIXED_RATIO}:
        return FieldRule(nudge=None if instrument is None else instrument.quantity_step)
    return FieldRule(nudge=coins_for(Decimal(1), assessment.draft.situation.account.currency))


def _carried_over(assessment: Assessment, method: Method, sized: Plan) -> Decimal:
    """What the size is by another method, so that the same quantity follows; a usual value where it has none.

    `sized` is the plan with what that method looks at. A share stays what it is where it becomes one of another base.
    """
    evaluation, plan, instrument = assessment.evaluation, assessment.draft.plan, assessment.draft.instrument
    least = Decimal(1) if instrument is None else instrument.min_quantity
    money = coins_for(_USUAL_MONEY, assessment.draft.situation.account.currency)
    usual = {
        **_USUAL, SizeBy.QUANTITY: Decimal(1), SizeBy.FIXED_RATIO: least, SizeBy.RISK_AMOUNT: money,
        SizeBy.MARGIN: money,
    }  # fmt: skip
    if method.size_by is plan.size_by:
        return plan.size
    carried = _CARRIED.get(method.size_by)
    with localcontext(ENGINE):
        return (carried(evaluation, sized) if carried is not None else None) or usual[method.size_by]


def _risk(evaluation: Evaluation) -> Decimal | None:
    """What the size asked for would lose at the stop, before rounding; the one that is had, where odds leave less."""
    asked, loss, quantity = evaluation.asked_quantity, evaluation.loss_at_stop, evaluation.quantity
    if not asked or not loss or not quantity or evaluation.sizing is None:
        return None
    return loss if quantity + evaluation.sizing.step <= asked else asked * loss / quantity


def _risk_rate(evaluation: Evaluation, sized: Plan) -> Decimal | None:
    risk, before = _risk(evaluation), evaluation.before
    if risk is None or before is None:
        return None
    balance = evaluation.draft.situation.account.wallet_balance
    base = equity_base(sized, before, balance, evaluation.holdings)
    return None if base is None else min(ceil_to_step(risk / base, Decimal("0.000001")), Decimal(1))


def _told(amount: Decimal | None, of: Evaluation) -> Decimal | None:
    """An amount in the digits of its currency, so that the same quantity follows."""
    step = money_step(of.draft.situation.account.currency)
    return None if amount is None else ceil_to_step(amount, step)


_CARRIED: dict[SizeBy, Callable[[Evaluation, Plan], Decimal | None]] = {
    SizeBy.QUANTITY: lambda evaluation, _: evaluation.quantity,
    SizeBy.MARGIN: lambda evaluation, _: _told(evaluation.initial_margin, evaluation),
    SizeBy.RISK_AMOUNT: lambda evaluation, _: _told(_risk(evaluation), evaluation),
    SizeBy.RISK_RATE: _risk_rate,
}
