"""A closed trade that was corrected: a mark in its row, and what was told of it before."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Protocol

from planner.domain.journal import ExitReason
from planner.domain.trades import BookAccount, ClosedTrade
from planner.report import numbers
from planner.report.book import EXITS, moment
from planner.words import translated

CORRECTED = "Corrected"
FIGURES = {
    "opened_at": "opened",
    "closed_at": "closed",
    "quantity": "quantity",
    "entry_price": "entry",
    "exit_price": "exit",
    "pnl": "result",
    "fees": "fees",
    "risk": "risk",
    "exit_reason": "ended:",
}
_MONEY = frozenset({"pnl", "fees", "risk"})


class Fixed(Protocol):
    """A correction as the book keeps it."""

    @property
    def recorded_at(self) -> datetime:
        """When it was made."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def before(self) -> ClosedTrade:
        """The trade as it was told until then."""


def corrected_mark(corrections: Sequence[Fixed], account: BookAccount) -> str:
    """The day of the last correction; nothing where there was none."""
    return moment(corrections[-1].recorded_at, account.zone)[:10] if corrections else ""


def correction_lines(corrections: Sequence[Fixed], now: ClosedTrade, account: BookAccount) -> list[str]:
    """When and why a trade was corrected, and what differed before; the newest first."""
    told = [correction.before for correction in corrections]
    changes = zip(corrections, pairwise((*told, now)), strict=True)
    return [_line(correction, before, after, account) for correction, (before, after) in changes][::-1]


def _line(correction: Fixed, before: ClosedTrade, after: ClosedTrade, account: BookAccount) -> str:
    figures = ", ".join(
        f"{translated(words)} {_figure(before, name, account)}"
        for name, words in FIGURES.items()
        if getattr(before, name) != getattr(after, name)
    )
    at = moment(correction.recorded_at, account.zone)
    return translated("Corrected {at} ({reason}). Before: {figures}.", at=at, reason=correction.reason, figures=figures)


def _figure(trade: ClosedTrade, name: str, account: BookAccount) -> str:
    value = getattr(trade, name)
    if isinstance(value, datetime):
        return moment(value, account.zone)
    if isinstance(value, ExitReason):
        return translated(EXITS[value])
    return numbers.money(value, account.currency) if name in _MONEY else numbers.exact(value)
