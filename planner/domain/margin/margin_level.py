"""Margin-level accounts (FX and CFD): call and stop-out where equity falls to a share of the used margin.

    used margin = units x price / leverage             price of opening, or the current one: a broker switch
    margin level = equity / used margin

Sources: ESMA decision (EU) 2018/796, art. 1 (close-out at 50 % of the required initial margin, per account);
MetaTrader 5 help, "Margin calculation: retail Forex, futures" (open prices); OANDA margin rules (current prices).
"""

from decimal import Decimal

from planner.domain.margin.crossings import Polyline
from planner.domain.margin.leg import Leg
from planner.domain.number import ZERO
from planner.domain.venue import MarginBasis, Venue


def requirement(leg: Leg, venue: Venue, *, own_currency: bool) -> Polyline:
    """Used margin in quote currency as a function of price.

    Where the base currency is the account's own (`own_currency`), the margin is a fixed amount of it, so its quote
    value follows the price whatever the switch says.
    """
    if venue.margin_basis is MarginBasis.OPEN and not own_currency:
        return Polyline.straight(leg.initial_margin)
    return Polyline.straight(ZERO, leg.margined_units)


def requirement_at(leg: Leg, venue: Venue, price: Decimal, *, own_currency: bool) -> Decimal:
    """Used margin in quote currency at one price."""
    fixed = venue.margin_basis is MarginBasis.OPEN and not own_currency
    return leg.initial_margin if fixed else leg.margined_units * price


def used_margin(leg: Leg, venue: Venue, mark_price: Decimal, *, own_currency: bool) -> Decimal:
    """Used margin in quote currency of a position, converted at the mark."""
    return requirement_at(leg, venue, mark_price, own_currency=own_currency)
