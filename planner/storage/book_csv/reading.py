"""A table as trades of the book, looked at before anything is kept: what was read, what not, what is asked."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.date_order import proven_order
from planner.domain.decimal_mark import comma_begins_decimals
from planner.storage.book_csv.drafts import Rejected, TradeDraft
from planner.storage.book_csv.progress import Progress, gathered, in_order, silent, told, watched
from planner.storage.book_csv.readers import ONE_EACH, READERS
from planner.storage.book_csv.roles import NEEDED, NUMBERS, Kind, Mapping, Role
from planner.storage.book_csv.row import RowReader
from planner.storage.book_csv.table import Table


class Question(StrEnum):
    """What the trader must say before a table can be read."""

    COLUMNS = "columns"
    INSTRUMENT = "instrument"
    ZONE = "zone"
    DATE_ORDER = "date_order"
    DECIMAL_COMMA = "decimal_comma"
    PNL_IS_NET = "pnl_is_net"


_ASKING = {"zone_needed": Question.ZONE, "date_order": Question.DATE_ORDER}


class Preview(Struct, frozen=True):
    """What a table gives when it is read in one way. It can be kept once no question is open."""

    mapping: Mapping
    trades: tuple[TradeDraft, ...]
    rejected: tuple[Rejected, ...]
    questions: tuple[Question, ...]


def missing_roles(mapping: Mapping) -> frozenset[Role]:
    """The columns that are needed and not there."""
    missing = set(NEEDED[mapping.kind] - set(mapping.columns))
    if mapping.kind is Kind.TRADES and not {Role.SIDE, Role.CLOSING_SIDE} & set(mapping.columns):
        missing.add(Role.SIDE)
    return frozenset(missing)


def preview(table: Table, mapping: Mapping, *, recorded_at: datetime, progress: Progress = silent) -> Preview:
    """Read a whole table in the way of a mapping."""
    mapping = with_what_is_proven(table, mapping, progress)
    asked = asked_before(mapping)
    if Question.COLUMNS in asked:
        return Preview(mapping, (), (), asked)
    reader = RowReader(table, mapping)
    rejected: list[Rejected] = []
    count = len(table.rows)
    read = READERS[mapping.kind](reader, told(table.rows, progress, count), recorded_at, rejected)
    trades = gathered(read if mapping.kind in ONE_EACH else watched(read, progress, count, count))
    return Preview(mapping, trades, tuple(in_order(rejected, _line)), (*asked, *doubts_of(rejected)))


def doubts_of(rejected: Sequence[Rejected]) -> tuple[Question, ...]:
    """The questions that rows left out ask."""
    return tuple(sorted({_ASKING[r.fault.code] for r in rejected if r.fault.code in _ASKING}))


def _line(rejected: Rejected) -> int:
    return rejected.line


def asked_before(mapping: Mapping) -> tuple[Question, ...]:
    """The questions that a mapping asks, whatever the rows hold."""
    found = []
    if missing_roles(mapping):
        found.append(Question.COLUMNS)
    if Role.INSTRUMENT not in mapping.columns and not mapping.instrument:
        found.append(Question.INSTRUMENT)
    if mapping.decimal_comma is None:
        found.append(Question.DECIMAL_COMMA)
    if Role.PNL in mapping.columns and Role.COST in mapping.columns and mapping.pnl_is_net is None:
        found.append(Question.PNL_IS_NET)
    return tuple(found)


def with_what_is_proven(table: Table, mapping: Mapping, progress: Progress = silent) -> Mapping:
    """What the cells themselves prove and nobody has said: the order of dates, and which sign begins decimals."""
    if mapping.date_order is None:
        times = _cells(table, mapping, (Role.TIME, Role.CLOSED_AT, Role.OPENED_AT))
        mapping = replace(mapping, date_order=proven_order(watched(times, progress, 0, len(table.rows))))
    if mapping.decimal_comma is None:
        numbers = watched(_cells(table, mapping, NUMBERS), progress, 0, len(table.rows))
        mapping = replace(mapping, decimal_comma=comma_begins_decimals(numbers))
    return mapping


def _cells(table: Table, mapping: Mapping, roles: Sequence[Role]) -> Iterator[str]:
    places = [place for place, role in enumerate(mapping.columns) if role in roles]
    return (row.cells[place] for place in places for row in table.rows if place < len(row.cells))
