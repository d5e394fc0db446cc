"""Pause rules and limits of an account in the book: what keeps a plan off, what is broken off, what is laid down."""

from decimal import Decimal
from functools import partial

from pytestqt.qtbot import QtBot

from planner.domain.journal import Overridden, PausedByHand, RulesSet
from planner.domain.pause_rules import PauseRule
from planner.storage.book.events import add_event, journal
from planner.ui.book.curve_tab import CurveTab
from planner.ui.book.deviations_tab import DeviationsTab
from planner.ui.book.limits_tab import LimitsTab
from planner.ui.book.open_tab import OpenTab
from planner.ui.book.plans_tab import PlansTab
from planner.ui.book.step_dialog import StepDialog
from planner.ui.book.window import BookWindow
from planner.ui.main_window import MainWindow
from tests.conftest import limits
from tests.happenings import event, rule
from tests.storage.book.places import NOON, a_closed_trade
from tests.ui.book.desk import Clock, answer, dialog_of, fill, no_dialog, ok, press, rows_of, tab
from tests.ui.conftest import Script


def _lay_down(book: BookWindow, clock: Clock, *rules: PauseRule) -> None:
    """Let an account live by rules, and the trader take a break under them."""
    account = book.account
    assert account is not None
    events = (
        RulesSet(id="rules.1", at=clock.now, recorded_at=clock.now, rules=rules),
        PausedByHand(id="break.1", at=clock.now, recorded_at=clock.now),
    )
    for happening in events:
        answer(book, partial(add_event, account=account.id, happening=happening))
    clock.go_on(minutes=5)


def test_a_pause_that_cannot_be_broken_off_refuses_the_plan_and_names_its_rule(
    window: MainWindow, book: BookWindow, clock: Clock, script: Script
) -> None:
    _lay_down(book, clock, rule("by_hand", pause={"ends": "at_review", "can_be_overridden": False}))
    window.asides.place()
    (told,) = script.told
    assert told == (
        "Paused: the plan is not placed: Pause by hand: no new trades until it is reviewed. "
        "This pause cannot be broken off."
    )
    assert no_dialog(book)
    assert rows_of(tab(book, PlansTab).table) == []


def test_breaking_a_pause_off_asks_why_and_is_kept_as_a_deviation(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock, script: Script
) -> None:
    _lay_down(book, clock, rule("by_hand"))
    window.asides.place()
    dialog = dialog_of(book, StepDialog)
    assert dialog.question.about.startswith("Pause by hand: no new trades until it is reviewed.")
    assert dialog.message.text() == "Still to enter: Reason."
    fill(qtbot, dialog, reason="a once in a year setup")
    press(qtbot, ok(dialog))
    assert [row[-1] for row in rows_of(tab(book, PlansTab).table)] == ["sealed, not filled"]
    assert [(row[1], row[5]) for row in rows_of(tab(book, DeviationsTab).table)] == [
        ("pause overridden", "a once in a year setup")
    ]
    window.asides.place()
    assert script.told[-1].endswith("One pause a day can be broken off, and today's was.")


def test_a_pause_is_not_broken_off_where_the_form_is_cancelled(
    window: MainWindow, book: BookWindow, clock: Clock
) -> None:
    _lay_down(book, clock, rule("by_hand"))
    window.asides.place()
    dialog_of(book, StepDialog).reject()
    account = book.account
    assert account is not None
    kept = answer(book, lambda found: journal(found, account.id))
    assert not [event for event in kept if isinstance(event, Overridden)]
    assert rows_of(tab(book, PlansTab).table) == []


def _break_off_and_enter(qtbot: QtBot, window: MainWindow, book: BookWindow, clock: Clock, minutes: int) -> None:
    """Break a pause off for a plan, and enter it so many minutes later."""
    _lay_down(book, clock, rule("by_hand"))
    window.asides.place()
    broken = dialog_of(book, StepDialog)
    fill(qtbot, broken, reason="setup")
    press(qtbot, ok(broken))
    clock.go_on(minutes=minutes)
    plans = tab(book, PlansTab)
    plans.table.selectRow(0)
    press(qtbot, plans.fill)
    press(qtbot, ok(dialog_of(book, StepDialog)))


def test_an_entry_before_the_wait_is_over_was_traded_while_paused(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock
) -> None:
    _break_off_and_enter(qtbot, window, book, clock, 14)
    kinds = [row[1] for row in rows_of(tab(book, DeviationsTab).table)]
    assert kinds == ["traded while paused", "pause overridden"]


def test_an_entry_after_the_wait_is_none(window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock) -> None:
    _break_off_and_enter(qtbot, window, book, clock, 15)
    assert [row[1] for row in rows_of(tab(book, DeviationsTab).table)] == ["pause overridden"]


def test_while_paused_a_position_is_reduced_freely_and_adding_to_it_is_kept_as_a_deviation(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock
) -> None:
    window.asides.place()
    plans = tab(book, PlansTab)
    plans.table.selectRow(0)
    press(qtbot, plans.fill)
    press(qtbot, ok(dialog_of(book, StepDialog)))
    clock.go_on(minutes=5)
    _lay_down(book, clock, rule("by_hand"))
    for choice, price in (("exit", "52000"), ("entry", "51000")):
        positions = tab(book, OpenTab)
        positions.table.selectRow(0)
        press(qtbot, positions.buttons[0])
        dialog = dialog_of(book, StepDialog)
        fill(qtbot, dialog, choice=choice, price=price, quantity="0.01")
        press(qtbot, ok(dialog))
        kinds = [row[1] for row in rows_of(tab(book, DeviationsTab).table)]
        assert ("traded while paused" in kinds) == (choice == "entry")


def test_results_show_the_curve_the_pauses_and_what_departures_cost(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock
) -> None:
    results = tab(book, CurveTab)
    assert results.line.text() == "No closed trade yet: the balance is drawn from the first one on."
    assert not results.chart.isVisible()
    _break_off_and_enter(qtbot, window, book, clock, 20)
    clock.go_on(hours=1)
    positions = tab(book, OpenTab)
    positions.table.selectRow(0)
    press(qtbot, positions.buttons[2])
    press(qtbot, ok(dialog_of(book, StepDialog)))
    results = tab(book, CurveTab)
    assert results.line.text() == (
        "9,800.00 USDT now · worst drawdown 200.00 USDT (2.00\u202f%) on 2026-04-01 · paused once, 1 broken off"
    )
    assert rows_of(results.table)[1][:6] == ["pause overridden", "1", "−200.00 USDT", "−200.00 USDT", "—", "−1.00"]
    assert rows_of(results.table)[2][:3] == ["pause overridden, 2026-04-01 09:05", "1", "−200.00 USDT"]
    shown = results.chart.shown
    assert list(shown.balance) == [10000, 9800]
    assert list(shown.drawdown) == [0, -2]
    # broken off five minutes after it began, and over after the wait of fifteen
    assert [end - start for start, end in shown.pauses] == [20 * 60]


def test_limits_are_kept_in_versions_and_brought_into_a_plan(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock
) -> None:
    laid = tab(book, LimitsTab)
    assert laid.empty.isVisible()
    assert not laid.bring.isEnabled()
    document = window.workspace.document
    for rate, reason in (("0.02", "first"), ("0.01", "two bad weeks"), ("0.03", "back to normal")):
        situation = document.draft.situation.replace(limits=limits(single_trade_rate=rate))
        document.open(document.draft.replace(situation=situation), path=None, title="test")
        press(qtbot, laid.keep_limits)
        dialog = dialog_of(book, StepDialog)
        fill(qtbot, dialog, reason=reason)
        press(qtbot, ok(dialog))
        clock.go_on(hours=1)
    # tighter at once, looser from midnight in UTC
    assert rows_of(laid.table) == [
        ["2026-04-02 00:00", "limits", "2026-04-01 11:00", "back to normal"],
        ["2026-04-01 10:00", "limits", "2026-04-01 10:00", "two bad weeks"],
        ["2026-04-01 09:00", "limits", "2026-04-01 09:00", "first"],
    ]
    laid.table.selectRow(1)
    assert laid.text.text().startswith("Single trade: at most 1.00")
    press(qtbot, laid.bring)
    assert document.draft.situation.limits.single_trade_rate == Decimal("0.01")
    clock.go_on(days=1)
    press(qtbot, book.use)
    assert document.draft.situation.limits.single_trade_rate == Decimal("0.03")


def test_rules_of_the_account_hold_for_every_plan_in_it(
    window: MainWindow, book: BookWindow, qtbot: QtBot, clock: Clock
) -> None:
    laid, document = tab(book, LimitsTab), window.workspace.document
    press(qtbot, laid.keep_rules)
    press(qtbot, ok(dialog_of(book, StepDialog)))
    assert [row[1] for row in rows_of(laid.table)] == ["pause rules"]
    laid.table.selectRow(0)
    assert laid.text.text().startswith("After 3 losses in a row: no new trades")
    clock.go_on(hours=1)
    situation = document.draft.situation.replace(rules=(rule("cool_down"),))
    document.open(document.draft.replace(situation=situation), path=None, title="other")
    press(qtbot, book.use)
    assert {row.rule.id for row in document.assessment.pauses.rules} == {"losing_streak", "deviations"}


def test_a_loss_of_the_account_is_a_pause_in_its_results(book: BookWindow) -> None:
    account = book.account
    assert account is not None
    # 10,000 to begin with: 400 is more than 3 %
    table = event("rules_set", NOON, rules=[rule("loss", anchor="day_start", rate="0.03")])
    answer(book, partial(add_event, account=account.id, happening=table))
    answer(book, lambda kept: a_closed_trade(kept, account, pnl="-400"))
    assert tab(book, CurveTab).line.text().endswith("paused once")
