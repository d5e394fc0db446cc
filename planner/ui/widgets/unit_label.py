"""The unit inside a field: as much of it as the number leaves room for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLineEdit

from planner.ui.widgets.elided_label import ElidedLabel

_SWITCH = "▾"


class UnitLabel(ElidedLabel):
    """A unit, shown whole or not at all; one that `is_button` gives way to a sign that there is something to choose.

    `asked` tells that it was clicked, or pressed by a screen reader.
    """

    asked = Signal()

    def __init__(self, text: str, field: QLineEdit) -> None:
        """A unit in a field, not to be clicked yet."""
        super().__init__(field)
        self.is_button = False
        self._widths: tuple[int, ...] = ()
        self.setProperty("role", "unit")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setText(text)

    def offer(self, *, offered: bool) -> None:
        """Let it be clicked, or let the mouse pass through."""
        self.is_button = offered
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=not offered)
        self.setCursor(Qt.CursorShape.PointingHandCursor if offered else Qt.CursorShape.IBeamCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - wherever it is pressed
        """A click asks; where it is no button, it never gets here."""
        self.asked.emit()

    def measure(self) -> None:
        """Take the font as it is, and the text."""
        self._widths = tuple(self.fontMetrics().horizontalAdvance(form) + 1 for form in self._forms())

    def width_in(self, room: int) -> int:
        """The width of the longest form that fits beside the number, which is never cut; zero where none does."""
        return next((width for width in self._widths if width <= room), 0)

    def shown_text(self) -> str:
        """What is seen of the unit."""
        forms = dict(zip(self._widths, self._forms(), strict=False))
        return forms.get(self.width(), "")

    def _forms(self) -> tuple[str, ...]:
        return tuple(form for form in (self.text(), _SWITCH if self.is_button else "") if form)
