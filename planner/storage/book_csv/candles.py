"""Candles from any table: as the plain text that a price chart reads, whatever its columns were called."""

from planner.domain.fault import FaultError
from planner.domain.number import to_text
from planner.storage.book_csv.drafts import Rejected
from planner.storage.book_csv.reading import missing_roles
from planner.storage.book_csv.roles import Mapping, Role
from planner.storage.book_csv.row import RowReader
from planner.storage.book_csv.table import Table

_PRICES = (Role.OPEN, Role.HIGH, Role.LOW, Role.CLOSE)


def candles_text(table: Table, mapping: Mapping) -> tuple[str, tuple[Rejected, ...]]:
    """The rows as time, open, high, low and close in UTC, the oldest first, and those that are no candle."""
    missing = missing_roles(mapping)
    if missing:
        raise FaultError("table_columns", missing=", ".join(sorted(missing)))
    reader = RowReader(table, mapping)
    found, rejected = {}, []
    for row in table.rows:
        try:
            reader.check_width(row)
            time = reader.moment(row, Role.TIME)
            found[time] = ",".join(to_text(reader.positive(row, role)) for role in _PRICES)
        except FaultError as error:
            rejected.append(Rejected(row.line, error.fault))
    lines = [f"{time.isoformat().replace('+00:00', 'Z')},{prices}" for time, prices in sorted(found.items())]
    return "\n".join(["time,open,high,low,close", *lines, ""]), tuple(rejected)
