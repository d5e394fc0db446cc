"""The journal of an account, as pause rules replay it: events kept as they are, and those that trades are made of.

A fill that enters is a `TradeOpened`, a closed trade a `TradeClosed`, a deviation a `Deviated`: they are told from
their own tables and kept nowhere twice, those of a corrected trade by `retold`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, RowMapping, and_, select

from planner.domain.fault import FaultError
from planner.domain.journal import Deviated, Event, RulesSet, TradeClosed, TradeOpened
from planner.domain.number import ZERO
from planner.domain.planned_actual import Breach
from planner.domain.trades import BookAccount, ClosedTrade, FillKind
from planner.storage.book.corrections import corrections_in
from planner.storage.book.deviations import add_breaches
from planner.storage.book.handle import Book
from planner.storage.book.retold import closing_key, moved, retold, trade_key
from planner.storage.book.rows import add_row, row_of, to_record
from planner.storage.book.schema import ACCOUNT, CORRECTION, DEVIATION, EVENT, FILL, TRADE
from planner.storage.strict_json import canonical

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
OfTrade = TypeVar("OfTrade", TradeOpened, Deviated)
_NEVER_CORRECTED = TRADE.c.id.not_in(select(CORRECTION.c.trade))


def trade_number(key: str) -> int:
    """The trade that an event names; "book_has_no" where it is not one of the book's."""
    number = key.removeprefix(trade_key(0)[:-1])
    if not (number.isascii() and number.isdigit()) or key != trade_key(int(number)):
        raise FaultError("book_has_no", kind="trade", number=key)
    return int(number)


def add_event(book: Book, account: int, happening: Event) -> None:
    """Keep an event for ever. Openings and closings are kept with their trades: "kept_with_trade"."""
    if isinstance(happening, TradeOpened | TradeClosed):
        raise FaultError("kept_with_trade")
    with book.writing() as connection:
        row_of(connection, ACCOUNT, account)
        if isinstance(happening, Deviated):
            _add_deviation(connection, account, happening)
            return
        _add(connection, account, happening)


def _add(connection: Connection, account: int, happening: Event) -> None:
    if connection.scalar(select(EVENT.c.id).where(EVENT.c.account == account, EVENT.c.key == happening.id)):
        raise FaultError("event_exists", key=happening.id)
    body = canonical(_EVENT.dump_python(happening, mode="json")).decode()
    values = {"account": account, "key": happening.id, "kind": happening.kind, "body": body}
    add_row(connection, EVENT, {**values, "at": happening.at, "recorded_at": happening.recorded_at})


def rules_key(at: datetime) -> str:
    """The key of rules that are set at a moment."""
    return f"rules.{int(at.timestamp() * 1_000_000)}"


def set_reset(connection: Connection, account: BookAccount, at: datetime) -> None:
    """Set the rules of an account anew where its days begin otherwise than when they were set, within a transaction."""
    tables = [happening for happening in _kept(connection, account.id, None) if isinstance(happening, RulesSet)]
    if tables and tables[-1].reset != account.reset:
        changed = {"id": rules_key(at), "at": at, "recorded_at": at, "reset": account.reset}
        _add(connection, account.id, tables[-1].replace(**changed))


def _add_deviation(connection: Connection, account: int, happening: Deviated) -> None:
    trade = None if happening.trade is None else trade_number(happening.trade)
    if trade is not None and row_of(connection, TRADE, trade)["account"] != account:
        raise FaultError("book_has_no", kind="trade", number=str(trade))
    breach = Breach(happening.deviation, happening.at)
    add_breaches(connection, account, trade, (breach,), reason=happening.reason, recorded_at=happening.recorded_at)


def journal(book: Book, account: int, since: datetime | None = None) -> tuple[Event, ...]:
    """All events of an account that took effect at or after a moment, in the order in which they did."""
    with book.reading() as connection:
        found = [
            *_kept(connection, account, since),
            *_opened(connection, account, _NEVER_CORRECTED, since),
            *_closed(connection, account, since),
            *_retold(connection, account, since),
            *_deviated(connection, DEVIATION.c.account == account, since),
        ]
    return tuple(sorted(found, key=lambda happening: (happening.at, happening.recorded_at)))


def kept_events(book: Book, account: int) -> tuple[Event, ...]:
    """The events that were kept as they are, those of trades left out, the first one first."""
    with book.reading() as connection:
        return tuple(_kept(connection, account, None))


def _kept(connection: Connection, account: int, since: datetime | None) -> Iterator[Event]:
    wanted = select(EVENT.c.key, EVENT.c.body).where(EVENT.c.account == account).order_by(EVENT.c.at, EVENT.c.id)
    if since is not None:
        wanted = wanted.where(EVENT.c.at >= since)
    for key, body in connection.execute(wanted):
        yield kept_event(key, body)


def kept_event(key: str, body: str) -> Event:
    """The event that was kept; raises `FaultError` "book_damaged" where that cannot be read."""
    try:
        return _EVENT.validate_json(body, strict=True)
    except ValidationError:
        raise FaultError("book_damaged", cause=key) from None


def _opened(
    connection: Connection, account: int, among: ColumnElement[bool], since: datetime | None = None
) -> Iterator[TradeOpened]:
    columns = (TRADE.c.instrument, TRADE.c.side, TRADE.c.risk, TRADE.c.entry_price)
    wanted = select(FILL, *columns).join_from(FILL, TRADE, FILL.c.trade == TRADE.c.id)
    wanted = wanted.where(TRADE.c.account == account, among, FILL.c.kind == FillKind.ENTRY.value).order_by(FILL.c.id)
    if since is not None:
        wanted = wanted.where(FILL.c.at >= since)
    for row in connection.execute(wanted).mappings():
        yield to_record(
            TradeOpened,
            {
                **_picked(row, "at", "recorded_at", "instrument", "side", "quantity", "price", "risk"),
                "id": f"fill-{row['id']}",
                "trade": trade_key(row["trade"]),
            },
        )


def _closed(connection: Connection, account: int, since: datetime | None) -> Iterator[TradeClosed]:
    wanted = select(TRADE).where(TRADE.c.account == account, TRADE.c.closed_at.is_not(None), _NEVER_CORRECTED)
    wanted = wanted.order_by(TRADE.c.closed_at, TRADE.c.id)
    if since is not None:
        wanted = wanted.where(TRADE.c.closed_at >= since)
    for row in connection.execute(wanted).mappings():
        yield to_record(
            TradeClosed,
            {
                **_picked(row, "instrument", "side", "quantity", "pnl", "risk", "exit_reason"),
                "id": closing_key(row["id"]),
                "at": row["closed_at"],
                "recorded_at": row["close_recorded_at"],
                "trade": trade_key(row["id"]),
                "price": row["exit_price"],
                "costs": max(row["fees"], ZERO),
                "hedge_of": None if row["hedge_of"] is None else trade_key(row["hedge_of"]),
                "has_plan": row["plan"] is not None,
            },
        )


def _retold(connection: Connection, account: int, since: datetime | None) -> Iterator[Event]:
    corrected = corrections_in(connection, account)
    if not corrected:
        return
    wanted = select(CORRECTION.c.trade)
    among, departed = TRADE.c.id.in_(wanted), DEVIATION.c.trade.in_(wanted)
    openings = _by_trade(_opened(connection, account, among))
    deviated = _by_trade(_deviated(connection, and_(DEVIATION.c.account == account, departed)))
    for row in connection.execute(select(TRADE).where(TRADE.c.account == account, among)).mappings():
        now = to_record(ClosedTrade, row)
        key, fixes = trade_key(now.id), corrected[now.id]
        told = chain(retold(openings.get(key, ()), fixes, now), moved(deviated.get(key, ()), fixes, now))
        yield from (happening for happening in told if since is None or happening.at >= since)


def _by_trade(told: Iterable[OfTrade]) -> dict[str | None, list[OfTrade]]:
    found: dict[str | None, list[OfTrade]] = {}
    for happening in told:
        found.setdefault(happening.trade, []).append(happening)
    return found


def _deviated(connection: Connection, among: ColumnElement[bool], since: datetime | None = None) -> Iterator[Deviated]:
    wanted = select(DEVIATION).where(among).order_by(DEVIATION.c.at, DEVIATION.c.id)
    if since is not None:
        wanted = wanted.where(DEVIATION.c.at >= since)
    for row in connection.execute(wanted).mappings():
        yield to_record(
            Deviated,
            {
                **_picked(row, "at", "recorded_at", "reason"),
                "id": f"deviation-{row['id']}",
                "deviation": row["kind"],
                "trade": None if row["trade"] is None else trade_key(row["trade"]),
            },
        )


def _picked(row: RowMapping, *names: str) -> dict[str, object]:
    return {name: row[name] for name in names}
