"""A table of any columns, made plain by `storage.book_csv.candles`, is what the chart reads."""

from planner.market.candles import candles_of
from planner.storage.book_csv.candles import candles_text
from planner.storage.book_csv.layouts import guess_mapping
from planner.storage.book_csv.table import read_table


def test_a_pasted_table_becomes_candles() -> None:
    table = read_table("Close\tOpen\tHigh\tLow\tDate\n11\t10\t12\t9\t2026-01-02Z\n10\t9\t11\t8\t2026-01-01Z\n")
    found, rejected = candles_text(table, guess_mapping(table.names))
    candles = candles_of(found, symbol="X")
    assert (list(candles.open), list(candles.close), rejected) == ([9, 10], [10, 11], ())
    assert candles.interval == "1 d"
