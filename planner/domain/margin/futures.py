"""Futures: a performance bond per contract, fixed in money or a share of notional; it does not depend on leverage.

    requirement    = contracts x maintenance        or maintenance rate x notional at the price itself
    initial margin = contracts x initial            the day margin for a position closed the same day
    call amount    = contracts x initial - equity   (to maintenance, where the exchange says so)

Profit is settled daily, which moves cash and not equity. Source: CME Group, "Performance bonds and margins" (initial
110 % of maintenance for speculators; precious metals in percent of notional since 13 January 2026).
"""

from decimal import Decimal

from planner.domain.curves.polyline import Polyline
from planner.domain.margin.leg import Leg, Market, Terms, net
from planner.domain.number import ONE, ZERO
from planner.domain.venue import Instrument, Venue
from planner.domain.venue_rules import FuturesMargin, FuturesUnit

NO_MARGIN = FuturesMargin.model_construct(initial=ZERO, maintenance=ZERO)


def margin_of(instrument: Instrument) -> FuturesMargin:
    """What a contract asks; every venue of futures states it."""
    return instrument.futures_margin or NO_MARGIN


def initial_margin(leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """What a broker asks for new contracts, in quote currency."""
    margin = margin_of(leg.instrument)
    asked = margin.day if terms.intraday and margin.day is not None else margin.initial
    return asked * (leg.cost if margin.unit is FuturesUnit.NOTIONAL else leg.quantity)


def maintained(leg: Leg, terms: Terms) -> Decimal:
    """What must be kept of new contracts: money, or units where it is a share of notional.

    A day trade is held to its day margin where that is the lower one.
    """
    margin = margin_of(leg.instrument)
    day = margin.day if terms.intraday and margin.day is not None else margin.maintenance
    kept = min(margin.maintenance, day)
    return kept * (leg.units if margin.unit is FuturesUnit.NOTIONAL else leg.quantity)


def requirement(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """Maintenance margin of the net position in quote currency as a function of price."""
    found = Polyline.straight(ZERO)
    for leg in net(legs):
        by_price = margin_of(leg.instrument).unit is FuturesUnit.NOTIONAL
        found = found.plus(Polyline.straight(*((ZERO, leg.maintained) if by_price else (leg.maintained,))))
    return found


def used_margin(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Initial margin of the net position in quote currency: a share of notional is one of the present value."""
    used = ZERO
    for leg in net(legs):
        by_price = margin_of(leg.instrument).unit is FuturesUnit.NOTIONAL
        used += leg.initial_margin * (leg.units * market.mark / leg.cost if by_price else ONE)
    return used


def call_amount(equity: Decimal, initial: Decimal, maintenance: Decimal, *, to_initial: bool) -> Decimal:
    """What must be paid in once equity is below maintenance; nothing before."""
    if equity >= maintenance:
        return ZERO
    return (initial if to_initial else maintenance) - equity
