"""A loan against collateral: the collateral is held, its value less the loan is the trader's own.

    loan to value  = loan / value
    requirement(P) = (1 - liquidation LTV) x value        equity falls to it where the LTV rises to that threshold
    call ratio     = (1 - call LTV) / (1 - liquidation LTV)
    price at T     = loan / (amount x T)

Interest accrues into the loan, so every threshold nears with time. Source: help pages of crypto lenders on initial,
margin call and liquidation LTV.
"""

from decimal import Decimal, localcontext

from planner.domain.curves.polyline import Polyline, total
from planner.domain.margin.leg import Leg, Market, Terms
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.venue import Instrument, Venue


def loan_to_value(instrument: Instrument, terms: Terms) -> Decimal:
    """What is borrowed against one of collateral value: the trader's choice, or the most the lender gives."""
    if terms.loan_to_value is not None:
        return terms.loan_to_value
    return instrument.loan.initial_ltv if instrument.loan is not None else ZERO


def initial_margin(leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """The trader's own part of the collateral, in quote currency."""
    return leg.cost * (ONE - loan_to_value(leg.instrument, terms))


def requirement(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """What must be left of the collateral after the loan, in quote currency as a function of price."""
    return total(Polyline.straight(ZERO, _kept(leg.instrument) * leg.units) for leg in legs)


def _kept(instrument: Instrument) -> Decimal:
    return ONE - instrument.loan.liquidation_ltv if instrument.loan is not None else ONE


def call_ratio(instrument: Instrument) -> Decimal:
    """The margin call as a multiple of the requirement."""
    terms = instrument.loan
    with localcontext(ENGINE):
        return ONE if terms is None else (ONE - terms.margin_call_ltv) / _kept(instrument)


def used_margin(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """The trader's own part at the start, in quote currency."""
    return sum((leg.initial_margin for leg in legs), ZERO)
