"""A price that can be entered as a distance from the entry."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from planner.domain.distances import Reference, Unit, distance_at, is_short_of, price_at, told_at
from planner.domain.fault import FaultError
from planner.domain.number import ENGINE, LARGEST, ceil_to_step, to_text
from planner.domain.typed import PERCENT, FieldRule, read_typed, write_value
from planner.report.asked import not_as_far
from planner.report.numbers import coins_for, is_hidden, money_step
from planner.report.units import AT_TARGET, FROM_MARKET, UNIT_NAMES, UNIT_SIGNS
from planner.ui.widgets.number_field import Stepping
from planner.ui.widgets.switched_field import SwitchedField

_PLACES = {
    Unit.PERCENT: Decimal("0.000001"),
    Unit.ATR: Decimal("0.001"),
    Unit.R: Decimal("0.001"),
}
"""How exactly a distance is told that was not typed, or as exactly as tells two ticks apart.

Ticks and pips are told by the tick, money as its currency is.
"""
_NUDGES: Mapping[Unit, Decimal] = {
    Unit.PERCENT: Decimal("0.001"),
    Unit.PIPS: Decimal(1),
    Unit.TICKS: Decimal(1),
    Unit.ATR: Decimal("0.1"),
    Unit.R: Decimal("0.1"),
}
_NUDGE_OF_MONEY = Decimal(10)


class Entering(Struct, frozen=True):
    """How a price is entered as a price, and what a distance is counted from (None: no distance can be told)."""

    rule: FieldRule
    unit: str
    currency: str
    reference: Reference | None


class _Asked(Struct, frozen=True):
    """A distance that was typed, the price it has led to, and how far that was then."""

    number: Decimal
    price: Decimal
    reached: Decimal | None = None

    def still_led_to(self, price: Decimal | None, reached: Decimal) -> bool:
        """Whether nothing else has moved the price, or what it is counted from, since."""
        return self.price == price and self.reached in {None, reached}


class DistanceField(SwitchedField):
    """A price, shown and typed in `entered_in`; `edited` carries the price on its tick.

    Where no price is as far as was typed, because the size or the average entry moves with it in whole steps, a hint
    below says so as long as nothing else has changed.
    """

    entered_in: Unit

    def __init__(self, term: str, rule: FieldRule, *, parent: QWidget | None = None) -> None:
        """A field of a glossary term, in prices."""
        super().__init__(term, rule, Unit.PRICE, parent=parent)
        self.entering = Entering(rule, "", "", None)
        self._asked: _Asked | None = None
        self.edited.connect(self._remember)

    def show_price(self, price: Decimal | None, entering: Entering) -> None:
        """Show a price by its rule, or how far it lies from what it is counted from."""
        self.entering = entering
        self.follow_offered()
        self.show_value(price)
        self._tell_off(price)

    def enter_in(self, unit: StrEnum) -> None:
        """What was asked for was asked in the unit before."""
        if unit is not self.entered_in:
            self._asked = None
            self._tell_off(None)
        super().enter_in(unit)

    def _remember(self, price: Decimal | None) -> None:
        number = read_typed(self.input.text(), self.rule)
        self._asked = None if price is None or number is None else _Asked(number, price)

    def _tell_off(self, price: Decimal | None) -> None:
        """Say what was asked for beside what it has come to, while that is so."""
        asked, reference = self._asked, self.entering.reference
        reached = None if price is None else self._to_shown(price)
        if asked is None or reference is None or reached is None or not asked.still_led_to(price, reached):
            self._asked = None
            self.say_hint("")
            return
        self._asked = replace(asked, reached=reached)
        hides = self.entered_in is Unit.MONEY and is_hidden(self.entering.currency)
        is_off = not hides and is_short_of(self.entered_in, asked.number, asked.price, reference)
        number, had = (f"{write_value(each, self.rule)} {self.unit.text()}" for each in (asked.number, reached))
        self.say_hint(not_as_far(number, had, reference) if is_off else "")

    def offered(self) -> tuple[Unit, ...]:
        """A price, and the distances that can be told."""
        return (Unit.PRICE,) if self.entering.reference is None else self.entering.reference.units()

    def name_of(self, unit: StrEnum) -> str:
        """Of a distance from the entry, or from the market."""
        reference = self.entering.reference
        of_entry = UNIT_NAMES if reference is None or reference.is_stop else AT_TARGET
        return (FROM_MARKET if self._is_signed() else of_entry)[Unit(unit)]

    def _is_signed(self) -> bool:
        return self.entering.reference is not None and self.entering.reference.is_signed

    def dress(self) -> None:
        """Take the rule and the sign of the unit; a price has those of its instrument."""
        if self.entered_in is Unit.PRICE:
            self.rule = self.entering.rule
            self.show_sign(self.entering.unit)
            return
        scale = PERCENT if self.entered_in is Unit.PERCENT else Decimal(1)
        empty, least = self.entering.rule.allows_empty, -LARGEST if self._is_signed() else None
        nudge = _NUDGES.get(self.entered_in) or coins_for(_NUDGE_OF_MONEY, self.entering.currency)
        self.rule = FieldRule(scale=scale, nudge=nudge, least=least, allows_zero=self._is_signed(), allows_empty=empty)
        sign = UNIT_SIGNS.get(self.entered_in)
        self.show_sign(self.entering.currency if sign is None else sign)

    def _step(self) -> Decimal | None:
        """A tick, where distances are counted in ticks or in pips: between two of them there is no price."""
        if self.entering.reference is None or self.entered_in not in {Unit.TICKS, Unit.PIPS}:
            return None
        steps = self.entering.reference.step
        return ENGINE.divide(steps[Unit.TICKS], steps[Unit(self.entered_in)])

    def _to_shown(self, value: Decimal | None) -> Decimal | None:
        return self._told(value, self.entering.reference)

    def _stepped(self, way: Stepping) -> tuple[Decimal | None, Decimal | None]:
        price, _ = super()._stepped(way)
        of = self.entering.reference
        there = of if of is None or of.after is None or price is None else of.after(price)
        return price, self._told(price, there)

    def _told(self, price: Decimal | None, of: Reference | None) -> Decimal | None:
        """A price as it is; a distance so that the same tick follows where it is typed again."""
        if price is None or of is None or self.entered_in is Unit.PRICE:
            return price
        step, usual = self._step(), _PLACES.get(self.entered_in)
        if step is None and usual is not None:
            return told_at(self.entered_in, price, of, usual)
        distance = distance_at(self.entered_in, price, of)
        return None if distance is None else ceil_to_step(distance, step or money_step(self.entering.currency))

    def _from_shown(self, number: Decimal | None) -> Decimal | None:
        if number is None or self.entering.reference is None:
            return number
        step = self._step()
        if step is not None:
            read_typed(to_text(number), replace(self.rule, step=step))
        price = price_at(self.entered_in, number, self.entering.reference)
        if price is None:
            raise FaultError("no_such_distance")
        return price
