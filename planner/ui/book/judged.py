"""A plan judged in an account of the book, at a moment."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from planner.assess import Assessment, assess
from planner.discipline.booked import Held, in_account, known_at, since_it_began
from planner.domain.fault import FaultError
from planner.domain.journal import DeviationKind
from planner.domain.plan import Draft, Limits, Plan
from planner.domain.planned_actual import Breach
from planner.domain.trades import BookAccount, OpenTrade
from planner.storage.book import plans as book_plans
from planner.storage.book.accounts import in_force
from planner.storage.book.events import journal
from planner.storage.book.handle import Book
from planner.storage.book.trades import open_trades

LIMITS = "limits"
"""What versions of limits are kept as."""


def held_of(book: Book, account: BookAccount, at: datetime) -> Held:
    """What the book holds of an account, with the limits that hold at a moment."""
    trades = open_trades(book, account.id)
    plans: dict[int, Plan] = {}
    for trade in trades:
        if trade.plan is not None:
            try:
                plans[trade.id] = book_plans.terms_of(book, trade.plan)
            except FaultError:  # a plan that cannot be read lends no terms to its trade
                continue
    version = in_force(book, account.id, LIMITS, Limits, at)
    events = since_it_began(account, journal(book, account.id))
    return Held(trades, plans, events, None if version is None else version.content)


def packed_of(book: Book, account: BookAccount, at: datetime) -> Held:
    """The same, packed as a plan file will hold it: a long history takes a second."""
    held = held_of(book, account, at)
    _ = held.parted[0].packed  # kept once it was asked for
    return held


def judged(draft: Draft, account: BookAccount, held: Held, at: datetime) -> Assessment:
    """A plan in that account as the rules judge it at a moment."""
    return assess(in_account(draft, account, held), now=at)


def breaches_at(book: Book, account: BookAccount, draft: Draft, at: datetime) -> tuple[Breach, ...]:
    """Whether an entry at a moment was one while the account's rules said to pause."""
    held = held_of(book, account, at)
    then = replace(held, trades=(), events=known_at(held.events, at))
    is_paused = any(row.blocks for row in judged(draft, account, then, at).pauses.rules)
    return (Breach(DeviationKind.TRADED_WHILE_PAUSED, at),) if is_paused else ()


def breaches_of_adding(
    book: Book, account: BookAccount, trade: OpenTrade, shown: Draft, at: datetime
) -> Sequence[Breach]:
    """The same of adding to an open trade; one without a plan is judged with the terms of the plan that is shown."""
    if trade.plan is not None:
        draft = book_plans.draft_of(book, trade.plan)
    else:
        draft = shown.replace(plan=shown.plan.replace(instrument=trade.instrument, side=trade.side))
    return breaches_at(book, account, draft, at)
