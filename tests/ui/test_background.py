import subprocess
import sys
from pathlib import Path
from threading import Event

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from planner.ui.background import in_background

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


def test_the_window_lives_while_work_is_done(qtbot: QtBot) -> None:
    assert qtbot
    shown = Event()
    QTimer.singleShot(0, shown.set)
    assert in_background(lambda: shown.wait(10))


def test_what_was_begun_is_whole_though_the_program_is_told_to_end_meanwhile() -> None:
    words = [sys.executable, "-c", ENDING, "-platform", "offscreen"]
    done = subprocess.run(words, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    assert done.stdout == "True\n"
