"""Books that are written to over and over while something goes wrong: ours, and one that keeps no journal."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from planner.domain.number import ONE
from planner.domain.trades import BookAccount
from planner.storage.book.accounts import accounts, add_account
from planner.storage.book.address import FileAddress
from planner.storage.book.opening import open_book, opened_book
from tests.faults.subjects import Save, Subject

ROWS = 300
FILLING = "." * 2_000


def _place(folder: Path) -> FileAddress:
    return FileAddress(folder / "a.book")


def _saver(folder: Path) -> Save:
    book = open_book(_place(folder), backups=folder)
    first = BookAccount(name="0", venue="example", currency="USDT", equity_base=ONE)

    def save(number: int) -> None:
        add_account(book, first.replace(name=str(number)))

    return save


def _read(folder: Path) -> int:
    """The newest account; every earlier one must be there too."""
    with opened_book(_place(folder), backups=folder) as book:
        book.check()
        found = [int(account.name) for account in accounts(book)]
    if found != list(range(found[0], found[0] + len(found))):
        raise ValueError(f"rows are missing among {found}")
    return found[-1]


def _careless_saver(folder: Path) -> Save:
    connection = sqlite3.connect(folder / "a.db", isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = 20"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE IF NOT EXISTS kept (number INTEGER, filling TEXT)")

    def save(number: int) -> None:
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO kept VALUES (?, ?)", [(number, FILLING)] * ROWS)
        connection.execute("COMMIT")

    return save


def _careless_read(folder: Path) -> int:
    """The newest number; every number must have all of its rows."""
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise ValueError("damaged")
        counts = connection.execute("SELECT number, count(*) FROM kept GROUP BY number").fetchall()
    if any(count != ROWS for _, count in counts):
        raise ValueError("half a transaction")
    return max(int(number) for number, _ in counts)


def _none(_folder: Path) -> int:
    return 0


def _subject(saver: Callable[[Path], Save], read: Callable[[Path], int]) -> Subject:
    return Subject(saver, read, _none, _none)


BOOKS = {"book": _subject(_saver, _read), "without_journal": _subject(_careless_saver, _careless_read)}
