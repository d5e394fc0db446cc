"""Fee, slippage and holding time as the ticket has them: a field each, in a unit the trader chooses."""

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from planner.assess import Assessment
from planner.domain.cost_units import (
    BASIS_POINT,
    CostUnit,
    Measure,
    fee_measures,
    holding_measures,
    slippage_measures,
    slippage_typed,
    with_slippage,
)
from planner.domain.number import ONE
from planner.domain.plan import Draft
from planner.domain.typed import PERCENT
from planner.domain.unit_trade import fees_of
from planner.report.units import cost_signs
from planner.ui.widgets.measure_field import Measured, MeasureField

_PERCENT = (Measure(CostUnit.PERCENT, PERCENT), Measure(CostUnit.BASIS_POINTS, BASIS_POINT))
_DAYS = (Measure(CostUnit.DAYS, ONE),)
_LONGEST = Decimal(3650)


class MeasuredFields:
    """The three fields; where they stand is the ticket's."""

    def __init__(self, parent: QWidget) -> None:
        """Empty fields in the plan's own units."""
        rates, days = (Measured(usual, cost_signs(None), None) for usual in (_PERCENT, _DAYS))
        self.fee = MeasureField("fee_rate", rates, ONE, allows_empty=True, parent=parent)
        self.slippage = MeasureField("slippage_rate", rates, ONE, parent=parent)
        self.holding = MeasureField("holding_days", days, _LONGEST, parent=parent)
        self._slipping: tuple[Decimal, CostUnit, Decimal | None] | None = None

    def show_assessment(self, assessment: Assessment) -> None:
        """Show what the plan says, or for the fee the instrument's own faintly; a guaranteed stop does not slip."""
        evaluation, plan, instrument = assessment.evaluation, assessment.draft.plan, assessment.draft.instrument
        signs, tick = cost_signs(instrument), None if instrument is None else instrument.price_tick
        fees = None if instrument is None else fees_of(plan, instrument)
        usual = () if fees is None else (fees.entry, fees.exit)
        self.fee.show_measured(plan.fee_rate, Measured(fee_measures(evaluation), signs, tick, usual))
        self.slippage.show_measured(plan.slippage_rate, Measured(slippage_measures(assessment.draft), signs, tick))
        self.holding.show_measured(plan.holding_days, Measured(holding_measures(evaluation), signs, tick))
        self.slippage.input.setEnabled(plan.guaranteed_stop is None)

    def keep(self, before: Draft, after: Draft) -> Draft:
        """Slippage that was typed in ticks, pips or price is as many of them wherever an edit has put the stop.

        While there is no stop, or while its first digits are typed, they are remembered.
        """
        rate, unit = before.plan.slippage_rate, CostUnit(self.slippage.wished)
        if self._slipping is None or self._slipping[:2] != (rate, unit):
            self._slipping = rate, unit, slippage_typed(before, unit)
        number = self._slipping[2]
        moved = before.plan.stop_price != after.plan.stop_price and before.plan.instrument == after.plan.instrument
        return with_slippage(after, unit, number) if moved and number and after.plan.slippage_rate == rate else after

    def forget(self) -> None:
        """Another plan follows."""
        self._slipping = None
