"""What the account holds after an event: balance, equity where it is known, open trades."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from planner.discipline.calendar import Period, end_after
from planner.discipline.standing import Holding, Ledger
from planner.domain.journal import (
    CountsEntered,
    Deviated,
    EquityMarked,
    TradeClosed,
    TradeOpened,
    Transferred,
)
from planner.domain.pause_rules import Reset


def _closed(ledger: Ledger, event: TradeClosed, _: Reset) -> Ledger:
    balance, _equity, trades, deviated, opened, day_ends, is_complete = ledger
    trade = event.trade
    if trade in trades:
        trades = {**trades}
        del trades[trade]
    if trade in deviated:
        deviated -= {trade}
    balance = _plus(balance, event.pnl)
    equity = None if trades or not is_complete else balance
    return Ledger(balance, equity, trades, deviated, opened, day_ends, is_complete)


def _marked(ledger: Ledger, event: EquityMarked, _: Reset) -> Ledger:
    if event.equity is None:
        is_flat = ledger.is_complete and not ledger.trades
        return ledger._replace(balance=event.balance, equity=event.balance if is_flat else None)
    is_complete = bool(ledger.trades) or event.equity == event.balance
    return ledger._replace(balance=event.balance, equity=event.equity, is_complete=is_complete)


def _transferred(ledger: Ledger, event: Transferred, _: Reset) -> Ledger:
    return ledger._replace(balance=_plus(ledger.balance, event.amount), equity=_plus(ledger.equity, event.amount))


def _deviated(ledger: Ledger, event: Deviated, _: Reset) -> Ledger:
    return ledger if event.trade is None else ledger._replace(deviated=ledger.deviated | {event.trade})


def _counted(ledger: Ledger, event: CountsEntered, reset: Reset) -> Ledger:
    return ledger if event.trades_today is None else _in_day(ledger, event.trades_today, event.at, reset)


def _opened(ledger: Ledger, event: TradeOpened, reset: Reset) -> Ledger:
    balance, _equity, trades, deviated, opened, day_ends, is_complete = ledger
    trade, at = event.trade, event.at
    if trade in trades:
        return ledger._replace(equity=None)
    trades = {**trades, trade: Holding(event.instrument, event.side, at)}
    if at < day_ends:
        return Ledger(balance, None, trades, deviated, opened + 1, day_ends, is_complete)
    return Ledger(balance, None, trades, deviated, 1, end_after(reset, Period.DAY, at), is_complete)


def _in_day(ledger: Ledger, opened: int, at: datetime, reset: Reset) -> Ledger:
    ends = ledger.day_ends if at < ledger.day_ends else end_after(reset, Period.DAY, at)
    return ledger._replace(opened=opened, day_ends=ends)


def _plus(value: Decimal | None, change: Decimal) -> Decimal | None:
    return None if value is None else value + change


ENTRIES: dict[str, Callable[[Ledger, Any, Reset], Ledger]] = {
    "trade_opened": _opened,
    "trade_closed": _closed,
    "equity_marked": _marked,
    "transferred": _transferred,
    "deviated": _deviated,
    "counts_entered": _counted,
}
"""The ledger after an event, by its kind; the other kinds leave it as it was."""
