"""One unit of quantity, opened at the entry: what it costs and what it returns at any price.

In quote currency, with z the contract size, s the side, f the fee rate of one side and prices taken as mid:

    entry cost  = f E z + commission
    closing(P)  = s z (P - E) - spread z - carry - f P z - commission
    stop loss   = entry cost - closing(S) + slippage rate x S z

Half the spread is paid on each way. Carry is funding or swap over the holding time; what might be received does not
count.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from planner.domain.conversion import Conversion
from planner.domain.margin.crossings import Polyline, Pool, crossing
from planner.domain.number import ZERO
from planner.domain.plan import Plan
from planner.domain.venue import Instrument, Side

HOURS_A_DAY = 24
SWAP_DAYS_A_YEAR = 360


@dataclass(frozen=True, slots=True)
class UnitTrade:
    """One unit of a planned trade. Amounts are in account currency unless a name says quote."""

    instrument: Instrument
    conversion: Conversion
    side: Side
    entry_price: Decimal
    fee_rate: Decimal
    slippage_rate: Decimal
    holding_days: Decimal

    @property
    def notional(self) -> Decimal:
        """Value at entry, in quote currency."""
        return self.entry_price * self.instrument.contract_size

    @property
    def entry_fee(self) -> Decimal:
        """Fee and commission of opening."""
        return self.conversion.amount(self.fee_rate * self.notional + self.instrument.commission, self.entry_price)

    @property
    def spread_cost(self) -> Decimal:
        """What the spread takes from equity at once."""
        return self.conversion.amount(self.instrument.spread * self.instrument.contract_size, self.entry_price)

    @property
    def carry_quote(self) -> Decimal:
        """Funding or swap paid over the holding time, never less than nothing."""
        return max(ZERO, self.notional * self._carry_rate())

    def _carry_rate(self) -> Decimal:
        instrument = self.instrument
        if instrument.funding_rate is not None and instrument.funding_interval_hours:
            payments = _whole(self.holding_days * HOURS_A_DAY / instrument.funding_interval_hours)
            return instrument.funding_rate * self.side.sign * payments
        yearly = instrument.swap_long_rate if self.side is Side.LONG else instrument.swap_short_rate
        return (yearly or ZERO) * _whole(self.holding_days) / SWAP_DAYS_A_YEAR

    def _closing_quote(self) -> Polyline:
        size, instrument, sign = self.instrument.contract_size, self.instrument, self.side.sign
        fixed = -sign * self.notional - instrument.spread * size - self.carry_quote - instrument.commission
        return Polyline.straight(fixed, size * (sign - self.fee_rate))

    def profit_at(self, price: Decimal) -> Decimal:
        """Profit, all costs paid, when closed at exactly `price`."""
        return self.conversion.amount(self._closing_quote().at(price), price) - self.entry_fee

    def loss_at_stop(self, stop_price: Decimal) -> Decimal:
        """Loss, all costs and the slippage allowance paid, when the stop fills."""
        slippage = self.slippage_rate * stop_price * self.instrument.contract_size
        return self.conversion.amount(slippage, stop_price) - self.profit_at(stop_price)

    def break_even_price(self) -> Decimal | None:
        """The unrounded price at which closing gives back exactly all costs."""
        loss = self.conversion.curve(self._closing_quote()).scaled(Decimal(-1)).plus(Polyline.straight(self.entry_fee))
        axis = Pool(loss, loss, reciprocal=self.conversion.own_currency)
        start, direction = axis.x(self.entry_price), self.side.sign * (-1 if axis.reciprocal else 1)
        found = crossing(loss, start, direction)
        if found.already:
            return self.entry_price
        return None if found.x is None else axis.x(found.x)


def unit_trade(plan: Plan, instrument: Instrument, conversion: Conversion) -> UnitTrade | None:
    """One unit of the plan's trade; None without an entry."""
    if plan.entry_price is None:
        return None
    return UnitTrade(
        instrument=instrument,
        conversion=conversion,
        side=plan.side,
        entry_price=plan.entry_price,
        fee_rate=instrument.fee_rate if plan.fee_rate is None else plan.fee_rate,
        slippage_rate=plan.slippage_rate,
        holding_days=plan.holding_days,
    )


def _whole(count: Decimal) -> Decimal:
    """Started periods count."""
    return count.to_integral_value(ROUND_CEILING)
