"""A window that looks at its pauses again and again, and tells: `python -m tests.faults.waking FOLDER WAY`.

`catching_up` is what a timer does that counts by the clock: after sleep it does at once all that it has missed.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.plan_files import save_plan
from planner.ui import main_window
from planner.ui.start import application, build_window
from tests.conftest import make_draft
from tests.ui.conftest import Script

EVERY_MS = 50


def _say() -> None:
    sys.stdout.write("looked\n")
    sys.stdout.flush()


def _catch_up(due: list[float]) -> None:
    while due[0] <= time.monotonic():
        due[0] += EVERY_MS / 1000
        _say()


def main(folder: Path, way: str) -> None:
    """Look until somebody ends it."""
    app = application()
    main_window.LOOKS_AGAIN = EVERY_MS if way == "looking" else 10**9
    plan = folder / "a.plan.json"
    draft = make_draft()
    save_plan(plan, draft.replace(situation=draft.situation.replace(judged_at=None)), replacing=None)
    window = build_window(plan, Folders(folder / "config", folder / "state"), Settings(), Script())
    window.workspace.document.changed.connect(_say)
    timer, due = QTimer(), [time.monotonic()]
    timer.timeout.connect(lambda: _catch_up(due))
    if way == "catching_up":
        timer.start(EVERY_MS)
    QApplication.processEvents()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
