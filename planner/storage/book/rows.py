"""Records as rows and back: a table's columns are named like the record's fields."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, RowMapping, Table, insert, select

from planner.domain.fault import FaultError
from planner.domain.record import Record
from planner.storage.field_faults import field_fault

R = TypeVar("R", bound=Record)
AnyRow: TypeAlias = Mapping[str, Any] | RowMapping


def to_row(record: Record, table: Table) -> dict[str, object]:
    """The fields of a record that its table keeps, its number left to the database."""
    fields = type(record).model_fields
    row = {name: _plain(getattr(record, name)) for name in (column.name for column in table.c) if name in fields}
    if not row.get("id"):
        row.pop("id", None)
    return row


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def to_record(kind: type[R], row: AnyRow) -> R:
    """The record that a row keeps; raises `FaultError` "book_damaged" where it keeps none."""
    try:
        values = dict(row)
        return kind.model_validate({name: values[name] for name in kind.model_fields if name in values})
    except ValidationError as error:
        raise FaultError("book_damaged", cause=field_fault(error).fault.facts["field"]) from None


def add_row(connection: Connection, table: Table, values: Mapping[str, object]) -> int:
    """Add a row; its number."""
    return int(connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows at once."""
    if rows:
        connection.execute(insert(table), rows)


def add_numbered_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Add rows; their numbers in the same order."""
    if not rows:
        return []
    added = connection.execute(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows)
    return list(added.scalars())


def row_of(connection: Connection, table: Table, number: int) -> RowMapping:
    """The row of that number; "book_has_no" where there is none."""
    row = connection.execute(select(table).where(table.c.id == number)).mappings().one_or_none()
    if row is None:
        raise FaultError("book_has_no", kind=table.name, number=str(number))
    return row
