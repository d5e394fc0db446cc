"""Linear perpetuals: profit and margin in quote currency, notional N = units x P.

    maintenance(P) = MM(q P) + fee(q P)        valued at the price itself, at entry, or frozen at the present mark
    initial margin = q E / leverage            plus the closing fee where the venue posts it with the margin

Where a sum of components is required ("position margin": BitMEX, KuCoin), all are valued at entry and rounded up.
Source of the variants: see `perpetual`.
"""

from decimal import Decimal

from planner.domain.curves.polyline import Polyline
from planner.domain.margin import perpetual
from planner.domain.margin.leg import Leg, Market, Terms
from planner.domain.venue import Venue

LINEAR = perpetual.Contract(
    notional=lambda leg, price: leg.units * price,
    by_price=lambda by_notional, leg: by_notional.of_multiple(leg.units),
    amount=Polyline.straight,
    in_quote=lambda amount, price: amount,  # noqa: ARG005 - quote currency is the settlement currency
    bankruptcy_sign=-1,
)


def initial_margin(leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """What is posted for a new position, in quote currency."""
    return perpetual.initial_margin(LINEAR, leg, venue, terms)


def requirement(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """Maintenance margin in quote currency as a function of price."""
    return perpetual.requirement(LINEAR, legs, venue, market)


def requirement_at_mark(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Maintenance margin in quote currency at the mark."""
    return perpetual.requirement_at_mark(LINEAR, legs, venue, market)


def closing_fee(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """The fee of closing at bankruptcy, in quote currency as a function of price."""
    return perpetual.closing_fee(LINEAR, legs, venue, market)


def used_margin(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Margin that cross positions block, in quote currency."""
    return perpetual.used_margin(LINEAR, legs, venue, market)
