"""A price that can be entered as a distance from the entry: the unit in the field is a button that switches it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from planner.domain.distances import Reference, Unit, distance_at, price_at
from planner.domain.fault import FaultError
from planner.domain.number import LARGEST, floor_to_step
from planner.domain.typed import PERCENT, FieldRule
from planner.report.units import FROM_MARKET, UNIT_NAMES, UNIT_SIGNS
from planner.ui.widgets.number_field import NumberField
from planner.words import translated

_PLACES = {
    Unit.PERCENT: Decimal("0.000001"),
    Unit.PIPS: Decimal("0.1"),
    Unit.TICKS: Decimal(1),
    Unit.ATR: Decimal("0.001"),
    Unit.R: Decimal("0.001"),
    Unit.MONEY: Decimal("0.01"),
}
"""How exactly a distance is told that was not typed."""
_NUDGES: Mapping[Unit, Decimal] = {
    Unit.PERCENT: Decimal("0.001"),
    Unit.PIPS: Decimal(1),
    Unit.TICKS: Decimal(1),
    Unit.ATR: Decimal("0.1"),
    Unit.R: Decimal("0.1"),
    Unit.MONEY: Decimal(10),
}


@dataclass(frozen=True, slots=True)
class Entering:
    """How a price is entered as a price, and what a distance is counted from (None: no distance can be told)."""

    rule: FieldRule
    unit: str
    currency: str
    reference: Reference | None


class DistanceField(NumberField):
    """A price, shown and typed in `entered_in`; `edited` carries the price on its tick.

    `unit_chosen` carries the unit the trader has switched to.
    """

    unit_chosen = Signal(object)

    def __init__(self, term: str, rule: FieldRule, *, parent: QWidget | None = None) -> None:
        """A field of a glossary term, in prices."""
        super().__init__(term, rule, parent=parent)
        self.entered_in = Unit.PRICE
        self.entering = Entering(rule, "", "", None)
        self.unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=False)
        self.unit.setCursor(Qt.CursorShape.PointingHandCursor)
        self.unit.setToolTip(translated("Enter it in another unit (Ctrl+U)"))
        self.unit.installEventFilter(self)

    def show_price(self, price: Decimal | None, entering: Entering) -> None:
        """Show a price by its rule, or how far it lies from what it is counted from."""
        self.entering = entering
        if self.entered_in not in self._offered():
            self.entered_in = Unit.PRICE
        self._dress()
        self.show_value(price)

    def enter_in(self, unit: Unit) -> None:
        """Show and type it in that unit from now on."""
        if unit in self._offered() and unit is not self.entered_in:
            self.restore()
            self.entered_in = unit
            self._dress()
            self.restore()
            self.unit_chosen.emit(unit)

    def _offered(self) -> tuple[Unit, ...]:
        return (Unit.PRICE,) if self.entering.reference is None else self.entering.reference.units()

    def _is_signed(self) -> bool:
        return self.entering.reference is not None and self.entering.reference.is_signed

    def _dress(self) -> None:
        if self.entered_in is Unit.PRICE:
            self.rule = self.entering.rule
            self.set_unit(self.entering.unit)
            return
        scale = PERCENT if self.entered_in is Unit.PERCENT else Decimal(1)
        empty, least = self.entering.rule.allows_empty, -LARGEST if self._is_signed() else None
        nudge = _NUDGES[self.entered_in]
        self.rule = FieldRule(scale=scale, nudge=nudge, least=least, allows_zero=self._is_signed(), allows_empty=empty)
        sign = UNIT_SIGNS.get(self.entered_in)
        self.set_unit(self.entering.currency if sign is None else translated(sign))

    def _to_shown(self, value: Decimal | None) -> Decimal | None:
        if value is None or self.entering.reference is None or self.entered_in is Unit.PRICE:
            return value
        distance = distance_at(self.entered_in, value, self.entering.reference)
        return None if distance is None else floor_to_step(distance, _PLACES[self.entered_in])

    def _from_shown(self, number: Decimal | None) -> Decimal | None:
        if number is None or self.entering.reference is None:
            return number
        price = price_at(self.entered_in, number, self.entering.reference)
        if price is None:
            raise FaultError("no_such_distance")
        return price

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the unit, or Ctrl+U in the field, switches it."""
        if watched is self.unit:
            if event.type() is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
                self._ask(self.unit.mapToGlobal(QPoint(0, self.unit.height())))
                return True
            return False
        if asks_for_unit(event):
            offered = self._offered()
            self.enter_in(offered[(offered.index(self.entered_in) + 1) % len(offered)])
            return True
        return super().eventFilter(watched, event)

    def _ask(self, where: QPoint) -> None:
        menu = QMenu(self)
        names = FROM_MARKET if self._is_signed() else UNIT_NAMES
        for unit in self._offered():
            entry = menu.addAction(translated(names[unit]), partial(self.enter_in, unit))
            entry.setCheckable(True)
            entry.setChecked(unit is self.entered_in)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)


def asks_for_unit(event: QEvent) -> bool:
    """Whether Ctrl+U was pressed."""
    if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    return event.key() == Qt.Key.Key_U and event.modifiers() == Qt.KeyboardModifier.ControlModifier
