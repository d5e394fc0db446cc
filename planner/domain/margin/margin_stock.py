"""Margin stock: Regulation T at the purchase, a maintenance rate afterwards.

    long   requirement(P) = rate x value
    short  requirement(P) = max(rate x value, per share)            at the low price and above
                            max(low rate x value, low per share)    below it
    initial margin        = initial rate x cost

The maintenance rate of a leveraged ETF is multiplied by its leverage, up to the whole value. Equity is cash and long
value less short value, whatever the loan: the call price of one long position is loan / (shares (1 - rate)). A day
trade is margined by the broker's day-trading rule. Sources: Regulation T, 12 CFR 220.12; FINRA Rule 4210(c), Regulatory
Notice 09-53 (leveraged ETFs).
"""

from decimal import Decimal

from planner.domain.curves.polyline import Polyline, total
from planner.domain.margin.leg import Leg, Market, Terms
from planner.domain.number import ONE, ZERO
from planner.domain.venue import Side, Venue
from planner.domain.venue_rules import DayTradeRule, StockRules

NO_RULES = StockRules.model_construct(
    initial_long=ONE,
    initial_short=ONE,
    maintenance_long=ONE,
    maintenance_short=ONE,
    per_share=ZERO,
    low_price=ZERO,
    low_rate=ONE,
    low_per_share=ZERO,
    min_equity=ZERO,
)


def _rate(leg: Leg, rate: Decimal) -> Decimal:
    return min(ONE, rate * leg.instrument.stock_leverage)


def initial_margin(leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """The trader's own part of a new position, in quote currency; never below what must be maintained."""
    opened = leg._replace(maintained=day_units(leg, terms))
    return _own_part(opened, venue, _required_at(leg, venue.stock or NO_RULES, leg.entry), leg.cost)


def day_units(leg: Leg, terms: Terms) -> Decimal:
    """The shares of a leg that are bought to be sold the same day, or the other way round."""
    return leg.units if terms.intraday else ZERO


def _own_part(leg: Leg, venue: Venue, kept: Decimal, value: Decimal) -> Decimal:
    """What is asked for a leg of that value, of which `kept` must be maintained: less for what is a day trade."""
    rules, day = venue.stock or NO_RULES, leg.maintained / leg.units
    whole = max(_initial(leg, rules) * value, kept)
    if not day or rules.day_trade_rule is DayTradeRule.NONE:
        return whole
    is_multiple = rules.day_trade_rule is DayTradeRule.PATTERN_DAY_TRADER
    by_day = max(value / rules.day_trade_multiple, kept) if is_multiple else kept
    return whole * (ONE - day) + by_day * day


def _initial(leg: Leg, rules: StockRules) -> Decimal:
    """The rate of Regulation T, which knows no leveraged ETFs: only what they must maintain is multiplied."""
    return rules.initial_long if leg.side is Side.LONG else rules.initial_short


def requirement(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """Maintenance margin in quote currency as a function of price."""
    rules = venue.stock or NO_RULES
    return total(_required(leg, rules) for leg in legs)


def _required(leg: Leg, rules: StockRules) -> Polyline:
    if leg.side is Side.LONG:
        return Polyline.straight(ZERO, _rate(leg, rules.maintenance_long) * leg.units)
    return _short(leg, rules).scaled(leg.units)


def requirement_at_mark(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """The same at the mark alone."""
    rules = venue.stock or NO_RULES
    return sum((_required_at(leg, rules, market.mark) for leg in legs), ZERO)


def _required_at(leg: Leg, rules: StockRules, price: Decimal) -> Decimal:
    """At one price; a share at exactly the low price is not below it."""
    if leg.side is Side.SHORT and price == rules.low_price:
        return _high(leg, rules).at(price) * leg.units
    return _required(leg, rules).at(price)


def _high(leg: Leg, rules: StockRules) -> Polyline:
    """Of one share sold short at the low price or above it."""
    return Polyline.highest((rules.per_share, ZERO), (ZERO, _rate(leg, rules.maintenance_short)))


def _short(leg: Leg, rules: StockRules) -> Polyline:
    """Of one share sold short."""
    high = _high(leg, rules)
    if not rules.low_price:
        return high
    low = Polyline.highest((rules.low_per_share, ZERO), (ZERO, _rate(leg, rules.low_rate)))
    return low.until(rules.low_price, high)


def used_margin(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Initial margin of the present value, in quote currency: what is free without any credit kept from the past."""
    rules, mark = venue.stock or NO_RULES, market.mark
    return sum((_own_part(leg, venue, _required_at(leg, rules, mark), leg.units * mark) for leg in legs), ZERO)
