"""Closed trades corrected: the trade as it was before is kept for ever, with the reason and when that was.

What was executed stays as it was entered, fill by fill; a correction says what is true of the trade as a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from pydantic import ValidationError
from sqlalchemy import Connection, Select, delete, select, update

from planner.domain.fault import FaultError
from planner.domain.planned_actual import Breach, corrected_breaches
from planner.domain.trades import ClosedTrade
from planner.storage.book.deviations import add_breaches, index_deviations
from planner.storage.book.handle import Book
from planner.storage.book.plans import planned_if_known
from planner.storage.book.rows import AnyRow, add_row, row_of, to_record, to_row
from planner.storage.book.schema import CORRECTION, DEVIATED_TRADE, DEVIATION, TRADE
from planner.storage.strict_json import canonical

CORRECTABLE = (
    "opened_at",
    "quantity",
    "entry_price",
    "risk",
    "closed_at",
    "exit_price",
    "fees",
    "pnl",
    "exit_reason",
)
"""What can be corrected of a closed trade."""

_MOMENT = timedelta(microseconds=1)


class Correction(Struct, frozen=True):
    """A trade as it was before it was corrected, when that was and why."""

    id: int
    trade: int
    recorded_at: datetime
    reason: str
    before: ClosedTrade


def correct_trade(
    book: Book,
    before: ClosedTrade,
    after: ClosedTrade,
    *,
    reason: str,
    recorded_at: datetime,
    also: Iterable[Breach] = (),
) -> ClosedTrade:
    """Keep other figures of a closed trade: `before` is what was looked at, `after` what holds from now on.

    A departure from the plan that only shows now is kept as a deviation, and so is what was found `also`; none that was
    found before is removed.
    """
    with book.writing() as connection:
        known = _closed(connection, before.id)
        if known != before:
            raise FaultError("trade_changed", number=str(before.id))
        fixed = _fixed(before, after, recorded_at)
        body = canonical(before.model_dump(mode="json")).decode()
        values = {"trade": before.id, "recorded_at": fixed.close_recorded_at, "reason": reason, "before": body}
        add_row(connection, CORRECTION, values)
        row = {**to_row(fixed, TRADE), "result": fixed.result.value}
        connection.execute(update(TRADE).where(TRADE.c.id == before.id).values(**row))
        _compare(connection, before, fixed, reason, also)
        return fixed


def corrections_of(book: Book, trades: Iterable[int]) -> dict[int, tuple[Correction, ...]]:
    """The corrections of those of the trades that have any, the first one first."""
    with book.reading() as connection:
        return _by_trade(connection, select(CORRECTION).where(CORRECTION.c.trade.in_(list(trades))))


def corrections_in(connection: Connection, account: int) -> dict[int, tuple[Correction, ...]]:
    """The corrections in an account, by trade."""
    wanted = select(CORRECTION).join(TRADE, CORRECTION.c.trade == TRADE.c.id).where(TRADE.c.account == account)
    return _by_trade(connection, wanted)


def _by_trade(connection: Connection, wanted: Select[*tuple[object, ...]]) -> dict[int, tuple[Correction, ...]]:
    found: dict[int, list[Correction]] = {}
    for row in connection.execute(wanted.order_by(CORRECTION.c.id)).mappings():
        found.setdefault(row["trade"], []).append(correction_of(row))
    return {trade: tuple(rows) for trade, rows in found.items()}


def correction_of(row: AnyRow) -> Correction:
    """The correction that a row keeps; raises `FaultError` "book_damaged" where it keeps none."""
    try:
        before = ClosedTrade.model_validate_json(row["before"], strict=True)
    except ValidationError:
        raise FaultError("book_damaged", cause="correction") from None
    values: Mapping[str, object] = {**row, "before": before}
    return Correction(**values)  # type: ignore[arg-type] # the columns of the table


def _closed(connection: Connection, trade: int) -> ClosedTrade:
    row = row_of(connection, TRADE, trade)
    if row["closed_at"] is None:
        raise FaultError("trade_is_open", number=str(trade))
    return to_record(ClosedTrade, row)


def _fixed(before: ClosedTrade, after: ClosedTrade, recorded_at: datetime) -> ClosedTrade:
    """The trade as it is from now on; a clock that was set back is not believed."""
    changes = {name: getattr(after, name) for name in CORRECTABLE}
    if all(getattr(before, name) == value for name, value in changes.items()):
        raise FaultError("nothing_corrected", number=str(before.id))
    if after.closed_at < after.opened_at:
        raise FaultError("trade_ends_first", number=str(before.id))
    return before.replace(**changes, close_recorded_at=max(recorded_at, before.close_recorded_at + _MOMENT))


def _compare(
    connection: Connection, before: ClosedTrade, trade: ClosedTrade, reason: str, also: Iterable[Breach]
) -> None:
    """Look for what departs from the plan now, and let the trade be found by what it is now."""
    planned = planned_if_known(connection, trade.plan)
    kinds = set(connection.scalars(select(DEVIATION.c.kind).where(DEVIATION.c.trade == trade.id)))
    found = (*corrected_breaches(planned, before, trade), *also)
    fresh = [breach for breach in found if breach.kind.value not in kinds]
    at, account = trade.close_recorded_at, trade.account
    add_breaches(connection, account, trade.id, fresh, reason=reason, recorded_at=at)
    connection.execute(delete(DEVIATED_TRADE).where(DEVIATED_TRADE.c.trade == trade.id))
    index_deviations(connection, [trade.id])


def versions(corrections: Sequence[Correction], now: ClosedTrade) -> tuple[ClosedTrade, ...]:
    """A trade as it was kept at first, after each correction, and now."""
    return (*(correction.before for correction in corrections), now)
