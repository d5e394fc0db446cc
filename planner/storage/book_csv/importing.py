"""Trades of a preview into the book: all of them in one transaction, or none. What is there already stays as it is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct
from sqlalchemy import Connection, select

from planner.domain.fault import FaultError
from planner.domain.trades import ClosedTrade, OpenTrade
from planner.storage.book.corrections import corrections_in
from planner.storage.book.handle import Book
from planner.storage.book.retold import trade_key
from planner.storage.book.rows import add_numbered_rows, add_rows, row_of, to_row
from planner.storage.book.schema import ACCOUNT, FILL, STOP_MOVE, TRADE
from planner.storage.book_csv.drafts import TradeDraft
from planner.storage.book_csv.progress import STEP, Progress, silent
from planner.storage.book_csv.reading import Preview


class Imported(Struct, frozen=True):
    """How many trades were added, and how many were in the book already."""

    added: int
    known: int


_WRITTEN_OUT = re.compile(r"trade-([1-9]\d{0,17})", re.ASCII)
_NOT_CLOSED = dict.fromkeys(ClosedTrade.model_fields.keys() - OpenTrade.model_fields.keys())
"""Rows added at once have the same columns."""


def keep_trades(book: Book, account: int, shown: Preview, *, progress: Progress = silent) -> Imported:
    """Keep the trades of a preview in an account; "import_unclear" while a question is open.

    A trade is known by its external id, one that was entered by hand by what it was written out as. Imported trades
    have no plan, so nothing is held against them. Whatever is raised, by `progress` too, leaves the book as it was.
    """
    if shown.questions:
        raise FaultError("import_unclear", count=str(len(shown.questions)))
    added = done = 0
    with book.writing() as connection:
        row_of(connection, ACCOUNT, account)
        for batch in _batches(shown.trades):
            progress(done, len(shown.trades))
            added += _add(connection, account, batch)
            done += len(batch)
        progress(done, len(shown.trades))
    return Imported(added, done - added)


def _batches(drafts: Iterable[TradeDraft]) -> Iterator[Sequence[TradeDraft]]:
    rest = iter(drafts)
    while batch := list(islice(rest, STEP)):
        yield batch


def _add(connection: Connection, account: int, batch: Sequence[TradeDraft]) -> int:
    """Add the trades that are new; how many."""
    named = {str(draft.trade.external_id): draft for draft in reversed(batch)}
    there = select(TRADE.c.external_id).where(TRADE.c.account == account, TRADE.c.external_id.in_(named))
    known = {*connection.scalars(there), *_entered_by_hand(connection, account, named)}
    new = [draft for name, draft in reversed(named.items()) if name not in known]
    numbers = add_numbered_rows(connection, TRADE, [_row(draft, account) for draft in new])
    pairs = list(zip(numbers, new, strict=True))
    add_rows(connection, FILL, [{**to_row(fill, FILL), "trade": n} for n, draft in pairs for fill in draft.fills])
    add_rows(connection, STOP_MOVE, [_stop(n, draft) for n, draft in pairs if draft.trade.stop_price is not None])
    return len(new)


def _entered_by_hand(connection: Connection, account: int, named: Mapping[str, TradeDraft]) -> Iterator[str]:
    """The names under which trades that no venue named were written out of this account, and come back now.

    One that was corrected since is known by when it was said to be opened before, too.
    """
    numbers = [int(found[1]) for found in map(_WRITTEN_OUT.fullmatch, named) if found]
    corrected = corrections_in(connection, account) if numbers else {}
    wanted = select(TRADE.c.id, TRADE.c.instrument, TRADE.c.side, TRADE.c.opened_at)
    among = (TRADE.c.account == account, TRADE.c.external_id.is_(None), TRADE.c.id.in_(numbers))
    for number, instrument, side, opened_at in connection.execute(wanted.where(*among)):
        trade = named[trade_key(number)].trade
        told = {opened_at, *(correction.before.opened_at for correction in corrected.get(number, ()))}
        if (instrument, side) == (trade.instrument, trade.side) and trade.opened_at in told:
            yield trade_key(number)


def _row(draft: TradeDraft, account: int) -> dict[str, object]:
    trade = draft.trade
    result = trade.result.value if isinstance(trade, ClosedTrade) else None
    return {**_NOT_CLOSED, **to_row(trade, TRADE), "account": account, "result": result}


def _stop(number: int, draft: TradeDraft) -> dict[str, object]:
    trade = draft.trade
    values = {"at": trade.opened_at, "recorded_at": trade.recorded_at, "stop_price": trade.stop_price, "reason": ""}
    return {"trade": number, **values}
