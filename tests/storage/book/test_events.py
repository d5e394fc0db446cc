from decimal import Decimal

import pytest

from planner.domain.journal import (
    Corrected,
    CountsEntered,
    Deviated,
    DeviationKind,
    EquityMarked,
    Event,
    ExitReason,
    Overridden,
    Reviewed,
    RulesSet,
    TradeClosed,
    TradeOpened,
    Transferred,
)
from planner.domain.pause_rules import RuleTable
from planner.domain.planned_actual import Breach
from planner.storage.book.deviations import add_deviation, deviations
from planner.storage.book.events import add_event, journal, trade_number
from planner.storage.book.handle import Book
from planner.storage.book.retold import trade_key
from planner.storage.book.trades import Closing, add_fill, close_trade, open_trade
from tests.storage.book.places import NOON, a_fill, a_trade, an_account, later
from tests.storage.plans import refusal


def _at(minutes: int, name: str) -> dict[str, object]:
    return {"id": name, "at": later(minutes), "recorded_at": later(minutes + 2)}


EVENTS: tuple[Event, ...] = (
    EquityMarked.model_validate({**_at(0, "a"), "balance": "10000.00", "equity": "9990.5"}),
    Transferred.model_validate({**_at(1, "b"), "amount": "-500"}),
    CountsEntered.model_validate({**_at(2, "c"), "losing_streak": 2}),
    RulesSet.model_validate({**_at(3, "d"), "rules": RuleTable()}),
    Overridden.model_validate({**_at(4, "e"), "rule": "streak", "reason": "I know", "wait_minutes": 15}),
    Reviewed.model_validate({**_at(5, "f"), "rule": "streak", "what": "three losses", "why": "news"}),
    Corrected.model_validate({**_at(6, "g"), "of": "b", "reason": "typed twice"}),
)


def test_events_come_back_as_they_were_in_the_order_of_time(book: Book) -> None:
    account, other = an_account(book), an_account(book, "Other")
    for event in reversed(EVENTS):
        add_event(book, account.id, event)
    assert journal(book, account.id) == EVENTS
    assert journal(book, account.id, later(4)) == EVENTS[4:]
    assert journal(book, other.id) == ()


def test_a_trade_that_the_venue_paid_for_has_no_costs(book: Book) -> None:
    account = an_account(book)
    opened = open_trade(book, a_trade(account), a_fill("entry", "1", "50000", fee="-2"))
    close_trade(book, opened.id, a_fill("exit", "1", "50100", 5, fee="-1"), Closing(Decimal(103), ExitReason.TARGET))
    (closing,) = (event for event in journal(book, account.id) if isinstance(event, TradeClosed))
    assert (closing.pnl, closing.costs) == (Decimal(103), Decimal(0))


def test_an_event_is_kept_once(book: Book) -> None:
    account, other = an_account(book), an_account(book, "Other")
    add_event(book, account.id, EVENTS[0])
    assert refusal(lambda: add_event(book, account.id, EVENTS[0])).code == "event_exists"
    add_event(book, other.id, EVENTS[0])


def test_trades_tell_their_own_events(book: Book) -> None:
    account = an_account(book)
    hedged = open_trade(book, a_trade(account, risk="100"), a_fill("entry", "1", "50000"), reason="tip")
    trade = open_trade(book, a_trade(account, risk="50", hedge_of=hedged.id), a_fill("entry", "1", "50000", 5))
    add_fill(book, trade.id, a_fill("entry", "2", "50100", 6, fee="3"))
    closing = Closing(Decimal("-20.5"), ExitReason.STOP, recorded_at=later(30))
    close_trade(book, trade.id, a_fill("exit", "3", "50090", 9, fee="4"), closing)
    add_event(book, account.id, EVENTS[1])
    events = journal(book, account.id, later(1))
    opened = [e for e in events if isinstance(e, TradeOpened)]
    assert [(e.trade, e.quantity, e.price, e.at) for e in opened] == [
        (trade_key(trade.id), Decimal(1), Decimal(50000), later(5)),
        (trade_key(trade.id), Decimal(2), Decimal(50100), later(6)),
    ]
    (closed,) = [e for e in events if isinstance(e, TradeClosed)]
    assert (closed.pnl, closed.costs, closed.risk, closed.quantity) == (
        Decimal("-20.5"),
        Decimal(7),
        Decimal(50),
        Decimal(3),
    )
    assert (closed.at, closed.recorded_at, closed.exit_reason) == (later(9), later(30), ExitReason.STOP)
    assert closed.hedge_of == trade_key(hedged.id)
    assert [type(e).__name__ for e in events] == [
        "Transferred",
        "TradeOpened",
        "Deviated",
        "TradeOpened",
        "TradeClosed",
    ]
    assert len({e.id for e in journal(book, account.id)}) == len(journal(book, account.id))


def test_a_deviation_is_an_event_whoever_names_it(book: Book) -> None:
    account = an_account(book)
    trade = open_trade(book, a_trade(account), a_fill("entry", "1", "50000"))
    named = {**_at(1, "x"), "deviation": "traded_while_paused", "trade": trade_key(trade.id), "reason": "bored"}
    add_event(book, account.id, Deviated.model_validate(named))
    breach = Breach(DeviationKind.NO_REVIEW, later(2))
    add_deviation(book, account.id, breach, reason="late", recorded_at=later(3))
    found = [e for e in journal(book, account.id) if isinstance(e, Deviated)]
    assert [(e.deviation, e.reason, e.trade) for e in found] == [
        (DeviationKind.NO_PLAN, "", trade_key(trade.id)),
        (DeviationKind.TRADED_WHILE_PAUSED, "bored", trade_key(trade.id)),
        (DeviationKind.NO_REVIEW, "late", None),
    ]
    assert len(deviations(book, account.id, trade=trade.id)) == 2


def test_an_opening_is_kept_with_its_trade_only(book: Book) -> None:
    account = an_account(book)
    values = {"trade": "trade-1", "instrument": "X", "side": "long", "quantity": "1", "price": "1"}
    event = TradeOpened.model_validate({**_at(0, "a"), **values})
    assert refusal(lambda: add_event(book, account.id, event)).code == "kept_with_trade"


@pytest.mark.parametrize("key", ["trade-99", "trade-x", "x", "trade-", "trade-²"])
def test_a_deviation_of_no_trade_of_the_account_is_refused(book: Book, key: str) -> None:
    account = an_account(book)
    if key == "trade-²":
        assert refusal(lambda: trade_number(key)).code == "book_has_no"
        return
    event = Deviated.model_validate({**_at(0, "a"), "deviation": "other", "trade": key})
    assert refusal(lambda: add_event(book, account.id, event)).code == "book_has_no"


def test_a_trade_of_another_account_is_no_trade_of_this_one(book: Book) -> None:
    account, other = an_account(book), an_account(book, "Other")
    trade = open_trade(book, a_trade(other), a_fill("entry", "1", "50000"))
    event = Deviated.model_validate({**_at(0, "a"), "deviation": "other", "trade": trade_key(trade.id)})
    assert refusal(lambda: add_event(book, account.id, event)).code == "book_has_no"
    assert later(0) == NOON
