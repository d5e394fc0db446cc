"""A number that can be entered in several units: the unit in the field is a button that switches it."""

from enum import StrEnum
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from planner.domain.typed import FieldRule
from planner.report.units import sign_for
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.spoken import tell_value
from planner.ui.widgets.tips import plain_tip
from planner.words import translated


class SwitchedField(NumberField):
    """A value, shown and typed in `entered_in`, which is the unit wished for where it can be used, else the first.

    `unit_chosen` carries the unit the trader has switched to. A click on the unit lists them all, Ctrl+U takes the
    next.
    """

    unit_chosen = Signal(object)

    def __init__(self, term: str, rule: FieldRule, first: StrEnum, *, parent: QWidget | None = None) -> None:
        """A field of a glossary term, in its first unit."""
        super().__init__(term, rule, parent=parent)
        self.entered_in = self.wished = first
        self.unit.asked.connect(self._ask)
        self._tell_unit()
        self._sign = ""
        self.input.textChanged.connect(lambda text: self.set_unit(sign_for(self._sign, text)))

    def offered(self) -> tuple[StrEnum, ...]:
        """The units that can be used now, the plan's own first."""
        return (self.entered_in,)

    def name_of(self, unit: StrEnum) -> str:
        """What a unit is called in the menu, in English."""
        return unit

    def dress(self) -> None:
        """Take the rule and the sign of the unit."""

    def show_sign(self, sign: str) -> None:
        """Show the sign of several of the unit inside the field, or that of one where one is written."""
        self._sign = sign
        self.set_unit(sign_for(sign, self.input.text()))

    def set_unit(self, unit: str) -> None:
        """Show it inside the field, as much as has room there, and all of it as its tooltip."""
        is_new = unit != self.unit.text()
        super().set_unit(unit)
        if is_new:
            self._tell_unit()

    def set_name(self, name: str) -> None:
        """Its unit is called after it."""
        super().set_name(name)
        self._tell_unit()

    def _tell_unit(self) -> None:
        hint = translated("Enter it in another unit (Ctrl+U)")
        self.unit.setToolTip(plain_tip(f"{self.unit.text()}\n{hint}".strip()))
        if self.unit.is_button:
            named, unit = self.input.accessibleName(), translated(self.name_of(self.entered_in))
            self.unit.setAccessibleName(translated("Unit of {name}: {unit}", name=named, unit=unit))
            tell_value(self.unit, unit)

    def follow_offered(self) -> None:
        """Keep to what can be used: the unit wished for comes back when it can be again."""
        offered = self.offered()
        self.entered_in = self.wished if self.wished in offered else offered[0]
        self.dress()
        self.offer_units(offered=len(offered) > 1)
        self._tell_unit()

    def enter_in(self, unit: StrEnum) -> None:
        """Show and type it in that unit from now on."""
        if unit in self.offered() and unit is not self.entered_in:
            self.restore()
            self.entered_in = self.wished = unit
            self.dress()
            self.restore()
            self._tell_unit()
            self.unit_chosen.emit(unit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+U in the field switches the unit."""
        if asks_for_unit(event):
            offered = self.offered()
            self.enter_in(offered[(offered.index(self.entered_in) + 1) % len(offered)])
            return True
        return super().eventFilter(watched, event)

    def _ask(self) -> None:
        menu = QMenu(self)
        for unit in self.offered():
            entry = menu.addAction(translated(self.name_of(unit)), partial(self.enter_in, unit))
            entry.setCheckable(True)
            entry.setChecked(unit is self.entered_in)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.unit.mapToGlobal(QPoint(0, self.unit.height())))


def asks_for_unit(event: QEvent) -> bool:
    """Whether Ctrl+U was pressed."""
    if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    return event.key() == Qt.Key.Key_U and event.modifiers() == Qt.KeyboardModifier.ControlModifier
