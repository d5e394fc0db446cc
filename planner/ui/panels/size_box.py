"""Size: one value, in the unit of the method that is chosen."""

from collections.abc import Callable
from decimal import Decimal, localcontext

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, LARGEST, ceil_to_step
from planner.domain.plan import MeasuredAtr, Plan, SizeBy
from planner.domain.sizing import BY_STOP, SHARES, budget_of, equity_base, taken_by
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
_FINEST_SHARE, _MORE_DIGITS = Decimal("0.000001"), 11
"""Digits that a share is usually told in, and how many more at most where a step is bought by less."""
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
    plan, instrument = assessment.draft.plan, assessment.draft.instrument
    if method.size_by is plan.size_by:
        return plan.size
    carried = _CARRIED.get(method.size_by)
    if carried is not None:
        with localcontext(ENGINE):
            exact = carried(assessment.evaluation, sized.model_copy(update={"size_by": method.size_by}))
            if exact:
                return _told(exact, assessment, method.size_by, sized)
    least = Decimal(1) if instrument is None else instrument.min_quantity
    money = coins_for(_USUAL_MONEY, assessment.draft.situation.account.currency)
    usual = {
        **_USUAL, SizeBy.QUANTITY: Decimal(1), SizeBy.FIXED_RATIO: least, SizeBy.RISK_AMOUNT: money,
        SizeBy.MARGIN: money,
    }  # fmt: skip
    return usual[method.size_by]


def _told(exact: Decimal, assessment: Assessment, size_by: SizeBy, sized: Plan) -> Decimal:
    """Rounded up to as few digits as the same quantity follows from."""
    if size_by is SizeBy.QUANTITY:
        return exact
    first = _FINEST_SHARE if size_by in SHARES else money_step(assessment.draft.situation.account.currency)
    most = Decimal(1) if size_by in SHARES else LARGEST
    told = [min(ceil_to_step(exact, first.scaleb(-digits)), most) for digits in range(_MORE_DIGITS)]
    before = assessment.evaluation

    def leads_back(size: Decimal) -> bool:
        plan = sized.model_copy(update={"size_by": size_by, "size": size})
        return evaluate(before.draft.model_copy(update={"plan": plan}), before).quantity == before.quantity

    return next((size for size in told if leads_back(size)), told[0])


def _risk(evaluation: Evaluation) -> Decimal | None:
    """What the size loses at the stop: what was asked to be risked, as far as that is had."""
    sizing, asked, quantity, loss = (
        evaluation.sizing, evaluation.asked_quantity, evaluation.quantity, evaluation.loss_at_stop,
    )  # fmt: skip
    if not asked or not loss or not quantity or sizing is None:
        return None
    is_had = sizing.plan.size_by in BY_STOP and asked < quantity + sizing.step
    return budget_of(sizing) if is_had else loss


def _of_base(amount: Decimal | None, evaluation: Evaluation, sized: Plan) -> Decimal | None:
    if amount is None or evaluation.before is None:
        return None
    balance = evaluation.draft.situation.account.wallet_balance
    base = equity_base(sized, evaluation.before, balance, evaluation.holdings)
    return None if base is None else amount / base


def _taken(evaluation: Evaluation, sized: Plan) -> Decimal | None:
    """What the quantity takes of an amount that another method would allow."""
    sizing, unit, quantity = evaluation.sizing, evaluation.unit, evaluation.quantity
    return (
        None
        if sizing is None or unit is None or not quantity
        else taken_by(replace(sizing, plan=sized), unit, quantity)
    )


def _of_spendable(evaluation: Evaluation, sized: Plan) -> Decimal | None:
    taken, spendable = _taken(evaluation, sized), evaluation.spendable - sized.added_margin
    return None if taken is None or spendable <= 0 else taken / spendable


_CARRIED: dict[SizeBy, Callable[[Evaluation, Plan], Decimal | None]] = {
    SizeBy.QUANTITY: lambda evaluation, _: evaluation.quantity,
    SizeBy.MARGIN: _taken,
    SizeBy.MOST: _of_spendable,
    SizeBy.VOLATILITY: lambda evaluation, sized: _of_base(_taken(evaluation, sized), evaluation, sized),
    SizeBy.RISK_AMOUNT: lambda evaluation, _: _risk(evaluation),
    SizeBy.RISK_RATE: lambda evaluation, sized: _of_base(_risk(evaluation), evaluation, sized),
}
