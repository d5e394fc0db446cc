"""Margin-level accounts (FX and CFD): call and stop-out where equity falls to a share of the used margin.

    used margin  = units x price / leverage             price of opening, or the current one: a broker switch
    margin level = equity / used margin

Where long and short face each other, `hedged_share` legs' worth is charged on the volume they have in common: two
(both legs), one (the larger), none, or a part, at the average opening price of all; the rest pays by itself.
Sources: ESMA decision (EU) 2018/796, art. 1 (close-out at 50 % of the required initial margin, per account);
MetaTrader 5 help, "Margin calculation: retail Forex, futures" (open prices, hedged volume); OANDA margin rules (current
prices).
"""

from decimal import Decimal

from planner.domain.curves.polyline import Polyline
from planner.domain.margin.leg import Leg, Market, Terms
from planner.domain.number import ONE, TWO, ZERO
from planner.domain.venue import MarginBasis, Side, Venue


def initial_margin(leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """Margin of a new position, in quote currency."""
    return leg.cost / terms.leverage


def requirement(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """Used margin in quote currency as a function of price.

    Where the base currency is the account's own, the margin is a fixed amount of it, so its quote value follows the
    price whatever the switch says.
    """
    initial, units = _charged(legs, market.hedged_share)
    if venue.margin_basis is MarginBasis.OPEN and not market.own_currency:
        return Polyline.straight(initial)
    return Polyline.straight(ZERO, units)


def _charged(legs: tuple[Leg, ...], hedged_share: Decimal) -> tuple[Decimal, Decimal]:
    """The margin at opening prices, and the units that full margin would carry."""
    initial = sum((leg.initial_margin for leg in legs), ZERO)
    margined = sum((leg.margined_units for leg in legs), ZERO)
    if len(legs) < len(Side) or hedged_share == TWO:
        return initial, margined
    small, large = sorted(legs, key=lambda leg: leg.units)
    uncovered = ONE - small.units / large.units
    covered = hedged_share * small.units / (small.units + large.units)
    return (
        large.initial_margin * uncovered + initial * covered,
        large.margined_units * uncovered + margined * covered,
    )


def used_margin(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Used margin in quote currency at the mark."""
    return requirement(legs, venue, market).at(market.mark)
