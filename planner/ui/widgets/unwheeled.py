"""Lists, sliders, numbers and moments that leave the wheel to what is scrolled around them.

Nothing is rewritten because it came to lie under the pointer. Qt's own classes are banned elsewhere (pyproject.toml).
"""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QDoubleSpinBox, QSlider, QTimeEdit, QWidget

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object  # it stands before one of Qt's classes, and is a widget only once


class Unwheeled(_Widget):
    """Takes the wheel only while it has the keys, which the wheel does not give it."""

    def __init__(self, *arguments: Any) -> None:  # noqa: ANN401 - those of the class it stands before
        """What Qt makes of those arguments."""
        super().__init__(*arguments)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn what has the keys, or let what is around it scroll."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Choices(Unwheeled, QComboBox):
    """A list to choose from: it is turned only where it has been opened."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let what is around it scroll."""
        event.ignore()


class Slider(Unwheeled, QSlider):
    """A slider."""


class NumberSpin(Unwheeled, QDoubleSpinBox):
    """A number with arrows."""


class MomentSpin(Unwheeled, QDateTimeEdit):
    """A day and a time."""


class TimeSpin(Unwheeled, QTimeEdit):
    """A time of the day."""
