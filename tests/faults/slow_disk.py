"""Everything a window does with files, while a disk makes it wait: `python -m tests.faults.slow_disk FOLDER LIMIT WAY`.

Prints the longest silence of the window and where it happened. `blocking` reads a plan in the thread of the window.
"""

import json
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QApplication

from planner.app import FIRST_EXAMPLE, example
from planner.domain import edits
from planner.domain.number import ONE
from planner.domain.trades import BookAccount
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.plan_files import load_plan
from planner.ui import backups, files, templating
from planner.ui.book.import_dialog import ImportDialog
from planner.ui.dialogs.answers import Unsaved
from planner.ui.dialogs.dialogs import EXPORTS
from planner.ui.exporting import export_plan
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper, offer_recovery
from planner.ui.start import build_window
from tests.faults.heartbeat import Heartbeat, heartbeat
from tests.ui.conftest import Script

NAME = "a.plan.json"


TABLE = "Symbol,Side,Qty,Entry Price,Exit Price,Close Time,Profit\nBTCUSDT,buy,1.5,100,110,2026-01-25 08:00Z,15\n"
CANDLES = "time,open,high,low,close\n2024-01-01,1,2,1,2\n2024-01-02,2,3,2,3\n2024-01-03,3,3,2,2.5\n"


def prepare(folder: Path) -> None:
    """What a trader has on the disk before it becomes slow."""
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    (folder / "candles.csv").write_text(CANDLES, encoding="utf-8")


def _plans(window: MainWindow, script: Script, folder: Path) -> None:
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
    workspace.document.apply(edits.move_stop(Decimal("1.06")))
    keeper.keep()
    keeper.pool.waitForDone(1)
    offer_recovery(workspace, keeper)
    keeper.forget()


def _exports(window: MainWindow, script: Script, folder: Path) -> None:
    """Reports of every kind, templates, a price history, rules, settings."""
    workspace = window.workspace
    for suffix in EXPORTS:
        script.export_path = folder / f"report{suffix}"
        export_plan(workspace, window)
    script.name = script.choice = "Mine"
    templating.save_as_template(workspace)
    templating.apply_a_template(workspace)
    templating.remove_a_template(workspace)
    script.candles_path = folder / "candles.csv"
    files.open_candles(workspace)
    workspace.keep_rules()
    look = workspace.settings.appearance.model_copy(update={"hide_money": True})
    workspace.change_settings(workspace.settings.model_copy(update={"appearance": look}))


def _book(window: MainWindow, folder: Path) -> None:
    """Open the book, make an account, import a table."""
    book = window.asides.show_book()
    first = BookAccount(name="Main", venue="example", currency="USDT", equity_base=ONE)
    assert not book._keep_new(first)
    account = book.account
    assert account is not None
    dialog = ImportDialog(book.session, account, book)
    dialog.take_file(folder / "table.csv")
    dialog.keep()
    for page in book.pages.values():
        book.tabs.setCurrentWidget(page)
    book.session.close()
    book.close()


def use(window: MainWindow, script: Script, folder: Path) -> None:
    """Everything that touches a disk."""
    _plans(window, script, folder)
    _exports(window, script, folder)
    _book(window, folder)


def _window(folder: Path, script: Script) -> MainWindow:
    folders = Folders(folder / "config", folder / "state")
    return build_window(example(FIRST_EXAMPLE), folders, Settings(), script)


def _warm_up() -> None:
    """Load everything once, on another disk: what is measured is the disk of the trader, not that of the program."""
    with tempfile.TemporaryDirectory() as place:
        prepare(Path(place))
        script = Script()
        window = _window(Path(place), script)
        window.show()
        use(window, script, Path(place))
        window.close()


def main(place: str, limit: str, way: str) -> Heartbeat:
    """Build a window, then watch it work."""
    _warm_up()
    folder, script = Path(place), Script()
    window = _window(folder, script)
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
    nearly_all = sorted(watched.silences)[len(watched.silences) * 99 // 100]
    found = {"longest": watched.longest, "waited": watched.waited, "nearly_all": nearly_all, "dumps": watched.dumps}
    sys.stdout.write(json.dumps(found))
