"""An open book: its one connection, lent for a transaction at a time, to one thread at a time."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, Engine, text

from planner.domain.fault import FaultError
from planner.storage.book.address import Address, FileAddress
from planner.storage.book.faults import naming_book

WRITES = "writes"
"""What a connection's notes say before a transaction that will write: SQLite then takes the book at once."""


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
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The connection, for changing: all that is done is kept together, or none of it when something is raised."""
        with self._lock, naming_book(self.address), self._engine.connect() as connection:
            if self.is_file:
                connection.info[WRITES] = True
            with connection.begin():
                if not self.is_file:
                    connection.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE"))
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
            self._held.close()
