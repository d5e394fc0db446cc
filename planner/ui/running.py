"""From the window to the end of the program: what is not saved is kept, failures are told, signals are heard."""

import gc
from pathlib import Path

from PySide6.QtCore import QThreadPool, QTimer
from PySide6.QtWidgets import QApplication

from planner.ui.background import in_background
from planner.ui.endings import Endings
from planner.ui.failures import Failures
from planner.ui.files import open_path
from planner.ui.main_window import MainWindow
from planner.ui.recovery import LONGEST_WAIT_MS, Keeper, offer_recovery
from planner.ui.venues import known_venues, learn_venues
from planner.ui.workspace import Workspace


def run(app: QApplication, window: MainWindow, path: Path | None) -> int:
    """Let the trader work in a window that is shown, on the plan at `path` where there is one, until it is closed."""
    keeper = Keeper(window.workspace)
    endings, failures = listen_for_the_end(app, keeper), Failures(window, keeper.rescue)
    failures.listen()
    QTimer.singleShot(0, lambda: _begin(window.workspace, keeper, path))
    gc.enable()
    gc.freeze()  # what the start made stays: no pause to look through it while someone types
    code = app.exec()
    endings.stop()
    failures.stop()
    if window.isVisible():  # nobody has closed it, so nobody has given up what is not saved
        keeper.rescue()
        window.workspace.hold(None)
    else:
        keeper.finish()
    QThreadPool.globalInstance().waitForDone(LONGEST_WAIT_MS)  # whom a thread would tell goes with the program
    return code


def listen_for_the_end(app: QApplication, keeper: Keeper) -> Endings:
    """What is not saved is kept; the file stays held until the program has ended, for the session may yet go on."""
    return Endings(app, keeper.rescue)


def _begin(workspace: Workspace, keeper: Keeper, path: Path | None) -> None:
    """What must wait until the window is there to ask and to tell."""
    if path is not None:
        open_path(workspace, path)
    learn_venues(workspace, *in_background(lambda: known_venues(workspace.folders)))
    offer_recovery(workspace, keeper, path)
