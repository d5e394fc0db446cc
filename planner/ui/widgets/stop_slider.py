"""A slider that stops at exact values."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QWidget

from planner.domain.number import to_text
from planner.domain.stops import nearest_stop
from planner.report.numbers import HIDDEN
from planner.ui.widgets.unwheeled import Slider
from planner.words import translated

_PAGE = 5


class StopSlider(Slider):
    """`chosen` carries the stop it is moved to; a value between two stops stands at the lower one."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """A slider with nowhere to go yet."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.stops: tuple[Decimal, ...] = (Decimal(0),)
        self._first = 0
        self._is_concealed = False
        self.setAccessibleName(translated("{name} slider", name=name))
        self.setPageStep(_PAGE)
        self.valueChanged.connect(self._choose)

    def offer(self, stops: Sequence[Decimal]) -> None:
        """Stop at those values from now on."""
        if tuple(stops) != self.stops:
            self.stops = tuple(stops)
            self._first = _counted_from(self.stops)
            with QSignalBlocker(self):
                self.setRange(self._first, self._first + len(self.stops) - 1)

    def show_value(self, value: Decimal) -> None:
        """Stand at a value."""
        with QSignalBlocker(self):
            self.setValue(self._first + nearest_stop(self.stops, value))
        self._tell(value)

    def conceal(self, *, concealed: bool) -> None:
        """Tell the values that follow to nobody, or tell them again."""
        self._is_concealed = concealed

    def _choose(self, position: int) -> None:
        stop = self.stops[position - self._first]
        self._tell(stop)
        self.chosen.emit(stop)

    def _tell(self, value: Decimal) -> None:
        self.setAccessibleDescription(HIDDEN if self._is_concealed else to_text(value))


def _counted_from(stops: Sequence[Decimal]) -> int:
    """What the first stop is counted as: itself where all are whole and one apart, as a screen reader tells them."""
    first = int(stops[0])
    return first if all(stop == first + place for place, stop in enumerate(stops)) else 0
