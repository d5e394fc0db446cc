"""Failures of the program itself: told once, with a report to read; the plan stays, and the program goes on.

PySide6 hands every exception in a slot, a paint event or a worker to `sys.excepthook`, in the thread where it happened.
"""

import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

import PySide6
from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from planner import __version__
from planner.domain.fault import shown
from planner.report.failure import AGAIN, Place, failure_report
from planner.ui.dialogs.failure_dialog import FailureDialog
from planner.ui.main_window import MainWindow
from planner.words import translated

MOST_PLACES = 40
_GRAVE = (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


class Failures(QObject):
    """Listens where exceptions end up, and tells them."""

    happened = Signal(str)

    def __init__(self, window: MainWindow, rescue: Callable[[], object]) -> None:
        """Tell failures above `window`; `rescue` keeps what is not saved."""
        super().__init__(window)
        self.window, self.rescue = window, rescue
        self.told: set[str] = set()
        self.mentioned: set[str] = set()
        self.dialog: FailureDialog | None = None
        self.happened.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        """From now on."""
        sys.excepthook = self._caught
        threading.excepthook = lambda found: self._caught(found.exc_type, found.exc_value, found.exc_traceback)
        qInstallMessageHandler(self._said)

    def stop(self) -> None:
        """Leave everything to Python and Qt again."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def _caught(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, (KeyboardInterrupt, SystemExit)):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        self.report(failure_report(_kinds(kind, error), _places(trace), _versions()))

    def _said(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Qt's own messages go where they always went; grave ones are failures."""
        _print(message)
        if kind in _GRAVE:
            place = (context.file or "Qt", context.line, context.function or context.category or "")
            self.report(failure_report([kind.name], [place], _versions()))
        if kind is QtMsgType.QtFatalMsg:
            self.rescue()  # Qt ends the process when this returns

    def report(self, text: str) -> None:
        """Write a report down, and tell it in the thread of the window."""
        _print(text)
        self.happened.emit(text)

    def _tell(self, text: str) -> None:
        if text in self.told or (self.dialog is not None and self.dialog.isVisible()):
            self._mention(text)
            return
        self.told.add(text)
        self.dialog = FailureDialog(text, self.window)
        self.dialog.open()
        self.rescue()  # last: should it fail too, that is another failure, and not told without end

    def _mention(self, text: str) -> None:
        """Say once that it went on: should saying it be what fails, that ends here."""
        if text not in self.mentioned:
            self.mentioned.add(text)
            self.window.workspace.said.emit(translated(AGAIN))


def _print(text: str) -> None:
    """Write lines to where errors are written; what would command a terminal is spelled out."""
    if sys.stderr is not None:
        sys.stderr.writelines(f"{shown(line)}\n" for line in text.splitlines())


def _kinds(kind: type[BaseException], error: BaseException | None) -> list[str]:
    """The types of an exception and of what led to it, the first cause first."""
    found: list[str] = []
    while error is not None and len(found) < MOST_PLACES:
        found.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return found[::-1] or [kind.__name__]


def _places(trace: TracebackType | None) -> list[Place]:
    frames = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False, capture_locals=False)
    return [(frame.filename, frame.lineno or 0, frame.name) for frame in frames[-MOST_PLACES:]]


def _versions() -> list[tuple[str, str]]:
    return [
        ("planner", __version__),
        ("Python", platform.python_version()),
        ("PySide6", PySide6.__version__),
        (platform.system(), platform.machine()),
    ]
