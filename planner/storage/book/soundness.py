"""Whether the row of a text copy is a record again: one that is none would keep all others from being told.

A sealed plan is left as it is: where it is looked at its fingerprint tells.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy.dialects import sqlite

from planner.domain.plan import Limits
from planner.domain.trades import BookAccount, ClosedTrade, Fill, StopMove
from planner.storage.book.accounts import content_of
from planner.storage.book.columns import Exact, UtcMoment
from planner.storage.book.corrections import correction_of
from planner.storage.book.deviations import deviation_of
from planner.storage.book.events import kept_event
from planner.storage.book.rows import to_record
from planner.storage.book.schema import (
    ACCOUNT,
    CORRECTION,
    DEVIATION,
    EVENT,
    FILL,
    LIMITS,
    METADATA,
    STOP_MOVE,
    TRADE,
)
from planner.storage.book.trades import record_of

Row = Mapping[str, Any]

_VALUES = {
    table.name: {column.name: column.type for column in table.c if isinstance(column.type, Exact | UtcMoment)}
    for table in METADATA.sorted_tables
}
"""What must be a number or a moment, both written as SQLite keeps them."""

_RECORDS: Mapping[str, Callable[[Row], object]] = {
    ACCOUNT.name: lambda row: to_record(BookAccount, row),
    TRADE.name: record_of,
    FILL.name: lambda row: to_record(Fill, row),
    STOP_MOVE.name: lambda row: to_record(StopMove, row),
    CORRECTION.name: correction_of,
    DEVIATION.name: deviation_of,
    EVENT.name: lambda row: kept_event(row["key"], row["body"]),
    LIMITS.name: lambda row: content_of(Limits, row["body"]),
}
"""How a row is read by whoever asks for it."""

_TERMS = {
    name: field.default
    for name, field in BookAccount.model_fields.items()
    if name in ACCOUNT.c and name != "id" and not field.is_required()
}
"""The terms of a new account."""

_DIALECT = sqlite.dialect()


def sound(table: str, row: Row, *, of_today: bool) -> Row | None:
    """The row itself, or another that can be kept in its place; None where it cannot be read.

    `of_today`: it is of the newest version, and must be a record as a whole; of an earlier one each value is looked at.
    """
    try:
        values = {name: kind.process_result_value(row.get(name), _DIALECT) for name, kind in _VALUES[table].items()}
    except (TypeError, ValueError):
        return None
    if not of_today or table not in _RECORDS:
        return row
    found = {**dict.fromkeys(METADATA.tables[table].c.keys()), **row, **values}
    try:
        record = _RECORDS[table](found)
    except (TypeError, ValueError):
        return _with_new_terms(row, found) if table == ACCOUNT.name else None
    if isinstance(record, ClosedTrade) and found["result"] != record.result.value:
        return {**row, "result": record.result.value}
    return row


def _with_new_terms(row: Row, found: Row) -> Row | None:
    """An account whose terms cannot be read gets those of a new one: without it nothing else could be kept."""
    try:
        BookAccount.model_validate({name: found[name] for name in BookAccount.model_fields})
    except ValidationError as error:
        wrong = {str(fault["loc"][0]) for fault in error.errors()}
        if wrong <= _TERMS.keys():
            return {**row, **{name: getattr(_TERMS[name], "value", _TERMS[name]) for name in wrong}}
    return None
