"""A sentence below a field: what is wrong, or a hint."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class FaultLabel(QLabel):
    """Plain text that takes room only while it says something."""

    def __init__(self, parent: QWidget | None = None, *, role: str = "fault") -> None:
        """An empty, hidden label; a hint has the role of a detail."""
        super().__init__(parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show the sentence, or go away."""
        if sentence != self.text():
            self.setText(sentence)
        if self.isHidden() is bool(sentence):
            self.setVisible(bool(sentence))
