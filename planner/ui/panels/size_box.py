"""Size by risk in percent, risk in money, or quantity: one value in three units."""

from decimal import Decimal, localcontext

from PySide6.QtWidgets import QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.number import ENGINE, ceil_to_step
from planner.domain.plan import SizeBy
from planner.domain.typed import PERCENT, FieldRule
from planner.report.glossary import label
from planner.ui.panels.panel import Panel, objections
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField

_OPTIONS = ((SizeBy.RISK_RATE, "Risk %"), (SizeBy.RISK_AMOUNT, "Risk money"), (SizeBy.QUANTITY, "Quantity"))
_TERMS = {SizeBy.RISK_RATE: "risk_rate", SizeBy.RISK_AMOUNT: "risk_amount", SizeBy.QUANTITY: "quantity_asked"}


class SizeBox(Panel):
    """The method and its value. Changing the method keeps the trade: the value is carried over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A list and a field, laid out by the ticket."""
        super().__init__(parent)
        self.method = ChoiceField("size_by", parent)
        self.method.offer(_OPTIONS)
        self.value = NumberField("risk_rate", FieldRule(), parent=parent)
        self._assessment: Assessment | None = None
        self.method.chosen.connect(self._choose)
        self.value.edited.connect(self._edit)
        self.value.settled.connect(self.settled)
        self.value.fault_changed.connect(self.fault_changed)
        self.hide()

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the method, its value and what is wrong with it."""
        self._assessment = assessment
        plan, situation, instrument = assessment.draft.plan, assessment.draft.situation, assessment.draft.instrument
        unit = {
            SizeBy.RISK_RATE: "% equity",
            SizeBy.RISK_AMOUNT: situation.account.currency,
            SizeBy.QUANTITY: instrument.quantity_unit if instrument is not None else "",
        }
        step = instrument.quantity_step if instrument is not None else None
        rules = {
            SizeBy.RISK_RATE: FieldRule(scale=PERCENT, nudge=Decimal("0.001"), maximum=Decimal(1)),
            SizeBy.RISK_AMOUNT: FieldRule(nudge=Decimal(1)),
            SizeBy.QUANTITY: FieldRule(nudge=step),
        }
        self.method.show_value(plan.size_by)
        self.value.rule = rules[plan.size_by]
        self.value.set_name(label(_TERMS[plan.size_by]))
        self.value.set_unit(unit[plan.size_by])
        self.value.show_value(plan.size)
        self.value.show_objection(objections(assessment).get("size", ""))

    def _edit(self, value: Decimal) -> None:
        if self._assessment is not None:
            self.edited.emit(edits.set_size(self._assessment.draft.plan.size_by, value, continuing=True))

    def _choose(self, method: str) -> None:
        if self._assessment is not None:
            size_by = SizeBy(method)
            self.edited.emit(edits.set_size(size_by, _carried_over(self._assessment, size_by)))


def _carried_over(assessment: Assessment, size_by: SizeBy) -> Decimal:
    """What the plan's size is in another unit, so that the same quantity follows; a usual value where it has none."""
    evaluation, instrument = assessment.evaluation, assessment.draft.instrument
    asked, loss, quantity = evaluation.asked_quantity, evaluation.loss_at_stop, evaluation.quantity
    if size_by is SizeBy.QUANTITY:
        return quantity if quantity and instrument is not None else Decimal(1)
    if not asked or not loss or not quantity or evaluation.before is None or evaluation.before.equity <= 0:
        return Decimal("0.01") if size_by is SizeBy.RISK_RATE else Decimal(100)
    with localcontext(ENGINE):
        amount = asked * loss / quantity
        if size_by is SizeBy.RISK_AMOUNT:
            return ceil_to_step(amount, Decimal("0.01"))
        return min(ceil_to_step(amount / evaluation.before.equity, Decimal("0.000001")), Decimal(1))
