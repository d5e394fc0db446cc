"""Slippage, fee and holding time in the unit a trader thinks in. A plan keeps rates and days, whatever was typed.

What one unit is worth in the plan's own is a quotient, as a tick is of the stop price. What is typed becomes what can
be written, never more than was typed: a trace too much would be one more funding payment.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ONE, SMALLEST, floor_to_step, nearest_writable
from planner.domain.plan import Draft
from planner.domain.typed import PERCENT
from planner.domain.unit_trade import HOURS_A_DAY

DAYS_A_WEEK = Decimal(7)
BASIS_POINT = Decimal("0.0001")
_TYPED = Decimal("1e-9")
"""No trader types more digits behind the point than these; a number that means a value to them is what was typed."""


class CostUnit(StrEnum):
    """What slippage, a fee or the holding time is entered in."""

    PERCENT = "percent"
    TICKS = "ticks"
    PIPS = "pips"
    PRICE = "price"
    BASIS_POINTS = "basis_points"
    PER_UNIT = "per_unit"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    FUNDING = "funding"


class Measure(Struct, frozen=True):
    """A unit: one of it is `size / of` in the plan's own; what was not typed in it is told to `places`."""

    unit: CostUnit
    size: Decimal
    of: Decimal = ONE
    places: Decimal = Decimal("0.001")

    def value_of(self, number: Decimal) -> Decimal:
        """What the plan keeps of a number of these."""
        return _writable(self._value(number))

    def further(self, value: Decimal, number: Decimal) -> Decimal:
        """What the plan keeps of a value and a number of these more, or fewer."""
        typed = self.typed(value)
        if typed is not None:
            return self.value_of(ENGINE.add(typed, number))
        return _writable(ENGINE.add(value, self._value(number)))

    def _value(self, number: Decimal) -> Decimal:
        return ENGINE.divide(ENGINE.multiply(number, self.size), self.of)

    def number_of(self, value: Decimal) -> Decimal:
        """How many of these a value is: the number that was typed where there is one, else the nearest told."""
        typed = self.typed(value)
        return self._exact(value).quantize(self.places, context=ENGINE) if typed is None else typed

    def typed(self, value: Decimal) -> Decimal | None:
        """The number a trader has typed in this unit for a value; None where there is none of few digits."""
        number = self._exact(value).quantize(_TYPED, context=ENGINE)
        return number if self.value_of(number) == value else None

    def _exact(self, value: Decimal) -> Decimal:
        return ENGINE.divide(ENGINE.multiply(value, self.of), self.size)

    def most(self, value: Decimal) -> Decimal:
        """The largest number of these that is no more than a value."""
        return floor_to_step(self._exact(value), self.places)


def _writable(value: Decimal) -> Decimal:
    return nearest_writable(floor_to_step(value, SMALLEST)).normalize(ENGINE)


def typed_in(measures: Iterable[Measure], unit: CostUnit, value: Decimal) -> Decimal | None:
    """How many of a unit a trader has typed for a value; None where it cannot be used, or was not."""
    return next((measure.typed(value) for measure in measures if measure.unit is unit), None)


def rate_of(measures: Iterable[Measure], unit: CostUnit, number: Decimal) -> Decimal | None:
    """The rate that a number of a unit is; None where that cannot be used, or is more than a rate can be."""
    rate = next((measure.value_of(number) for measure in measures if measure.unit is unit), None)
    return None if rate is None or rate > ONE else rate


_PERCENT = Measure(CostUnit.PERCENT, PERCENT)
_HOURS = Decimal(HOURS_A_DAY)


def slippage_measures(draft: Draft) -> tuple[Measure, ...]:
    """How slippage can be entered: it is a share of the stop price, so of price only where there is a stop."""
    stop, instrument = draft.plan.stop_price, draft.instrument
    if stop is None or instrument is None:
        return (_PERCENT,)
    found = [_PERCENT]
    if instrument.pip is not None:
        found.append(Measure(CostUnit.PIPS, instrument.pip, stop, Decimal("0.01")))
    tick, tenth = instrument.price_tick, Decimal("0.1")
    ticks = Measure(CostUnit.TICKS, tick, stop, tenth)
    return *found, ticks, Measure(CostUnit.PRICE, ONE, stop, ENGINE.multiply(tick, tenth))


def fee_measures(evaluation: Evaluation) -> tuple[Measure, ...]:
    """How a fee can be entered: per unit, it is counted at the entry, in quote currency."""
    trade = evaluation.unit
    each = () if trade is None else (Measure(CostUnit.PER_UNIT, ONE, trade.notional),)
    return _PERCENT, Measure(CostUnit.BASIS_POINTS, BASIS_POINT), *each


def holding_measures(evaluation: Evaluation) -> tuple[Measure, ...]:
    """How the holding time can be entered: in funding intervals where the venue has some."""
    instrument = evaluation.draft.instrument
    interval = None if instrument is None else instrument.funding_interval_hours
    found = (
        Measure(CostUnit.DAYS, ONE),
        Measure(CostUnit.HOURS, ONE, _HOURS),
        Measure(CostUnit.WEEKS, DAYS_A_WEEK),
    )
    return found if interval is None else (*found, Measure(CostUnit.FUNDING, interval, _HOURS))
