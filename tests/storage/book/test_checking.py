"""Large files, looked through after they are open: here every file counts as large."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from planner.domain.trades import ClosedTrade
from planner.storage.book.accounts import accounts
from planner.storage.book.address import FileAddress
from planner.storage.book.handle import Book
from planner.storage.book.queries import TradeFilter, closed_trades
from tests.storage.book.places import Place, a_closed_trade, an_account
from tests.storage.plans import refusal

_PAGE = 4096


@pytest.fixture
def large(file_place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Where a large book lies, with a closed trade."""
    book = file_place.open()
    a_closed_trade(book, an_account(book))
    book.close()
    monkeypatch.setattr("planner.storage.book.opening.CHECKED_AT_ONCE", 0)
    return file_place


def _path(place: Place) -> Path:
    assert isinstance(place.address, FileAddress)
    return place.address.path


def _damage(place: Place) -> None:
    """Overwrite what nothing here asks for: the pages of limits."""
    with closing(sqlite3.connect(_path(place))) as connection:
        found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'limits'").fetchone()
    with _path(place).open("r+b") as file:
        file.seek((found[0] - 1) * _PAGE)
        file.write(b"\xff" * _PAGE)


def _read(book: Book) -> tuple[ClosedTrade, ...]:
    return closed_trades(book, TradeFilter()).trades


def _write(book: Book) -> ClosedTrade:
    return a_closed_trade(book, accounts(book)[0], minutes=9)


def test_nothing_is_written_to_a_large_book_that_is_damaged(large: Place) -> None:
    _damage(large)
    before = _path(large).read_bytes()
    book = large.open()
    assert len(_read(book)) == 1
    fault = refusal(lambda: _write(book))
    assert (fault.code, fault.facts["file"]) == ("book_damaged", "a.book")
    book.close()
    assert _path(large).read_bytes() == before


def test_nothing_is_told_of_a_large_book_once_it_was_found_damaged(large: Place) -> None:
    _damage(large)
    book = large.open()
    assert refusal(book.check).code == "book_damaged"
    assert refusal(lambda: _read(book)).code == "book_damaged"
    book.close()


def test_a_large_book_that_is_sound_is_written_to_once_it_was_looked_through(large: Place) -> None:
    book = large.open()
    assert not book.is_checked
    _write(book)
    assert book.is_checked
    assert len(_read(book)) == 2
    book.check()
    book.close()


def test_a_large_book_is_looked_through_while_it_is_read(large: Place) -> None:
    book = large.open()
    with book.reading(), ThreadPoolExecutor(1) as pool:
        pool.submit(book.check).result(60)
    assert book.is_checked
    book.close()


def test_a_large_book_that_is_closed_is_looked_through_no_more(large: Place) -> None:
    book = large.open()
    book.close()
    assert refusal(book.check).code == "book_failed"
    large.open().close()


def test_a_book_that_is_not_large_is_checked_when_it_is_open(file_place: Place) -> None:
    book = file_place.open()
    assert book.is_checked
    book.close()
