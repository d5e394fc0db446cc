"""Everything a window does with files, while a disk makes it wait: `python -m tests.faults.slow_disk FOLDER LIMIT WAY`.

Prints the longest silence of the window and where it happened. `blocking` reads a plan in the thread of the window.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QApplication

from planner.app import FIRST_EXAMPLE, example
from planner.domain import edits
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.plan_files import load_plan
from planner.ui import backups, files
from planner.ui.dialogs.answers import Unsaved
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper, offer_recovery
from planner.ui.start import build_window
from tests.faults.heartbeat import Heartbeat, heartbeat
from tests.ui.conftest import Script

NAME = "a.plan.json"


def use(window: MainWindow, script: Script, folder: Path) -> None:
    """Save, edit, save again, open, look at backups, start another plan."""
    workspace = window.workspace
    keeper = Keeper(workspace)
    script.save_path = folder / NAME
    assert files.save(workspace)
    workspace.document.apply(edits.move_stop(Decimal("1.07")))
    keeper.keep()
    assert files.save(workspace)
    assert files.open_path(workspace, folder / NAME)
    script.backup = 0
    backups.restore_backup(workspace)
    script.unsaved = Unsaved.DISCARD
    files.open_recent(workspace, folder / NAME)
    files.new_plan(workspace)
    offer_recovery(workspace, keeper)
    keeper.finish()


def main(place: str, limit: str, way: str) -> Heartbeat:
    """Build a window, then watch it work."""
    folder, script = Path(place), Script()
    window = build_window(example(FIRST_EXAMPLE), Folders(folder / "config", folder / "state"), Settings(), script)
    window.show()
    QApplication.processEvents()
    with heartbeat(float(limit)) as found:
        if way == "blocking":
            load_plan(folder / NAME)
        else:
            use(window, script, folder)
    window.close()
    return found


if __name__ == "__main__":
    watched = main(*sys.argv[1:])
    sys.stdout.write(json.dumps({"longest": watched.longest, "dumps": watched.dumps}))
