"""Whether the fills of an open trade add up to it, and fills that do where some of its own were lost.

Each step of an open trade is reckoned from all its fills; a closed one keeps its figures whatever became of them.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from sqlalchemy import Connection, delete, select

from planner.domain.fault import FaultError
from planner.domain.number import ENGINE, ZERO
from planner.domain.trades import Fill, FillKind, OpenTrade, average_price, total_quantity
from planner.storage.book.rows import add_rows, to_record, to_row
from planner.storage.book.schema import FILL, TRADE


def fills_of(connection: Connection, trade: int) -> tuple[Fill, ...]:
    """The fills of a trade, the first one first."""
    wanted = select(FILL).where(FILL.c.trade == trade).order_by(FILL.c.id)
    return tuple(to_record(Fill, row) for row in connection.execute(wanted).mappings())


def totals(fills: Sequence[Fill]) -> dict[str, Decimal]:
    """The figures of a trade that follow from its fills; there must be an entry among them."""
    entries = [fill for fill in fills if fill.kind is FillKind.ENTRY]
    entered, left = total_quantity(fills, FillKind.ENTRY), total_quantity(fills, FillKind.EXIT)
    with localcontext(ENGINE):
        return {
            "quantity": entered,
            "open_quantity": entered - left,
            "entry_price": average_price(entries),
            "fees": _fees(fills),
        }


def refuse_unless_whole(trade: OpenTrade, fills: Sequence[Fill]) -> None:
    """Raise `FaultError` "book_damaged" where fills do not add up to their trade."""
    if not _is_whole(trade, fills):
        raise FaultError("book_damaged", cause="fills")


def mend_fills(connection: Connection) -> int:
    """Let the fills of every open trade add up to it; of how many they did not.

    The trade's own figures are believed. What cannot be read of an earlier version is left for whoever looks at it.
    """
    mended = 0
    for row in connection.execute(select(TRADE).where(TRADE.c.closed_at.is_(None))).mappings().all():
        try:
            trade = to_record(OpenTrade, row)
            fills = fills_of(connection, trade.id)
        except FaultError:
            continue
        if _is_whole(trade, fills) or not ZERO < trade.open_quantity <= trade.quantity:
            continue
        connection.execute(delete(FILL).where(FILL.c.trade == trade.id))
        rows: list[Mapping[str, object]] = [{**to_row(fill, FILL), "trade": trade.id} for fill in whole(trade, fills)]
        add_rows(connection, FILL, rows)
        mended += 1
    return mended


def whole(trade: OpenTrade, fills: Sequence[Fill]) -> tuple[Fill, ...]:
    """Fills that add up to an open trade: of those that are left its entries, or its exits, where they are all there.

    Else one entry of all its quantity at its entry price, and one exit of what was taken off. At which price that was
    only its fills knew: it is the mean of those that are left, else that of the entry.
    """
    entries = [fill for fill in fills if fill.kind is FillKind.ENTRY]
    exits = [fill for fill in fills if fill.kind is FillKind.EXIT]
    with localcontext(ENGINE):
        off = trade.quantity - trade.open_quantity
        is_entered = _is_entered(trade, entries)
        if total_quantity(exits, FillKind.EXIT) != off:
            fee = trade.fees - _fees(entries) if is_entered else ZERO
            exits = [_exit(trade, exits, off, fee)] if off else []
        if not is_entered or _fees([*entries, *exits]) != trade.fees:
            entries = [_fill(trade, FillKind.ENTRY, trade.quantity, trade.entry_price, trade.fees - _fees(exits))]
    return (*entries, *exits)


def _is_whole(trade: OpenTrade, fills: Sequence[Fill]) -> bool:
    has_entry = any(fill.kind is FillKind.ENTRY for fill in fills)
    return has_entry and all(getattr(trade, name) == figure for name, figure in totals(fills).items())


def _is_entered(trade: OpenTrade, entries: Sequence[Fill]) -> bool:
    quantity = total_quantity(entries, FillKind.ENTRY)
    return quantity == trade.quantity and average_price(entries) == trade.entry_price


def _exit(trade: OpenTrade, left: Sequence[Fill], quantity: Decimal, fee: Decimal) -> Fill:
    if not left:
        return _fill(trade, FillKind.EXIT, quantity, trade.entry_price, fee)
    return left[-1].replace(quantity=quantity, price=average_price(left), fee=fee)


def _fill(trade: OpenTrade, kind: FillKind, quantity: Decimal, price: Decimal, fee: Decimal) -> Fill:
    moments = {"at": trade.opened_at, "recorded_at": trade.recorded_at}
    return Fill(kind=kind, quantity=quantity, price=price, fee=fee, **moments)


def _fees(fills: Sequence[Fill]) -> Decimal:
    return sum((fill.fee for fill in fills), ZERO)
