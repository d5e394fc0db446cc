"""A long table that is given up while it is read: `python -m tests.faults.cancelling FOLDER ROWS WAY`.

Cancels once while its rows are cut and twice while they are read, and prints after how many seconds each time the
dialog was there again, how long the window was silent then, and how many trades the book has. `deaf` is a bar whose
Cancel stops nothing.
"""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QProgressDialog, QPushButton

from planner.app import FIRST_EXAMPLE, example
from planner.domain.number import ONE
from planner.domain.trades import BookAccount
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.ui import background
from planner.ui.book.import_dialog import ImportDialog
from planner.ui.book.import_progress import Bar
from planner.ui.book.window import BookWindow
from planner.ui.start import build_window
from tests.faults.heartbeat import heartbeat
from tests.ui.conftest import Script

HEAD = "external_id,symbol,side,quantity,entry price,exit price,closed at,pnl\n"
ROW = "{0},BTCUSDT,buy,0.1,50000,51000,2026-01-05 10:00Z,100\n"
STAGES = ((False, 300), (True, 1), (True, 300))
"""Whether the rows are cut already, and how many of a thousand parts are done, where Cancel is pressed."""


def _cancel_at(dialog: ImportDialog, *, is_cut: bool, value: int, pressed: list[float]) -> None:
    bars = [bar for bar in dialog.findChildren(QProgressDialog) if bar.isVisible() and bar.value() >= value]
    button = bars[0].findChild(QPushButton) if bars and (dialog.table is not None) is is_cut else None
    if isinstance(button, QPushButton):
        pressed.append(perf_counter())
        button.click()
    elif not pressed:
        QTimer.singleShot(1, dialog, lambda: _cancel_at(dialog, is_cut=is_cut, value=value, pressed=pressed))


def cancelled(book: BookWindow, account: BookAccount, path: Path, *, is_cut: bool, value: int) -> tuple[float, float]:
    """Seconds from the press until the dialog can be used again, and the longest silence of the window meanwhile.

    A table that was read before Cancel could be pressed is read again.
    """
    dialog, pressed = ImportDialog(book.session, account, book), list[float]()
    _cancel_at(dialog, is_cut=is_cut, value=value, pressed=pressed)
    with heartbeat(1) as found:
        dialog.take_file(path)
    took = perf_counter() - pressed[0] if pressed else None
    dialog.reject()
    again = cancelled(book, account, path, is_cut=is_cut, value=value) if took is None else None
    return again or (took or 0, found.longest)


def main(folder: Path, rows: int, way: str) -> dict[str, object]:
    """Cancel at every stage."""
    background.PATIENCE = 0
    if way == "deaf":
        Bar.stop = lambda _bar: None  # type: ignore[method-assign, assignment]  # the control
    path = folder / "table.csv"
    path.write_text(HEAD + "".join(map(ROW.format, range(rows))), encoding="utf-8")
    folders = Folders(folder / "config", folder / "state")
    window = build_window(example(FIRST_EXAMPLE), folders, Settings(), Script())
    window.show()
    book = window.asides.show_book()
    book._keep_new(BookAccount(name="Main", venue="example", currency="USDT", equity_base=ONE))
    account = book.account
    assert account is not None
    QApplication.processEvents()
    found = [cancelled(book, account, path, is_cut=is_cut, value=value) for is_cut, value in STAGES]
    book.session.close()
    window.close()
    with closing(sqlite3.connect(folders.book_file)) as kept:
        (count,) = kept.execute("select count(*) from trade").fetchone()
    return {"took": max(took for took, _ in found), "silent": max(silence for _, silence in found), "kept": count}


if __name__ == "__main__":
    place, count, how = sys.argv[1:]
    sys.stdout.write(json.dumps(main(Path(place), int(count), how)))
