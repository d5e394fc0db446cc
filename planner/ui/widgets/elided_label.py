"""A label that gives way: as much of its text as fits, all of it in the tooltip."""

from typing import cast

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from planner.ui.widgets.tips import plain_tip

LEAST_CHARACTERS = 4
_CUT = "…"
_OF_NUMBERS = "0123456789.,"


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
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width())
        return shown if shown == text else _before_number(shown, text)

    def event(self, event: QEvent) -> bool:
        """Where the text is cut, the tooltip begins with all of it."""
        text = self.text()
        if event.type() is not QEvent.Type.ToolTip or self.shown_text() == text:
            return super().event(event)
        hint = _hint_of(self)
        told = hint if text in hint else f"{text}\n{hint}".strip()
        QToolTip.showText(cast("QHelpEvent", event).globalPos(), plain_tip(told), self)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - the whole label is painted
        """The text that fits."""
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter, self.rect(), int(self.alignment()), self.palette(), self.isEnabled(), self.shown_text(),
                self.foregroundRole(),
            )  # fmt: skip


def _before_number(shown: str, text: str) -> str:
    """What is left of a text, cut before a number rather than in the middle of it."""
    kept = shown.removesuffix(_CUT)
    if kept[-1:] in _OF_NUMBERS and text[len(kept) : len(kept) + 1] in _OF_NUMBERS:
        kept = kept.rstrip(_OF_NUMBERS).rstrip()
    return kept + _CUT


def _hint_of(widget: QWidget | None) -> str:
    """The tooltip of a widget, or of what it is in."""
    while widget is not None and not widget.toolTip() and not widget.isWindow():
        widget = widget.parentWidget()
    return "" if widget is None else widget.toolTip()
