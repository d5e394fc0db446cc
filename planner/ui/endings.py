"""The ends nobody at the keyboard asked for: signals and the end of the session. What is not saved is kept at once."""

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))
ENDED_BY_SIGNAL = 128
"""What a shell adds to the number of the signal that ended a program."""


class Endings(QObject):
    """Listens for the end. Python sees a signal only when Qt lets it run, so a socket wakes Qt up."""

    def __init__(self, app: QApplication, rescue: Callable[[], object]) -> None:
        """Call `rescue` at the end of the session, and before a signal ends the program."""
        super().__init__(app)
        self.app, self.rescue = app, rescue
        self.reader, self.writer = socket.socketpair()
        self.reader.settimeout(0)
        self.writer.settimeout(0)
        self.notifier = QSocketNotifier(self.reader.fileno(), QSocketNotifier.Type.Read, self)
        self.notifier.activated.connect(self._woken)
        self.woken_before = signal.set_wakeup_fd(self.writer.fileno(), warn_on_full_buffer=False)
        self.handled_before = {number: signal.signal(number, _wake) for number in SIGNALS}
        app.commitDataRequest.connect(self.session_ends)

    def _woken(self) -> None:
        numbers = [number for number in self.reader.recv(64) if number in SIGNALS]
        if numbers:
            self.rescue()
            self.app.exit(ENDED_BY_SIGNAL + numbers[0])

    def session_ends(self, _manager: QSessionManager | None) -> None:
        """Nobody is asked: what is not saved comes back at the next start."""
        self.rescue()

    def stop(self) -> None:
        """Leave signals as they were before."""
        self.app.commitDataRequest.disconnect(self.session_ends)
        signal.set_wakeup_fd(self.woken_before)
        for number, handler in self.handled_before.items():
            signal.signal(number, handler)
        self.notifier.setEnabled(False)
        self.reader.close()
        self.writer.close()


def _wake(_number: int, _frame: FrameType | None) -> None:
    """Nothing here: the socket has the number."""
