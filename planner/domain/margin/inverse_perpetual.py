"""Inverse perpetuals: a face value q in quote currency, profit and margin in the coin, notional N = q / P coins.

    profit(P)      = s q (1/E - 1/P)           in coin; P times that, s (q/E P - q), is linear in P
    maintenance(P) = MM(q / P) + fee(q / P)    tiers in coin: a long climbs them as price falls
    initial margin = q / E / leverage

All functions here are in quote currency, that is in coin times P; an account kept in the coin divides by P again.
Sources: Binance, "How to calculate liquidation price of COIN-M futures contracts"; Bybit help, inverse contracts; OKX.
"""

from decimal import Decimal

from planner.domain.curves.polyline import Polyline
from planner.domain.margin import perpetual
from planner.domain.margin.leg import Leg, Market, Terms
from planner.domain.number import ZERO
from planner.domain.venue import Venue

INVERSE = perpetual.Contract(
    notional=lambda leg, price: leg.cost / price,
    by_price=lambda by_notional, leg: by_notional.of_quotient(leg.cost),
    amount=lambda coins: Polyline.straight(ZERO, coins),
    in_quote=lambda coins, price: coins * price,
    bankruptcy_sign=1,
)


def initial_margin(leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """What is posted for a new position, in quote currency."""
    return perpetual.initial_margin(INVERSE, leg, venue, terms)


def requirement(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """Maintenance margin in quote currency as a function of price."""
    return perpetual.requirement(INVERSE, legs, venue, market)


def requirement_at_mark(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Maintenance margin in quote currency at the mark."""
    return perpetual.requirement_at_mark(INVERSE, legs, venue, market)


def closing_fee(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """The fee of closing at bankruptcy, in quote currency as a function of price."""
    return perpetual.closing_fee(INVERSE, legs, venue, market)


def used_margin(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Margin that cross positions block, in quote currency."""
    return perpetual.used_margin(INVERSE, legs, venue, market)
