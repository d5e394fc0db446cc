"""A dialog without OK and Cancel: what is entered in it holds at once, and it is closed."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from planner.ui.widgets.tab_order import first_stop, order_tabs


class ClosingDialog(QDialog):
    """Close, with room for more `buttons` beside it, is what Enter in a field presses; Tab goes from top to bottom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A dialog without content yet."""
        super().__init__(parent)
        close = QDialogButtonBox.StandardButton.Close
        self.buttons = QDialogButtonBox(close, self)
        self.buttons.button(close).setDefault(True)  # else Qt takes the first button there is
        self.buttons.rejected.connect(self.reject)

    def showEvent(self, event: QShowEvent) -> None:
        """Put what was made in any order into that in which it is seen, and begin at the top."""
        order_tabs(self)
        first = first_stop(self)
        if first is not None and self.focusWidget() is None:
            first.setFocus()
        super().showEvent(event)
