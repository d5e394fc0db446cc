"""The life of a trade in the book: opened, added to, its stop moved, reduced, closed. Each step in one transaction.

What a step departs from in the plan is kept with it as a deviation, with the reason the trader gives.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct, field
from sqlalchemy import Connection, RowMapping, select, update

from planner.domain.fault import FaultError
from planner.domain.journal import ExitReason
from planner.domain.planned_actual import (
    Breach,
    PlannedActual,
    adding_breaches,
    compare,
    entry_breaches,
    exit_breaches,
    stop_breaches,
)
from planner.domain.trades import (
    ClosedTrade,
    Fill,
    FillKind,
    OpenTrade,
    PlannedTrade,
    StopMove,
    average_price,
)
from planner.storage.book.deviations import add_breaches, index_deviations
from planner.storage.book.fills import fills_of, refuse_unless_whole, totals
from planner.storage.book.handle import Book
from planner.storage.book.plans import planned_if_known, refuse_unless_sealed, sealed_plan
from planner.storage.book.rows import AnyRow, add_row, row_of, to_record, to_row
from planner.storage.book.schema import ACCOUNT, FILL, STOP_MOVE, TRADE


class TradeStory(Struct, frozen=True):
    """A trade with everything that happened to it, and how that compares with its plan."""

    trade: OpenTrade
    fills: tuple[Fill, ...]
    stop_moves: tuple[StopMove, ...]
    planned: PlannedTrade | None
    figures: PlannedActual | None


class Closing(Struct, frozen=True):
    """What is said of a trade when it is closed: its profit or loss net of all costs, and why."""

    pnl: Decimal
    exit_reason: ExitReason
    reason: str = ""
    recorded_at: datetime | None = field(default=None)


def open_trade(book: Book, trade: OpenTrade, fill: Fill, *, reason: str = "", also: Sequence[Breach] = ()) -> OpenTrade:
    """Open a position with its first fill; of a sealed plan where `trade` names one, else a trade without a plan.

    Instrument, side, quantities, prices and fees are the fill's and the plan's; `reason` explains what departs from it,
    and `also` is what it departs from beside the plan.
    """
    with book.writing() as connection:
        planned = _planned_now(connection, trade)
        opened = _opened(trade, fill, planned)
        number = add_row(connection, TRADE, to_row(opened, TRADE))
        add_row(connection, FILL, {**to_row(fill, FILL), "trade": number})
        if opened.stop_price is not None:
            move = StopMove(at=fill.at, recorded_at=fill.recorded_at, stop_price=opened.stop_price)
            add_row(connection, STOP_MOVE, {**to_row(move, STOP_MOVE), "trade": number})
        breaches = (*entry_breaches(planned, fill, opened.stop_price), *also)
        add_breaches(connection, opened.account, number, breaches, reason=reason, recorded_at=fill.recorded_at)
        return opened.replace(id=number)


def add_fill(book: Book, trade: int, fill: Fill, *, reason: str = "", also: Sequence[Breach] = ()) -> OpenTrade:
    """Add to a position, or take a part off it; what is taken off last goes with `close_trade`.

    `also` is what adding departs from beside the plan.
    """
    with book.writing() as connection:
        before = _open(connection, trade)
        if fill.kind is FillKind.EXIT and fill.quantity >= before.open_quantity:
            raise FaultError("closes_trade", number=str(trade))
        planned = planned_if_known(connection, before.plan)
        _change(connection, trade, totals(_with(connection, before, fill)))
        if fill.kind is FillKind.ENTRY:
            breaches = (*adding_breaches(planned, before, fill), *also)
            add_breaches(connection, before.account, trade, breaches, reason=reason, recorded_at=fill.recorded_at)
        return _open(connection, trade)


def move_stop(book: Book, trade: int, move: StopMove) -> OpenTrade:
    """Put, move or take away a stop."""
    with book.writing() as connection:
        before = _open(connection, trade)
        add_row(connection, STOP_MOVE, {**to_row(move, STOP_MOVE), "trade": trade})
        _change(connection, trade, {"stop_price": move.stop_price})
        breaches = stop_breaches(before.side, before.stop_price, move)
        add_breaches(connection, before.account, trade, breaches, reason=move.reason, recorded_at=move.recorded_at)
        return _open(connection, trade)


def close_trade(book: Book, trade: int, fill: Fill, closing: Closing) -> ClosedTrade:
    """Close a position with its last fill, which takes off all that is left."""
    with book.writing() as connection:
        before = _open(connection, trade)
        if fill.kind is not FillKind.EXIT or fill.quantity != before.open_quantity:
            raise FaultError("leaves_open", number=str(trade))
        closed = _closed(before, _with(connection, before, fill), closing)
        _change(connection, trade, {**to_row(closed, TRADE), "result": closed.result.value})
        recorded_at = closed.close_recorded_at
        breaches = exit_breaches(planned_if_known(connection, before.plan), closed)
        add_breaches(connection, before.account, trade, breaches, reason=closing.reason, recorded_at=recorded_at)
        index_deviations(connection, [trade])
        return closed


def story_of(book: Book, trade: int) -> TradeStory:
    """Everything the book holds of a trade."""
    with book.reading() as connection:
        found = record_of(_row(connection, trade))
        planned = _planned(connection, found)
        fills, moves = fills_of(connection, trade), _moves(connection, trade)
    figures = None if planned is None else compare(planned, found, moves)
    return TradeStory(found, fills, moves, planned, figures)


def open_trades(book: Book, account: int) -> tuple[OpenTrade, ...]:
    """The open positions of an account, the oldest first."""
    wanted = select(TRADE).where(TRADE.c.account == account, TRADE.c.closed_at.is_(None)).order_by(TRADE.c.id)
    with book.reading() as connection:
        return tuple(to_record(OpenTrade, row) for row in connection.execute(wanted).mappings())


def record_of(row: AnyRow) -> OpenTrade | ClosedTrade:
    """A trade as what it is now."""
    return to_record(OpenTrade if row["closed_at"] is None else ClosedTrade, row)


def _planned_now(connection: Connection, trade: OpenTrade) -> PlannedTrade | None:
    """The plan that a new trade follows; it must be waiting, and of the same account, instrument and side."""
    row_of(connection, ACCOUNT, trade.account)
    if trade.plan is None:
        return None
    sealed = refuse_unless_sealed(connection, trade.plan)
    planned = sealed.planned
    if (sealed.account, planned.instrument, planned.side) != (trade.account, trade.instrument, trade.side):
        raise FaultError("other_plan", number=str(trade.plan))
    return planned


def _opened(trade: OpenTrade, fill: Fill, planned: PlannedTrade | None) -> OpenTrade:
    if fill.kind is not FillKind.ENTRY:
        raise FaultError("no_entry")
    figures: dict[str, object] = {
        "opened_at": fill.at,
        "recorded_at": fill.recorded_at,
        "quantity": fill.quantity,
        "open_quantity": fill.quantity,
        "entry_price": fill.price,
        "fees": fill.fee,
    }
    if planned is not None:
        figures |= {"risk": planned.risk if trade.risk is None else trade.risk}
    return trade.replace(**figures)


def _closed(before: OpenTrade, fills: Sequence[Fill], closing: Closing) -> ClosedTrade:
    exits = [fill for fill in fills if fill.kind is FillKind.EXIT]
    kept = {name: getattr(before, name) for name in OpenTrade.model_fields}
    return ClosedTrade.model_validate(
        {
            **kept,
            **totals(fills),
            "closed_at": max(fill.at for fill in exits),
            "close_recorded_at": closing.recorded_at or exits[-1].recorded_at,
            "exit_price": average_price(exits),
            "pnl": closing.pnl,
            "exit_reason": closing.exit_reason,
        }
    )


def _with(connection: Connection, before: OpenTrade, fill: Fill) -> tuple[Fill, ...]:
    """Keep one more fill of an open trade; all of them. "book_damaged" where those kept before do not add up to it."""
    fills = fills_of(connection, before.id)
    refuse_unless_whole(before, fills)
    add_row(connection, FILL, {**to_row(fill, FILL), "trade": before.id})
    return (*fills, fill)


def _row(connection: Connection, trade: int) -> RowMapping:
    return row_of(connection, TRADE, trade)


def _open(connection: Connection, trade: int) -> OpenTrade:
    row = _row(connection, trade)
    if row["closed_at"] is not None:
        raise FaultError("trade_is_closed", number=str(trade))
    return to_record(OpenTrade, row)


def _change(connection: Connection, trade: int, values: Mapping[str, object]) -> None:
    connection.execute(update(TRADE).where(TRADE.c.id == trade).values(**values))


def _planned(connection: Connection, trade: OpenTrade) -> PlannedTrade | None:
    return None if trade.plan is None else sealed_plan(connection, trade.plan).planned


def _moves(connection: Connection, trade: int) -> tuple[StopMove, ...]:
    wanted = select(STOP_MOVE).where(STOP_MOVE.c.trade == trade).order_by(STOP_MOVE.c.id)
    return tuple(to_record(StopMove, row) for row in connection.execute(wanted).mappings())
