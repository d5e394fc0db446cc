"""Slippage, a fee or a holding time, entered in the unit a trader thinks in; the plan keeps its own."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from planner.domain.cost_units import CostUnit, Measure
from planner.domain.fault import FaultError
from planner.domain.number import to_text
from planner.domain.typed import FieldRule, write_value
from planner.report.units import COST_NAMES
from planner.ui.widgets.number_field import BETWEEN, Stepping
from planner.ui.widgets.switched_field import SwitchedField

_NUDGES = {
    CostUnit.PERCENT: Decimal("0.01"),
    CostUnit.PIPS: Decimal("0.1"),
    CostUnit.PER_UNIT: Decimal("0.1"),
}
"""What an arrow key adds; of a price it is a tick, of all else one."""


class Measured(Struct, frozen=True):
    """What can be entered now: the measures, what each is called in the field, and the tick of a price.

    The `usual` values hold where the field is empty.
    """

    measures: tuple[Measure, ...]
    signs: Mapping[CostUnit, str]
    tick: Decimal | None
    usual: tuple[Decimal, ...] = ()


class MeasureField(SwitchedField):
    """A value of the plan, shown and typed in `entered_in`; `edited` carries it as the plan keeps it."""

    entered_in: CostUnit

    def __init__(
        self, term: str, usual: Measured, most: Decimal, *, allows_empty: bool = False, parent: QWidget | None = None
    ) -> None:
        """A field of a glossary term for a value up to `most`, in the first of the usual measures."""
        super().__init__(term, FieldRule(), usual.measures[0].unit, parent=parent)
        self.most, self.allows_empty, self.measured = most, allows_empty, usual
        self.dress()

    @property
    def measure(self) -> Measure:
        """That of the unit it is entered in."""
        return next(measure for measure in self.measured.measures if measure.unit is self.entered_in)

    def show_measured(self, value: Decimal | None, measured: Measured) -> None:
        """Show a value, or where there is none the usual ones faintly."""
        self.measured = measured
        self.follow_offered()
        self.show_value(value)

    def offered(self) -> tuple[CostUnit, ...]:
        """Those of the measures that can be used now."""
        return tuple(measure.unit for measure in self.measured.measures)

    def name_of(self, unit: StrEnum) -> str:
        """The same for all fields."""
        return COST_NAMES[CostUnit(unit)]

    def dress(self) -> None:
        """Take the rule and the sign of the unit."""
        unit = self.entered_in
        nudge = self.measured.tick if unit is CostUnit.PRICE else _NUDGES.get(unit, Decimal(1))
        most = self.measure.most(self.most)
        self.rule = FieldRule(nudge=nudge, maximum=most, allows_zero=True, allows_empty=self.allows_empty)
        self.show_sign(self.measured.signs[unit])
        usual = dict.fromkeys(write_value(self.measure.number_of(each), self.rule) for each in self.measured.usual)
        hint = BETWEEN.join(usual)
        if self.input.placeholderText() != hint:
            self.input.setPlaceholderText(hint)

    def _to_shown(self, value: Decimal | None) -> Decimal | None:
        return None if value is None else self.measure.number_of(value)

    def _stepped(self, way: Stepping) -> tuple[Decimal | None, Decimal | None]:
        if way.value is None or not way.offset:
            return super()._stepped(way)
        value = self.measure.further(way.value, way.offset)
        return value, self._to_shown(value)

    def _from_shown(self, number: Decimal | None) -> Decimal | None:
        if number is None:
            return None
        value = self.measure.value_of(number)
        if number and not value:
            raise FaultError("out_of_range", text=to_text(number))
        return value
