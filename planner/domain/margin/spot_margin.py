"""Spot margin: what is bought or sold short on credit, watched by a margin level.

    used margin  = cost / leverage            fixed at opening
    margin level = equity / used margin       call at 80 %, liquidation at 40 % (Kraken)

Interest accrues on what is borrowed and is taken from equity. Source: Kraken support, "Margin call level and margin
liquidation level", "Trading fees for margin".
"""

from decimal import Decimal

from planner.domain.curves.polyline import Polyline
from planner.domain.margin.leg import Leg, Market, Terms
from planner.domain.number import ZERO
from planner.domain.venue import Venue


def initial_margin(leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """Margin of a new position, in quote currency."""
    return leg.cost / terms.leverage


def requirement(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """Used margin in quote currency: the same at every price."""
    return Polyline.straight(used_margin(legs, venue, market))


def used_margin(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Used margin in quote currency."""
    return sum((leg.initial_margin for leg in legs), ZERO)
