"""An open book: its one connection, lent for a transaction at a time, to one thread at a time.

Nothing is written to a file that was not looked through as a whole, and nothing told of one that was found damaged.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, Engine, text

from planner.storage.book.address import Address, FileAddress
from planner.storage.book.checking import FileCheck
from planner.storage.book.faults import naming_book

WRITES = "writes"
"""What a connection's notes say before a transaction that will write: SQLite then takes the book at once."""


class Book:
    """An open book. `reading` and `writing` lend its one connection, to one thread at a time."""

    def __init__(self, address: Address, engine: Engine, held: ExitStack, check: FileCheck | None = None) -> None:
        """Take over an engine, what is let go of when the book is closed, and a check that is still to be done."""
        self.address = address
        self._engine, self._held, self._check = engine, held, check
        self._lock = threading.RLock()

    @property
    def is_file(self) -> bool:
        """Whether the book is a file."""
        return isinstance(self.address, FileAddress)

    @property
    def is_checked(self) -> bool:
        """Whether nothing of the file is still to be looked through. PostgreSQL looks after itself."""
        return self._check is None or self._check.is_over

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection, for looking: everything seen belongs to one moment."""
        with self._lock, naming_book(self.address), self._engine.connect() as connection:
            if self._check is not None:
                self._check.refuse_damage()
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The connection, for changing: all that is done is kept together, or none of it when something is raised.

        Waits for the check of the file, or does it.
        """
        self.check()
        with self._lock, naming_book(self.address), self._engine.connect() as connection:
            if self.is_file:
                connection.info[WRITES] = True
            with connection.begin():
                if not self.is_file:
                    connection.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE"))
                yield connection

    def check(self) -> None:
        """Look through the whole file if that is still to be done, while others read; "book_damaged" from then on."""
        if self._check is not None:
            with naming_book(self.address):
                self._check.run()

    def close(self) -> None:
        """Let go of the database and its lock; a check that goes on is left off."""
        if self._check is not None:
            self._check.stop()
        with self._lock:
            self._held.close()
