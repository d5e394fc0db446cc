"""One unit of quantity, opened at the entry: what it costs and what it returns at any price.

In quote currency, with N the notional (z E; the face value z of an inverse contract), u the base units, s the side, f
the fee rate of one side and prices taken as mid:

    entry cost  = f N + commission + a lender's opening fee + the premium of a guaranteed stop
    closing(P)  = s (u P - u E) - spread u - carry - f N(P) - commission
    stop loss   = entry cost - closing(fill), fill = S (1 - s slippage rate)

The fee rate f is that of the order (`domain.costs`): entry, exit and stop each have their own. Half the spread is paid
on each way. Carry is funding, swap or interest over the holding time; what might be received does not count. The stop
is filled beyond its price by the slippage allowance, a guaranteed one at it. What a stock account borrows follows from
all of its cash (`domain.debit`).
"""

from decimal import ROUND_CEILING, Decimal

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.book import opened
from planner.domain.conversion import Conversion
from planner.domain.costs import Fees, Liquidity
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


class UnitTrade(Struct, frozen=True):
    """One unit of a planned trade. Amounts are in account currency unless a name says quote.

    `closing_quote` is what closing brings over what opening paid, as a function of price, `stopping_quote` what a stop
    filled there brings; `lent_quote` is borrowed, `premium_quote` paid for a guaranteed stop.
    """

    leg: Leg
    conversion: Conversion
    entry_price: Decimal
    fees: Fees
    slippage_rate: Decimal
    holding_days: Decimal
    closing_quote: Polyline
    stopping_quote: Polyline
    entry_fee: Decimal
    lent_quote: Decimal = ZERO
    premium_quote: Decimal = ZERO
    is_guaranteed: bool = False

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
        carried = carry(self.leg, self.holding_days, lent_quote)
        closing, stopping = _closings(self.leg, self.fees, carried)
        return replace(self, closing_quote=closing, stopping_quote=stopping, lent_quote=lent_quote)

    def profit_at(self, price: Decimal) -> Decimal:
        """Profit, all costs paid, when closed at exactly `price`."""
        return self.conversion.amount(self.closing_quote.at(price), price) - self.entry_fee

    def stopped_at(self, price: Decimal) -> Decimal:
        """Profit, all costs paid, when a stop fills at exactly `price`."""
        return self.conversion.amount(self.stopping_quote.at(price), price) - self.entry_fee

    def fill_price(self, stop_price: Decimal) -> Decimal:
        """Where a stop is filled with the slippage allowance; a guaranteed one has none."""
        filled = stop_price * (ONE - self.leg.side.sign * self.slippage_rate)
        return max(filled, self.leg.instrument.price_tick)

    def loss_at_stop(self, stop_price: Decimal) -> Decimal:
        """Loss, all costs and the slippage allowance paid, when the stop fills."""
        return -self.stopped_at(self.fill_price(stop_price))

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
    fees, guaranteed = fees_of(plan, instrument), plan.guaranteed_stop
    premium = ZERO if guaranteed is None else guaranteed.of_unit(leg.cost)
    lent = ZERO if venue.regime is Regime.MARGIN_STOCK else borrowed(leg)
    closing, stopping = _closings(leg, fees, carry(leg, plan.holding_days, lent))
    opening = fees.entry * leg.cost + instrument.commission + _opening_interest(leg, lent) + premium
    return UnitTrade(
        leg,
        conversion,
        price,
        fees,
        plan.slippage_rate if guaranteed is None else ZERO,
        plan.holding_days,
        closing_quote=closing,
        stopping_quote=stopping,
        entry_fee=conversion.amount(opening, price),
        lent_quote=lent,
        premium_quote=premium,
        is_guaranteed=guaranteed is not None,
    )


def fees_of(plan: Plan, instrument: Instrument) -> Fees:
    """The rates a plan pays: what was typed for all, else the instrument's by what each order does."""
    if plan.fee_rate is not None:
        return Fees(plan.fee_rate, plan.fee_rate, plan.fee_rate)
    taker = instrument.fee_rate
    maker = taker if instrument.maker_fee_rate is None else instrument.maker_fee_rate
    by = {Liquidity.TAKER: taker, Liquidity.MAKER: maker}
    return Fees(by[plan.entry_liquidity], by[plan.exit_liquidity], taker)


def _closings(leg: Leg, fees: Fees, carried: Decimal) -> tuple[Polyline, Polyline]:
    """What closing by an order of the trader's own brings, and by a stop."""
    closing = _closing(leg, fees.exit, carried)
    return closing, closing if fees.stop == fees.exit else _closing(leg, fees.stop, carried)


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
    return (instrument.swap_rate(leg.side) or ZERO) * _whole(days) / SWAP_DAYS_A_YEAR


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
