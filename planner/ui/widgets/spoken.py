"""What a screen reader is told of what is painted as one: a figure, a line or a card with its value.

What can be asked is a button, and pressing it asks; a unit that can be clicked is one with a menu. The parts it is
painted of are not told again, except of a chart, which bears controls.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget

from planner.ui.widgets.asking import Asker
from planner.ui.widgets.unit_label import UnitLabel

_VALUE = "told_value"
_CHART = "told_as_chart"
_KEPT = "speaks_of_figures"
_PRESS = QAccessibleActionInterface.pressAction()


def tell_value(widget: QWidget, value: str) -> None:
    """Let a screen reader be told that value of a widget, and that it is another one now."""
    if widget.property(_VALUE) == value:
        return
    widget.setProperty(_VALUE, value)
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, value))


def tell_as_chart(widget: QWidget) -> None:
    """Let a screen reader be told that a widget is a chart; its value is what it shows."""
    widget.setProperty(_CHART, True)  # noqa: FBT003 - what Qt takes
    widget.setProperty(_VALUE, "")


def speak_of_figures(app: QObject) -> None:
    """Tell screen readers of them as said above, in this application from now on."""
    if not app.property(_KEPT):
        app.setProperty(_KEPT, _VALUE)
        QAccessible.installFactory(_spoken)


def _spoken(_kind: str, one: QObject) -> "_Spoken | None":
    if not isinstance(one, QWidget):
        return None
    is_spoken = isinstance(one, UnitLabel) or one.property(_VALUE) is not None or _asking(one) is not None
    return _Spoken(one) if is_spoken else None


def _asking(widget: QWidget) -> Callable[[], object] | None:
    """What asks it, where it can be asked now."""
    if isinstance(widget, UnitLabel):
        return widget.asked.emit if widget.is_button else None
    asker = widget.findChild(Asker, "", Qt.FindChildOption.FindDirectChildrenOnly)
    return None if asker is None else asker.asked.emit


def _role(widget: QWidget) -> QAccessible.Role:
    if widget.property(_CHART):
        return QAccessible.Role.Chart
    if _asking(widget) is None:
        return QAccessible.Role.StaticText
    return QAccessible.Role.ButtonMenu if isinstance(widget, UnitLabel) else QAccessible.Role.Button


class _Spoken(QAccessibleWidget):
    """A value that is read, or a button that has one: what can be asked may have become so after it was first told."""

    def role(self) -> QAccessible.Role:
        """A button where it can be asked."""
        return _role(self.widget())

    def state(self) -> QAccessible.State:
        """That a menu follows, where one does."""
        state = super().state()
        state.hasPopup = self.role() is QAccessible.Role.ButtonMenu
        return state

    def text(self, kind: QAccessible.Text) -> str:
        """The value where that is wanted, and of a label without a name what stands in it."""
        widget, told = self.widget(), super().text(kind)
        written = widget.text() if isinstance(widget, QLabel) else ""
        if kind is QAccessible.Text.Value:
            return widget.property(_VALUE) or written
        return told or (written if kind is QAccessible.Text.Name else "")

    def childCount(self) -> int:
        """None of its parts, but those of a chart."""
        return super().childCount() if self.role() is QAccessible.Role.Chart else 0

    def actionNames(self) -> list[str]:
        """Pressing, of what can be asked, before all that a widget can do."""
        return [*([] if _asking(self.widget()) is None else [_PRESS]), *super().actionNames()]

    def doAction(self, name: str) -> None:
        """Ask where it is pressed."""
        ask = _asking(self.widget())
        if name == _PRESS and ask is not None:
            ask()
        else:
            super().doAction(name)
