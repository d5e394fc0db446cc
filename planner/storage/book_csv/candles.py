"""Candles from any table: as the plain text that a price chart reads, whatever its columns were called."""

from msgspec import Struct

from planner.domain.fault import FaultError
from planner.domain.number import to_text
from planner.storage.book_csv.drafts import Rejected
from planner.storage.book_csv.progress import Progress, in_order, silent, told, watched
from planner.storage.book_csv.reading import Question, asked_before, doubts_of, missing_roles, with_what_is_proven
from planner.storage.book_csv.roles import Mapping, Role
from planner.storage.book_csv.row import RowReader
from planner.storage.book_csv.table import Table

_PRICES = (Role.OPEN, Role.HIGH, Role.LOW, Role.CLOSE)


class CandlePreview(Struct, frozen=True):
    """What a table of candles gives when it is read in one way: `text` is empty while a column is missing.

    `count` is how many candles the text has.
    """

    mapping: Mapping
    text: str
    rejected: tuple[Rejected, ...]
    questions: tuple[Question, ...]
    count: int = 0

    def first(self, count: int) -> list[list[str]]:
        """Time and prices of the first candles."""
        lines = self.text.split("\n", count + 1)[1 : min(count, self.count) + 1]
        return [line.split(",") for line in lines]


def candle_preview(table: Table, mapping: Mapping, *, progress: Progress = silent) -> CandlePreview:
    """Read a whole table of candles in the way of a mapping."""
    mapping = with_what_is_proven(table, mapping, progress)
    asked = asked_before(mapping)
    if Question.COLUMNS in asked:
        return CandlePreview(mapping, "", (), asked)
    text, rejected = candles_text(table, mapping, progress)
    return CandlePreview(mapping, text, rejected, (*asked, *doubts_of(rejected)), text.count("\n") - 1)


def candles_text(table: Table, mapping: Mapping, progress: Progress = silent) -> tuple[str, tuple[Rejected, ...]]:
    """The rows as time, open, high, low and close in UTC, the oldest first, and those that are no candle."""
    missing = missing_roles(mapping)
    if missing:
        raise FaultError("table_columns", missing=", ".join(sorted(missing)))
    reader, count = RowReader(table, mapping), len(table.rows)
    found, rejected = {}, []
    for row in told(table.rows, progress, count):
        try:
            reader.check_width(row)
            time = reader.moment(row, Role.TIME)
            found[time] = ",".join(to_text(reader.positive(row, role)) for role in _PRICES)
        except FaultError as error:
            rejected.append(Rejected(row.line, error.fault))
    times = watched(in_order(list(found), lambda time: time), progress, count, count)
    lines = [f"{time.isoformat().replace('+00:00', 'Z')},{found[time]}" for time in times]
    return "\n".join(["time,open,high,low,close", *lines, ""]), tuple(rejected)
