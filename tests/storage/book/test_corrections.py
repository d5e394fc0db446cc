"""Closed trades that were entered wrongly: the old figures stay in the book, and no pause they set off is forgotten."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from planner.discipline.account_curve import curve_points, paused_spans
from planner.discipline.replay import replay
from planner.domain.journal import Corrected, DeviationKind, Event, ExitReason, TradeClosed, TradeOpened, withdrawn
from planner.domain.trades import BookAccount, ClosedTrade, Result, StopMove
from planner.storage.book.corrections import correct_trade, corrections_of
from planner.storage.book.deviations import deviations
from planner.storage.book.events import journal
from planner.storage.book.handle import Book
from planner.storage.book.plans import seal
from planner.storage.book.queries import TradeFilter, closed_trades, kinds_of, results_of
from planner.storage.book.text_copy import lines_of
from planner.storage.book.trades import Closing, add_fill, close_trade, move_stop, open_trade
from planner.storage.book_csv.exporting import closed_as_csv
from tests.happenings import UTC_DAYS, rule
from tests.storage.book.places import NOON, a_closed_trade, a_fill, a_plan, a_trade, an_account, later
from tests.storage.plans import refusal

D = Decimal


@dataclass(frozen=True)
class Desk:
    """A book with one account."""

    book: Book
    account: BookAccount

    def fix(self, trade: ClosedTrade, minutes: int = 60, reason: str = "typed twice", **changes: Any) -> ClosedTrade:  # noqa: ANN401 - the figures of a trade
        """Correct a trade some minutes after noon."""
        return correct_trade(self.book, trade, trade.replace(**changes), reason=reason, recorded_at=later(minutes))

    @property
    def events(self) -> tuple[Event, ...]:
        """The journal."""
        return journal(self.book, self.account.id)


@pytest.fixture
def desk(book: Book) -> Desk:
    """One account, in either database."""
    return Desk(book, an_account(book))


def test_a_corrected_trade_is_told_by_its_new_figures_and_the_old_ones_stay(desk: Desk) -> None:
    trade = a_closed_trade(desk.book, desk.account, pnl="-100")
    fixed = desk.fix(trade, exit_price="50200", pnl="95.5", fees="4.5", exit_reason="target", closed_at=later(5))
    assert (fixed.pnl, fixed.fees, fixed.exit_price, fixed.closed_at) == (D("95.5"), D("4.5"), D(50200), later(5))
    assert closed_trades(desk.book, TradeFilter(result=Result.WIN)).trades == (fixed,)
    assert closed_trades(desk.book, TradeFilter(result=Result.LOSS)).trades == ()
    (kept,) = corrections_of(desk.book, [trade.id])[trade.id]
    assert (kept.before, kept.reason, kept.recorded_at) == (trade, "typed twice", later(60))
    (row,) = "".join(closed_as_csv(desk.book, TradeFilter())).splitlines()[1:]
    assert ",50200,95.5,target," in row
    assert [(found.id, found.pnl) for found in results_of(desk.book, desk.account.id)] == [(trade.id, D("95.5"))]


def test_the_journal_tells_what_was_kept_and_what_stands_in_its_place(desk: Desk) -> None:
    trade = a_closed_trade(desk.book, desk.account, pnl="-100")
    once = desk.fix(trade, 60, pnl="-10", reason="a digit too many")
    desk.fix(once, 90, pnl="-11", closed_at=later(3))
    closings = [event for event in desk.events if isinstance(event, TradeClosed)]
    fixes = [event for event in desk.events if isinstance(event, Corrected)]
    told = [(event.pnl, event.at, event.recorded_at) for event in closings]
    assert told == [(D(-100), later(1), later(2)), (D(-10), later(1), later(60)), (D(-11), later(3), later(90))]
    assert [(fix.of, fix.by, fix.recorded_at) for fix in fixes] == [
        (closings[0].id, closings[1].id, later(60)),
        (closings[1].id, closings[2].id, later(90)),
    ]
    assert fixes[0].reason == "a digit too many"
    assert not [event for event in desk.events if isinstance(event, TradeOpened) and event.id in withdrawn(desk.events)]
    assert len({event.id for event in desk.events}) == len(desk.events)
    # since the third minute: what was closed then, and nothing of what was closed in the first
    assert journal(desk.book, desk.account.id, later(2)) == (closings[2],)


def test_a_pause_that_a_wrong_loss_set_off_holds_on_and_the_curve_follows_the_correction(desk: Desk) -> None:
    trades = [a_closed_trade(desk.book, desk.account, minutes=n, pnl="-100") for n in range(3)]
    desk.fix(trades[1], pnl="100")
    replayed = replay((rule("losses"),), UTC_DAYS, desk.events)
    (pause,) = paused_spans(replayed, desk.events)
    assert (pause.starts, pause.rule.id) == (later(3), "losses")
    assert [held.stands for held in replayed.standing.locks] == [False]
    # 10,000 - 100 + 100 - 100
    assert [point.balance for point in curve_points(desk.events, D(10_000))] == [10_000, 9900, 10_000, 9900]


def test_a_pause_that_the_right_figures_set_off_too_is_the_same_pause(desk: Desk) -> None:
    trades = [a_closed_trade(desk.book, desk.account, minutes=n, pnl="-100") for n in range(3)]
    once = desk.fix(trades[2], pnl="-101", fees="1")
    desk.fix(once, 90, pnl="-102", fees="2")
    replayed = replay((rule("losses"),), UTC_DAYS, desk.events)
    assert [(pause.starts, pause.ends) for pause in paused_spans(replayed, desk.events)] == [
        (later(3), later(24 * 60 + 3))
    ]
    assert [held.stands for held in replayed.standing.locks] == [True]


def test_a_correction_that_makes_three_losses_in_a_row_sets_their_pause_off(desk: Desk) -> None:
    trades = [a_closed_trade(desk.book, desk.account, minutes=n, pnl="100" if n == 1 else "-100") for n in range(3)]
    assert replay((rule("losses"),), UTC_DAYS, desk.events).pauses == ()
    desk.fix(trades[1], pnl="-100")
    assert [pause.at for pause in replay((rule("losses"),), UTC_DAYS, desk.events).pauses] == [later(3)]


def test_another_time_quantity_or_price_of_the_entry_replaces_all_that_was_entered(desk: Desk) -> None:
    opened = open_trade(desk.book, a_trade(desk.account), a_fill("entry", "1", "50000"))
    add_fill(desk.book, opened.id, a_fill("entry", "1", "50100", 2))
    trade = close_trade(desk.book, opened.id, a_fill("exit", "2", "50200", 5), Closing(D(300), ExitReason.TARGET))
    desk.fix(trade, opened_at=later(1), quantity="3", entry_price="50050")
    entries = [event for event in desk.events if isinstance(event, TradeOpened)]
    wrong = withdrawn(desk.events)
    assert [event.id in wrong for event in entries] == [True, False, True]
    assert (entries[1].at, entries[1].quantity, entries[1].price) == (later(1), D(3), D(50050))
    closings = [event for event in desk.events if isinstance(event, TradeClosed)]
    assert [(event.quantity, event.id in wrong) for event in closings] == [(D(2), True), (D(3), False)]


@pytest.mark.parametrize("changes", [{}, {"quantity": "3", "pnl": "-5"}])
def test_a_trade_opened_and_closed_in_one_minute_is_over_after_a_correction(
    desk: Desk, changes: dict[str, Any]
) -> None:
    trade = a_closed_trade(desk.book, desk.account, pnl="-100")
    once = desk.fix(trade, opened_at=trade.closed_at, **changes)
    assert replay((), UTC_DAYS, desk.events).standing.ledger.trades == {}
    desk.fix(once, 90, entry_price="50050")
    assert replay((), UTC_DAYS, desk.events).standing.ledger.trades == {}


def test_a_trade_that_was_closed_before_it_was_added_to_is_over_after_a_correction(desk: Desk) -> None:
    opened = open_trade(desk.book, a_trade(desk.account), a_fill("entry", "1", "50000"))
    add_fill(desk.book, opened.id, a_fill("entry", "1", "50100", 2))
    trade = close_trade(desk.book, opened.id, a_fill("exit", "2", "50200", 5), Closing(D(300), ExitReason.TARGET))
    desk.fix(trade, closed_at=later(1))
    assert replay((), UTC_DAYS, desk.events).standing.ledger.trades == {}
    wrong = withdrawn(desk.events)
    entries = [event for event in desk.events if isinstance(event, TradeOpened) and event.id not in wrong]
    assert [(event.at, event.quantity) for event in entries] == [(later(0), D(2))]


def test_deviations_stay_and_one_that_only_shows_now_is_added(desk: Desk) -> None:
    plan = seal(desk.book, desk.account.id, a_plan(), at=NOON)
    opened = open_trade(desk.book, a_trade(desk.account, plan=plan.id), a_fill("entry", "0.2", "50000"))
    closing = Closing(D(400), ExitReason.TARGET)
    trade = close_trade(desk.book, opened.id, a_fill("exit", "0.2", "52000", 5), closing)
    assert kinds_of(desk.book, desk.account.id) == {}
    early = desk.fix(trade, exit_price="50500", pnl="100", exit_reason="by_hand", closed_at=later(4))
    desk.fix(early, 70, pnl="101")
    (found,) = deviations(desk.book, desk.account.id)
    assert (found.kind, found.reason, found.at) == (DeviationKind.EARLY_EXIT, "typed twice", later(4))
    asked = TradeFilter(deviation=DeviationKind.EARLY_EXIT, closed_before=later(5))
    assert [found.pnl for found in closed_trades(desk.book, asked).trades] == [101]


def test_an_entry_outside_the_plan_or_above_its_size_is_a_deviation_once_it_is_corrected(desk: Desk) -> None:
    plan = seal(desk.book, desk.account.id, a_plan(), at=NOON)
    opened = open_trade(desk.book, a_trade(desk.account, plan=plan.id), a_fill("entry", "0.2", "50000"))
    closing = Closing(D(400), ExitReason.TARGET)
    trade = close_trade(desk.book, opened.id, a_fill("exit", "0.2", "52000", 5), closing)
    larger = desk.fix(trade, quantity="0.3", opened_at=later(1))
    desk.fix(larger, 70, entry_price="50500", quantity="0.4")
    found = deviations(desk.book, desk.account.id)
    assert [(row.kind, row.planned, row.actual, row.at) for row in found] == [
        (DeviationKind.SIZE_ABOVE_PLAN, D("0.2"), D("0.3"), later(1)),
        (DeviationKind.ENTRY_OUTSIDE_PLAN, D(50000), D(50500), later(1)),
    ]
    assert closed_trades(desk.book, TradeFilter(deviation=DeviationKind.SIZE_ABOVE_PLAN)).trades[0].id == trade.id


def test_a_trade_that_departed_from_its_plan_ends_no_row_of_deviations_wherever_it_is_moved(desk: Desk) -> None:
    for minutes in (0, 100, 200):
        plan = seal(desk.book, desk.account.id, a_plan(), at=NOON)
        opened = open_trade(desk.book, a_trade(desk.account, plan=plan.id), a_fill("entry", "0.2", "50000", minutes))
        move_stop(
            desk.book, opened.id, StopMove(at=later(minutes + 5), recorded_at=later(minutes + 6), stop_price=None)
        )
        last = a_fill("exit", "0.2", "52000", minutes + 10)
        trade = close_trade(desk.book, opened.id, last, Closing(D(400), ExitReason.TARGET))
        if minutes == 100:
            once = desk.fix(trade, 120, opened_at=later(50), closed_at=later(60))
            desk.fix(once, 130, opened_at=later(20), closed_at=later(30))
    replayed = replay((rule("deviations"),), UTC_DAYS, desk.events)
    assert [pause.at for pause in replayed.pauses] == [later(205)]
    assert replayed.standing.ledger.deviated == frozenset()
    assert [row.at for row in deviations(desk.book, desk.account.id)] == [later(5), later(105), later(205)]


def test_a_clock_that_was_set_back_does_not_undo_what_was_kept_before(desk: Desk) -> None:
    trade = a_closed_trade(desk.book, desk.account)
    fixed = desk.fix(trade, -60, pnl="1")
    assert fixed.close_recorded_at > trade.close_recorded_at


def test_what_cannot_be_corrected_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    trade = a_closed_trade(desk.book, desk.account)
    still = open_trade(desk.book, a_trade(desk.account), a_fill("entry", "1", "50000"))
    asked = {
        "nothing_corrected": lambda: desk.fix(trade),
        "trade_ends_first": lambda: desk.fix(trade, closed_at=later(-1)),
        "trade_changed": lambda: desk.fix(trade.replace(pnl="1"), pnl="2"),
        "trade_is_open": lambda: desk.fix(trade.replace(id=still.id), pnl="2"),
        "book_has_no": lambda: desk.fix(trade.replace(id=99), pnl="2"),
    }
    for code, action in asked.items():
        assert refusal(action).code == code
    assert corrections_of(desk.book, [trade.id, still.id]) == {}


def test_a_correction_that_cannot_be_read_says_that_the_book_is_damaged(desk: Desk) -> None:
    trade = a_closed_trade(desk.book, desk.account)
    desk.fix(trade, pnl="1")
    with desk.book.writing() as connection:
        connection.execute(text("UPDATE correction SET before = '{}'"))
    assert refusal(lambda: desk.events).code == "book_damaged"


def test_corrections_are_in_a_book_as_text(desk: Desk) -> None:
    desk.fix(a_closed_trade(desk.book, desk.account), pnl="1")
    with desk.book.reading() as connection:
        assert len([line for line in lines_of(connection) if '"table": "correction"' in line]) == 1
