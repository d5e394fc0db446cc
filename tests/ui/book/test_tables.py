"""Tables into the book and out of it, the filters of the history, and a damaged book."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from planner.domain.fault import FaultError
from planner.domain.journal import EquityMarked
from planner.storage.book.events import journal
from planner.storage.folders import Folders
from planner.storage.plan_files import load_plan, save_plan
from planner.ui.book.history_tab import HistoryTab
from planner.ui.book.import_dialog import ImportDialog
from planner.ui.book.import_progress import Bar, read_with_progress
from planner.ui.book.open_tab import OpenTab
from planner.ui.book.plans_tab import PlansTab
from planner.ui.book.window import TABS, BookWindow
from planner.ui.main_window import MainWindow
from tests.ui.book.desk import answer, choose, dialog_of, no_dialog, ok, press, rows_of, tab
from tests.ui.conftest import Script
from tests.ui.screen import type_into

HEAD = "symbol,side,quantity,entry price,exit price,closed at,pnl\n"
TRADES = (
    f"{HEAD}BTCUSDT,buy,0.1,50000,51000,2026-01-05 10:00,100\n"
    "BTCUSDT,buy,0.1,50000,49000,2026-02-05 10:00,-100\n"
    "ETHUSDT,sell,1,3000,2900,2026-03-05 10:00,100\n"
)


def _import(qtbot: QtBot, book: BookWindow, text: str, zone: str = "UTC") -> ImportDialog:
    press(qtbot, tab(book, HistoryTab).bring)
    dialog = dialog_of(book, ImportDialog)
    QGuiApplication.clipboard().setText(text)
    press(qtbot, dialog.paste)
    if zone:
        choose(dialog.zone, zone)
    return dialog


def test_an_import_asks_what_it_must_know_and_shows_what_it_read(book: BookWindow, qtbot: QtBot) -> None:
    dialog = _import(qtbot, book, TRADES + "BTCUSDT,buy,x,1,1,2026-03-06 10:00,1\n", zone="")
    assert dialog.questions.text() == "The times have no zone: choose the one they are in."
    assert not ok(dialog).isEnabled()
    choose(dialog.zone, "Europe/Berlin")
    assert dialog.count.text() == "3 trades can be imported; 1 row is left out."
    assert rows_of(dialog.read)[0][0] == "2026-01-05 09:00"
    assert rows_of(dialog.left_out) == [["5", "“x” is not a number; write digits with a point, for example 1.5."]]
    choose(dialog.columns.boxes[6], "")
    assert dialog.questions.text().startswith("A column that is needed is missing: profit or loss.")
    assert not ok(dialog).isEnabled()
    choose(dialog.columns.boxes[6], "pnl")
    press(qtbot, ok(dialog))
    assert no_dialog(book)
    assert [row[1] for row in rows_of(tab(book, HistoryTab).table)] == ["ETHUSDT", "BTCUSDT", "BTCUSDT"]


def test_enter_in_the_field_of_the_instrument_shows_what_is_read_and_keeps_nothing(
    book: BookWindow, qtbot: QtBot
) -> None:
    dialog = _import(qtbot, book, TRADES.replace("symbol,", "").replace("ETHUSDT,", "").replace("BTCUSDT,", ""))
    type_into(qtbot, dialog.instrument, "BTCUSDT")
    qtbot.keyClick(dialog.instrument, Qt.Key.Key_Return)
    assert dialog_of(book, ImportDialog) is dialog
    assert [row[1] for row in rows_of(dialog.read)] == ["BTCUSDT"] * 3
    press(qtbot, ok(dialog))
    assert len(rows_of(tab(book, HistoryTab).table)) == 3


def test_what_is_imported_twice_is_in_the_book_once(window: MainWindow, book: BookWindow, qtbot: QtBot) -> None:
    press(qtbot, ok(_import(qtbot, book, TRADES)))
    press(qtbot, ok(_import(qtbot, book, TRADES)))
    assert window.statusBar().currentMessage() == "Imported 0 trades; 3 were in the book already."
    assert len(rows_of(tab(book, HistoryTab).table)) == 3


def test_a_file_that_is_no_table_says_so_and_forgets_what_was_read(
    book: BookWindow, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    dialog = _import(qtbot, book, TRADES)
    script.table_path = tmp_path / "none.csv"
    press(qtbot, dialog.file)
    assert "none.csv" in dialog.questions.text()
    assert not ok(dialog).isEnabled()
    assert rows_of(dialog.read) == []
    script.table_path.write_bytes(b"\xff\xfe\xff")
    press(qtbot, dialog.file)
    assert dialog.questions.text().startswith("This is not text in UTF-8")
    dialog.reject()


def test_open_positions_come_in_and_go_out(
    window: MainWindow, book: BookWindow, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    positions = tab(book, OpenTab)
    press(qtbot, positions.bring)
    dialog = dialog_of(book, ImportDialog)
    dialog.take_text("symbol,side,quantity,entry price,opened at,stop\nBTCUSDT,buy,0.1,50000,2026-01-05T10:00Z,49000\n")
    assert dialog.kind.currentData() == "positions"
    assert dialog.read.model().headerData(0, Qt.Orientation.Horizontal) == "Opened"
    press(qtbot, ok(dialog))
    assert [row[1:6] for row in rows_of(positions.table)] == [["BTCUSDT", "long", "0.1", "50,000", "49,000"]]
    script.target = tmp_path / "out.csv"
    press(qtbot, positions.write)
    assert script.asked[-1] == "target positions.csv"
    lines = script.target.read_text(encoding="utf-8").splitlines()
    assert lines[1].split(",")[1:7] == ["BTCUSDT", "long", "0.1", "50000", "49000", ""]
    assert window.statusBar().currentMessage() == "Wrote out.csv."


def test_candles_become_the_price_history_of_an_instrument(window: MainWindow, book: BookWindow, qtbot: QtBot) -> None:
    text = "Day,open,high,low,close\n2026-01-05,1,3,0.5,2\n2026-01-06,2,4,1,3\n"
    dialog = _import(qtbot, book, text, zone="")
    choose(dialog.kind, "candles")
    choose(dialog.columns.boxes[0], "time")
    assert "No column names the instrument" in dialog.questions.text()
    type_into(qtbot, dialog.instrument, "SOLUSDT")
    dialog.instrument.editingFinished.emit()
    choose(dialog.zone, "UTC")
    assert dialog.count.text() == "2 candles can be imported."
    assert rows_of(dialog.read)[0] == ["2026-01-05T00:00:00Z", "1", "3", "0.5", "2"]
    press(qtbot, ok(dialog))
    candles = window.workspace.candles("SOLUSDT")
    assert candles is not None
    assert list(candles.close) == [2, 3]
    assert window.statusBar().currentMessage().startswith("2 candles are the price history of SOLUSDT")


def test_a_plan_takes_all_that_happened_in_its_account_along_and_into_its_file(
    window: MainWindow, book: BookWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = "".join(f"BTCUSDT,buy,0.1,50000,51000,2026-01-05 10:00,{n}\n" for n in range(1100))
    press(qtbot, ok(_import(qtbot, book, HEAD + rows)))
    press(qtbot, book.use)
    draft = window.workspace.document.draft
    happened = (*draft.situation.older_events.events, *draft.situation.events)
    told = tuple(event for event in happened if not isinstance(event, EquityMarked))
    assert told == answer(book, lambda kept: journal(kept, 1))
    assert (len(told), len(happened)) == (2200, 2201), "what the account began with is told too"
    path = tmp_path / "long.plan.json"
    save_plan(path, draft, replacing=None)
    assert load_plan(path).draft == draft


def test_many_trades_are_kept_with_a_bar_and_can_be_stopped(book: BookWindow, qtbot: QtBot) -> None:
    rows = "".join(f"BTCUSDT,buy,0.1,50000,51000,2026-01-05 10:00,{n}\n" for n in range(2100))
    dialog = _import(qtbot, book, HEAD + rows)
    press(qtbot, ok(dialog))
    assert no_dialog(book)
    bar = Bar("", book)
    bar.told(4, 10)
    assert bar.dialog is None, "nobody sees it yet"
    bar.show()
    assert bar.dialog is not None
    bar.told(5, 10)
    assert bar.dialog.value() == 500
    bar.dialog.canceled.emit()
    with pytest.raises(FaultError, match="import_cancelled"):
        bar.told(6, 10)
    bar.dialog.close()
    history = tab(book, HistoryTab)
    assert len(rows_of(history.table)) == 100
    press(qtbot, history.more)
    assert len(rows_of(history.table)) == 200


def test_a_bar_that_was_never_needed_cannot_come_up_later(book: BookWindow) -> None:
    assert read_with_progress(lambda told: told(1, 1), book) is None
    assert book.findChildren(QProgressDialog) == []


def test_a_bar_that_was_put_away_cannot_come_up_again(book: BookWindow) -> None:
    bar = Bar("", book)
    bar.show()
    bar.told(10, 10)
    (dialog,) = book.findChildren(QProgressDialog)
    bar.put_away()
    assert not dialog.isVisible()
    assert not [timer for timer in dialog.findChildren(QTimer) if timer.isActive()]


def test_a_long_table_is_read_with_a_bar_and_can_be_stopped_within_half_a_second_of_work(
    book: BookWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path, pressed = tmp_path / "long.csv", list[float]()
    path.write_text(HEAD + "BTCUSDT,buy,0.1,50000,51000,2026-01-05 10:00Z,100\n" * 50_000, encoding="utf-8")
    press(qtbot, tab(book, HistoryTab).bring)
    dialog = dialog_of(book, ImportDialog)

    def cancel() -> None:
        bars = [bar for bar in dialog.findChildren(QProgressDialog) if bar.isVisible() and bar.value() >= 50]
        if dialog.table is None or not bars:
            QTimer.singleShot(10, cancel)
            return
        pressed.append(process_time())
        button = bars[0].findChild(QPushButton)
        assert isinstance(button, QPushButton)
        button.click()

    cancel()
    dialog.take_file(path)
    assert process_time() - pressed[0] < 0.5
    assert dialog.questions.text() == "The import was cancelled; nothing of it was kept."
    assert not ok(dialog).isEnabled()
    assert dialog.table is None
    assert rows_of(dialog.read) == []
    dialog.reject()
    assert rows_of(tab(book, HistoryTab).table) == []


def test_the_history_is_filtered_and_what_is_shown_is_written(
    book: BookWindow, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    press(qtbot, ok(_import(qtbot, book, TRADES)))
    history = tab(book, HistoryTab)
    choose(history.instrument, "BTCUSDT")
    assert len(rows_of(history.table)) == 2
    choose(history.result, "loss")
    assert [row[0] for row in rows_of(history.table)] == ["2026-02-05 10:00"]
    choose(history.result, "")
    type_into(qtbot, history.last.input, "2026-01-05")
    assert [row[0] for row in rows_of(history.table)] == ["2026-01-05 10:00"]
    type_into(qtbot, history.first.input, "2026-01-06")
    assert rows_of(history.table) == []
    assert history.empty.isVisible()
    assert not history.write.isEnabled()
    type_into(qtbot, history.first.input, "6 Jan")
    assert history.first.message.isVisible()
    type_into(qtbot, history.first.input, "")
    script.target = tmp_path / "trades.csv"
    press(qtbot, history.write)
    assert len(script.target.read_text(encoding="utf-8").splitlines()) == 2
    script.target = None
    press(qtbot, history.write)
    choose(history.deviation, "any")
    assert rows_of(history.table) == []


def _damage(book: BookWindow, folders: Folders) -> None:
    """Overwrite the beginning of the last page of the file, as a failing disk does."""
    book.session.close()
    raw = bytearray(folders.book_file.read_bytes())
    raw[-4096:-4032] = b"\xff" * 64
    folders.book_file.write_bytes(bytes(raw))


def test_a_damaged_book_is_saved_as_text_and_set_aside(
    book: BookWindow, qtbot: QtBot, folders: Folders, script: Script, tmp_path: Path
) -> None:
    _damage(book, folders)
    book.refresh()
    assert "is damaged" in book.trouble.fault.text()
    assert not book.add.isEnabled()
    script.target = tmp_path / "saved.jsonl"
    press(qtbot, book.trouble.text)
    assert book.trouble.fault.text().startswith("Wrote saved.jsonl:")
    assert script.target.read_text(encoding="utf-8").startswith('{"format": "planner.book"')
    press(qtbot, book.trouble.mend)
    assert "The damaged file is kept as trader.book.damaged-" in script.told[-1]
    assert [account.name for account in book.accounts] == ["Main"]
    assert book.add.isEnabled()
    assert len(list(folders.book_file.parent.glob("trader.book.damaged-*"))) == 1


def test_damage_that_only_a_tab_finds_is_mended_as_well(
    book: BookWindow, qtbot: QtBot, folders: Folders, script: Script
) -> None:
    press(qtbot, ok(_import(qtbot, book, TRADES)))
    tab(book, PlansTab)
    book.session.close()
    with closing(sqlite3.connect(folders.book_file)) as connection:
        connection.execute("UPDATE trade SET pnl = '1!0' WHERE id = 2")
        connection.commit()
    book.refresh()
    assert not book.trouble.isVisible()
    history = tab(book, HistoryTab)
    assert "is damaged" in script.told[-1]
    press(qtbot, book.trouble.mend)
    assert "Some could not be read: trades" in script.told[-1]
    assert not book.trouble.isVisible()
    assert [row[1] for row in rows_of(history.table)] == ["ETHUSDT", "BTCUSDT"]


def test_every_tab_stands_without_an_account(window: MainWindow) -> None:
    book = window.asides.show_book()
    for kind in TABS:
        page = book.go_to(kind)
        assert page.account is None
        page.refresh()
    assert book.session.fault is None
    assert rows_of(tab(book, PlansTab).table) == []


def test_the_clock_of_the_book_is_that_of_the_plan(window: MainWindow, book: BookWindow) -> None:
    moment = datetime(2026, 4, 2, tzinfo=UTC)
    window.workspace.document.clock = lambda: moment
    assert book.session.now() == moment


def test_a_pipe_is_no_table_and_is_never_waited_for(
    book: BookWindow, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    press(qtbot, tab(book, HistoryTab).bring)
    dialog = dialog_of(book, ImportDialog)
    script.table_path = tmp_path / "pipe.csv"
    os.mkfifo(script.table_path)
    press(qtbot, dialog.file)
    assert "pipe.csv is not an ordinary file" in dialog.questions.text()
    dialog.reject()
