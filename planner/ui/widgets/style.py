"""Properties the style sheet looks at."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QWidget

from planner.ui.widgets.elided_label import ElidedLabel

ONE_DIGIT = str.maketrans("123456789", "000000000")
"""All digits of the window's font are of one width: texts equal but for them need the same room."""


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property and restyle the widget, only when it changes; what has no style yet takes it with its first."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            return
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def plain_heading(text: str, parent: QWidget) -> QLabel:
    """What stands above a part of a group."""
    made = QLabel(text, parent)
    made.setProperty("role", "part")
    return made


def heading(text: str) -> ElidedLabel:
    """What stands above a group, as much of it as there is room for."""
    made = ElidedLabel()
    made.setText(text.upper())
    made.setProperty("role", "heading")
    return made


def inset(edit: QAbstractSpinBox) -> None:
    """Let a time or a number stand as far from its frame as other texts do: no style sheet reaches the line within."""
    edit.lineEdit().setTextMargins(5, 0, 0, 0)
