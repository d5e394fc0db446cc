"""A day of the window with secrets planted wherever one can lie: `python -m tests.faults.canaries FOLDER WAY`.

Logs everything, fails a hundred times in every way there is, exports, and prints what became of it. `careless` reports
as most programs do, with the words of the exception and its local variables.
"""

import base64
import json
import logging
import os
import sys
import traceback
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from PySide6.QtCore import QCoreApplication, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from planner.app import FIRST_EXAMPLE, example
from planner.domain import edits
from planner.settings import Book, Settings
from planner.storage.folders import Folders
from planner.ui import files, templating
from planner.ui.exporting import export_plan
from planner.ui.failures import Failures
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper
from planner.ui.start import build_window
from tests.ui.conftest import Script
from tests.ui.test_failures import SECRET, WAYS

FAILURES = 100
PASSWORD, KEY, IN_ADDRESS, IN_LOCALS, SIGNATURE = (
    f"canary-{name}-7f3a91" for name in ("password", "key", "address", "locals", "signature")
)
CANARIES = (PASSWORD, KEY, IN_ADDRESS, IN_LOCALS, SIGNATURE, SECRET)
ENVIRONMENT = {"PGPASSWORD": PASSWORD, "EXCHANGE_API_KEY": KEY}


def forms(canary: str) -> tuple[bytes, ...]:
    """A secret as it may be written."""
    raw = canary.encode()
    return raw, base64.b64encode(raw)[:-4], raw.hex().encode(), quote(canary, safe="").encode(), raw[::-1]


def _careless(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    summary = traceback.TracebackException(kind, error, trace, capture_locals=True)
    sys.stderr.write("".join(summary.format()) + f"{os.environ}\n")


def _fail(window: MainWindow) -> None:
    secret = IN_LOCALS
    for number in range(FAILURES):
        WAYS[number % len(WAYS)](window)
    del secret


def _work(window: MainWindow, script: Script, folder: Path) -> None:
    """Settings with a password, a server that is not there, every kind of export, a template."""
    workspace = window.workspace
    workspace.change_settings(Settings(book=Book(address="postgresql://joe@127.0.0.1:9/book")))
    window.asides.show_book()
    for suffix in ("pdf", "md", "json", "csv", "txt", "png"):
        script.export_path = folder / f"report.{suffix}"
        export_plan(workspace, window)
    script.save_path, script.name = folder / "a.plan.json", "Mine"
    files.save(workspace)
    templating.save_as_template(workspace)
    files.copy_ticket(workspace)
    workspace.change_settings(Settings(book=Book(address=f"postgresql://joe:{IN_ADDRESS}@127.0.0.1:9/book")))
    qWarning("\x1b[31mred")


def main(folder: Path, way: str) -> dict[str, object]:
    """What the day left in memory; what it left in files is there to be searched."""
    logging.basicConfig(level=logging.DEBUG)
    script = Script()
    window = build_window(example(FIRST_EXAMPLE), Folders(folder / "config", folder / "state"), Settings(), script)
    window.show()
    keeper, told = Keeper(window.workspace), list[str]()
    failures = Failures(window, keeper.rescue)
    failures.listen()
    failures.happened.connect(told.append)
    if way == "careless":
        sys.excepthook = _careless
    _work(window, script, folder)
    window.workspace.document.apply(edits.move_stop(Decimal("1.07")))
    before = window.workspace.document.draft
    _fail(window)
    while len(told) < FAILURES and way != "careless":
        QApplication.processEvents()
    QCoreApplication.processEvents()
    shown = [widget for widget in QApplication.topLevelWidgets() if widget is failures.dialog and widget.isVisible()]
    found: dict[str, object] = {
        "told": told,
        "dialogs": len(shown),
        "intact": window.workspace.document.draft is before,
        "title": window.windowTitle(),
        "clipboard": QGuiApplication.clipboard().text(),
    }
    keeper.rescue()
    os._exit(_print(found))


def _print(found: dict[str, object]) -> int:
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
