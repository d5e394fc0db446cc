"""Money paid in or taken out of an account of the book, and balances as the venue states them."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from planner.report.cash import PAID_IN, TAKEN_OUT
from planner.settings import Book as BookSettings
from planner.storage.book.events import add_event
from planner.ui.book.cash_tab import CashTab
from planner.ui.book.curve_tab import CurveTab
from planner.ui.book.limits_tab import LimitsTab
from planner.ui.book.step_dialog import StepDialog
from planner.ui.book.window import BookWindow
from planner.ui.main_window import MainWindow
from tests.happenings import event, rule
from tests.storage.book.places import NOON, a_closed_trade
from tests.ui.book.desk import Clock, answer, dialog_of, fill, no_dialog, ok, press, rows_of, tab


def _money(qtbot: QtBot, book: BookWindow, choice: str, amount: str) -> None:
    press(qtbot, tab(book, CashTab).pay)
    dialog = dialog_of(book, StepDialog)
    fill(qtbot, dialog, choice=choice, amount=amount)
    press(qtbot, ok(dialog))


def _state(qtbot: QtBot, book: BookWindow, **figures: str) -> None:
    press(qtbot, tab(book, CashTab).mark)
    dialog = dialog_of(book, StepDialog)
    fill(qtbot, dialog, **figures)
    press(qtbot, ok(dialog))


def _balance_in_the_plan(qtbot: QtBot, window: MainWindow, book: BookWindow) -> str:
    press(qtbot, book.use)
    return str(window.workspace.document.draft.situation.account.wallet_balance)


def test_money_in_and_out_moves_the_balance_and_is_listed(
    window: MainWindow, book: BookWindow, clock: Clock, qtbot: QtBot
) -> None:
    page = tab(book, CashTab)
    assert page.empty.isVisible()
    before = int(_balance_in_the_plan(qtbot, window, book))
    _money(qtbot, book, PAID_IN, "500")
    clock.go_on(minutes=1)
    _money(qtbot, book, TAKEN_OUT, "20.5")
    assert [row[1:3] for row in rows_of(page.table)] == [["taken out", "20.50 USDT"], ["paid in", "500.00 USDT"]]
    assert not page.empty.isVisible()
    assert _balance_in_the_plan(qtbot, window, book) == f"{before + 479}.5"


def test_money_in_is_no_profit(book: BookWindow, clock: Clock, qtbot: QtBot) -> None:
    account = book.account
    assert account is not None
    answer(book, lambda kept: a_closed_trade(kept, account, pnl="-300"))
    clock.now = NOON + timedelta(hours=1)
    _money(qtbot, book, PAID_IN, "300")
    page = tab(book, CurveTab)
    assert page.told is not None
    assert page.told.points[-1].drawdown == 300


def test_a_balance_as_stated_stands_until_it_is_withdrawn_with_a_reason(
    window: MainWindow, book: BookWindow, clock: Clock, qtbot: QtBot
) -> None:
    before = _balance_in_the_plan(qtbot, window, book)
    _state(qtbot, book, balance="7000", equity="6900")
    page = tab(book, CashTab)
    assert [row[1:4] for row in rows_of(page.table)] == [["balance as stated", "7,000.00 USDT", "6,900.00 USDT"]]
    assert _balance_in_the_plan(qtbot, window, book) == "7000"
    clock.go_on(minutes=1)
    page.table.selectRow(0)
    press(qtbot, page.take_back)
    dialog = dialog_of(book, StepDialog)
    assert not ok(dialog).isEnabled()
    entry = " · ".join(rows_of(page.table)[0][:3])
    assert any(label.text().startswith(f"{entry}\n") for label in dialog.findChildren(QLabel)), "one knows which"
    fill(qtbot, dialog, reason="another account")
    press(qtbot, ok(dialog))
    assert rows_of(page.table)[0][-1] == "withdrawn: another account"
    page.table.selectRow(0)
    assert not page.take_back.isEnabled()
    assert _balance_in_the_plan(qtbot, window, book) == before


@pytest.mark.parametrize("amount", ["0", "-5", "", "much"])
def test_no_amount_is_no_money(book: BookWindow, qtbot: QtBot, amount: str) -> None:
    press(qtbot, tab(book, CashTab).pay)
    dialog = dialog_of(book, StepDialog)
    assert not dialog.reason.isVisible(), "nobody would keep it"
    fill(qtbot, dialog, amount=amount)
    assert not ok(dialog).isEnabled()
    dialog.reject()
    assert no_dialog(book)
    assert rows_of(tab(book, CashTab).table) == []


def test_a_stated_equity_sets_off_a_pause_that_a_later_profit_does_not_end(
    window: MainWindow, book: BookWindow, clock: Clock, qtbot: QtBot
) -> None:
    account = book.account
    assert account is not None
    limit = rule("loss", anchor="day_start", rate="0.05", include_unrealised=True)
    table = event("rules_set", clock.now, rules=[limit])
    answer(book, lambda kept: add_event(kept, account.id, table))
    clock.go_on(minutes=5)
    # 6 % below what the account began with, by open positions alone
    low = account.equity_base * 94 / 100
    _state(qtbot, book, balance=f"{account.equity_base:f}", equity=f"{low:f}")
    clock.go_on(minutes=5)
    _state(qtbot, book, balance=f"{account.equity_base * 2:f}")
    press(qtbot, book.use)
    (row,) = window.workspace.document.assessment.pauses.rules
    assert row.blocks


def test_the_curve_begins_with_the_balance_that_was_stated_first(book: BookWindow, qtbot: QtBot) -> None:
    _state(qtbot, book, balance="7000", equity="7000")
    page = tab(book, CurveTab)
    assert page.told is not None
    assert {point.balance for point in page.told.points} == {7000}
    assert not any(point.drawdown for point in page.told.points)


def test_rules_made_for_the_stated_balance_are_not_asked_about(
    window: MainWindow, book: BookWindow, qtbot: QtBot
) -> None:
    _state(qtbot, book, balance="7000", equity="7000")
    document = window.workspace.document
    for initial, is_asked in (("7000", False), ("10000", True)):
        limit = rule("loss", anchor="initial", rate="0.1", initial=initial)
        situation = document.draft.situation.replace(rules=(limit,))
        document.open(document.draft.replace(situation=situation), path=None, title="other")
        press(qtbot, tab(book, LimitsTab).keep_rules)
        dialog = dialog_of(book, StepDialog)
        assert ("began with 7,000.00 USDT" in dialog.question.about) is is_asked
        dialog.reject()


def test_another_book_is_shown_with_its_own_accounts(
    window: MainWindow, book: BookWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    _money(qtbot, book, PAID_IN, "500")
    workspace = window.workspace
    other = workspace.settings.model_copy(update={"book": BookSettings(address=str(tmp_path / "other.book"))})
    workspace.change_settings(other)
    assert book.account is None
    assert rows_of(tab(book, CashTab).table) == []
    assert not tab(book, CashTab).pay.isEnabled()
