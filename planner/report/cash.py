"""What moved an account besides its trades, as it is read: money paid in or taken out, balances that were stated."""

from collections.abc import Sequence
from datetime import datetime

from planner.domain.journal import Corrected, EquityMarked, Transferred
from planner.domain.trades import BookAccount
from planner.report import numbers
from planner.report.book import moment
from planner.words import translated

CASH_COLUMNS = ("When", "What", "Amount", "Equity", "Entered", "State")
CASH_NUMBERS = ("Amount", "Equity")
PAID_IN, TAKEN_OUT, STATED = "paid in", "taken out", "balance as stated"
WITHDRAWN = "withdrawn: {reason}"

Cash = Transferred | EquityMarked


def withdrawn_why(corrections: Sequence[Corrected]) -> dict[str, str]:
    """Why what was entered counts no more, by its id."""
    return {correction.of: correction.reason for correction in corrections}


def cash_row(cash: Cash, account: BookAccount, why: str | None) -> tuple[str, ...]:
    """An entry; `why` it counts no more is None where it does."""
    what, amount, equity = _told(cash, account)
    state = "" if why is None else translated(WITHDRAWN, reason=why)
    return _at(cash.at, account), translated(what), amount, equity, _at(cash.recorded_at, account), state


def cash_name(cash: Cash, account: BookAccount) -> str:
    """An entry in a line: when, what, and how much."""
    what, amount, _ = _told(cash, account)
    return f"{_at(cash.at, account)} · {translated(what)} · {amount}"


def _told(cash: Cash, account: BookAccount) -> tuple[str, str, str]:
    if isinstance(cash, EquityMarked):
        equity = "" if cash.equity is None else numbers.money(cash.equity, account.currency)
        return STATED, numbers.money(cash.balance, account.currency), equity
    what = PAID_IN if cash.amount > 0 else TAKEN_OUT
    return what, numbers.money(abs(cash.amount), account.currency), ""


def _at(at: datetime, account: BookAccount) -> str:
    return moment(at, account.zone)
