"""What can be read of a damaged book file, as text. The file itself is copied to be read, and never changed or deleted.

Rows are read in the order of their numbers; where a page cannot be read, reading goes on with the next row that can.
Of text that is no UTF-8 any more the rest is kept. SQLite keeps no checksums: a row that can be read may still not be
what was written. A sealed plan tells by its fingerprint.
"""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from planner.domain.fault import FaultError
from planner.storage.atomic import sync_folder, write_file
from planner.storage.book.address import FileAddress
from planner.storage.book.faults import naming_book
from planner.storage.book.schema import HEAD
from planner.storage.book.text_copy import TABLES, header_line, row_line
from planner.storage.file_faults import naming

_SCHEMA_FORMAT, _UTF_8 = bytes((0, 0, 0, 4)), bytes((0, 0, 0, 1))
_BEGINNING = b"".join(
    (
        b"SQLite format 3\0",
        bytes((16, 0, 2, 2, 0, 64, 32, 32)),  # pages of 4,096 bytes and a log beside them
        bytes(20),
        _SCHEMA_FORMAT,
        bytes(8),
        _UTF_8,
        bytes(40),
    )
)
"""How the file of every book begins, without what reading can do without (https://sqlite.org/fileformat2.html)."""

_BATCH = 200
_LAST = 2**62


class Salvaged(Struct, frozen=True):
    """Where the text lies, how many rows of each table it holds, and in which tables some could not be read."""

    text: Path
    rows: Mapping[str, int]
    damaged: tuple[str, ...]


def salvage(path: Path, text: Path) -> Salvaged:
    """Write what can be read of a book file to `text`; "nothing_to_salvage" where that is nothing.

    Where nothing can be read as the file is, it is tried once more with the beginning that every book has.
    """
    with naming_book(FileAddress(path)):
        found = _read(path) or _read(path, _BEGINNING)
        if found is None:
            raise FaultError("nothing_to_salvage")
    lines, rows, damaged = found
    write_file(text, "".join(f"{line}\n" for line in lines).encode())
    return Salvaged(text, rows, damaged)


def _read(path: Path, beginning: bytes = b"") -> tuple[list[str], Mapping[str, int], tuple[str, ...]] | None:
    """The lines of a copy of a book, how many rows of each table they are, and what was damaged; None without any."""
    rows: dict[str, int] = {}
    damaged: list[str] = []
    with tempfile.TemporaryDirectory(prefix="planner-salvage-") as folder:
        copy = _copied(path, Path(folder), beginning)
        with closing(sqlite3.connect(copy)) as connection:
            connection.row_factory = sqlite3.Row
            connection.text_factory = bytes  # what is no text any more would end the reading of all others
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA writable_schema = ON")  # else nothing is read of a file shorter than it was
            version = _version(connection)
            lines = [header_line(version)]
            for table in _tables(connection, version, damaged):
                found = list(_rows(connection, table, damaged))
                lines += [row_line(table, row) for row in found]
                rows |= {table: len(found)} if found else {}
    return (lines, rows, tuple(dict.fromkeys(damaged))) if rows else None


def set_aside(path: Path, *, now: datetime | None = None) -> Path:
    """Move a damaged book file out of the way, so that a new one can be made; where it lies now."""
    path = Path(os.path.realpath(path))
    aside = _aside(path, now or datetime.now(UTC))
    with naming(path, otherwise="write_failed", missing="file_missing"):
        path.rename(aside)
        _set_log_aside(path, aside)
    return aside


def made_beside(path: Path) -> Path:
    """Where a new book is made that takes the place of a damaged one."""
    return path.with_name(f"{path.name}.mended")


def end_mending(path: Path) -> None:
    """Put the new book where no book is any more: making it was cut off after the damaged one was set aside."""
    fresh = made_beside(path)
    if fresh.exists() and not path.exists():
        _set_log_aside(path, _aside(path, datetime.now(UTC)))
        fresh.rename(path)
        sync_folder(path.parent)


def _aside(path: Path, now: datetime) -> Path:
    return path.with_name(f"{path.name}.damaged-{now.astimezone(UTC).strftime('%Y%m%dT%H%M%S%f')}")


def _set_log_aside(path: Path, aside: Path) -> None:
    """What a damaged book kept last goes with it: SQLite would add it to the next book of its name."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        log.rename(aside.with_name(f"{aside.name}-wal"))


def _copied(path: Path, folder: Path, beginning: bytes) -> Path:
    copy, path = folder / "book", Path(os.path.realpath(path))  # what was kept last lies beside the file, not its link
    with naming(path, otherwise="read_failed", missing="file_missing"):
        shutil.copyfile(path, copy)
        with copy.open("r+b") as file:
            file.write(beginning)
        log = path.with_name(f"{path.name}-wal")
        if log.exists():
            shutil.copyfile(log, copy.with_name("book-wal"))
    return copy


def _version(connection: sqlite3.Connection) -> str:
    """The version of the tables; today's where that cannot be read."""
    try:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return HEAD
    written = "" if found is None else str(_plain(found[0])[0])
    return written if re.fullmatch(r"[0-9]{4}", written) else HEAD


def _tables(connection: sqlite3.Connection, version: str, damaged: list[str]) -> Sequence[str]:
    """The tables that can be looked into; a book of an earlier version never had all of them."""
    found: list[str] = []
    for table in TABLES:
        try:
            connection.execute(f"SELECT id FROM {table} LIMIT 0")  # noqa: S608 - our own names
            found.append(table)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_ERROR":
                raise
            damaged += [table] if version == HEAD or "no such table" not in str(error) else []
        except sqlite3.DatabaseError:
            damaged.append(table)
    return found


def _rows(connection: sqlite3.Connection, table: str, damaged: list[str]) -> Iterator[dict[str, object]]:
    position, many = -1, _BATCH
    while position < _LAST:
        rows: list[sqlite3.Row] = []
        try:
            for row in _after(connection, table, position, many):
                rows.append(row)
                position = row["id"]
            is_done, many = len(rows) < many, min(2 * many, _BATCH)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            is_done = False
            if many == 1:
                damaged.append(table)
                position = _next_readable(connection, table, position)
            many = 1  # the row before one that cannot be read comes alone only
        yield from (_whole(row, table, damaged) for row in rows)
        if is_done:
            return


def _whole(row: sqlite3.Row, table: str, damaged: list[str]) -> dict[str, object]:
    """A row in plain values."""
    found: dict[str, object] = {}
    for name in row.keys():  # noqa: SIM118 - a row iterates over its values
        found[name], is_damaged = _plain(row[name])
        if is_damaged:
            damaged.append(table)
    return found


def _plain(value: object) -> tuple[object, bool]:
    """A value as it was written, and whether some of its text is lost."""
    if not isinstance(value, bytes):
        return value, False
    try:
        return value.decode(), False
    except UnicodeDecodeError:
        return value.decode(errors="replace"), True


def _next_readable(connection: sqlite3.Connection, table: str, position: int) -> int:
    """The number before the first row that can be read again, found in ever longer steps, then halved back."""
    step = 1
    while not _is_readable(connection, table, position + step):
        step *= 2
        if position + step > _LAST:
            return _LAST
    bad, good = position + step // 2, position + step
    while good - bad > 1:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if _is_readable(connection, table, middle) else (middle, good)
    return good


def _is_readable(connection: sqlite3.Connection, table: str, position: int) -> bool:
    try:
        next(_after(connection, table, position, 1), None)
    except sqlite3.DatabaseError:
        return False
    return True


def _after(connection: sqlite3.Connection, table: str, position: int, most: int) -> Iterator[sqlite3.Row]:
    """The next rows; raises `sqlite3.DatabaseError` where one cannot be read."""
    query = f"SELECT * FROM {table} WHERE id > ? ORDER BY id LIMIT {most}"  # noqa: S608 - our own names
    for row in connection.execute(query, (position,)):
        if row["id"] <= position:  # of half a page that was cut off the rest is zeros
            raise sqlite3.DatabaseError("a row before its turn")
        position = row["id"]
        yield row
