"""Trades as CSV, which reads back to the same trades. Text is guarded against being a formula, numbers never."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import Enum

from planner.domain.number import to_text
from planner.domain.trades import ClosedTrade, OpenTrade
from planner.storage.book.handle import Book
from planner.storage.book.queries import TradeFilter, closed_trades
from planner.storage.book.trades import open_trades
from planner.storage.book_csv.cells import csv_lines, guarded

OPEN_COLUMNS = (
    "external_id",
    "instrument",
    "side",
    "quantity",
    "entry_price",
    "stop_price",
    "risk",
    "opened_at",
    "fees",
    "note",
)
CLOSED_COLUMNS = (*OPEN_COLUMNS[:-1], "closed_at", "exit_price", "pnl", "exit_reason", "note")

_PAGE = 1_000


def closed_as_csv(book: Book, asked: TradeFilter) -> Iterator[str]:
    """The closed trades that a filter asks for, as pieces of a CSV file, the newest first."""
    yield csv_lines([CLOSED_COLUMNS])
    after = None
    while True:
        page = closed_trades(book, asked, after=after, size=_PAGE)
        yield csv_lines([_cells(trade, CLOSED_COLUMNS) for trade in page.trades])
        after = page.after
        if after is None:
            return


def open_as_csv(book: Book, account: int) -> Iterator[str]:
    """The open positions of an account as pieces of a CSV file."""
    yield csv_lines([OPEN_COLUMNS])
    yield csv_lines([_cells(trade, OPEN_COLUMNS) for trade in open_trades(book, account)])


def _cells(trade: OpenTrade | ClosedTrade, columns: tuple[str, ...]) -> tuple[str, ...]:
    external_id = trade.external_id or f"trade-{trade.id}"
    return tuple(_cell(external_id if name == "external_id" else getattr(trade, name)) for name in columns)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return to_text(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.value if isinstance(value, Enum) else guarded(str(value))
