"""A closed trade corrected in the history: the form, the mark, and what follows from other figures."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from planner.settings import Appearance, Settings
from planner.storage.book.events import add_event, journal
from planner.ui.book.correct_dialog import CorrectDialog
from planner.ui.book.curve_tab import CurveTab
from planner.ui.book.deviations_tab import DeviationsTab
from planner.ui.book.history_tab import HistoryTab
from planner.ui.book.import_dialog import ImportDialog
from planner.ui.book.window import BookWindow
from planner.ui.main_window import MainWindow
from tests.happenings import event, rule
from tests.ui.book.desk import Clock, answer, choose, dialog_of, no_dialog, ok, press, rows_of, tab
from tests.ui.conftest import Script
from tests.ui.screen import type_into
from tests.ui.test_screens import clipped, keep_picture

TRADES = (
    "symbol,side,quantity,entry price,exit price,opened at,closed at,pnl\n"
    "BTCUSDT,buy,0.1,50000,51000,2026-01-05T09:00Z,2026-01-05T10:00Z,100\n"
    "BTCUSDT,buy,0.1,50000,49000,2026-02-05T09:00Z,2026-02-05T10:00Z,-1000\n"
)


@pytest.fixture
def history(book: BookWindow, qtbot: QtBot, clock: Clock) -> HistoryTab:
    """Two trades, the newer one with a digit too many; it is chosen."""
    clock.go_on(seconds=30)
    page = tab(book, HistoryTab)
    press(qtbot, page.bring)
    QGuiApplication.clipboard().setText(TRADES)
    dialog = dialog_of(book, ImportDialog)
    press(qtbot, dialog.paste)
    press(qtbot, ok(dialog))
    page.table.selectRow(0)
    return page


def _form(qtbot: QtBot, book: BookWindow, page: HistoryTab) -> CorrectDialog:
    press(qtbot, page.fix)
    return dialog_of(book, CorrectDialog)


def _seen(whole: QWidget, name: str) -> None:
    for _ in range(3):
        QApplication.processEvents()
    keep_picture(whole, name)
    assert clipped(whole) == []


def _correct(qtbot: QtBot, book: BookWindow, page: HistoryTab) -> None:
    """A digit too many, and how it ended."""
    form = _form(qtbot, book, page)
    assert not ok(form).isEnabled()
    assert form.message.text() == "Still to enter: Reason."
    type_into(qtbot, form.fields["pnl"].input, "-100")
    type_into(qtbot, form.fields["exit_price"].input, "49000.5")
    choose(form.choice, "stop")
    type_into(qtbot, form.reason, "a digit too many")
    _seen(form, "book-correct")
    press(qtbot, ok(form))
    assert no_dialog(book)


def test_a_corrected_row_is_marked_and_says_what_it_was(book: BookWindow, qtbot: QtBot, history: HistoryTab) -> None:
    _correct(qtbot, book, history)
    first, second = rows_of(history.table)
    assert (first[5], first[6], first[8], first[10]) == ("49,000.5", "−100.00 USDT", "stop", "2026-04-01")
    assert second[10] == ""
    told = "Corrected 2026-04-01 09:00 (a digit too many). Before: exit 49,000, result −1,000.00 USDT, ended: by hand."
    tips = [item.toolTip() if (item := history.table.item(row, 0)) is not None else None for row in range(2)]
    assert tips == [told, second[0]]
    assert history.figures.text() == told
    _seen(book, "book-corrected")


def test_sums_exports_the_curve_and_the_journal_follow_a_correction(
    book: BookWindow, qtbot: QtBot, history: HistoryTab, script: Script, tmp_path: Path
) -> None:
    _correct(qtbot, book, history)
    assert history.summary.text().startswith("2 shown · 1 won · 0.00 USDT")
    script.target = tmp_path / "out.csv"
    press(qtbot, history.write)
    assert ",49000.5,-100,stop," in script.target.read_text(encoding="utf-8")
    # 10,000 + 100 - 100
    told = tab(book, CurveTab).line.text()
    assert told.startswith("10,000.00 USDT now · worst drawdown 100.00 USDT")
    kinds = [event.kind for event in answer(book, lambda kept: journal(kept, 1))]
    assert kinds.count("corrected") == 1


def test_a_trade_is_corrected_from_the_keyboard_and_again(
    book: BookWindow, qtbot: QtBot, history: HistoryTab, clock: Clock
) -> None:
    book.activateWindow()
    history.table.setFocus()
    qtbot.waitUntil(history.table.hasFocus)
    qtbot.keyClick(history.table, Qt.Key.Key_Return)
    form = dialog_of(book, CorrectDialog)
    assert form.focusWidget() is form.fields["entry_price"].input
    type_into(qtbot, form.fields["pnl"].input, "-100")
    type_into(qtbot, form.reason, "typo")
    press(qtbot, ok(form))
    assert no_dialog(book)
    clock.go_on(days=1)
    history.table.doubleClicked.emit(history.table.currentIndex())
    form = dialog_of(book, CorrectDialog)
    type_into(qtbot, form.fields["fees"].input, "1.5")
    type_into(qtbot, form.reason, "fees forgotten")
    press(qtbot, ok(form))
    assert history.figures.text().splitlines() == [
        "Corrected 2026-04-02 09:00 (fees forgotten). Before: fees 0.00 USDT.",
        "Corrected 2026-04-01 09:00 (typo). Before: result −1,000.00 USDT.",
    ]
    assert [action.text() for action in history.table.actions()] == ["Correct…"]


def test_what_cannot_be_is_said_beside_its_field(book: BookWindow, qtbot: QtBot, history: HistoryTab) -> None:
    form = _form(qtbot, book, history)
    type_into(qtbot, form.reason, "times")
    assert form.opened.timeZone() == form.closed.timeZone()
    before = form.opened.dateTime().addSecs(-60)
    form.closed.setDateTime(before)
    assert form.too_late.text() == "That is before the trade was opened."
    assert not ok(form).isEnabled()
    form.closed.setDateTime(QDateTime.fromSecsSinceEpoch(int((form.now + timedelta(hours=1)).timestamp())))
    assert form.too_late.text() == "That is still to come: enter what has happened."
    form.closed.setDateTime(before.addSecs(120))
    assert form.too_late.text() == ""
    type_into(qtbot, form.fields["exit_price"].input, "x")
    assert form.fields["exit_price"].message.text().startswith("“x” is not a number")
    _seen(form, "book-correct-faults")
    assert not ok(form).isEnabled()
    form.reject()


def test_a_form_without_a_change_says_so_and_stays_open(book: BookWindow, qtbot: QtBot, history: HistoryTab) -> None:
    form = _form(qtbot, book, history)
    type_into(qtbot, form.reason, "nothing")
    press(qtbot, ok(form))
    assert form.message.text() == "Nothing is different. Change what was entered wrongly."
    form.reject()
    history.table.clearSelection()
    assert not history.fix.isEnabled()
    history.correct()
    assert no_dialog(book)


def test_hidden_amounts_stay_hidden_in_the_form_and_in_what_was_before(
    window: MainWindow, book: BookWindow, qtbot: QtBot, history: HistoryTab
) -> None:
    window.workspace.change_settings(Settings(appearance=Appearance(hide_money=True)))
    history.table.selectRow(0)
    form = _form(qtbot, book, history)
    type_into(qtbot, form.fields["pnl"].input, "-123")
    type_into(qtbot, form.reason, "typo")
    _seen(form, "book-correct-hidden")
    press(qtbot, ok(form))
    assert "1,000" not in history.figures.text()
    assert "Before: result •" in history.figures.text()


@pytest.mark.parametrize(("hour", "kinds"), [(12, ["traded while paused"]), (23, [])])
def test_a_trade_that_was_opened_in_a_pause_departs_from_the_rules(
    book: BookWindow, qtbot: QtBot, history: HistoryTab, hour: int, kinds: list[str]
) -> None:
    account = book.account
    assert account is not None
    paused = datetime(2026, 1, 20, 8, tzinfo=UTC)
    table = event("rules_set", paused, rules=[rule("by_hand", pause={"minutes": 720})])
    for happening in (table, event("paused_by_hand", paused + timedelta(minutes=1))):
        answer(book, partial(add_event, account=account.id, happening=happening))
    history.table.selectRow(0)
    form = _form(qtbot, book, history)
    form.opened.setDateTime(QDateTime(2026, 1, 20, hour, 0, 0))
    type_into(qtbot, form.reason, "the day of another one")
    press(qtbot, ok(form))
    deviations = tab(book, DeviationsTab)
    assert [row[1] for row in rows_of(deviations.table) if row[1] == "traded while paused"] == kinds
