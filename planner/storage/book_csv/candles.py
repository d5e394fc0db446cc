"""Candles from any table: as the plain text that a price chart reads, whatever its columns were called."""

from dataclasses import dataclass

from planner.domain.fault import FaultError
from planner.domain.number import to_text
from planner.storage.book_csv.drafts import Rejected
from planner.storage.book_csv.reading import Question, asked_before, doubts_of, missing_roles, with_what_is_proven
from planner.storage.book_csv.roles import Mapping, Role
from planner.storage.book_csv.row import RowReader
from planner.storage.book_csv.table import Table

_PRICES = (Role.OPEN, Role.HIGH, Role.LOW, Role.CLOSE)


@dataclass(frozen=True, slots=True)
class CandlePreview:
    """What a table of candles gives when it is read in one way: `text` is empty while a column is missing."""

    mapping: Mapping
    text: str
    rejected: tuple[Rejected, ...]
    questions: tuple[Question, ...]

    @property
    def rows(self) -> list[list[str]]:
        """Time and prices of each candle."""
        return [line.split(",") for line in self.text.splitlines()[1:]]


def candle_preview(table: Table, mapping: Mapping) -> CandlePreview:
    """Read a whole table of candles in the way of a mapping."""
    mapping = with_what_is_proven(table, mapping)
    asked = asked_before(mapping)
    if Question.COLUMNS in asked:
        return CandlePreview(mapping, "", (), asked)
    text, rejected = candles_text(table, mapping)
    return CandlePreview(mapping, text, rejected, (*asked, *doubts_of(rejected)))


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
