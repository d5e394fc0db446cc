"""Everything a window does with files, while a disk makes it wait: `python -m tests.faults.slow_disk FOLDER LIMIT WAY`.

Prints the longest wait and the longest work of the window, and where they happened. `blocking` reads a plan in the
thread of the window, and `toiling` works there for long; `paced` does everything at the pace of a trader.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from shutil import copyfile
from time import thread_time

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from planner.app import FIRST_EXAMPLE, example
from planner.domain import edits
from planner.domain.number import ONE
from planner.domain.trades import BookAccount
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.plan_files import load_plan
from planner.storage.resources import resource
from planner.ui import backups, files, templating
from planner.ui.book.import_dialog import ImportDialog
from planner.ui.book.window import TABS
from planner.ui.dialogs.answers import Unsaved
from planner.ui.dialogs.dialogs import EXPORTS
from planner.ui.exporting import export_plan
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper, offer_recovery
from planner.ui.start import build_window
from tests.faults.heartbeat import Heartbeat, heartbeat
from tests.ui.conftest import Script

NAME = "a.plan.json"
PAUSE, ROUNDS = 500, 5
"""Milliseconds between two things that a trader does, without any thought; how often all of it is done."""


OWN_SCENARIO = "config/scenarios/mine.json"
TABLE = "Symbol,Side,Qty,Entry Price,Exit Price,Close Time,Profit\nBTCUSDT,buy,1.5,100,110,2026-01-25 08:00Z,15\n"
CANDLES = "time,open,high,low,close\n2024-01-01,1,2,1,2\n2024-01-02,2,3,2,3\n2024-01-03,3,3,2,2.5\n"


def prepare(folder: Path) -> None:
    """What a trader has on the disk before it becomes slow."""
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    (folder / "candles.csv").write_text(CANDLES, encoding="utf-8")
    (folder / OWN_SCENARIO).parent.mkdir(parents=True)
    copyfile(next(resource("scenarios").glob("*.json")), folder / OWN_SCENARIO)


def _plans(window: MainWindow, script: Script, folder: Path) -> Iterator[None]:  # noqa: PLR0915 - a list of steps
    """Save, edit, save again, open, look at backups, start another plan."""
    workspace = window.workspace
    keeper = Keeper(workspace)
    script.save_path = folder / NAME
    files.save(workspace)
    yield
    workspace.document.apply(edits.move_stop(Decimal("1.07")))
    yield
    keeper.keep()
    yield
    files.save(workspace)
    yield
    files.open_path(workspace, folder / NAME)
    yield
    script.backup = 0
    backups.restore_backup(workspace)
    yield
    script.unsaved = Unsaved.DISCARD
    files.open_recent(workspace, folder / NAME)
    yield
    files.new_plan(workspace)
    yield
    workspace.document.apply(edits.move_stop(Decimal("1.06")))
    yield
    keeper.keep()
    yield
    keeper.pool.waitForDone(1)
    offer_recovery(workspace, keeper)
    yield
    keeper.forget()
    yield


def _exports(window: MainWindow, script: Script, folder: Path) -> Iterator[None]:
    """Scenarios, reports of every kind, templates, a price history, rules, settings."""
    workspace = window.workspace
    workspace.read_scenarios()
    window.cards.catch_up()
    yield
    for suffix in EXPORTS:
        script.export_path = folder / f"report{suffix}"
        export_plan(workspace, window)
        yield
    script.name = script.choice = "Mine"
    templating.save_as_template(workspace)
    yield
    templating.apply_a_template(workspace)
    yield
    templating.remove_a_template(workspace)
    yield
    script.candles_path = folder / "candles.csv"
    files.open_candles(workspace)
    yield
    workspace.keep_rules()
    yield
    look = workspace.settings.appearance
    look = look.model_copy(update={"hide_money": not look.hide_money})
    workspace.change_settings(workspace.settings.model_copy(update={"appearance": look}))
    yield


def _book(window: MainWindow, folder: Path) -> Iterator[None]:
    """Open the book, make an account, import a table."""
    book = window.asides.show_book()
    yield
    name = f"Main {len(book.accounts)}"
    book._keep_new(BookAccount(name=name, venue="example", currency="USDT", equity_base=ONE))
    yield
    account = book.account
    assert account is not None
    dialog = ImportDialog(book.session, account, book)
    dialog.show()
    yield
    dialog.take_file(folder / "table.csv")
    yield
    dialog.keep()
    yield
    for kind in TABS:
        book.go_to(kind)
        yield
    book.session.close()
    yield
    book.close()
    yield


def use(window: MainWindow, script: Script, folder: Path, pause: int = 0) -> Iterator[None]:
    """Everything that touches a disk, with a pause of so many milliseconds after each step."""
    for _ in chain(_plans(window, script, folder), _exports(window, script, folder), _book(window, folder)):
        QTest.qWait(pause)
        yield


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
        list(use(window, script, Path(place)))
        window.close()


def _round(place: Path, limit: float, way: str) -> tuple[Heartbeat, list[float]]:
    """Build a window, then watch it; also the longest work of each step."""
    script = Script()
    window = _window(place, script)
    window.show()
    QApplication.processEvents()
    ways = {"blocking": _block(place), "toiling": _toil(), "paced": use(window, script, place, PAUSE)}
    steps, begun = list[float](), 0
    with heartbeat(limit) as found:
        for _ in ways.get(way, use(window, script, place)):
            found.beat()
            steps.append(max(found.works[begun:]))
            begun = len(found.works)
    window.close()
    return found, steps


def _block(place: Path) -> Iterator[None]:
    """A control: a file read here."""
    load_plan(place / NAME)
    yield


def _toil() -> Iterator[None]:
    """A control: work that belongs elsewhere."""
    yield
    end = thread_time() + 0.2
    while thread_time() < end:
        sum(range(1000))
    yield


def main(place: str, limit: str, way: str) -> dict[str, object]:
    """The rounds; of each step the one that was least disturbed by other processes counts, as for any timing."""
    _warm_up()
    rounds = [_round(Path(place), float(limit), way) for _ in range(ROUNDS if way in ("paced", "toiling") else 1)]
    works = [sorted(found.works) for found, _ in rounds]
    return {
        "waited": max(found.waited for found, _ in rounds),
        "dumps": [dump for found, _ in rounds for dump in found.dumps],
        "longest": max(map(min, zip(*(steps for _, steps in rounds), strict=True))),
        "nearly_all": min(work[len(work) * 99 // 100] for work in works),
        "toils": [toil for found, _ in rounds for toil in found.toils],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
