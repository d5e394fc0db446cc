"""A trader who does anything at any time: `python -m tests.faults.monkey STEPS SEED FOLDER WAY`.

In rounds: after each, undo must lead back to its beginning and redo to its end; nothing may be raised. `deaf` is a
ticket that shows nothing that is not typed into it.
"""

import json
import sys
from pathlib import Path
from traceback import format_exception

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.main_window import MainWindow
from planner.ui.start import build_window
from tests.ui.conftest import Script
from tests.ui.test_random_steps import Trader, shows_what_holds, shows_what_is_typed

ROUND = 300
LOOK = 25
RESIZE = 150


def play(window: MainWindow, trader: Trader, steps: int) -> list[str]:
    """One round; what went wrong."""
    document, done, wrong = window.workspace.document, list[str](), list[str]()
    document.open(document.draft, path=None, title="monkey")
    start = document.draft
    for number in range(1, steps + 1):
        done.append(trader.step())
        if number % LOOK == 0:
            if number % RESIZE == 0:
                window.resize(1000 + trader.random.randrange(900), 600 + trader.random.randrange(500))
            QApplication.processEvents()
            wrong += [f"{', '.join(done[-LOOK:])}: {one}" for one in _looked(window)]
    return wrong + _gone_back(window, start)


def _gone_back(window: MainWindow, start: object) -> list[str]:
    """Undo and redo all, unseen: the window shows what comes of it."""
    document, wrong = window.workspace.document, list[str]()
    document.settle()
    document.blockSignals(True)  # noqa: FBT003 - Qt's own argument
    end = document.draft
    steps = 0
    while document.history.undo_label is not None:
        document.undo()
        steps += 1
    if document.draft != start:
        wrong.append("undo does not lead to the beginning")
    for _ in range(steps):
        document.redo()
    if document.draft != end:
        wrong.append("redo does not lead to the end")
    document.blockSignals(False)  # noqa: FBT003 - Qt's own argument
    document.changed.emit()
    return wrong + _looked(window)


def _looked(window: MainWindow) -> list[str]:
    """What the screen tells otherwise than the document; where it has another number of rows, that."""
    try:
        return [*shows_what_holds(window), *shows_what_is_typed(window)]
    except ValueError as error:
        return [str(error)]


def main(steps: int, seed: int, folder: Path, way: str) -> list[str]:
    """All rounds; what went wrong."""
    folders = Folders(folder / "config", folder / "state")
    window = build_window(resource("examples", "cross-book.plan.json"), folders, Settings(), Script())
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    if way == "deaf":
        window.ticket.show_assessment = lambda _assessment: None  # type: ignore[method-assign, assignment]  # the control
    trader, wrong = Trader(window, QTest, seed), list[str]()  # type: ignore[arg-type]  # it presses keys as qtbot does
    sys.excepthook = lambda kind, error, trace: wrong.append("".join(format_exception(kind, error, trace)))
    for first in range(0, steps, ROUND):
        wrong += play(window, trader, min(ROUND, steps - first))
    window.close()
    return wrong


if __name__ == "__main__":
    count, number, place, how = sys.argv[1:]
    sys.stdout.write(json.dumps(main(int(count), int(number), Path(place), how)))
