"""What is said in the line at the foot of the window: at once, or, of several faults, one after the other."""

from collections import deque

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStatusBar

LASTS_MS = 8000


class StatusLine(QObject):
    """Shows each text for some seconds; a fault waits, once, until the faults before it have been there to read."""

    def __init__(self, bar: QStatusBar) -> None:
        """Speak in `bar`."""
        super().__init__(bar)
        self._bar = bar
        self._fault = ""
        self._waiting: deque[str] = deque()
        bar.messageChanged.connect(self._go_on)

    def say(self, text: str) -> None:
        """Show it now, in the place of whatever stands there."""
        self._bar.showMessage(text, LASTS_MS)

    def withdraw(self) -> None:
        """The plan is another than the one of which it was said; a fault stays to be read."""
        if self._bar.currentMessage() != self._fault:
            self._bar.clearMessage()

    def warn(self, text: str) -> None:
        """Show a fault, after those before it that nothing else has taken the place of."""
        shown = self._bar.currentMessage()
        if not shown or shown != self._fault:
            self._fault = text
            self.say(text)
        elif text != shown and text not in self._waiting:
            self._waiting.append(text)

    def _go_on(self, shown: str) -> None:
        if not shown and self._waiting:
            self._fault = self._waiting.popleft()
            self.say(self._fault)
