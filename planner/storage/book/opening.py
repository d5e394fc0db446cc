"""Opening a book: one connection, one writer, the database checked before anything is told from it.

A file too large for that is told from at once, and checked before anything is written to it (`checking`).

A SQLite book is in WAL mode with every commit synced; another planner cannot open it meanwhile. PostgreSQL serialises
its writers itself: each transaction that writes is serialisable.
"""

import os
import socket
import sqlite3
import ssl
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pg8000.dbapi
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import StaticPool

from planner.domain.fault import FaultError, shown
from planner.storage.atomic import NEW_FILE_MODE, make_folder
from planner.storage.book.address import Address, FileAddress, ServerAddress
from planner.storage.book.backups import back_up
from planner.storage.book.checking import QUICK_CHECK, FileCheck, refuse_unless_sound
from planner.storage.book.faults import naming_book
from planner.storage.book.handle import WRITES, Book
from planner.storage.book.salvage import end_mending
from planner.storage.book.schema import HEAD
from planner.storage.book.text_copy import Restored, restore
from planner.storage.book.upgrade import APPLICATION_ID, upgrade
from planner.storage.file_faults import naming
from planner.storage.file_locks import try_lock

CHECKED_AT_ONCE = 16 * 1024 * 1024
"""Files up to this size are checked as a whole when they are opened, larger ones by `Book.check`."""

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

    `password` is for a server. Faults: "book_in_use", "book_damaged", "not_a_book", "book_newer", "book_empty" for a
    file without a byte, those of files, and of a server "book_unreachable", "book_refused" and "book_missing".
    """
    book = _connected(address, password)
    try:
        with naming_book(address):
            _bring_up(book, backups)
    except BaseException:
        book.close()
        raise
    return book


def make_book(address: Address, lines: Iterable[str], *, password: str | None = None) -> Restored:
    """Make a new book of the lines of a text copy, all or nothing; "book_not_empty" where there is one already."""
    book = _connected(address, password)
    try:
        with book.writing() as connection:
            if version_of(connection) is not None:
                raise FaultError("book_not_empty")
            return restore(connection, lines)
    finally:
        book.close()


def _connected(address: Address, password: str | None) -> Book:
    """A database with its connection and lock, checked, whatever is in it."""
    held = ExitStack()
    try:
        engine = _file_engine(address, held) if isinstance(address, FileAddress) else _server_engine(address, password)
        held.callback(engine.dispose)
        with naming_book(address):
            check = _put_off(address)
        book = Book(address, engine, held, check)
        if book.is_file and check is None:
            with book.reading() as connection:
                refuse_unless_sound(connection.execute(text(QUICK_CHECK)).scalar_one())
    except BaseException:
        held.close()
        raise
    return book


def _bring_up(book: Book, backups: Path) -> None:
    """Migrate where the version is not today's; what is newer is left alone."""
    with book.reading() as connection:
        version = version_of(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise FaultError("book_newer", version=version, reads=HEAD)
    if version is not None:
        back_up(book, backups, f"before-{HEAD}")
    with book.writing() as connection:
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
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _put_off(address: Address) -> FileCheck | None:
    """The check of a file that is large and was closed as it should be; others are checked at once."""
    if not isinstance(address, FileAddress):
        return None
    path = Path(os.path.realpath(address.path))
    left_over = path.with_name(f"{path.name}-wal")
    was_cut_off = left_over.exists() and left_over.stat().st_size > 0
    return None if was_cut_off or path.stat().st_size <= CHECKED_AT_ONCE else FileCheck(path)


def _file_engine(address: FileAddress, held: ExitStack) -> Engine:
    path = Path(os.path.realpath(address.path))
    with naming(address.path, otherwise="read_failed", missing="folder_missing"):
        if path.is_dir():
            raise FaultError("is_a_folder")
        if path.exists() and not path.is_file():
            raise FaultError("not_a_file")
        make_folder(path.parent)
        take_lock(path, held)
        end_mending(path)
        if path.exists() and path.stat().st_size == 0:
            raise FaultError("book_empty", book=address.shown)  # or making it was cut off: nobody can tell any more
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


def take_lock(path: Path, held: ExitStack) -> None:
    """Hold a lock file beside the book: SQLite's own locks end when any handle on the file itself is closed.

    "book_in_use" where another planner does.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path.with_name(f"{path.name}.lock"), flags, NEW_FILE_MODE)
    held.callback(os.close, descriptor)
    if not try_lock(descriptor):
        raise FaultError("book_in_use", book=shown(str(path)))


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says, also around changes of tables
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.pop(WRITES, False) else "BEGIN")


def _server_engine(address: ServerAddress, password: str | None) -> Engine:
    """The driver's own timeout would also end what takes long; only the way to the server is to be timed."""

    def connect() -> pg8000.dbapi.Connection:
        try:
            way = _way_to(address)
        except OSError:
            raise FaultError("book_unreachable") from None
        try:
            connection = pg8000.dbapi.connect(
                address.user,
                host=address.host,
                database=address.database,
                password=password,
                sock=way,
                ssl_context=ssl.create_default_context() if address.verifies_server else _IF_OFFERED[address.is_local],
                application_name="planner",
            )
            connection.register_in_adapter(_TIMESTAMPTZ, _moment)
            connection.cursor().execute(f"{_LOOKS}; {_DATES}")
            connection.commit()
        except BaseException:
            way.close()
            raise
        return connection

    return create_engine("postgresql+pg8000://", creator=connect, poolclass=StaticPool, hide_parameters=True)


_TIMESTAMPTZ = 1184
"""What PostgreSQL calls the type of a moment (its catalogue pg_type)."""


def _moment(written: str) -> datetime | str:
    """A moment as a server writes it, or what is none as it is; the driver's own way takes a third of a page."""
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return written


_LOOKS = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
"""How a transaction begins that does not say that it writes: told once, not on the way to each question."""

_DATES = "SET DateStyle TO ISO"
"""How moments are written, whatever the server's own way is."""

_IF_OFFERED = {True: False, False: None}
"""What the driver is told about encryption where nothing was asked: none within this machine, else if offered."""


def _way_to(address: ServerAddress) -> socket.socket:
    """A connected socket."""
    with ExitStack() as on_failure:
        if address.is_local:
            way = on_failure.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            way.settimeout(_SECONDS_TO_CONNECT)
            way.connect(f"{address.host}/.s.PGSQL.{address.port}")
        else:
            where = (address.host, address.port)
            way = on_failure.enter_context(socket.create_connection(where, _SECONDS_TO_CONNECT))
            way.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        way.settimeout(None)
        on_failure.pop_all()
        return way
