"""The heading of what can be opened and closed: as much of its text as fits."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

_SIGNS = {True: "▾", False: "▸"}
_EDGES = 8
"""What a frame and the keys' frame around it take of the width, in pixels."""


class FoldButton(QPushButton):
    """A button with a sign for open and closed before its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A closed one without text."""
        super().__init__(parent)
        self.full = ""
        self.setProperty("role", "fold")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Be called that, and look as open as it is."""
        self.full = f"{_SIGNS[self.isChecked()]}  {text}"
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, self.width() - _EDGES)
        if shown != self.text():
            self.setText(shown)
