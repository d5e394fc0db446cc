"""Fee, slippage and holding time as the ticket has them: a field each, in a unit the trader chooses."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from planner.assess import Assessment
from planner.domain.cost_units import (
    BASIS_POINT,
    CostUnit,
    Measure,
    fee_measures,
    holding_measures,
    rate_of,
    slippage_measures,
    typed_in,
)
from planner.domain.evaluate import evaluate
from planner.domain.number import ONE
from planner.domain.plan import Draft, Plan
from planner.domain.typed import PERCENT
from planner.domain.unit_trade import fees_of
from planner.report.units import cost_signs
from planner.ui.widgets.measure_field import Measured, MeasureField

_PERCENT = (Measure(CostUnit.PERCENT, PERCENT), Measure(CostUnit.BASIS_POINTS, BASIS_POINT))
_SHARES = frozenset({CostUnit.PERCENT, CostUnit.BASIS_POINTS})
"""Units in which a rate is what it is at every price."""
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
        self._counted = (
            _Counted("slippage_rate", self.slippage, slippage_measures, lambda plan: plan.stop_price),
            _Counted("fee_rate", self.fee, _fee_measures, lambda plan: (plan.entry_price, plan.ladder)),
        )

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
        """What was typed in ticks or per unit is as many of them wherever an edit has put the stop or the entry."""
        for counted in self._counted:
            after = counted.keep(before, after)
        return after


def _fee_measures(draft: Draft) -> tuple[Measure, ...]:
    return fee_measures(evaluate(draft))


class _Counted:
    """A rate that was typed as so many of what is another share of another price.

    While that price is missing, or its first digits are typed, the number is remembered.
    """

    def __init__(
        self,
        name: str,
        field: MeasureField,
        measures: Callable[[Draft], tuple[Measure, ...]],
        base: Callable[[Plan], object],
    ) -> None:
        """A field of the plan, what it can be entered in, and the prices it is a share of."""
        self._name, self._field, self._measures, self._base = name, field, measures, base
        self._left: object = None
        self._number: Decimal | None = None

    def keep(self, before: Draft, after: Draft) -> Draft:
        """The plan after an edit with as many as before it; as it is where the rate itself was edited."""
        unit, rate = CostUnit(self._field.wished), getattr(before.plan, self._name)
        if unit in _SHARES or rate is None or self._what(before.plan) != self._what(after.plan):
            self._left = None
            return after
        if self._state(before.plan, unit) != self._left:
            self._number = typed_in(self._measures(before), unit, rate)
        kept = after if self._base(before.plan) == self._base(after.plan) else self._with_as_many(after, unit)
        self._left = self._state(kept.plan, unit)
        return kept

    def _state(self, plan: Plan, unit: CostUnit) -> object:
        return unit, self._what(plan), self._base(plan)

    def _what(self, plan: Plan) -> tuple[str, Decimal | None]:
        return plan.instrument, getattr(plan, self._name)

    def _with_as_many(self, draft: Draft, unit: CostUnit) -> Draft:
        rate = None if self._number is None else rate_of(self._measures(draft), unit, self._number)
        return draft if rate is None else draft.replace(plan=draft.plan.replace(**{self._name: rate}))
