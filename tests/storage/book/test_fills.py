"""Open trades whose fills were lost: what is done with them next still adds up, or is refused."""

import json
from collections.abc import Callable, Collection
from decimal import Decimal

import pytest
from sqlalchemy import text

from planner.domain.journal import ExitReason
from planner.domain.trades import ClosedTrade, Fill, OpenTrade
from planner.storage.book.accounts import accounts
from planner.storage.book.corrections import correct_trade
from planner.storage.book.events import journal
from planner.storage.book.handle import Book
from planner.storage.book.opening import make_book, opened_book
from planner.storage.book.queries import results_of
from planner.storage.book.text_copy import Restored, lines_of
from planner.storage.book.trades import Closing, add_fill, close_trade, open_trade, open_trades, story_of
from tests.storage.book.places import Place, a_closed_trade, a_fill, a_trade, an_account, later
from tests.storage.plans import refusal

D = Decimal

BOUGHT_TWICE = (a_fill("entry", "1", "50000", 0, fee="1"), a_fill("entry", "1", "40000", 5, fee="2"))
"""Two coins at 45,000, with fees of 3."""

REDUCED = (*BOUGHT_TWICE, a_fill("exit", "0.5", "46000", 10, fee="1"), a_fill("exit", "0.5", "48000", 11, fee="1"))
"""One coin is left, after fees of 5."""


def _opened(book: Book, fills: tuple[Fill, ...]) -> OpenTrade:
    trade = open_trade(book, a_trade(an_account(book)), fills[0])
    for fill in fills[1:]:
        trade = add_fill(book, trade.id, fill)
    return trade


def _without_fills(book: Book, place: Place, lost: Collection[int]) -> Restored:
    """Make another book of this one, but for some fills, by their numbers."""
    with book.reading() as connection:
        rows = [json.loads(line) for line in lines_of(connection)]
    kept = [row for row in rows if row.get("table") != "fill" or row["row"]["id"] not in lost]
    return make_book(place.address, (json.dumps(row) for row in kept))


def _closed(book: Book, trade: int) -> ClosedTrade:
    return close_trade(book, trade, a_fill("exit", "1", "47000", 20), Closing(D(2000), ExitReason.BY_HAND))


@pytest.mark.parametrize("lost", [{1}, {2}, {1, 2}])
def test_what_is_added_to_a_position_whose_fills_were_lost_adds_to_all_of_it(
    book: Book, file_place: Place, lost: set[int]
) -> None:
    before = _opened(book, BOUGHT_TWICE)
    restored = _without_fills(book, file_place, lost)
    assert (restored.refilled, restored.lost) == (1, {"fill": 1})
    with opened_book(file_place.address, backups=file_place.backups) as again:
        assert open_trades(again, before.account) == (before,)
        added = add_fill(again, before.id, a_fill("entry", "1", "42000", 30))
    assert (added.quantity, added.open_quantity, added.entry_price, added.fees) == (D(3), D(3), D(44000), D(3))


@pytest.mark.parametrize(
    ("lost", "exit_price"),
    [
        ({1}, "47000"),  # 0.5 at 46,000, 0.5 at 48,000, 1 at 47,000
        ({1, 2}, "47000"),
        ({4}, "46500"),  # 1 at 46,000
        ({3, 4}, "46000"),  # 1 at 45,000
        ({1, 2, 3, 4}, "46000"),
    ],
)
def test_a_reduced_position_whose_fills_were_lost_is_closed(
    book: Book, file_place: Place, lost: set[int], exit_price: str
) -> None:
    before = _opened(book, REDUCED)
    assert _without_fills(book, file_place, lost).refilled == 1
    with opened_book(file_place.address, backups=file_place.backups) as again:
        closed = _closed(again, before.id)
    assert (closed.quantity, closed.entry_price, closed.fees, closed.pnl) == (D(2), D(45000), D(5), D(2000))
    assert closed.exit_price == D(exit_price)


def test_fills_that_add_up_stay_as_they_are(book: Book, file_place: Place) -> None:
    before = _opened(book, REDUCED)
    assert _without_fills(book, file_place, ()).refilled == 0
    with opened_book(file_place.address, backups=file_place.backups) as again:
        assert story_of(again, before.id).fills == REDUCED


STEPS: dict[str, Callable[[Book, int], object]] = {
    "added to": lambda book, trade: add_fill(book, trade, a_fill("entry", "1", "42000", 30)),
    "reduced": lambda book, trade: add_fill(book, trade, a_fill("exit", "0.5", "42000", 30)),
    "closed": _closed,
}


@pytest.mark.parametrize("lost", [{1}, {1, 2}, {4}])
@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_reckoned_from_fills_that_do_not_add_up(book: Book, step: str, lost: set[int]) -> None:
    before = _opened(book, REDUCED)
    with book.writing() as connection:
        for number in lost:
            connection.execute(text(f"DELETE FROM fill WHERE id = {number}"))  # noqa: S608 - a number
    left = story_of(book, before.id).fills
    fault = refusal(lambda: STEPS[step](book, before.id))
    assert (fault.code, fault.facts["cause"]) == ("book_damaged", "fills")
    assert (open_trades(book, before.account), story_of(book, before.id).fills) == ((before,), left)


def test_a_closed_trade_needs_none_of_its_fills(book: Book, file_place: Place) -> None:
    closed = a_closed_trade(book, an_account(book), pnl="-7")
    assert _without_fills(book, file_place, {1, 2}).refilled == 0
    with opened_book(file_place.address, backups=file_place.backups) as again:
        (account,) = accounts(again)
        assert story_of(again, closed.id).trade == closed
        fixed = closed.replace(quantity=D(2), pnl=D(-9))
        assert correct_trade(again, closed, fixed, reason="typing error", recorded_at=later(60)).pnl == -9
        assert [result.pnl for result in results_of(again, account.id)] == [-9]
        assert journal(again, account.id)
