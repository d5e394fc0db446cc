"""The ways in which rows make trades: one each, an entry and an exit together, or as executions put together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from planner.domain.assembly import Execution, assembled
from planner.domain.fault import Fault, FaultError
from planner.domain.number import ZERO
from planner.storage.book_csv.cells import shown
from planner.storage.book_csv.drafts import (
    Rejected,
    TradeDraft,
    closing_values,
    draft_of,
    fill_of,
    of_executions,
    one_row,
)
from planner.storage.book_csv.progress import in_order
from planner.storage.book_csv.roles import Kind, Role
from planner.storage.book_csv.row import RowReader
from planner.storage.book_csv.table import TableRow

Reader = Callable[[RowReader, Iterable[TableRow], datetime, list[Rejected]], Iterator[TradeDraft]]


def _by_row(
    reader: RowReader, rows: Iterable[TableRow], recorded_at: datetime, rejected: list[Rejected]
) -> Iterator[TradeDraft]:
    is_closed = reader.mapping.kind is Kind.TRADES
    for row in rows:
        try:
            reader.check_width(row)
            yield one_row(reader, row, recorded_at, is_closed=is_closed)
        except FaultError as error:
            rejected.append(Rejected(row.line, error.fault))


def _by_pairs(
    reader: RowReader, rows: Iterable[TableRow], recorded_at: datetime, rejected: list[Rejected]
) -> Iterator[TradeDraft]:
    """Rows of one trade by its name: one begins with the word entry, one with exit, in whatever order."""
    pairs: dict[str, dict[str, TableRow]] = {}
    for row in rows:
        try:
            reader.check_width(row)
            _sort_in(reader, row, pairs)
        except FaultError as error:
            rejected.append(Rejected(row.line, error.fault))
    for pair in pairs.values():
        try:
            yield _paired(reader, pair, recorded_at)
        except FaultError as error:
            rejected.extend(Rejected(row.line, error.fault) for row in pair.values())


def _sort_in(reader: RowReader, row: TableRow, pairs: dict[str, dict[str, TableRow]]) -> None:
    name, word = reader.text(row, Role.EXTERNAL_ID), reader.text(row, Role.SIDE).casefold().partition(" ")[0]
    if word not in {"entry", "exit"}:
        raise FaultError("not_a_side", text=shown(word))
    if word in pairs.setdefault(name, {}):
        raise FaultError("row_twice", text=shown(name))
    pairs[name][word] = row


def _paired(reader: RowReader, pair: Mapping[str, TableRow], recorded_at: datetime) -> TradeDraft:
    if len(pair) != 2:  # noqa: PLR2004 - an entry and an exit
        raise FaultError("row_alone")
    first, last = pair["entry"], pair["exit"]
    opened_at, closed_at = reader.moment(first, Role.TIME), reader.moment(last, Role.TIME)
    if closed_at < opened_at:
        raise FaultError("closed_before_opened")
    quantity, costs = reader.positive(first, Role.QUANTITY), reader.costs(last)
    if reader.positive(last, Role.QUANTITY) != quantity:
        raise FaultError("quantities_differ")
    entry_price, exit_price = reader.positive(first, Role.PRICE), reader.positive(last, Role.PRICE)
    pnl = reader.net(reader.number(last, Role.PNL), costs)
    values = {
        "external_id": reader.text(first, Role.EXTERNAL_ID),
        "instrument": reader.instrument(first),
        "side": reader.side(first),
        "note": reader.text(first, Role.NOTE),
        "opened_at": opened_at,
        "recorded_at": recorded_at,
        "quantity": quantity,
        "open_quantity": ZERO,
        "entry_price": entry_price,
        "fees": costs,
        **closing_values(closed_at, recorded_at, exit_price, pnl, reader.exit_reason(last)),
    }
    entry = fill_of("entry", opened_at, recorded_at, quantity=quantity, price=entry_price, fee=ZERO)
    exit_ = fill_of("exit", closed_at, recorded_at, quantity=quantity, price=exit_price, fee=costs)
    return draft_of(first.line, values, (entry, exit_))


def _by_execution(
    reader: RowReader, rows: Iterable[TableRow], recorded_at: datetime, rejected: list[Rejected]
) -> Iterator[TradeDraft]:
    """Trades from executions. One that cannot be read leaves its instrument out, where it has none, all of them."""
    found: list[Execution] = []
    unsure: dict[str, int] = {}
    for row in rows:
        try:
            reader.check_width(row)
            found.append(_execution(reader, row))
        except FaultError as error:
            rejected.append(Rejected(row.line, error.fault))
            is_whole = error.fault.code != "row_width"
            unsure.setdefault(reader.instrument(row) if is_whole else "", row.line)
    sure = [e for e in found if not unsure.keys() & {"", e.instrument}]
    rejected.extend(_left_out(e, unsure) for e in found if unsure.keys() & {"", e.instrument})
    if sure and sure[0].at > sure[-1].at:
        sure.reverse()
    for position in assembled(in_order(sure, key=lambda execution: execution.at)):
        try:
            yield of_executions(reader, position, recorded_at)
        except FaultError as error:
            rejected.extend(Rejected(part.line, error.fault) for _, part in position.parts)


def _left_out(execution: Execution, unsure: Mapping[str, int]) -> Rejected:
    line = unsure.get(execution.instrument, unsure.get(""))
    return Rejected(execution.line, Fault("instrument_unsure", {"line": str(line)}))


def _execution(reader: RowReader, row: TableRow) -> Execution:
    return Execution(
        instrument=reader.instrument(row),
        side=reader.side(row),
        at=reader.moment(row, Role.TIME),
        quantity=reader.positive(row, Role.QUANTITY),
        price=reader.positive(row, Role.PRICE),
        fee=reader.costs(row),
        pnl=reader.number(row, Role.PNL) if reader.has(Role.PNL) else ZERO,
        name=reader.text(row, Role.EXTERNAL_ID),
        line=row.line,
    )


ONE_EACH = frozenset({Kind.TRADES, Kind.POSITIONS})
"""Where every row is a trade; of the others, trades come once all rows have been looked at."""

READERS: Mapping[Kind, Reader] = {
    Kind.TRADES: _by_row,
    Kind.POSITIONS: _by_row,
    Kind.ENTRIES_AND_EXITS: _by_pairs,
    Kind.FILLS: _by_execution,
}
