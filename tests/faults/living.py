"""The program itself with somebody typing: `python -m tests.faults.living PLAN EDITS PAUSE_MS WAY`.

Moves the stop of the plan down a dollar at a time, and prints each number once the edit is made. `careless` keeps no
journal, as most programs do not.
"""

import sys
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from planner.app import FIRST_EXAMPLE, example
from planner.domain import edits
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper
from planner.ui.start import application, run_window

HIGHEST = 49_000


def _window() -> MainWindow | None:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
    return found[0] if found and found[0].workspace.document.path is not None else None


def _type(count: int, pause: int, done: int = 0) -> None:
    window = _window()
    if window is not None:
        done += 1
        window.workspace.document.apply(edits.move_stop(Decimal(HIGHEST - done)))
        sys.stdout.write(f"{done}\n")
        sys.stdout.flush()
    if done < count:
        QTimer.singleShot(pause, lambda: _type(count, pause, done))


if __name__ == "__main__":
    path, times, milliseconds, way = sys.argv[1:]
    if way == "careless":
        Keeper.keep = lambda _keeper: None  # type: ignore[method-assign, assignment]  # the control
    application()
    QTimer.singleShot(0, lambda: _type(int(times), int(milliseconds)))
    sys.exit(run_window(Path(path), example(FIRST_EXAMPLE)))
