"""Which positions a venue closes when an account is stopped out, in its order, until equity is above the demand again.

Positions are closed at the prices of that moment: the planned instrument at its liquidation price, all others at their
marks. What is closed realises its profit, so equity stays and the requirement falls; fees are not taken.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from planner.domain.book import Book, Entry, book_of
from planner.domain.evaluation import Evaluation
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE
from planner.domain.venue import MarginMode, Side
from planner.domain.venue_rules import CloseOrder


@dataclass(frozen=True, slots=True)
class Closed:
    """A position that is closed, with its profit or loss in account currency; `is_plan`: the planned one."""

    symbol: str
    side: Side
    quantity: Decimal
    pnl: Decimal
    is_plan: bool


def closed_at_stop_out(evaluation: Evaluation) -> tuple[Closed, ...]:
    """The positions closed when the plan's instrument trades at its liquidation price, the first one first."""
    price, demand = evaluation.roots.liquidation, evaluation.demands.liquidation
    book, planned = evaluation.book_after, evaluation.planned
    if price is None or demand is None or book is None or planned is None:
        return ()
    if planned.mode is MarginMode.ISOLATED:
        return (_closed(planned._replace(mark=price), is_plan=True),)
    with localcontext(ENGINE):
        symbol = planned.leg.instrument.symbol
        entries = [
            Entry(h.position.margin_mode, h.leg, h.conversion, h.position.mark_price)
            for h in evaluation.holdings
            if h.position.margin_mode is MarginMode.CROSS
        ]
        entries = [entry._replace(mark=price) if entry.leg.instrument.symbol == symbol else entry for entry in entries]
        return _sequence(book, [*entries, planned._replace(mark=price)], demand)


def _sequence(book: Book, entries: list[Entry], demand: Demand) -> tuple[Closed, ...]:
    """Close one after the other; the plan stands last among `entries`, the oldest first."""
    order, planned = book.venue.liquidation.close_order, entries[-1]
    if order is CloseOrder.LARGEST_LOSS:
        entries = sorted(entries, key=_pnl)
    wallet, closed = book.wallet, []
    while entries:
        first, *entries = entries
        closed.append(_closed(first, is_plan=first is planned))
        wallet += _pnl(first)
        left = book_of(book.venue, wallet, book.hedged_share, entries)
        excess = wallet + left.cross_pnl - demand.ratio * left.cross_requirement - demand.money
        if order is not CloseOrder.ALL and excess > 0:
            break
    return tuple(closed)


def _pnl(entry: Entry) -> Decimal:
    return entry.conversion.amount(entry.leg.pnl_at(entry.mark), entry.mark)


def _closed(entry: Entry, *, is_plan: bool) -> Closed:
    leg = entry.leg
    with localcontext(ENGINE):
        return Closed(leg.instrument.symbol, leg.side, leg.quantity, _pnl(entry), is_plan)
