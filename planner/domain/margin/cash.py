"""Cash: what is bought is paid in full, so nothing can be called, liquidated or owed."""

from decimal import Decimal

from planner.domain.curves.polyline import NOTHING, Polyline
from planner.domain.margin.leg import Leg, Market, Terms
from planner.domain.number import ZERO
from planner.domain.venue import Venue


def initial_margin(leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """All of the cost, in quote currency."""
    return leg.cost


def requirement(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """Nothing is required."""
    return NOTHING


def used_margin(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """What is held, at the price of today: equity less that is the cash left, which no price moves."""
    return sum((leg.units * market.mark for leg in legs), ZERO)
