"""How much to trade: each method turns what the trader fixes (`size`) into a quantity, before rounding.

With E the equity base, u the loss of one unit at the stop, all costs in, and v what a move of one ATR does to one unit:

    risk rate     q = f E / u
    risk amount   q = R / u
    quantity      q
    margin        q = M / margin of one unit
    most          q = share x spendable / (margin + entry cost of one unit)
    volatility    q = f E / v                                        percent volatility (Tharp 1998)
    fixed ratio   q = z N, N the largest with N (N - 1) D / 2 <= P   z a step, P closed profit, D delta (Jones 1999)
    Kelly         q = c f* E / u, f* = p - (1 - p) / b               c the share of the Kelly fraction (Kelly 1956)

Of several entries the whole steps that can be had are the most that take no more than the amount as they are ordered,
and what is asked for is that and the part of a further step which the rest of the amount pays for.

The stop that loses a given amount with a given quantity is the other way round: loss is linear in the price where the
stop fills, or in one over it where profit is converted at the price itself.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, Decimal, localcontext
from math import isqrt
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.account import AccountState, Holding
from planner.domain.debit import owing, quantity_for
from planner.domain.exits import exits
from planner.domain.number import ENGINE, LARGEST, ONE, ZERO, ceil_to_step, floor_to_step
from planner.domain.plan import EquityBase, Plan, SizeBy
from planner.domain.unit_trade import UnitTrade
from planner.domain.venue import Side

BY_STOP = frozenset({SizeBy.RISK_RATE, SizeBy.RISK_AMOUNT, SizeBy.KELLY})
"""The methods that need a stop."""
BY_BASE = frozenset({SizeBy.RISK_RATE, SizeBy.VOLATILITY, SizeBy.KELLY})
"""The methods that are a share of the equity base."""
SHARES = BY_BASE | {SizeBy.MOST}
"""The methods whose size is a share of one."""


class Sizing(Struct, frozen=True):
    """What a size follows from. `base` is the equity base, None where it cannot be said; `spendable` backs new ones.

    `cash` is what is left to buy with where buying on credit costs interest, None where it does not. `quantity` is the
    size whose targets are counted in the whole steps they close of it; None where they are counted by their shares.
    """

    plan: Plan
    unit: UnitTrade
    base: Decimal | None
    spendable: Decimal
    cash: Decimal | None = None
    quantity: Decimal | None = None

    def of(self, quantity: Decimal) -> "Sizing":
        """The same, with the odds and the costs that this quantity has."""
        unit = self.unit if self.cash is None else owing(self.unit, self.cash, quantity)
        return replace(self, unit=unit, quantity=quantity)

    @property
    def step(self) -> Decimal:
        """That of a quantity."""
        return self.unit.leg.instrument.quantity_step

    @property
    def unit_loss(self) -> Decimal | None:
        """Loss of one unit at the stop; None without a stop on the losing side."""
        return loss_of_one(self.plan, self.unit)

    @property
    def kelly(self) -> Decimal | None:
        """The Kelly fraction, below zero where the odds lose; None without a win rate, or a payoff to go with it.

        -1 where the targets bring nothing.
        """
        rate, payoff = self.plan.sizing.win_rate, self.payoff
        if rate is None or payoff is None:
            return None
        return rate - (ONE - rate) / payoff if payoff > 0 else -ONE

    @property
    def by_shares(self) -> "Sizing":
        """What is asked by: targets count by their shares, and nothing is borrowed yet."""
        return replace(self, unit=self.unit if self.cash is None else self.unit.owing(ZERO), quantity=None)

    @property
    def payoff(self) -> Decimal | None:
        """Average win over average loss: what was entered, or what this plan's targets bring over its stop."""
        if self.plan.sizing.payoff is not None:
            return self.plan.sizing.payoff
        loss, targets = self.unit_loss, self.plan.targets
        if not loss or loss <= 0 or not targets:
            return None
        closed = [target.share for target in targets]
        if self.quantity:
            closed = [order.quantity / self.quantity for order in exits(self.plan, self.quantity, self.step)]
        parts = zip(targets, closed, strict=True)
        return sum((share * self.unit.profit_at(target.price) for target, share in parts), ZERO) / loss


def follows_targets(plan: Plan) -> bool:
    """Whether the size follows from what the plan's own targets bring."""
    return plan.size_by is SizeBy.KELLY and plan.sizing.payoff is None


def loss_of_one(plan: Plan, unit: UnitTrade) -> Decimal | None:
    """Loss of a unit at the plan's stop; None without a stop on the losing side."""
    stop = plan.stop_price
    return None if stop is None or plan.side.sign * (unit.entry_price - stop) <= 0 else unit.loss_at_stop(stop)


def equity_base(plan: Plan, before: AccountState, balance: Decimal, holdings: tuple[Holding, ...]) -> Decimal | None:
    """What a risk in percent is of; None where it cannot be said or nothing is left."""
    kind = plan.sizing.equity_base
    if kind is EquityBase.LESS_OPEN_RISK:
        risks = [holding.risk_at_stop for holding in holdings]
        known = [risk for risk in risks if risk is not None]
        base = ENGINE.subtract(before.equity, sum(known, ZERO)) if len(known) == len(risks) else None
    elif kind is EquityBase.CUSTOM:
        base = plan.sizing.base_amount
    else:
        base = balance if kind is EquityBase.BALANCE else before.equity
    return base if base is not None and base > 0 else None


def asked_quantity(sizing: Sizing) -> Decimal | None:
    """What the trader asked for, unrounded; None where it cannot be known."""
    with localcontext(ENGINE):
        size_by = sizing.plan.size_by
        if size_by in _COUNTS:
            return _COUNTS[size_by](sizing)
        budget, each = (part(sizing) for part in _BUDGETS[size_by])
        if budget is None or not each or each < 0:
            return None
        if size_by in BY_STOP and sizing.cash is not None:
            return quantity_for(budget, each, sizing.unit, sizing.cash)
        return budget / each


def budget_of(sizing: Sizing) -> Decimal | None:
    """The amount that the size is, one of `AMOUNTS`; None where it cannot be known."""
    return _BUDGETS[sizing.plan.size_by][0](sizing)


def taken_by(sizing: Sizing, unit: UnitTrade, quantity: Decimal) -> Decimal | None:
    """What so much of a unit takes of that amount; None where it cannot be known."""
    each = _BUDGETS[sizing.plan.size_by][1](replace(sizing, unit=unit).of(quantity))
    return None if each is None else quantity * each


def _share(sizing: Sizing) -> Decimal | None:
    return None if sizing.base is None else sizing.plan.size * sizing.base


def _spendable_share(sizing: Sizing) -> Decimal:
    """What is left after entry would be nothing; isolated margin on top is blocked too."""
    return sizing.plan.size * max(ZERO, sizing.spendable - sizing.plan.added_margin)


def _kelly_share(sizing: Sizing) -> Decimal | None:
    kelly, share = sizing.kelly, _share(sizing)
    return None if kelly is None or share is None or kelly <= 0 else kelly * share


def _adverse_move(sizing: Sizing) -> Decimal | None:
    """What a move of one ATR against it does to one unit."""
    atr, unit = sizing.plan.sizing.atr, sizing.unit
    if atr is None:
        return None
    move = max(unit.entry_price - unit.leg.side.sign * atr, unit.leg.instrument.price_tick)
    return unit.conversion.amount(unit.leg.pnl_at(unit.entry_price) - unit.leg.pnl_at(move), move)


def fixed_ratio_units(profit: Decimal, delta: Decimal) -> int:
    """How many units fixed-ratio sizing trades after that much closed profit; one at a loss."""
    twice = int((max(ZERO, profit) * 2 / delta).to_integral_value(ROUND_FLOOR))
    return (1 + isqrt(1 + 4 * twice)) // 2


def _by_fixed_ratio(sizing: Sizing) -> Decimal | None:
    terms = sizing.plan.sizing
    if not terms.delta or terms.closed_profit > LARGEST * terms.delta:
        return None
    return sizing.plan.size * fixed_ratio_units(terms.closed_profit, terms.delta)


_Part = Callable[[Sizing], Decimal | None]
_BUDGETS: Mapping[SizeBy, tuple[_Part, _Part]] = {
    SizeBy.RISK_RATE: (_share, attrgetter("unit_loss")),
    SizeBy.RISK_AMOUNT: (lambda sizing: sizing.plan.size, attrgetter("unit_loss")),
    SizeBy.KELLY: (_kelly_share, attrgetter("unit_loss")),
    SizeBy.MARGIN: (lambda sizing: sizing.plan.size, lambda sizing: sizing.unit.margin),
    SizeBy.MOST: (
        _spendable_share,
        lambda sizing: sizing.unit.margin + sizing.unit.entry_fee + sizing.unit.spread_cost,
    ),
    SizeBy.VOLATILITY: (_share, _adverse_move),
}
"""The amount that a size is, and what one unit takes of it."""
_COUNTS: Mapping[SizeBy, _Part] = {
    SizeBy.QUANTITY: lambda sizing: sizing.plan.size,
    SizeBy.FIXED_RATIO: _by_fixed_ratio,
}
AMOUNTS = frozenset(_BUDGETS)
"""The methods whose size is an amount, of which every unit takes its part."""


def stop_for_loss(unit: UnitTrade, quantity: Decimal, amount: Decimal) -> Decimal | None:
    """The stop, on its tick, at which `quantity` loses at most `amount`, all costs in; None where there is none.

    Opening and closing at once already costs something: an amount below that has no stop.
    """
    with localcontext(ENGINE):
        side, tick, wanted = unit.leg.side, unit.leg.instrument.price_tick, amount / quantity
        fill = price_losing(unit, wanted, by_stop=True)
        if fill is None:
            return None
        stop = fill / (ONE - side.sign * unit.slippage_rate)
        near = ceil_to_step if side is Side.LONG else floor_to_step
        rounded = near(stop, tick)
        is_beyond = side.sign * (unit.entry_price - rounded) > 0 and rounded > 0
        return rounded if is_beyond and unit.loss_at_stop(rounded) <= wanted else None


def price_losing(unit: UnitTrade, loss: Decimal, *, by_stop: bool = False) -> Decimal | None:
    """The price at which closing one unit, or a stop filled there, loses that much; None where there is none.

    A loss below zero is a profit. A straight line through two points, on the axis of the account.
    """
    brought = unit.stopped_at if by_stop else unit.profit_at
    here, there = unit.entry_price, unit.entry_price * 2
    at_here, at_there = -brought(here), -brought(there)
    if at_here == at_there:
        return None
    share = (loss - at_here) / (at_there - at_here)
    if not unit.conversion.own_currency:
        price = here + share * (there - here)
        return price if price > 0 else None
    inverse = ONE / here + share * (ONE / there - ONE / here)
    return ONE / inverse if inverse > 0 else None
