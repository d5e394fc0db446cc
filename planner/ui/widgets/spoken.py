"""What a screen reader is told of what is painted as one: a figure, a line or a card with its value.

What can be asked is a button, and pressing it asks. The parts it is painted of are not told again.
"""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget

from planner.ui.widgets.asking import Asker

_VALUE = "told_value"
_KEPT = "speaks_of_figures"
_PRESS = QAccessibleActionInterface.pressAction()


def tell_value(widget: QWidget, value: str) -> None:
    """Let a screen reader be told that value of a widget, and that it is another one now."""
    if widget.property(_VALUE) == value:
        return
    widget.setProperty(_VALUE, value)
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, value))


def speak_of_figures(app: QObject) -> None:
    """Tell screen readers of them as said above, in this application from now on."""
    if not app.property(_KEPT):
        app.setProperty(_KEPT, _VALUE)
        QAccessible.installFactory(_spoken)


def _spoken(_kind: str, one: QObject) -> "_Spoken | None":
    if not isinstance(one, QWidget) or (one.property(_VALUE) is None and _asker_of(one) is None):
        return None
    return _Spoken(one)


def _asker_of(widget: QWidget) -> Asker | None:
    return widget.findChild(Asker, "", Qt.FindChildOption.FindDirectChildrenOnly)


class _Spoken(QAccessibleWidget):
    """A value that is read, or a button that has one: what can be asked may have become so after it was first told."""

    def role(self) -> QAccessible.Role:
        """A button where it can be asked."""
        return QAccessible.Role.StaticText if _asker_of(self.widget()) is None else QAccessible.Role.Button

    def text(self, kind: QAccessible.Text) -> str:
        """The value where that is wanted, and of a label without a name what stands in it."""
        widget, told = self.widget(), super().text(kind)
        written = widget.text() if isinstance(widget, QLabel) else ""
        if kind is QAccessible.Text.Value:
            return widget.property(_VALUE) or written
        return told or (written if kind is QAccessible.Text.Name else "")

    def childCount(self) -> int:
        """None of its parts."""
        return 0

    def actionNames(self) -> list[str]:
        """Pressing, of what can be asked, before all that a widget can do."""
        return [*([] if _asker_of(self.widget()) is None else [_PRESS]), *super().actionNames()]

    def doAction(self, name: str) -> None:
        """Ask where it is pressed."""
        asker = _asker_of(self.widget())
        if name == _PRESS and asker is not None:
            asker.asked.emit()
        else:
            super().doAction(name)
