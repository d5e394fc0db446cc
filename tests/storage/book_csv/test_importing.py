import pytest

from planner.discipline.deviation_costs import departures
from planner.domain.journal import TradeClosed, TradeOpened
from planner.domain.trades import ClosedTrade, OpenTrade
from planner.storage.book.corrections import correct_trade
from planner.storage.book.events import journal
from planner.storage.book.handle import Book
from planner.storage.book.queries import TradeFilter, closed_trades, kinds_of, results_of
from planner.storage.book.trades import open_trade, open_trades, story_of
from planner.storage.book_csv.candles import candles_text
from planner.storage.book_csv.exporting import closed_as_csv, open_as_csv
from planner.storage.book_csv.importing import Imported, keep_trades
from planner.storage.book_csv.layouts import guess_mapping
from planner.storage.book_csv.roles import Kind
from planner.storage.book_csv.table import read_table
from tests.storage.book.places import a_closed_trade, a_fill, a_trade, an_account, later
from tests.storage.book_csv.rows import NOW, rows, shown
from tests.storage.plans import refusal


def _all(book: Book) -> tuple[ClosedTrade, ...]:
    return closed_trades(book, TradeFilter(), size=10_000).trades


def test_imported_trades_have_fills_stops_and_events(book: Book) -> None:
    account = an_account(book)
    assert keep_trades(book, account.id, shown(rows(3))) == Imported(3, 0)
    first = _all(book)[-1]
    story = story_of(book, first.id)
    assert [fill.kind for fill in story.fills] == ["entry", "exit"]
    assert [move.stop_price for move in story.stop_moves] == [first.stop_price]
    events = journal(book, account.id)
    assert [type(event) for event in events] == [TradeOpened] * 3 + [TradeClosed] * 3


def test_nobody_knows_whether_imported_trades_went_as_planned(book: Book) -> None:
    account = an_account(book)
    keep_trades(book, account.id, shown(rows(3)))
    assert [result.has_plan for result in results_of(book, account.id)] == [False] * 3
    closings = [event for event in journal(book, account.id) if isinstance(event, TradeClosed)]
    assert [closing.has_plan for closing in closings] == [False] * 3
    found = departures(results_of(book, account.id), kinds_of(book, account.id))
    assert (found.planned.trades, found.unknown.trades, found.costs) == (0, 3, ())


def test_open_and_closed_positions_of_one_table_are_kept_together(book: Book) -> None:
    account = an_account(book)
    header = "Time(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit\n"
    cells = "{}:00,{},{},100,1,100,0.5,{}\n"
    done = (
        ("10:00", "AAA", "BUY", 0),
        ("10:01", "BBB", "SELL", 0),
        ("10:02", "BBB", "BUY", 7),
        ("10:03", "CCC", "BUY", 0),
    )
    text = header + "".join(cells.format(f"2026-01-01 {time}", *rest) for time, *rest in done)
    assert keep_trades(book, account.id, shown(text)) == Imported(3, 0)
    assert [trade.instrument for trade in open_trades(book, account.id)] == ["AAA", "CCC"]
    (closed,) = _all(book)
    assert (closed.instrument, str(closed.pnl), closed.side) == ("BBB", "6.0", "short")


def test_the_same_table_again_adds_nothing(book: Book) -> None:
    account = an_account(book)
    keep_trades(book, account.id, shown(rows(700)))
    assert keep_trades(book, account.id, shown(rows(702))) == Imported(2, 700)
    other = an_account(book, "Other")
    assert keep_trades(book, other.id, shown(rows(2))) == Imported(2, 0)


def test_rows_without_a_name_are_known_again_by_what_they_say(book: Book) -> None:
    account = an_account(book)
    text = rows(5).replace("Ticket", "Colour")
    assert keep_trades(book, account.id, shown(text)) == Imported(5, 0)
    assert keep_trades(book, account.id, shown(text)) == Imported(0, 5)


def test_an_import_that_is_called_off_leaves_nothing(book: Book) -> None:
    account = an_account(book)

    class CalledOffError(Exception):
        """The trader changed their mind."""

    def call_off(done: int, _total: int) -> None:
        if done:
            raise CalledOffError

    with pytest.raises(CalledOffError):
        keep_trades(book, account.id, shown(rows(1200)), progress=call_off)
    assert _all(book) == ()
    assert keep_trades(book, account.id, shown(rows(1200))) == Imported(1200, 0)


def test_progress_is_told_up_to_the_end(book: Book) -> None:
    told: list[tuple[int, int]] = []
    keep_trades(book, an_account(book).id, shown(rows(1200)), progress=lambda *step: told.append(step))
    assert told == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]


def test_a_table_with_an_open_question_is_not_kept(book: Book) -> None:
    account = an_account(book)
    unclear = shown(rows(1).replace("Z,", ","))
    assert refusal(lambda: keep_trades(book, account.id, unclear)).code == "import_unclear"


def test_an_account_that_is_not_there_takes_nothing(book: Book) -> None:
    assert refusal(lambda: keep_trades(book, 99, shown(rows(1)))).code == "book_has_no"


def _without_numbers(trades: tuple[OpenTrade, ...]) -> list[OpenTrade]:
    changes = {"id": 0, "account": 0, "recorded_at": NOW}
    return [
        trade.replace(**changes, **({"close_recorded_at": NOW} if isinstance(trade, ClosedTrade) else {}))
        for trade in trades
    ]


NOTES = ("=HYPERLINK(1)", "+49 30", "-5 ticks", "@me", "'quoted'", 'say "hi", twice', "two\nlines", "Ausbruch 📈", "")


def test_closed_trades_come_back_from_csv_as_they_were(book: Book) -> None:
    account, other = an_account(book), an_account(book, "Other")
    for minutes, note in enumerate(NOTES):
        a_closed_trade(book, account, minutes=minutes, pnl="-12.50", note=note, risk="100", external_id=f"x{minutes}")
    text = "".join(closed_as_csv(book, TradeFilter(account=account.id)))
    assert ",-12.50," in text
    keep_trades(book, other.id, shown(text))
    before = closed_trades(book, TradeFilter(account=account.id)).trades
    after = closed_trades(book, TradeFilter(account=other.id)).trades
    assert _without_numbers(after) == _without_numbers(before)
    assert [trade.note for trade in reversed(after)] == list(NOTES)


def test_trades_entered_by_hand_that_were_written_out_are_known_again(book: Book) -> None:
    account, other = an_account(book), an_account(book, "Other")
    for minutes in range(3):
        a_closed_trade(book, account, minutes=minutes, pnl="-12.50")
    text = "".join(closed_as_csv(book, TradeFilter()))
    assert keep_trades(book, account.id, shown(text)) == Imported(0, 3)
    # a trade of another book may have the same number
    assert keep_trades(book, account.id, shown(text.replace("BTCUSDT", "ETHUSDT"))) == Imported(3, 0)
    assert keep_trades(book, other.id, shown(text)) == Imported(3, 0)


def test_a_trade_that_was_corrected_since_it_was_written_out_is_known_again(book: Book) -> None:
    account = an_account(book)
    trade = a_closed_trade(book, account)
    text = "".join(closed_as_csv(book, TradeFilter()))
    earlier = trade.replace(opened_at=later(-5))
    correct_trade(book, trade, earlier, reason="typed wrongly", recorded_at=later(60))
    for told in (text, "".join(closed_as_csv(book, TradeFilter()))):
        assert keep_trades(book, account.id, shown(told)) == Imported(0, 1)


def test_open_positions_come_back_from_csv_as_they_were(book: Book) -> None:
    account, other = an_account(book), an_account(book, "Other")
    open_trade(book, a_trade(account, external_id="p1", note="=1"), a_fill("entry", "0.20", "50000.10", fee="-0.5"))
    keep_trades(book, other.id, shown("".join(open_as_csv(book, account.id)), Kind.POSITIONS))
    assert _without_numbers(open_trades(book, other.id)) == _without_numbers(open_trades(book, account.id))


def test_export_goes_on_page_by_page(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.storage.book_csv.exporting._PAGE", 2)
    account = an_account(book)
    keep_trades(book, account.id, shown(rows(5)))
    assert "".join(closed_as_csv(book, TradeFilter())).count("\r\n") == 6


def test_candles_from_any_columns_become_the_text_that_charts_read() -> None:
    text = "Close,Open,High,Low,When\n11,10,12,9,2026-01-02 00:00Z\n10,9,11,8,2026-01-01 00:00Z\n1,2,3,x,2026-01-03Z\n"
    table = read_table(text.replace("When", "Timestamp"))
    found, rejected = candles_text(table, guess_mapping(table.names))
    assert found == ("time,open,high,low,close\n2026-01-01T00:00:00Z,9,11,8,10\n2026-01-02T00:00:00Z,10,12,9,11\n")
    assert [(r.line, r.fault.code) for r in rejected] == [(4, "not_a_number")]


def test_candles_without_a_column_are_refused() -> None:
    table = read_table("time,open\n2026-01-01Z,1\n")
    fault = refusal(lambda: candles_text(table, guess_mapping(table.names, Kind.CANDLES)))
    assert (fault.code, fault.facts["missing"]) == ("table_columns", "close, high, low")
