"""A label that gives way: as much of its text as fits, all of it in the tooltip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LEAST_CHARACTERS = 4


class ElidedLabel(QLabel):
    """Plain text on one line, with an ellipsis where it does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty label; `short` is shown where not all of the text fits, and is cut where that does not either."""
        super().__init__(parent)
        self.short = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """A few characters."""
        return QSize(self.fontMetrics().averageCharWidth() * LEAST_CHARACTERS, super().minimumSizeHint().height())

    def shown_text(self) -> str:
        """What is seen of the text."""
        metrics, text = self.fontMetrics(), self.text()
        if self.short and metrics.horizontalAdvance(text) > self.width():
            text = self.short
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - the whole label is painted
        """The text that fits."""
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter, self.rect(), int(self.alignment()), self.palette(), self.isEnabled(), self.shown_text(),
                self.foregroundRole(),
            )  # fmt: skip
