"""Closed trades by what they were, a page at a time, the newest first: the same speed on the last page as on the first.

A page goes on after the last trade of the one before (its key), so nothing is skipped or counted. Every filter has an
index that begins with the account; pages of several accounts are merged, many at a time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, Table, and_, or_, select, union_all

from planner.domain.journal import DeviationKind
from planner.domain.trades import ClosedTrade, Result, TradeResult
from planner.storage.book.deviations import ANY_KIND
from planner.storage.book.handle import Book
from planner.storage.book.rows import to_record
from planner.storage.book.schema import ACCOUNT, DEVIATED_TRADE, TRADE

PAGE = 100
_TOGETHER = 200
"""How many accounts are asked for at once: SQLite takes 500 selects in one."""


class TradeFilter(Struct, frozen=True):
    """What closed trades are asked for; None asks nothing. `is_deviation`: any deviation at all."""

    account: int | None = None
    instrument: str | None = None
    result: Result | None = None
    deviation: DeviationKind | None = None
    is_deviation: bool = False
    closed_from: datetime | None = None
    closed_before: datetime | None = None


class After(Struct, frozen=True):
    """Where a page ended."""

    closed_at: datetime
    number: int


class TradePage(Struct, frozen=True):
    """Some closed trades, and where the next page begins; None after the last one."""

    trades: tuple[ClosedTrade, ...]
    after: After | None


def closed_trades(book: Book, asked: TradeFilter, *, after: After | None = None, size: int = PAGE) -> TradePage:
    """A page of closed trades, the newest first."""
    with book.reading() as connection:
        pages = [page_query(asked, account, after, size + 1) for account in _accounts(connection, asked)]
        rows: list[RowMapping] = []
        for start in range(0, len(pages), _TOGETHER):
            query = _merged(pages[start : start + _TOGETHER], size + 1)
            rows += connection.execute(query).mappings()
    rows.sort(key=lambda row: (row["closed_at"], row["id"]), reverse=True)
    trades = tuple(to_record(ClosedTrade, row) for row in rows[:size])
    return TradePage(trades, None if len(rows) <= size else After(trades[-1].closed_at, trades[-1].id))


def page_query(asked: TradeFilter, account: int, after: After | None, size: int) -> Select[*tuple[Any, ...]]:
    """What is asked of the database for one account: when the trades of a page were closed, and their numbers."""
    kind = ANY_KIND if asked.is_deviation else None if asked.deviation is None else asked.deviation.value
    of, number = (TRADE, TRADE.c.id) if kind is None else (DEVIATED_TRADE, DEVIATED_TRADE.c.trade)
    among = of.c.closed_at.is_not(None) if kind is None else of.c.kind == kind
    key: Sequence[Column[Any]] = (of.c.closed_at, number)
    query = select(*key).where(of.c.account == account, among, *_asked(asked, of), *_going_on(key, after))
    return query.order_by(*(column.desc() for column in key)).limit(size)


def _merged(pages: Sequence[Select[*tuple[Any, ...]]], size: int) -> Select[*tuple[Any, ...]]:
    """The newest trades of several pages in one question: each takes two ways to a server and back."""
    found = union_all(*(select(*page.subquery().c) for page in pages)).subquery()
    closed_at, number = found.c
    first = select(number.label("number")).order_by(closed_at.desc(), number.desc()).limit(size).subquery()
    whole = select(TRADE).join(first, TRADE.c.id == first.c.number)
    return whole.order_by(TRADE.c.closed_at.desc(), TRADE.c.id.desc())


def _asked(asked: TradeFilter, of: Table) -> list[ColumnElement[bool]]:
    """What is asked of closed trades, or of those that deviated."""
    conditions: list[ColumnElement[bool]] = []
    if asked.instrument is not None:
        conditions.append(of.c.instrument == asked.instrument)
    if asked.result is not None:
        conditions.append(of.c.result == asked.result.value)
    if asked.closed_from is not None:
        conditions.append(of.c.closed_at >= asked.closed_from)
    if asked.closed_before is not None:
        conditions.append(of.c.closed_at < asked.closed_before)
    return conditions


def _going_on(key: Sequence[Column[object]], after: After | None) -> list[ColumnElement[bool]]:
    """Only what comes after; the first half of the condition is what an index can begin at."""
    if after is None:
        return []
    earlier = or_(key[0] < after.closed_at, and_(key[0] == after.closed_at, key[1] < after.number))
    return [and_(key[0] <= after.closed_at, earlier)]


def _accounts(connection: Connection, asked: TradeFilter) -> Sequence[int]:
    return [asked.account] if asked.account is not None else list(connection.scalars(select(ACCOUNT.c.id)))


def results_of(book: Book, account: int) -> tuple[TradeResult, ...]:
    """What every closed trade of an account brought, the first one first."""
    of_trade = (TRADE.c.id, TRADE.c.opened_at, TRADE.c.instrument, TRADE.c.side)
    columns = (*of_trade, TRADE.c.pnl, TRADE.c.risk, TRADE.c.plan.is_not(None))
    wanted = select(*columns).where(TRADE.c.account == account, TRADE.c.closed_at.is_not(None))
    with book.reading() as connection:
        rows = connection.execute(wanted.order_by(TRADE.c.closed_at, TRADE.c.id)).all()
    return tuple(TradeResult(*row) for row in rows)


def kinds_of(book: Book, account: int) -> dict[int, frozenset[DeviationKind]]:
    """The kinds of deviations of the closed trades of an account that have any, by trade."""
    found: dict[int, set[DeviationKind]] = {}
    wanted = select(DEVIATED_TRADE.c.trade, DEVIATED_TRADE.c.kind).where(DEVIATED_TRADE.c.account == account)
    with book.reading() as connection:
        for trade, kind in connection.execute(wanted.where(DEVIATED_TRADE.c.kind != ANY_KIND)):
            found.setdefault(trade, set()).add(DeviationKind(kind))
    return {trade: frozenset(kinds) for trade, kinds in found.items()}


def instruments(book: Book) -> tuple[str, ...]:
    """The instruments of all trades, by name; each closed one is found by one look into an index."""
    found: set[str] = set()
    with book.reading() as connection:
        for account in connection.scalars(select(ACCOUNT.c.id)).all():
            found |= set(_instruments(connection, account))
            wanted = select(TRADE.c.instrument).where(TRADE.c.account == account, TRADE.c.closed_at.is_(None))
            found |= set(connection.scalars(wanted.distinct()))
    return tuple(sorted(found))


def _instruments(connection: Connection, account: int) -> list[str]:
    names: list[str] = []
    while True:
        wanted = select(TRADE.c.instrument).where(TRADE.c.account == account, TRADE.c.closed_at.is_not(None))
        if names:
            wanted = wanted.where(TRADE.c.instrument > names[-1])
        name = connection.scalar(wanted.order_by(TRADE.c.instrument).limit(1))
        if name is None:
            return names
        names.append(name)
