from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import text

from planner.domain.journal import DeviationKind
from planner.domain.planned_actual import Breach
from planner.domain.trades import ClosedTrade, Result
from planner.storage.book.deviations import add_deviation
from planner.storage.book.handle import Book
from planner.storage.book.queries import After, TradeFilter, closed_trades, instruments, page_query
from planner.storage.book.rows import add_rows, to_row
from planner.storage.book.schema import ACCOUNT
from planner.storage.book.trades import open_trade
from tests.storage.book.places import Place, a_closed_trade, a_fill, a_trade, an_account, later

PNLS = {"10": Result.WIN, "-10.5": Result.LOSS, "0.00": Result.EVEN}
NAMES = ("BTCUSDT", "ETHUSDT")


def _pages(book: Book, asked: TradeFilter, size: int) -> list[ClosedTrade]:
    found: list[ClosedTrade] = []
    after = None
    while True:
        page = closed_trades(book, asked, after=after, size=size)
        found += page.trades
        after = page.after
        if after is None:
            return found
        assert len(page.trades) == size


def _full(book: Book) -> list[ClosedTrade]:
    """Two accounts, two instruments, three results; two trades each minute, every fourth one deviates once more."""
    both = [an_account(book), an_account(book, "Other")]
    made = []
    for n, (account, name, pnl) in enumerate(product(both, NAMES, PNLS)):
        trade = a_closed_trade(book, account, minutes=n // 2, pnl=pnl, instrument=name)
        if n % 4 == 0:
            for minutes in (50, 51):
                breach = Breach(DeviationKind.OVERRIDE, later(minutes))
                add_deviation(book, account.id, breach, trade=trade.id, recorded_at=later(60))
        made.append(trade)
    open_trade(book, a_trade(both[0], instrument="SOLUSDT"), a_fill("entry", "1", "100"))
    return sorted(made, key=lambda trade: (trade.closed_at, trade.id), reverse=True)


FILTERS: dict[str, tuple[TradeFilter, Callable[[int, ClosedTrade], bool]]] = {
    "all": (TradeFilter(), lambda _n, _t: True),
    "account": (TradeFilter(account=1), lambda _n, t: t.account == 1),
    "instrument": (TradeFilter(instrument="ETHUSDT"), lambda _n, t: t.instrument == "ETHUSDT"),
    "result": (TradeFilter(result=Result.EVEN), lambda _n, t: t.pnl == 0),
    "both": (
        TradeFilter(account=2, instrument="BTCUSDT", result=Result.LOSS),
        lambda _n, t: (t.account, t.instrument) == (2, "BTCUSDT") and t.pnl < 0,
    ),
    "time": (
        TradeFilter(closed_from=later(2), closed_before=later(5)),
        lambda _n, t: later(2) <= t.closed_at < later(5),
    ),
    "deviation": (TradeFilter(deviation=DeviationKind.OVERRIDE), lambda n, _t: n % 4 == 0),
    "deviation and time": (
        TradeFilter(deviation=DeviationKind.OVERRIDE, closed_before=later(3)),
        lambda n, t: n % 4 == 0 and t.closed_at < later(3),
    ),
    "any deviation": (TradeFilter(is_deviation=True, account=1), lambda _n, t: t.account == 1),
    "nothing": (TradeFilter(instrument="XRPUSDT"), lambda _n, _t: False),
}


def test_every_filter_gives_exactly_its_trades_on_pages_of_any_size(book: Book) -> None:
    made = _full(book)
    order = {trade.id: n for n, trade in enumerate(sorted(made, key=lambda trade: trade.id))}
    for name, (asked, belongs) in FILTERS.items():
        expected = [trade for trade in made if belongs(order[trade.id], trade)]
        for size in (1, 5, 100):
            assert _pages(book, asked, size) == expected, (name, size)
    assert instruments(book) == ("BTCUSDT", "ETHUSDT", "SOLUSDT")


def test_trades_of_more_accounts_than_one_question_takes_are_found_in_their_order(book: Book) -> None:
    first = an_account(book)
    with book.writing() as connection:
        add_rows(connection, ACCOUNT, [{**to_row(first, ACCOUNT), "id": n, "name": str(n)} for n in range(2, 601)])
    made = [a_closed_trade(book, first.replace(id=1 + 99 * n), minutes=n % 3) for n in range(7)]
    expected = sorted(made, key=lambda trade: (trade.closed_at, trade.id), reverse=True)
    assert _pages(book, TradeFilter(), 5) == expected


def test_a_trade_that_is_closed_meanwhile_shifts_no_page(book: Book) -> None:
    account = an_account(book)
    for minutes in range(4):
        a_closed_trade(book, account, minutes=minutes)
    first = closed_trades(book, TradeFilter(), size=2)
    a_closed_trade(book, account, minutes=10)
    second = closed_trades(book, TradeFilter(), after=first.after, size=2)
    assert [t.closed_at for t in (*first.trades, *second.trades)] == [later(n) for n in (4, 3, 2, 1)]
    assert second.after is None


ASKED = [
    TradeFilter(),
    TradeFilter(instrument="X"),
    TradeFilter(result=Result.WIN),
    TradeFilter(instrument="X", result=Result.WIN),
    TradeFilter(deviation=DeviationKind.OVERRIDE),
    TradeFilter(is_deviation=True, result=Result.LOSS),
    TradeFilter(is_deviation=True, instrument="X"),
    TradeFilter(deviation=DeviationKind.OVERRIDE, instrument="X", result=Result.LOSS),
    TradeFilter(instrument="X", closed_from=later(0), closed_before=later(9)),
]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_a_page_is_read_off_an_index_in_its_order_without_sorting(file_place: Place, asked: TradeFilter) -> None:
    """The clock is in the benchmarks; this is what makes it stand still however many trades there are.

    PostgreSQL plans by what is in the tables, so there a book of few trades would say nothing.
    """
    book = file_place.open()
    a_closed_trade(book, an_account(book))
    after = closed_trades(book, TradeFilter(), size=1).trades[0]
    query = page_query(asked, 1, After(after.closed_at, after.id), 100)
    with book.reading() as connection:
        sql = str(query.compile(connection.engine, compile_kwargs={"literal_binds": True}))
        steps = [row[-1] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]
    book.close()
    assert "B-TREE" not in " ".join(steps)
    assert all(step.startswith("SEARCH") for step in steps), steps
    assert "account=?" in steps[0]
