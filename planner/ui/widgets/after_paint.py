"""What is done once what is shown now is painted."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class AfterPaint(QObject):
    """Does something after the next picture; of several wishes for it the last one is met.

    The first picture takes the system's leave, so it is waited for. Any later one is painted in the turn of the event
    loop that asked for it, before timers. What is hidden in a window that is not has no picture to wait for.
    """

    def __init__(self, widget: QWidget, run: Callable[[], None]) -> None:
        """Nothing is wanted yet; `widget` tells when it is painted for the first time."""
        super().__init__(widget)
        self._widget = widget
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(run)
        self._is_painted = self._is_wanted = False
        widget.installEventFilter(self)

    def start(self) -> None:
        """Do it after the next picture."""
        self._is_wanted = True
        if self._is_painted or self._is_hidden():
            self._timer.start()

    def _is_hidden(self) -> bool:
        """Whether its window is shown without it: it was closed, or stands behind another panel."""
        return self._widget.window().isVisible() and self._widget.visibleRegion().isEmpty()

    def stop(self) -> None:
        """It was done now."""
        self._is_wanted = False
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The first picture is there."""
        if event.type() is QEvent.Type.Paint:
            self._is_painted = True
            watched.removeEventFilter(self)
            if self._is_wanted:
                self._timer.start()
        return False
