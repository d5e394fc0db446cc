"""The book window: accounts, and the life of a plan from placing it to its figures, on a real database."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from planner.domain.journal import EquityMarked
from planner.settings import Book as BookSettings
from planner.storage.book.address import FileAddress
from planner.storage.book.events import add_event, journal
from planner.storage.book.handle import Book
from planner.storage.book.opening import opened_book
from planner.storage.folders import Folders
from planner.ui.book.account_dialog import AccountDialog
from planner.ui.book.deviations_tab import DeviationsTab
from planner.ui.book.history_tab import HistoryTab
from planner.ui.book.open_tab import OpenTab
from planner.ui.book.plans_tab import PlansTab
from planner.ui.book.step_dialog import StepDialog
from planner.ui.book.window import BookWindow
from planner.ui.main_window import MainWindow
from tests.ui.book.desk import (
    Clock,
    answer,
    choose,
    dialog_of,
    fill,
    no_dialog,
    ok,
    press,
    rows_of,
    tab,
)
from tests.ui.conftest import Script
from tests.ui.screen import type_into

CONTROL = Qt.KeyboardModifier.ControlModifier


def _enter(qtbot: QtBot, book: BookWindow, **figures: str) -> None:
    """Record the entry of the newest plan."""
    plans = tab(book, PlansTab)
    plans.table.selectRow(0)
    press(qtbot, plans.fill)
    dialog = dialog_of(book, StepDialog)
    fill(qtbot, dialog, **figures)
    press(qtbot, ok(dialog))


def _step(qtbot: QtBot, book: BookWindow, button: int, choice: str = "", reason: str = "", **figures: str) -> None:
    """A step of the chosen position: add or reduce, move the stop, close."""
    press(qtbot, tab(book, OpenTab).buttons[button])
    dialog = dialog_of(book, StepDialog)
    fill(qtbot, dialog, reason, choice, **figures)
    press(qtbot, ok(dialog))


def test_an_empty_book_says_what_to_do_first(window: MainWindow, script: Script) -> None:
    book = window.asides.show_book()
    assert book.trouble.hint.isVisible()
    assert book.trouble.hint.text().startswith("The book has no account yet")
    assert not book.use.isEnabled()
    assert not book.change.isEnabled()
    assert not book.tabs.isEnabled()
    window.asides.place()
    assert script.told == ["The plan is not placed: Make an account in the book first: plans are placed into one."]


def test_an_account_is_made_by_keyboard_and_changed(window: MainWindow, qtbot: QtBot) -> None:
    book = window.asides.show_book()
    press(qtbot, book.add)
    dialog = dialog_of(book, AccountDialog)
    assert dialog.focusWidget() is dialog.name
    type_into(qtbot, dialog.currency, "usdt")
    assert dialog.message.text() == "A currency is written in capitals, such as EUR or USDT."
    assert not ok(dialog).isEnabled()
    type_into(qtbot, dialog.currency, "USDT")
    type_into(qtbot, dialog.name, "")
    assert dialog.message.text() == "Give the account a name."
    type_into(qtbot, dialog.name, "Swing")
    type_into(qtbot, dialog.fields["equity_base"].input, "25000")
    choose(dialog.zone, "Europe/Berlin")
    qtbot.keyClick(dialog.fields["equity_base"].input, Qt.Key.Key_Return)
    assert no_dialog(book)
    assert book.account is not None
    assert (book.account.name, book.account.equity_base, book.account.zone) == (
        "Swing", Decimal(25000), "Europe/Berlin",
    )  # fmt: skip
    assert not book.trouble.isVisible()
    press(qtbot, book.change)
    changing = dialog_of(book, AccountDialog)
    type_into(qtbot, changing.name, "Swing 2")
    press(qtbot, ok(changing))
    assert book.list.currentText() == "Swing 2 · USDT · Linear"


def test_what_the_book_refuses_is_said_in_the_form_which_stays(book: BookWindow, qtbot: QtBot, script: Script) -> None:
    press(qtbot, book.add)
    dialog = dialog_of(book, AccountDialog)
    press(qtbot, ok(dialog))
    assert dialog.isVisible()
    assert dialog.message.text() == "There is an account Main already. Choose another name."
    assert script.told == []
    type_into(qtbot, dialog.name, "Other")
    assert dialog.message.text() == ""
    press(qtbot, ok(dialog))
    assert [account.name for account in book.accounts] == ["Main", "Other"]
    assert book.account is not None
    assert book.account.name == "Other"


def test_a_plan_is_placed_by_a_key_and_its_entry_recorded(window: MainWindow, book: BookWindow, qtbot: QtBot) -> None:
    QApplication.processEvents()
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window.ticket.bindings["entry_price"].field.input, Qt.Key.Key_Return, CONTROL)
    plans = tab(book, PlansTab)
    assert rows_of(plans.table) == [
        ["2026-04-01 09:00", "BTCUSDT", "long", "0.2", "50,000", "49,000", "200.00 USDT", "sealed, not filled"]
    ]
    assert not plans.fill.isEnabled()
    # entered at 50,050: 50 worse, 0.05 of the stop distance of 1,000, within the tenth that is allowed
    _enter(qtbot, book, price="50050", fee="5")
    assert rows_of(plans.table)[0][-1] == "open"
    assert not plans.fill.isEnabled()
    positions = tab(book, OpenTab)
    opened = ["2026-04-01 09:00", "BTCUSDT", "long", "0.2", "50,050", "49,000", "200.00 USDT", "no. 1"]
    assert rows_of(positions.table) == [opened]
    positions.table.selectRow(0)
    assert positions.figures.text() == "Entry 50 worse than planned (0.05 R). Size 100\u202f% of the plan."


def test_a_stop_is_moved_and_a_part_taken_off(window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock) -> None:
    window.asides.place()
    _enter(qtbot, book)
    positions = tab(book, OpenTab)
    positions.table.selectRow(0)
    clock.go_on(hours=1)
    _step(qtbot, book, 1, stop="48500")
    assert rows_of(positions.table)[0][5] == "48,500"
    assert positions.trades.selected is not None, "the same position stays chosen"
    _step(qtbot, book, 0, choice="exit", price="52000", quantity="0.1")
    assert rows_of(positions.table)[0][3] == "0.1"


def test_the_life_of_a_plan_ends_in_its_figures(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock
) -> None:
    window.asides.place()
    _enter(qtbot, book, price="50050", fee="5")
    positions = tab(book, OpenTab)
    positions.table.selectRow(0)
    clock.go_on(hours=1)
    _step(qtbot, book, 1, reason="room to breathe", stop="48500")
    clock.go_on(hours=1)
    _step(qtbot, book, 0, choice="exit", price="52000", quantity="0.1")
    clock.go_on(hours=1)
    # 0.1 x 1,950 + 0.1 x 950 - 5 in fees = 285, 1.425 R of 200
    _step(qtbot, book, 2, choice="by_hand", reason="nervous", price="51000", pnl="285")
    assert rows_of(positions.table) == []
    assert positions.empty.isVisible()
    history = tab(book, HistoryTab)
    assert rows_of(history.table) == [
        [
            "2026-04-01 12:00",
            "BTCUSDT",
            "long",
            "0.2",
            "50,050",
            "51,500",
            "285.00 USDT",
            "1.42",
            "by hand",
            "no. 1",
            "",
        ]
    ]
    history.table.selectRow(0)
    for said in ("Stop widened by 500", "by choice", "1.42 R realised, 3.00 R planned"):
        assert said in history.figures.text()
    assert history.summary.text() == "1 shown · 1 won · 285.00 USDT · 1.42 R on average"
    assert [(row[1], row[5]) for row in rows_of(tab(book, DeviationsTab).table)] == [
        ("early exit", "nervous"),
        ("stop widened", "room to breathe"),
    ]


def test_a_plan_is_judged_by_the_book_and_undo_takes_that_back(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock
) -> None:
    window.asides.place()
    _enter(qtbot, book)
    account = book.account
    assert account is not None
    clock.go_on(hours=1)
    marked = EquityMarked(id="mark.1", at=clock.now, recorded_at=clock.now, balance=Decimal(12000))
    answer(book, lambda found: add_event(found, account.id, marked))
    before = window.workspace.document.draft
    press(qtbot, book.use)
    situation = window.workspace.document.draft.situation
    assert situation.account.wallet_balance == 12000
    assert [(p.instrument, p.quantity, p.stop_price) for p in situation.positions] == [
        ("BTCUSDT", Decimal("0.2"), Decimal(49000))
    ]
    assert [event.kind for event in situation.events] == ["equity_marked", "trade_opened", "equity_marked"]
    window.menus.actions["undo"].trigger()
    assert window.workspace.document.draft == before


def test_a_plan_that_lacks_its_size_or_is_in_other_money_is_not_sealed(
    window: MainWindow, book: BookWindow, qtbot: QtBot, script: Script
) -> None:
    type_into(qtbot, window.ticket.bindings["entry_price"].field.input, "x")
    window.asides.place()
    assert script.told[-1].startswith("The plan is not placed: Entry")
    qtbot.keyClick(window.ticket.bindings["entry_price"].field.input, Qt.Key.Key_Escape)
    press(qtbot, book.change)
    dialog = dialog_of(book, AccountDialog)
    type_into(qtbot, dialog.currency, "EUR")
    press(qtbot, ok(dialog))
    window.asides.place()
    assert script.told[-1].endswith("The plan is in USDT, the account in EUR. Choose an account in USDT.")
    assert rows_of(tab(book, PlansTab).table) == []


def test_a_trade_goes_on_whose_plan_has_lost_what_had_happened_before_it(
    window: MainWindow, book: BookWindow, qtbot: QtBot
) -> None:
    press(qtbot, book.use)
    window.asides.place()
    answer(book, lambda found: _run(found, "DELETE FROM piece"))
    _enter(qtbot, book)
    positions = tab(book, OpenTab)
    positions.table.selectRow(0)
    _step(qtbot, book, 0, choice="entry", price="50100", quantity="0.1")
    assert no_dialog(book)
    assert rows_of(positions.table)[0][3] == "0.3"


def test_a_plan_that_was_changed_is_told_of_and_hinders_neither_the_others_nor_its_trade(
    window: MainWindow, book: BookWindow, qtbot: QtBot, script: Script
) -> None:
    window.asides.place()
    _enter(qtbot, book)
    window.asides.place()
    answer(book, lambda found: _run(found, "UPDATE plan SET draft = draft || ' ' WHERE id = 1"))
    book.refresh()
    plans = tab(book, PlansTab)
    assert [row[-1] for row in rows_of(plans.table)] == ["sealed, not filled"]
    assert plans.fault.text().startswith("Plan 1 in ")
    positions = tab(book, OpenTab)
    positions.table.selectRow(0)
    assert "was changed after it was sealed" in script.told[-1]
    _step(qtbot, book, 0, choice="entry", price="50100", quantity="0.1")
    positions.table.selectRow(0)
    press(qtbot, positions.buttons[2])
    press(qtbot, ok(dialog_of(book, StepDialog)))
    assert no_dialog(book)
    assert [row[1] for row in rows_of(tab(book, HistoryTab).table)] == ["BTCUSDT"]


def _run(book: Book, sql: str) -> None:
    with book.writing() as connection:
        connection.execute(text(sql))


def test_a_plan_can_be_withdrawn_and_opened_again_as_a_copy(window: MainWindow, book: BookWindow, qtbot: QtBot) -> None:
    window.asides.place()
    plans = tab(book, PlansTab)
    plans.table.selectRow(0)
    press(qtbot, plans.give_up)
    dialog = dialog_of(book, StepDialog)
    fill(qtbot, dialog, reason="news")
    press(qtbot, ok(dialog))
    assert rows_of(plans.table)[0][-1] == "withdrawn"
    assert not plans.give_up.isEnabled()
    press(qtbot, plans.look)
    assert window.workspace.document.name == "plan no. 1"


def test_the_chosen_row_stays_the_same_plan_when_another_one_comes(
    window: MainWindow, book: BookWindow, qtbot: QtBot
) -> None:
    window.asides.place()
    plans = tab(book, PlansTab)
    plans.table.selectRow(0)
    window.asides.place()
    assert len(rows_of(plans.table)) == 2
    assert plans.plans.selected is not None
    assert plans.plans.selected.id == 1
    _enter(qtbot, book)
    assert [row[-1] for row in rows_of(plans.table)] == ["open", "sealed, not filled"]


def test_a_step_cannot_lie_ahead_nor_before_the_trade(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock
) -> None:
    window.asides.place()
    _enter(qtbot, book)
    clock.go_on(hours=2)
    positions = tab(book, OpenTab)
    positions.table.selectRow(0)
    press(qtbot, positions.buttons[2])
    dialog = dialog_of(book, StepDialog)
    now = dialog.at.dateTime()
    dialog.at.setDateTime(now.addSecs(120))
    assert dialog.message.text() == "That is still to come: enter what has happened."
    assert not ok(dialog).isEnabled()
    dialog.at.setDateTime(now.addSecs(-3 * 3600))
    assert dialog.message.text() == "That is before the trade was opened."
    dialog.at.setDateTime(now.addSecs(-3600))
    press(qtbot, ok(dialog))
    assert rows_of(tab(book, HistoryTab).table)[0][0] == "2026-04-01 10:00"


def test_taking_off_all_there_is_is_refused_in_the_form(
    window: MainWindow, book: BookWindow, qtbot: QtBot, script: Script
) -> None:
    window.asides.place()
    _enter(qtbot, book)
    positions = tab(book, OpenTab)
    positions.table.selectRow(0)
    press(qtbot, positions.buttons[0])
    dialog = dialog_of(book, StepDialog)
    fill(qtbot, dialog, price="51000", quantity="0.2", choice="exit")
    press(qtbot, ok(dialog))
    assert dialog.message.text().startswith("This takes off all that is left of trade 1.")
    assert script.told == []
    dialog.reject()


def test_a_noted_deviation_needs_its_reason(book: BookWindow, qtbot: QtBot) -> None:
    deviations = tab(book, DeviationsTab)
    assert deviations.empty.isVisible()
    press(qtbot, deviations.note)
    dialog = dialog_of(book, StepDialog)
    assert dialog.message.text() == "Still to enter: Reason."
    fill(qtbot, dialog, choice="no_review", reason="forgot")
    press(qtbot, ok(dialog))
    assert [row[1] for row in rows_of(deviations.table)] == ["no review"]
    assert not deviations.empty.isVisible()


def test_closing_the_planner_lets_go_of_the_book(window: MainWindow, book: BookWindow, folders: Folders) -> None:
    assert book.isVisible()
    window.close()
    assert not book.isVisible()
    with opened_book(FileAddress(folders.book_file), backups=folders.book_copies) as found:
        assert journal(found, 1) == ()


def test_another_address_is_another_book_and_a_book_held_elsewhere_says_so(
    window: MainWindow, book: BookWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    other = tmp_path / "other.book"
    workspace = window.workspace
    with opened_book(FileAddress(other), backups=tmp_path):
        workspace.change_settings(workspace.settings.model_copy(update={"book": BookSettings(address=str(other))}))
        book.refresh()
        assert book.trouble.fault.text().startswith("Another planner has")
        assert not book.add.isEnabled()
        assert rows_of(tab(book, PlansTab).table) == []
    press(qtbot, book.trouble.again)
    assert book.trouble.hint.isVisible()
    assert book.list.count() == 0
    workspace.change_settings(workspace.settings.model_copy(update={"book": BookSettings()}))
    book.refresh()
    assert [account.name for account in book.accounts] == ["Main"]


def test_an_event_noted_on_the_plan_is_kept_in_its_account(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock
) -> None:
    window.asides.show_pause()
    pausing = window.asides.pausing
    assert pausing is not None
    pausing.pause.until.setDateTime(pausing.pause.until.dateTime().addDays(1))
    press(qtbot, pausing.pause.take)
    account = book.account
    assert account is not None
    kept = answer(book, lambda found: journal(found, account.id))
    assert [event.kind for event in kept] == ["paused_by_hand"]
    assert kept[0].at == clock.now
    assert window.workspace.document.draft.situation.events[-1].at - kept[0].at == timedelta(0)


def test_the_book_is_let_go_off_the_thread_of_the_window(book: BookWindow) -> None:
    """What waits for the window's thread has its turn meanwhile."""
    turns: list[str] = []
    QTimer.singleShot(0, lambda: turns.append("the window's"))
    book.session.close()
    assert turns
