"""Tables to be imported."""

from datetime import UTC, datetime

from planner.storage.book_csv.layouts import guess_mapping
from planner.storage.book_csv.reading import Preview, preview
from planner.storage.book_csv.roles import Kind
from planner.storage.book_csv.table import read_table

NOW = datetime(2026, 9, 1, tzinfo=UTC)
HEADER = "Ticket,Symbol,Side,Qty,Entry Price,Exit Price,Stop Loss,Open Time,Close Time,Profit,Note\n"


def rows(count: int) -> str:
    """So many winning trades."""
    row = "{0},BTCUSDT,buy,1,100,110,90,2026-01-01 10:00Z,2026-01-01 11:00Z,{0}.50,\n"
    return HEADER + "".join(row.format(number) for number in range(count))


def shown(text: str, kind: Kind | None = None) -> Preview:
    """The preview of a table by its own column names."""
    table = read_table(text)
    return preview(table, guess_mapping(table.names, kind), recorded_at=NOW)
