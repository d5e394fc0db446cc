"""What a stock account owes its broker: cash that is not there is borrowed, and only that costs interest.

    debit           = cost of all long shares - balance, never less than nothing
    lent a share    = c - F / q      of q shares at c each with F cash left; nothing while F pays for all of them
    sized by risk A : q = (A + i F / c) / (l + i)      l loses one share without interest, i is the interest on all of c

What a short sale brings stays with the broker and lowers no debit.
"""

from decimal import Decimal

from planner.domain.book import Book
from planner.domain.number import ZERO
from planner.domain.unit_trade import UnitTrade, interest
from planner.domain.venue import Regime, Side


def cash_left(book: Book) -> Decimal:
    """The balance that no long share has been paid with, in account currency; below zero it is the debit."""
    paid = (
        exposure.conversion.amount(leg.cost, leg.entry)
        for exposure in book.exposures.values()
        for leg in exposure.legs
        if leg.side is Side.LONG
    )
    return book.wallet - sum(paid, ZERO)


def pays_debit_interest(book: Book, unit: UnitTrade) -> bool:
    """Whether buying on credit costs interest there."""
    is_stock, is_long = book.venue.regime is Regime.MARGIN_STOCK, unit.leg.side is Side.LONG
    return is_stock and is_long and unit.leg.instrument.interest is not None


def owing(unit: UnitTrade, cash: Decimal, quantity: Decimal) -> UnitTrade:
    """One of `quantity` shares, which borrow what `cash` does not pay for."""
    rate = unit.conversion.rate
    if rate is None or not quantity:
        return unit
    free = max(ZERO, cash) / rate
    return unit.owing(max(ZERO, unit.leg.cost - free / quantity))


def quantity_for(risk: Decimal, loss: Decimal, unit: UnitTrade, cash: Decimal) -> Decimal:
    """How many shares lose `risk`, interest on what they borrow paid; `loss` is that of one without interest."""
    cost = unit.conversion.amount(unit.leg.cost, unit.entry_price)
    free = max(ZERO, cash)
    if risk / loss * cost <= free:
        return risk / loss
    whole = interest(unit.leg.cost, unit.leg.instrument.interest, unit.holding_days)
    charged = unit.conversion.amount(whole, unit.entry_price)
    return (risk + charged * free / cost) / (loss + charged)
