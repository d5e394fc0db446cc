"""What closed trades brought, counted in what they risked."""

from collections.abc import Iterable
from decimal import Decimal

from planner.domain.journal import TradeClosed
from planner.domain.number import ENGINE, ZERO


def r_multiples(closed: Iterable[TradeClosed]) -> tuple[Decimal, ...]:
    """The R-multiple of every trade in the order of the first close; parts of a trade are one, hedges are none.

    A trade without a planned risk has no R-multiple.
    """
    pnl: dict[str, Decimal] = {}
    risk: dict[str, Decimal] = {}
    for event in closed:
        if event.hedge_of is None:
            pnl[event.trade] = ENGINE.add(pnl.get(event.trade, ZERO), event.pnl)
            risk[event.trade] = max(risk.get(event.trade, ZERO), event.risk or ZERO)
    return tuple(ENGINE.divide(pnl[trade], risk[trade]) for trade in pnl if risk[trade])
