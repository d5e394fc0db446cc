"""A stop as what may be lost at it."""

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from planner.assess import Assessment
from planner.domain.evaluation import Evaluation
from planner.domain.fault import FaultError
from planner.domain.number import ceil_to_step
from planner.domain.sizing import stop_for_loss
from planner.domain.typed import FieldRule
from planner.report.numbers import money_step
from planner.ui.widgets.number_field import NumberField, Stepping


class LossField(NumberField):
    """The price of the stop, shown and typed as what the quantity loses there, in account currency."""

    def __init__(self, term: str, rule: FieldRule, *, parent: QWidget | None = None) -> None:
        """A field of a glossary term that can tell nothing yet."""
        super().__init__(term, rule, parent=parent)
        self._evaluation: Evaluation | None = None

    def show_loss(self, assessment: Assessment) -> None:
        """Show the loss at the stop; what is typed stays while the stop is where it leads, on its tick."""
        self._evaluation = assessment.evaluation
        self.show_value(assessment.draft.plan.stop_price)

    def _to_shown(self, value: Decimal | None) -> Decimal | None:
        of = self._evaluation
        if value is None or of is None or of.loss_at_stop is None:
            return None
        return ceil_to_step(of.loss_at_stop, money_step(of.draft.situation.account.currency))

    def _from_shown(self, number: Decimal | None) -> Decimal | None:
        of = self._evaluation
        if number is None or of is None or of.unit is None or not of.quantity:
            raise FaultError("stop_without_size")
        stop = stop_for_loss(of.unit, of.quantity, number)
        if stop is None:
            raise FaultError("no_stop_for_loss")
        return stop

    def _stepped(self, way: Stepping) -> tuple[Decimal | None, Decimal | None]:
        stop, _ = super()._stepped(way)
        return stop, way.along
