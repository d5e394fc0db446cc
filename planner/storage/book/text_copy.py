"""A book as text: a line of JSON for every row, readable without any database, and a book made of such lines again.

The first line names the format and the version of the tables; numbers and moments are written as SQLite keeps them.
Rows come table by table, each after those it refers to.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import TIMESTAMP, Connection, MetaData, Table, insert, select, text
from sqlalchemy.exc import IntegrityError

from planner.domain.fault import FaultError
from planner.domain.json_text import undisguised
from planner.storage.book.columns import moment_text
from planner.storage.book.deviations import index_deviations
from planner.storage.book.fills import mend_fills
from planner.storage.book.schema import DEVIATED_TRADE, DEVIATION, FILL, HEAD, METADATA, TRADE
from planner.storage.book.soundness import sound
from planner.storage.book.upgrade import upgrade

FORMAT = "planner.book"
TABLES = tuple(table.name for table in METADATA.sorted_tables if table is not DEVIATED_TRADE)
"""What is copied; the index over deviations follows from the rest."""

_BATCH = 500
_DONE_WITHOUT = {TRADE.name: (("plan",), ("hedge_of",), ("plan", "hedge_of"))}
"""What a row can be kept without where it is lost, the least first: what a trade brought is true without its plan."""
_VERSION_TABLE = "alembic_version"

Row = Mapping[str, Any]


class Restored(Struct, frozen=True):
    """How many rows came back, and of each table how many did not, or not whole: not read, or no fit for the others.

    `parted`: how many trades are kept without the plan, or the trade they were a hedge of, that was lost; `refilled`:
    of how many open trades the fills were made anew.
    """

    rows: int
    lost: Mapping[str, int]
    parted: int
    refilled: int


def header_line(version: str) -> str:
    """The first line."""
    return json.dumps({"format": FORMAT, "version": version})


def row_line(table: str, row: Row) -> str:
    """The line of a row."""
    plain = {name: moment_text(value) if isinstance(value, datetime) else value for name, value in row.items()}
    return undisguised(json.dumps({"table": table, "row": plain}, ensure_ascii=False))


def lines_of(connection: Connection) -> Iterator[str]:
    """A whole book as lines, of whatever version it is."""
    yield header_line(connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar_one())  # noqa: S608 - a constant
    tables = _reflected(connection)
    for name in (name for name in TABLES if name in tables):
        table = tables[name]
        for row in connection.execute(select(table).order_by(table.c.id)).mappings():
            yield row_line(name, dict(row))


def restore(connection: Connection, lines: Iterable[str]) -> Restored:
    """Make the book that lines tell of in an empty database, and bring it up to today, in one transaction.

    Faults: "not_a_book", and "book_newer" for lines of a later planner.
    """
    rest = iter(lines)
    version = _version(next(rest, ""))
    if version > HEAD:
        raise FaultError("book_newer", version=version, reads=HEAD)
    upgrade(connection, version)
    tables = _reflected(connection)
    count, parted, lost = 0, 0, dict.fromkeys(TABLES, 0)
    for name, rows in _batches(rest, tables):
        read = [sound(name, row, of_today=version == HEAD) for row in rows]
        kept = [_typed(tables[name], row) for row in read if row is not None]
        refused, without = _insert(connection, tables[name], kept) if kept else (0, 0)
        lost[name] += refused + sum(now is not was for was, now in zip(rows, read, strict=True))
        count, parted = count + len(kept) - refused, parted + without
    for name in (name for name in TABLES if name in tables):
        _count_on(connection, name)
    upgrade(connection)
    trades = connection.scalars(select(DEVIATION.c.trade).where(DEVIATION.c.trade.is_not(None)).distinct()).all()
    for start in range(0, len(trades), _BATCH):
        index_deviations(connection, [trade for trade in trades[start : start + _BATCH] if trade is not None])
    refilled = mend_fills(connection)
    lost[FILL.name] += refilled
    return Restored(count, {name: number for name, number in lost.items() if number}, parted, refilled)


def _reflected(connection: Connection) -> dict[str, Table]:
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in TABLES)
    return {name: table for name, table in found.tables.items() if "id" in table.c}


def _version(line: str) -> str:
    try:
        head = json.loads(line)
    except ValueError:
        head = None
    if not isinstance(head, dict) or head.get("format") != FORMAT or not isinstance(head.get("version"), str):
        raise FaultError("not_a_book", cause="text")
    return str(head["version"])


def _batches(lines: Iterable[str], tables: Mapping[str, Table]) -> Iterator[tuple[str, list[Row]]]:
    """Rows of one table together, in the order of the lines."""
    name, rows = "", list[Row]()
    for line in lines:
        table, row = _read(line)
        if table not in tables or row.keys() - set(tables[table].c.keys()):
            raise FaultError("not_a_book", cause="table")
        if rows and (table != name or len(rows) == _BATCH):
            yield name, rows
            rows = []
        name = table
        rows.append(row)
    if rows:
        yield name, rows


def _read(line: str) -> tuple[str, dict[str, Any]]:
    try:
        value = json.loads(line)
        return str(value["table"]), dict(value["row"])
    except (ValueError, KeyError, TypeError):
        raise FaultError("not_a_book", cause="line") from None


def _typed(table: Table, row: Row) -> dict[str, Any]:
    """Moments as what the database takes."""
    moments = {column.name for column in table.c if isinstance(column.type, TIMESTAMP)}
    return {k: datetime.fromisoformat(v) if k in moments and v is not None else v for k, v in row.items()}


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> tuple[int, int]:
    """Insert rows, one by one where they do not go in together.

    How many refer to what is not there, and how many were kept without it.
    """
    if _goes_in(connection, table, rows):
        return 0, 0
    if len(rows) > 1:
        each = [_insert(connection, table, [row]) for row in rows]
        return sum(refused for refused, _ in each), sum(without for _, without in each)
    ways = ({**rows[0], **dict.fromkeys(names)} for names in _DONE_WITHOUT.get(table.name, ()))
    return (0, 1) if any(_goes_in(connection, table, [row]) for row in ways) else (1, 0)


def _goes_in(connection: Connection, table: Table, rows: Sequence[Row]) -> bool:
    try:
        with connection.begin_nested():
            connection.execute(insert(table), rows)
    except IntegrityError:
        return False
    return True


def _count_on(connection: Connection, table: str) -> None:
    """Let PostgreSQL number new rows after the restored ones; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        newest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"  # noqa: S608 - one of our own tables
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest}, false)"))
