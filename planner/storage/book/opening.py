"""Opening a book: one connection, one writer, the database checked before anything is told from it.

A SQLite book is in WAL mode with every commit synced; another planner cannot open it meanwhile. PostgreSQL serialises
its writers itself: each transaction that writes is serialisable.
"""

import os
import sqlite3
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import StaticPool

from planner.domain.fault import FaultError
from planner.storage.atomic import NEW_FILE_MODE, make_folder
from planner.storage.book.address import Address, FileAddress, ServerAddress
from planner.storage.book.faults import naming_book
from planner.storage.book.schema import HEAD
from planner.storage.book.upgrade import APPLICATION_ID, upgrade
from planner.storage.file_faults import naming
from planner.storage.file_locks import try_lock

CHECKED_AT_ONCE = 16 * 1024 * 1024
"""Files up to this size are checked as a whole when they are opened; `check` does it for larger ones, in its time."""

_PRAGMAS = (
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "cache_size = -65536",
    "temp_store = MEMORY",
)
_SECONDS_TO_CONNECT = 10


class Book:
    """An open book. `reading` and `writing` lend its one connection, to one thread at a time."""

    def __init__(self, address: Address, engine: Engine, held: ExitStack) -> None:
        """Take over an engine, and what is to be let go of when the book is closed."""
        self.address = address
        self._engine, self._held = engine, held
        self._lock = threading.RLock()

    @property
    def is_file(self) -> bool:
        """Whether the book is a file."""
        return isinstance(self.address, FileAddress)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection, for looking: everything seen belongs to one moment."""
        with self._lock, naming_book(self.address), self._engine.connect() as connection:
            if not self.is_file:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The connection, for changing: all that is done is kept together, or none of it when something is raised."""
        with self._lock, naming_book(self.address), self._engine.connect() as connection:
            if self.is_file:
                connection.info["writes"] = True
            with connection.begin():
                if not self.is_file:
                    connection.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
                yield connection

    def check(self) -> None:
        """Look through the whole book; raises `FaultError` "book_damaged". PostgreSQL looks after itself."""
        if not self.is_file:
            return
        with self.reading() as connection:
            first = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
            if first != "ok":
                raise FaultError("book_damaged", cause="quick_check")

    def close(self) -> None:
        """Let go of the database and its lock."""
        with self._lock:
            self._engine.dispose()
            self._held.close()


@contextmanager
def opened_book(address: Address, *, backups: Path, password: str | None = None) -> Iterator[Book]:
    """A book for as long as the block lasts."""
    book = open_book(address, backups=backups, password=password)
    try:
        yield book
    finally:
        book.close()


def open_book(address: Address, *, backups: Path, password: str | None = None) -> Book:
    """Open a book, made where there is none, brought up to today where it is older; a copy goes to `backups` before.

    `password` is for a server. Faults: "book_in_use", "book_damaged", "not_a_book", "book_newer", those of files, and of
    a server "book_unreachable", "book_refused" and "book_missing".
    """
    with ExitStack() as held:
        if isinstance(address, FileAddress):
            engine = _file_engine(address, held)
        else:
            engine = _server_engine(address, password)
        held.callback(engine.dispose)
        book = Book(address, engine, held)
        with naming_book(address):
            _check_before(book)
            _bring_up(book, engine, backups)
        book._held = held.pop_all()
        return book


def _bring_up(book: Book, engine: Engine, backups: Path) -> None:
    """Migrate where the version is not today's; what is newer is left alone."""
    with book.reading() as connection:
        version = version_of(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise FaultError("book_newer", version=version, reads=HEAD)
    if version is not None:
        from planner.storage.book.backups import back_up  # noqa: PLC0415 - backups know open books

        back_up(book, backups, f"before-{HEAD}")
    with engine.connect() as connection:
        connection.info["writes"] = True
        with connection.begin():
            upgrade(connection)


def version_of(connection: Connection) -> str | None:
    """The version of the tables, None where there are none; raises `FaultError` for tables that are no book's."""
    names = inspect(connection).get_table_names()
    if "alembic_version" not in names:
        if names:
            raise FaultError("not_a_book", cause="tables")
        return None
    if connection.dialect.name == "sqlite" and connection.scalar(text("PRAGMA application_id")) != APPLICATION_ID:
        raise FaultError("not_a_book", cause="application")
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _check_before(book: Book) -> None:
    """Check a file that is small, or that was not closed as it should be."""
    if isinstance(book.address, FileAddress):
        path = book.address.path
        left_over = path.with_name(f"{path.name}-wal")
        was_cut_off = left_over.exists() and left_over.stat().st_size > 0
        if was_cut_off or path.stat().st_size <= CHECKED_AT_ONCE:
            book.check()


def _file_engine(address: FileAddress, held: ExitStack) -> Engine:
    path = Path(os.path.realpath(address.path))
    with naming(address.path, otherwise="read_failed", missing="folder_missing"):
        if path.is_dir():
            raise FaultError("is_a_folder")
        if path.exists() and not path.is_file():
            raise FaultError("not_a_file")
        make_folder(path.parent)
        _take_lock(path, held)
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, NEW_FILE_MODE))
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": 0},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _take_lock(path: Path, held: ExitStack) -> None:
    """Hold a lock file beside the book: SQLite's own locks end when any handle on the file itself is closed."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path.with_name(f"{path.name}.lock"), flags, NEW_FILE_MODE)
    held.callback(os.close, descriptor)
    if not try_lock(descriptor):
        raise FaultError("book_in_use", book=str(path))


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says, also around changes of tables
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.pop("writes", False) else "BEGIN")


def _server_engine(address: ServerAddress, password: str | None) -> Engine:
    arguments: dict[str, Any] = {"timeout": _SECONDS_TO_CONNECT, "application_name": "planner"}
    if address.host.startswith("/"):
        arguments["unix_sock"] = f"{address.host}/.s.PGSQL.{address.port}"
    if address.verifies_server:
        arguments["ssl_context"] = ssl.create_default_context()
    url = URL.create(
        "postgresql+pg8000",
        username=address.user,
        password=password,
        host=None if "unix_sock" in arguments else address.host,
        port=None if "unix_sock" in arguments else address.port,
        database=address.database,
    )
    return create_engine(url, poolclass=StaticPool, connect_args=arguments, hide_parameters=True)


def remove_lock_file(path: Path) -> None:
    """Remove the lock file of a book that is closed for good."""
    with suppress(OSError):
        path.with_name(f"{path.name}.lock").unlink()
