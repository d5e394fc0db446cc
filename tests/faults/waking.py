"""A window that looks at its pauses and prices again and again, and tells: `python -m tests.faults.waking FOLDER WAY`.

`catching_up` is what a timer does that counts by the clock: after sleep it does at once all that it has missed, and
looks at nothing. To the window a second is half an hour, so that its prices are old after a short sleep.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from planner.domain import edits
from planner.report.ages import OLD_SIGN
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.plan_files import save_plan
from planner.ui import main_window
from planner.ui.document import universal_time
from planner.ui.main_window import MainWindow
from planner.ui.start import application, build_window
from tests.conftest import make_draft, position
from tests.ui.conftest import Script

EVERY_MS = 50
FASTER = 1800
"""How much faster than time the window's clock goes."""


def _say(window: MainWindow) -> None:
    """That it was looked, and whether the window shows an old mark."""
    profit = window.portfolio.table.item(1, 1)
    is_old = profit is not None and profit.text().startswith(OLD_SIGN)
    sys.stdout.write("looked: old\n" if is_old else "looked\n")
    sys.stdout.flush()


def _catch_up(window: MainWindow, due: list[float]) -> None:
    while due[0] <= time.monotonic():
        due[0] += EVERY_MS / 1000
        _say(window)


def _hurry(window: MainWindow) -> None:
    """A position is marked now, by a clock that hurries."""
    document, now, start = window.workspace.document, universal_time(), time.monotonic()
    document.clock = lambda: now + FASTER * timedelta(seconds=time.monotonic() - start)
    document.apply(edits.set_positions((position(marked_at=now),), document.draft.situation.venue))


def main(folder: Path, way: str) -> None:
    """Look until somebody ends it."""
    app = application()
    main_window.LOOKS_AGAIN = EVERY_MS if way == "looking" else 10**9
    plan = folder / "a.plan.json"
    draft = make_draft()
    save_plan(plan, draft.replace(situation=draft.situation.replace(judged_at=None)), replacing=None)
    window = build_window(plan, Folders(folder / "config", folder / "state"), Settings(), Script())
    _hurry(window)
    window.workspace.document.changed.connect(lambda: _say(window))
    timer, due = QTimer(), [time.monotonic()]
    timer.timeout.connect(lambda: _catch_up(window, due))
    if way == "catching_up":
        timer.start(EVERY_MS)
    QApplication.processEvents()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
