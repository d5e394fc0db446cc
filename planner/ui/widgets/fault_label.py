"""A sentence below a field: while something is wrong, or quietly while there is something to know."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class FaultLabel(QLabel):
    """Plain text that takes room only while it says something."""

    def __init__(self, parent: QWidget | None = None, *, quiet: bool = False) -> None:
        """An empty, hidden label; a quiet one tells what is no fault."""
        super().__init__(parent)
        self.setProperty("role", "detail" if quiet else "fault")
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
