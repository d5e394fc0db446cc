import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from weakref import WeakSet

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QThreadPool, QTimer
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from planner.ui.background import in_background
from planner.ui.start import TURN, application

ENDING = """
import sys
from threading import Event, Timer
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from planner.ui.background import in_background

app, go_on = QApplication(sys.argv), Event()

def end():
    app.exit()
    Timer(0.2, go_on.set).start()

def work():
    QTimer.singleShot(0, end)
    print(in_background(lambda: go_on.wait(10)))

QTimer.singleShot(0, work)
app.exec()
"""

SLOW = """
import sys
from threading import Event
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from planner.ui.background import in_background

app = QApplication(sys.argv)

def slow(frame, event, called):
    if event == "c_call" and called.__name__ == "emit":
        Event().wait(0.5)

def work():
    app.exit()
    in_background(lambda: sys.setprofile(slow))
    print("back")

QTimer.singleShot(0, work)
app.exec()
"""
"""The thread is held up on its way to tell that it has finished."""


def test_nothing_is_left_of_work_that_is_done(qtbot: QtBot) -> None:
    assert qtbot
    left = WeakSet[Event]()

    def work() -> Callable[[], object]:
        held = Event()
        left.add(held)
        return held.is_set

    for _ in range(3):
        held = work()
        in_background(held)
        del held
    QThreadPool.globalInstance().waitForDone()
    gc.collect()
    assert len(left) == 0


def test_the_window_lives_while_work_is_done(qtbot: QtBot) -> None:
    assert qtbot
    shown = Event()
    QTimer.singleShot(0, shown.set)
    assert in_background(lambda: shown.wait(10))


def test_what_a_key_lets_go_of_is_there_until_that_key_is_dealt_with_whatever_waits_meanwhile(qtbot: QtBot) -> None:
    line, lived = QLineEdit(), list[bool]()

    def let_go() -> None:
        line.deleteLater()
        in_background(lambda: None)
        lived.append(isValid(line))

    line.returnPressed.connect(let_go)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert lived == [True]
    QCoreApplication.sendPostedEvents(line, QEvent.Type.DeferredDelete)
    assert not isValid(line)


def test_what_was_begun_is_whole_though_the_program_is_told_to_end_meanwhile() -> None:
    done = _ran(ENDING)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_a_program_that_ends_waits_until_a_thread_has_told_that_it_has_finished() -> None:
    done = _ran(SLOW)
    assert (done.returncode, done.stdout, done.stderr) == (0, "back\n", "")


def _ran(code: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", code, "-platform", "offscreen"]
    return subprocess.run(words, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter


def test_work_that_computes_lets_the_window_go_on_within_a_millisecond() -> None:
    """A repaint asks Python for some hundred methods: at the usual 5 ms each, it would be silent for half a second."""
    application()
    assert sys.getswitchinterval() == TURN <= 0.001
