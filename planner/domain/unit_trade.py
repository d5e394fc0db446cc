"""One unit of quantity, opened at the entry: what it costs and what it returns at any price.

In quote currency, with N the notional (z E; the face value z of an inverse contract), u the base units, s the side, f
the fee rate of one side and prices taken as mid:

    entry cost  = f N + commission + a lender's opening fee
    closing(P)  = s (u P - u E) - spread u - carry - f N(P) - commission
    stop loss   = entry cost - closing(fill), fill = S (1 - s slippage rate)

Half the spread is paid on each way. Carry is funding, swap or interest over the holding time; what might be received
does not count. The stop is filled beyond its price by the slippage allowance. What a stock account borrows follows from
all of its cash (`domain.debit`).
"""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from planner.domain.book import opened
from planner.domain.conversion import Conversion
from planner.domain.curves.polyline import Polyline
from planner.domain.margin.crossings import crossing
from planner.domain.margin.leg import Leg, Terms
from planner.domain.margin.pool import Pool
from planner.domain.number import ONE, ZERO
from planner.domain.plan import Plan
from planner.domain.venue import Instrument, Regime, Side, Venue
from planner.domain.venue_rules import InterestRule

HOURS_A_DAY = 24
SWAP_DAYS_A_YEAR = 360


@dataclass(frozen=True, slots=True)
class UnitTrade:
    """One unit of a planned trade. Amounts are in account currency unless a name says quote.

    `closing_quote` is what closing brings over what opening paid, as a function of price; `lent_quote` is borrowed.
    """

    leg: Leg
    conversion: Conversion
    entry_price: Decimal
    fee_rate: Decimal
    slippage_rate: Decimal
    holding_days: Decimal
    closing_quote: Polyline
    entry_fee: Decimal
    lent_quote: Decimal = ZERO

    @property
    def notional(self) -> Decimal:
        """Value at entry, in quote currency."""
        return self.leg.cost

    @property
    def margin(self) -> Decimal:
        """Initial margin."""
        return self.conversion.amount(self.leg.initial_margin, self.entry_price)

    @property
    def spread_cost(self) -> Decimal:
        """What the spread takes from equity at once."""
        return -self.conversion.amount(self.leg.pnl_at(self.entry_price), self.entry_price)

    @property
    def carry_quote(self) -> Decimal:
        """Funding, swap or interest paid over the holding time, never less than nothing."""
        return carry(self.leg, self.holding_days, self.lent_quote)

    def owing(self, lent_quote: Decimal) -> "UnitTrade":
        """The same with another amount borrowed."""
        closing = _closing(self.leg, self.fee_rate, carry(self.leg, self.holding_days, lent_quote))
        return replace(self, closing_quote=closing, lent_quote=lent_quote)

    def profit_at(self, price: Decimal) -> Decimal:
        """Profit, all costs paid, when closed at exactly `price`."""
        return self.conversion.amount(self.closing_quote.at(price), price) - self.entry_fee

    def fill_price(self, stop_price: Decimal) -> Decimal:
        """Where a stop is filled with the slippage allowance."""
        filled = stop_price * (ONE - self.leg.side.sign * self.slippage_rate)
        return max(filled, self.leg.instrument.price_tick)

    def loss_at_stop(self, stop_price: Decimal) -> Decimal:
        """Loss, all costs and the slippage allowance paid, when the stop fills."""
        return -self.profit_at(self.fill_price(stop_price))

    def break_even_price(self) -> Decimal | None:
        """The unrounded price at which closing gives back exactly all costs."""
        loss = self.conversion.curve(self.closing_quote).scaled(Decimal(-1)).plus(Polyline.straight(self.entry_fee))
        axis = Pool(loss, loss, reciprocal=self.conversion.own_currency)
        start, direction = axis.x(self.entry_price), self.leg.side.sign * (-1 if axis.reciprocal else 1)
        found = crossing(loss, start, direction)
        if found.already:
            return self.entry_price
        return None if found.x is None else axis.x(found.x)


def unit_trade(plan: Plan, price: Decimal, venue: Venue, instrument: Instrument, conversion: Conversion) -> UnitTrade:
    """One unit of the plan's trade, opened at `price`: that of the entry, or the average of several."""
    terms = Terms(plan.leverage, plan.loan_to_value, plan.intraday)
    leg = opened(venue, instrument, plan.side, terms, quantity=ONE, price=price).paying(instrument.spread)
    fee_rate = instrument.fee_rate if plan.fee_rate is None else plan.fee_rate
    lent = ZERO if venue.regime is Regime.MARGIN_STOCK else borrowed(leg)
    return UnitTrade(
        leg,
        conversion,
        price,
        fee_rate,
        plan.slippage_rate,
        plan.holding_days,
        closing_quote=_closing(leg, fee_rate, carry(leg, plan.holding_days, lent)),
        entry_fee=conversion.amount(fee_rate * leg.cost + instrument.commission + _opening_interest(leg, lent), price),
        lent_quote=lent,
    )


def _closing(leg: Leg, fee_rate: Decimal, carried: Decimal) -> Polyline:
    """Profit less the costs of holding and closing, in quote currency."""
    fixed, per_price = (fee_rate * leg.cost, ZERO) if leg.is_inverse else (ZERO, fee_rate * leg.units)
    costs = carried + leg.instrument.commission + fixed
    return leg.pnl().plus(Polyline.straight(-costs, -per_price))


def carry(leg: Leg, days: Decimal, lent: Decimal, value: Decimal | None = None) -> Decimal:
    """Funding and swap on a value (that at entry, if none is named) and interest on what is lent, over a holding time.

    In quote currency, never less than nothing.
    """
    held = leg.cost if value is None else value
    return max(ZERO, held * _funding_or_swap(leg, days)) + interest(lent, leg.instrument.interest, days)


def _funding_or_swap(leg: Leg, days: Decimal) -> Decimal:
    instrument = leg.instrument
    if instrument.funding_rate is not None and instrument.funding_interval_hours:
        payments = _whole(days * HOURS_A_DAY / instrument.funding_interval_hours)
        return instrument.funding_rate * leg.side.sign * payments
    yearly = instrument.swap_long_rate if leg.side is Side.LONG else instrument.swap_short_rate
    return (yearly or ZERO) * _whole(days) / SWAP_DAYS_A_YEAR


def interest(lent: Decimal, rule: InterestRule | None, days: Decimal) -> Decimal:
    """Interest on what is borrowed: rate x started steps x step / period."""
    if rule is None or not lent:
        return ZERO
    steps = _whole(days * HOURS_A_DAY / rule.step_hours)
    return lent * rule.rate * steps * rule.step_hours / rule.rate_hours


def _opening_interest(leg: Leg, lent: Decimal) -> Decimal:
    """What a lender takes at once."""
    rule = leg.instrument.interest
    return ZERO if rule is None else lent * rule.opening_rate


def borrowed(leg: Leg) -> Decimal:
    """What is borrowed for a leg where every position borrows for itself, in quote currency."""
    rule = leg.instrument.interest
    if rule is None:
        return ZERO
    return leg.cost if rule.on_whole_cost or leg.side is Side.SHORT else leg.cost - leg.initial_margin


def _whole(count: Decimal) -> Decimal:
    """Started periods count."""
    return count.to_integral_value(ROUND_CEILING)
