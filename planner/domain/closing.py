"""Which positions a venue closes when an account is stopped out, in its order, until equity is enough again.

Positions are closed at the prices of that moment: the planned instrument at its liquidation price, all others at their
marks. What is closed realises its profit, so equity stays and the requirement falls; fees are not taken.
"""

from decimal import Decimal, localcontext

from msgspec import Struct

from planner.domain.book import Book, Entry, book_of
from planner.domain.evaluation import Evaluation
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, ONE
from planner.domain.venue import MarginMode, Side
from planner.domain.venue_rules import CloseOrder, PartialLiquidation


class Closed(Struct, frozen=True):
    """A position that is closed, or the part of it that is; its profit or loss is in account currency.

    `is_plan`: the planned one.
    """

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
        return (closed_part(planned._replace(mark=price), ONE, is_plan=True),)
    with localcontext(ENGINE):
        standing = _standing(evaluation, book, planned, price)
        order = closing_order(book, standing, demand)
        return tuple(closed_part(entry, share, is_plan=entry is standing[-1]) for entry, share in order)


def _standing(evaluation: Evaluation, book: Book, planned: Entry, price: Decimal) -> list[Entry]:
    """What stands at that moment, the oldest first and the plan last; where positions net, what is left of them."""
    symbol, cross = planned.leg.instrument.symbol, MarginMode.CROSS
    if book.is_netting:
        found = [(leg, e.conversion, e.mark) for key, e in book.exposures.items() if key[1] is cross for leg in e.legs]
        entries = [Entry(cross, leg, conversion, mark) for leg, conversion, mark in found]
    else:
        held = (h for h in evaluation.holdings if h.position.margin_mode is cross)
        entries = [*(Entry(cross, h.leg, h.conversion, h.position.mark_price) for h in held), planned]
    return [entry._replace(mark=price) if entry.leg.instrument.symbol == symbol else entry for entry in entries]


def closing_order(book: Book, entries: list[Entry], demand: Demand) -> list[tuple[Entry, Decimal]]:
    """The share of each that is closed, one after the other until enough is left, of the last one what it takes."""
    rules = book.venue.liquidation
    target = rules.target_ratio if rules.partial is PartialLiquidation.TO_TARGET and rules.target_ratio else None
    wanted = demand if target is None else Demand(target)
    if rules.close_order is CloseOrder.LARGEST_LOSS:
        entries = sorted(entries, key=_pnl)
    wallet, closed = book.wallet, list[tuple[Entry, Decimal]]()
    excess = _excess(book, wallet, entries, wanted)
    while entries:
        first, *entries = entries
        wallet += _pnl(first)
        after = _excess(book, wallet, entries, wanted)
        enough = after > 0 or (target is not None and after == 0)
        share = -excess / (after - excess) if target is not None and enough and after > excess else ONE
        closed.append((first, share))
        excess = after
        if rules.close_order is not CloseOrder.ALL and enough:
            break
    return closed


def _excess(book: Book, wallet: Decimal, entries: list[Entry], demand: Demand) -> Decimal:
    left = book_of(book.venue, wallet, book.hedged_share, entries)
    return left.wallet + left.cross_pnl - demand.ratio * left.cross_requirement - demand.money


def _pnl(entry: Entry) -> Decimal:
    return entry.conversion.amount(entry.leg.pnl_at(entry.mark), entry.mark)


def closed_part(entry: Entry, share: Decimal, *, is_plan: bool) -> Closed:
    """A share of an entry as it is closed at its mark."""
    leg = entry.leg
    with localcontext(ENGINE):
        return Closed(leg.instrument.symbol, leg.side, leg.quantity * share, _pnl(entry) * share, is_plan)
