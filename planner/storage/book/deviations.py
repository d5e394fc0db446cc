"""Deviations: departures from a plan or from the trader's rules, each with its reason. Never removed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct
from sqlalchemy import Connection, select

from planner.domain.fault import FaultError
from planner.domain.journal import DeviationKind
from planner.domain.planned_actual import Breach
from planner.storage.book.handle import Book
from planner.storage.book.rows import AnyRow, add_rows, row_of
from planner.storage.book.schema import ACCOUNT, DEVIATED_TRADE, DEVIATION, TRADE

ANY_KIND = "any"


class Deviation(Struct, frozen=True):
    """One departure; `planned` and `actual` are the figures that differ, where there are any."""

    id: int
    account: int
    trade: int | None
    kind: DeviationKind
    reason: str
    planned: Decimal | None
    actual: Decimal | None
    at: datetime
    recorded_at: datetime


def add_deviation(
    book: Book, account: int, breach: Breach, *, trade: int | None = None, reason: str = "", recorded_at: datetime
) -> None:
    """Keep a deviation that the trader or a rule names, of a trade or of none."""
    with book.writing() as connection:
        row_of(connection, ACCOUNT, account)
        add_breaches(connection, account, trade, (breach,), reason=reason, recorded_at=recorded_at)


def deviations(book: Book, account: int, *, trade: int | None = None) -> tuple[Deviation, ...]:
    """The deviations of an account, or of one of its trades, the first one first."""
    wanted = select(DEVIATION).where(DEVIATION.c.account == account).order_by(DEVIATION.c.at, DEVIATION.c.id)
    if trade is not None:
        wanted = wanted.where(DEVIATION.c.trade == trade)
    with book.reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    return tuple(deviation_of(row) for row in rows)


def deviation_of(row: AnyRow) -> Deviation:
    """The deviation that a row keeps; raises `FaultError` "book_damaged" where it keeps none."""
    try:
        return Deviation(**{**row, "kind": DeviationKind(row["kind"])})
    except ValueError:
        raise FaultError("book_damaged", cause="deviation") from None


def add_breaches(
    connection: Connection,
    account: int,
    trade: int | None,
    breaches: Iterable[Breach],
    *,
    reason: str,
    recorded_at: datetime,
) -> None:
    """Keep deviations within a transaction; a closed trade is found by them from now on."""
    common = {"account": account, "trade": trade, "reason": reason, "recorded_at": recorded_at}
    rows = [{**common, "kind": b.kind.value, "planned": b.planned, "actual": b.actual, "at": b.at} for b in breaches]
    add_rows(connection, DEVIATION, rows)
    if trade is not None and rows:
        index_deviations(connection, [trade])


def index_deviations(connection: Connection, trades: Sequence[int]) -> None:
    """Make closed trades to be found by each kind of deviation they have, and by any."""
    of_trade = (TRADE.c.closed_at, TRADE.c.instrument, TRADE.c.result)
    found = select(DEVIATION.c.account, DEVIATION.c.kind, DEVIATION.c.trade, *of_trade).distinct()
    found = found.join_from(DEVIATION, TRADE, DEVIATION.c.trade == TRADE.c.id)
    found = found.where(DEVIATION.c.trade.in_(trades), TRADE.c.closed_at.is_not(None))
    rows = [row._asdict() for row in connection.execute(found)]
    rows += [{**row, "kind": ANY_KIND} for row in rows]
    there = select(DEVIATED_TRADE.c.trade, DEVIATED_TRADE.c.kind).where(DEVIATED_TRADE.c.trade.in_(trades))
    seen = {tuple(row) for row in connection.execute(there)}
    for row in rows:
        if (row["trade"], row["kind"]) not in seen:
            seen.add((row["trade"], row["kind"]))
            connection.execute(DEVIATED_TRADE.insert().values(**row))
