"""A trade as it comes out of a table, with its fills, ready for the book."""

import hashlib
from collections.abc import Mapping as Mapped
from datetime import datetime
from decimal import Decimal

from msgspec import Struct
from pydantic import ValidationError

from planner.domain.assembly import Assembled
from planner.domain.fault import Fault, FaultError
from planner.domain.journal import ExitReason
from planner.domain.number import ENGINE, ZERO, nearest_writable, to_text
from planner.domain.trades import (
    ClosedTrade,
    Fill,
    FillKind,
    OpenTrade,
    average_price,
    total_quantity,
)
from planner.storage.book_csv.roles import Role
from planner.storage.book_csv.row import RowReader
from planner.storage.book_csv.table import TableRow
from planner.storage.field_faults import field_fault


class TradeDraft(Struct, frozen=True):
    """A trade without an account, and the fills it was made of."""

    line: int
    trade: OpenTrade
    fills: tuple[Fill, ...]


class Rejected(Struct, frozen=True):
    """A row that is no trade: the line it begins on, and why."""

    line: int
    fault: Fault


def draft_of(line: int, values: Mapped[str, object], fills: tuple[Fill, ...]) -> TradeDraft:
    """A trade from its fields; raises `FaultError` "bad_cell" for what no trade has, "still_to_come" after its record.

    A moment that is still to come would be the last event for long: all pauses would seem to be over.
    """
    if any(fill.at > fill.recorded_at for fill in fills):
        raise FaultError("still_to_come")
    kind = ClosedTrade if "closed_at" in values else OpenTrade
    external_id = values.get("external_id") or _fingerprint(values)
    try:
        trade = kind.model_validate({**values, "account": 0, "external_id": external_id})
    except ValidationError as error:
        fault = field_fault(error).fault
        raise FaultError("bad_cell", field=fault.facts["field"], reason=fault.facts["reason"]) from None
    return TradeDraft(line, trade, fills)


def one_row(reader: RowReader, row: TableRow, recorded_at: datetime, *, is_closed: bool) -> TradeDraft:
    """A trade or an open position that stands in one row."""
    quantity, price, costs = (
        reader.positive(row, Role.QUANTITY),
        reader.positive(row, Role.ENTRY_PRICE),
        reader.costs(row),
    )
    closed_at = reader.moment(row, Role.CLOSED_AT) if is_closed else None
    opened_at = reader.moment(row, Role.OPENED_AT) if reader.has(Role.OPENED_AT) else closed_at
    if opened_at is None or (closed_at is not None and closed_at < opened_at):
        raise FaultError("closed_before_opened")
    entry_fee = ZERO if is_closed else costs
    fills = [fill_of("entry", opened_at, recorded_at, quantity=quantity, price=price, fee=entry_fee)]
    values = _common(reader, row) | {
        "opened_at": opened_at,
        "recorded_at": recorded_at,
        "quantity": quantity,
        "open_quantity": ZERO if is_closed else quantity,
        "entry_price": price,
        "fees": costs,
    }
    if closed_at is not None:
        exit_price = reader.positive(row, Role.EXIT_PRICE)
        fills.append(fill_of("exit", closed_at, recorded_at, quantity=quantity, price=exit_price, fee=costs))
        pnl = reader.net(reader.number(row, Role.PNL), costs)
        values |= closing_values(closed_at, recorded_at, exit_price, pnl, reader.exit_reason(row))
    return draft_of(row.line, values, tuple(fills))


def fill_of(kind: str, at: datetime, recorded_at: datetime, *, quantity: Decimal, price: Decimal, fee: Decimal) -> Fill:
    """An execution of a trade; `kind` as in `FillKind`."""
    return Fill(kind=FillKind(kind), at=at, recorded_at=recorded_at, quantity=quantity, price=price, fee=fee)


def closing_values(
    closed_at: datetime, recorded_at: datetime, exit_price: Decimal, pnl: Decimal, reason: ExitReason
) -> dict[str, object]:
    """The fields of a trade that is closed."""
    return {
        "closed_at": closed_at,
        "close_recorded_at": recorded_at,
        "exit_price": exit_price,
        "pnl": pnl,
        "exit_reason": reason,
    }


def of_executions(reader: RowReader, position: Assembled, recorded_at: datetime) -> TradeDraft:
    """A trade that executions make; named after the first of them."""
    fills = tuple(
        fill_of(kind, e.at, recorded_at, quantity=e.quantity, price=e.price, fee=nearest_writable(e.fee))
        for kind, e in position.parts
    )
    entries = [fill for fill in fills if fill.kind is FillKind.ENTRY]
    exits = [fill for fill in fills if fill.kind is FillKind.EXIT]
    entered = total_quantity(fills, FillKind.ENTRY)
    first = position.parts[0][1]
    values: dict[str, object] = {
        "external_id": first.name,
        "instrument": position.instrument,
        "side": position.side,
        "opened_at": first.at,
        "recorded_at": recorded_at,
        "quantity": entered,
        "open_quantity": ENGINE.subtract(entered, total_quantity(fills, FillKind.EXIT)),
        "entry_price": average_price(entries),
        "fees": nearest_writable(position.fees),
    }
    if not position.is_open:
        pnl = nearest_writable(reader.net(position.pnl, position.fees))
        values |= closing_values(exits[-1].at, recorded_at, average_price(exits), pnl, ExitReason.BY_HAND)
    return draft_of(first.line, values, fills)


def _common(reader: RowReader, row: TableRow) -> dict[str, object]:
    return {
        "external_id": reader.text(row, Role.EXTERNAL_ID),
        "instrument": reader.instrument(row),
        "side": reader.side(row),
        "stop_price": reader.optional(row, Role.STOP_PRICE),
        "risk": reader.optional(row, Role.RISK),
        "note": reader.text(row, Role.NOTE),
    }


def _fingerprint(values: Mapped[str, object]) -> str:
    """A name for a trade that has none: the same row again is the same trade."""
    told = ("instrument", "side", "opened_at", "closed_at", "quantity", "entry_price", "exit_price", "pnl")
    parts = [to_text(v) if isinstance(v, Decimal) else str(v) for v in (values.get(name) for name in told)]
    return f"row-{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:16]}"
