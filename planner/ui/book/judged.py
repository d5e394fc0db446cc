"""A plan judged in an account of the book, at a moment."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace

from planner.assess import Assessment, assess
from planner.discipline.booked import Held, in_account, known_at, since_it_began
from planner.domain.fault import FaultError
from planner.domain.journal import Deviated, DeviationKind, Event, TradeClosed, TradeOpened, withdrawn
from planner.domain.plan import Draft, Limits, Plan
from planner.domain.planned_actual import Breach
from planner.domain.trades import BookAccount, ClosedTrade, OpenTrade
from planner.storage.book import plans as book_plans
from planner.storage.book.accounts import in_force
from planner.storage.book.events import journal
from planner.storage.book.handle import Book
from planner.storage.book.retold import trade_key
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


def breaches_at(
    book: Book, account: BookAccount, draft: Draft, at: datetime, own: int | None = None
) -> tuple[Breach, ...]:
    """Whether an entry at a moment was one while the account's rules said to pause; the trade's `own` do not count."""
    held = held_of(book, account, at)
    then = replace(held, trades=(), events=tuple(_happened(held.events, at, own)))
    is_paused = any(row.blocks for row in judged(draft, account, then, at).pauses.rules)
    return (Breach(DeviationKind.TRADED_WHILE_PAUSED, at),) if is_paused else ()


def _happened(events: Sequence[Event], at: datetime, own: int | None) -> Iterator[Event]:
    """What had happened at a moment as it is known today, whenever it was entered; nothing of the `own` trade."""
    wrong = withdrawn(events)
    for event in known_at(events, at):
        if event.id not in wrong and (own is None or _trade_of(event) != trade_key(own)):
            yield event if event.recorded_at <= at else event.replace(recorded_at=at)


def _trade_of(event: Event) -> str | None:
    return event.trade if isinstance(event, TradeOpened | TradeClosed | Deviated) else None


def breaches_of_adding(
    book: Book, account: BookAccount, trade: OpenTrade, shown: Draft, at: datetime
) -> Sequence[Breach]:
    """The same of adding to an open trade."""
    return breaches_at(book, account, _draft_for(book, trade, shown), at)


def breaches_of_correcting(
    book: Book, account: BookAccount, before: ClosedTrade, after: ClosedTrade, shown: Draft
) -> Sequence[Breach]:
    """The same of a closed trade that was opened at another time than it was told."""
    if after.opened_at == before.opened_at:
        return ()
    return breaches_at(book, account, _draft_for(book, before, shown), after.opened_at, own=before.id)


def _draft_for(book: Book, trade: OpenTrade | ClosedTrade, shown: Draft) -> Draft:
    """What a trade is judged as: its plan, or without one that can be read the terms of the plan that is shown."""
    if trade.plan is not None:
        with suppress(FaultError):
            return book_plans.draft_to_judge(book, trade.plan)
    return shown.replace(plan=shown.plan.replace(instrument=trade.instrument, side=trade.side))
