"""Where books lie in the tests, and what is put into them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from planner.domain.journal import ExitReason
from planner.domain.plan import Draft
from planner.domain.trades import BookAccount, ClosedTrade, Fill, FillKind, OpenTrade
from planner.storage.book.accounts import add_account
from planner.storage.book.address import Address
from planner.storage.book.handle import Book
from planner.storage.book.opening import open_book
from planner.storage.book.trades import Closing, close_trade, open_trade
from tests.conftest import make_draft

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A database for one test."""

    address: Address
    backups: Path
    password: str | None

    def open(self) -> Book:
        """The book there."""
        return open_book(self.address, backups=self.backups, password=self.password)


def later(minutes: int) -> datetime:
    """A moment after noon."""
    return NOON + timedelta(minutes=minutes)


def an_account(book: Book, name: str = "Main", **changes: object) -> BookAccount:
    """An account in USDT with 10,000 to lose."""
    values = {"name": name, "venue": "example", "currency": "USDT", "equity_base": "10000", **changes}
    return add_account(book, BookAccount.model_validate(values))


def a_plan(**changes: object) -> Draft:
    """A plan to buy 0.2 BTC at 50,000 with a stop at 49,000: a risk of 200 USDT; targets at 52,000 and 53,000.

    Half is closed at each target: a gain of 0.1 x 2,000 + 0.1 x 3,000 = 500, which is 2.5 R.
    """
    targets = [{"price": "52000", "share": "0.5"}, {"price": "53000", "share": "0.5"}]
    return make_draft(targets=targets, **changes)


def a_fill(kind: str, quantity: str, price: str, minutes: int = 0, fee: str = "0") -> Fill:
    """An execution some minutes after noon, entered a minute later."""
    return Fill(
        kind=FillKind(kind),
        at=later(minutes),
        recorded_at=later(minutes + 1),
        quantity=Decimal(quantity),
        price=Decimal(price),
        fee=Decimal(fee),
    )


def a_trade(account: BookAccount, **changes: object) -> OpenTrade:
    """A long position in BTC with a stop at 49,000; what the fill says is filled in when it is opened."""
    values = {
        "account": account.id,
        "instrument": "BTCUSDT",
        "side": "long",
        "opened_at": NOON,
        "recorded_at": NOON,
        "quantity": "1",
        "open_quantity": "1",
        "entry_price": "1",
        "stop_price": "49000",
        **changes,
    }
    return OpenTrade.model_validate(values)


def a_closed_trade(
    book: Book, account: BookAccount, *, minutes: int = 0, pnl: str = "100", **changes: object
) -> ClosedTrade:
    """One BTC bought and sold again a minute later, without a plan."""
    opened = open_trade(book, a_trade(account, **changes), a_fill("entry", "1", "50000", minutes))
    closing = Closing(Decimal(pnl), ExitReason.BY_HAND)
    return close_trade(book, opened.id, a_fill("exit", "1", "50100", minutes + 1), closing)
