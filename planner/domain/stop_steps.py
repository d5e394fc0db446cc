"""Where the rules of a plan put its stop: if the price reaches X, the stop stands at Y, and what ending there brings.

With E the average entry, s the side, S the first stop, R the loss there of one unit, costs in, X the price reached:

    trigger at k R     the price at which closing brings k R, all costs paid; on the tick farther from the entry
    break-even         E, or the stop whose fill, slippage allowed for, gives all costs back
    trailing           X - s d, d a price, a rate of X, so many ATR, or so many times |E - S|
    what it brings     the targets passed on the way, closed at their prices, and what is left, stopped out at Y

A stop never moves back: of all that a price has set off, the one nearest to the price holds. Stops of rules lie on the
tick farther from the price, a break-even that pays costs on the nearer one. None of this is today's risk: that is the
loss at S.
"""

from collections.abc import Callable
from decimal import Decimal, localcontext
from enum import StrEnum

from msgspec import Struct

from planner.domain.evaluation import Evaluation
from planner.domain.ladder import Order
from planner.domain.number import ENGINE, ONE, ZERO, ceil_to_step, floor_to_step
from planner.domain.sizing import price_losing
from planner.domain.stop_rules import BreakEvenAt, BreakEvenRule, TrailBy, TrailingRule, Trigger, TriggerBy
from planner.domain.unit_trade import UnitTrade

FURTHER = 2
"""How many steps of one R are told beyond the last trigger where no target lies there."""


class MovedBy(StrEnum):
    """What put the stop where it stands."""

    PLAN = "plan"
    BREAK_EVEN = "break_even"
    TRAILING = "trailing"


class StopStep(Struct, frozen=True):
    """The stop once a price has been reached (None: from the entry on), and the result of the trade if it ends there.

    `open_rate` is the share that is still open, `result` in account currency, below nothing a loss.
    """

    reached: Decimal | None
    stop: Decimal
    moved_by: MovedBy
    open_rate: Decimal
    result: Decimal
    r_multiple: Decimal | None


class _Trade(Struct, frozen=True):
    """What the steps are counted from. `risk` is the loss of one unit at the first stop."""

    evaluation: Evaluation
    unit: UnitTrade
    quantity: Decimal
    stop: Decimal
    risk: Decimal

    @property
    def sign(self) -> int:
        return self.unit.leg.side.sign

    @property
    def tick(self) -> Decimal:
        return self.unit.leg.instrument.price_tick

    def farther(self, price: Decimal) -> Decimal:
        """On the tick in the direction of profit."""
        return (ceil_to_step if self.sign > 0 else floor_to_step)(price, self.tick)

    def nearer(self, price: Decimal) -> Decimal:
        """On the tick in the direction of loss."""
        return (floor_to_step if self.sign > 0 else ceil_to_step)(price, self.tick)


def stop_steps(evaluation: Evaluation) -> tuple[StopStep, ...]:
    """How the stop moves, the first step before anything was reached; nothing where no rule moves it."""
    rules = evaluation.draft.plan.stop_rules
    trade = _trade(evaluation)
    if trade is None or not trade.quantity or (rules.break_even is None and rules.trailing is None):
        return ()
    with localcontext(ENGINE):
        steps = [_step(trade, None)]
        for price in _told(trade):
            step = _step(trade, price)
            if step.open_rate and trade.sign * (step.stop - steps[-1].stop) > 0:
                steps.append(step)
        return tuple(steps)


def _trade(evaluation: Evaluation) -> _Trade | None:
    unit, stop, risk = evaluation.unit, evaluation.draft.plan.stop_price, evaluation.unit_loss
    if unit is None or stop is None or risk is None:
        return None
    return _Trade(evaluation, unit, evaluation.quantity or ZERO, stop, risk)


def trigger_price(evaluation: Evaluation, trigger: Trigger) -> Decimal | None:
    """What the price must reach; None where that cannot be said."""
    trade = _trade(evaluation)
    if trigger.by is TriggerBy.PRICE:
        return trigger.value
    with localcontext(ENGINE):
        return None if trade is None else _trigger(trade, trigger)


def is_closed_at(evaluation: Evaluation, price: Decimal) -> bool:
    """Whether the targets on the way to a price have closed all there was; False where the plan has no size."""
    with localcontext(ENGINE):
        closed = sum((order.quantity for order in _passed(evaluation, price)), ZERO)
        return closed > 0 and closed == evaluation.quantity


def _passed(evaluation: Evaluation, reached: Decimal) -> list[Order]:
    """The orders of the targets on the way to a price."""
    sign = evaluation.draft.plan.side.sign
    return [order for order in evaluation.exits if sign * (reached - order.price) >= 0]


def _trigger(trade: _Trade, trigger: Trigger) -> Decimal | None:
    if trigger.by is TriggerBy.PRICE:
        return trigger.value
    if trigger.by is TriggerBy.TARGET:
        targets = trade.evaluation.draft.plan.targets
        return targets[int(trigger.value) - 1].price if trigger.names_one_of(len(targets)) else None
    price = price_losing(trade.unit, -trigger.value * trade.risk)
    if price is None:
        return None
    rounded = trade.farther(price)
    return rounded if trade.sign * (rounded - trade.unit.entry_price) > 0 else None


def break_even_stop(evaluation: Evaluation) -> Decimal | None:
    """Where the break-even rule puts the stop; None without one, or where no price pays the costs back."""
    trade, rule = _trade(evaluation), evaluation.draft.plan.stop_rules.break_even
    if trade is None or rule is None:
        return None
    with localcontext(ENGINE):
        return _break_even(trade, rule.at)


def break_even_moves_at(evaluation: Evaluation) -> Decimal | None:
    """The price at which the break-even rule moves the stop; None without one, or where that cannot be said."""
    trade = _trade(evaluation)
    with localcontext(ENGINE):
        return None if trade is None else _moves_at(trade, evaluation.draft.plan.stop_rules.break_even)


def _break_even(trade: _Trade, at: BreakEvenAt) -> Decimal | None:
    unit = trade.unit
    if at is BreakEvenAt.ENTRY:
        return trade.nearer(unit.entry_price) or None
    fill = price_losing(unit, ZERO, by_stop=True)
    allowed = ONE - trade.sign * unit.slippage_rate
    if fill is None or allowed <= 0:
        return None
    return trade.farther(fill / allowed) or None


def _trailing(trade: _Trade, rule: TrailingRule, reached: Decimal) -> Decimal | None:
    distance = _DISTANCES[rule.by](trade, rule.distance, reached)
    if distance is None:
        return None
    stop = trade.nearer(reached - trade.sign * distance)
    return stop if stop > 0 else None


def _in_atr(trade: _Trade, count: Decimal, reached: Decimal) -> Decimal | None:  # noqa: ARG001 - one signature for all
    atr = trade.evaluation.draft.plan.sizing.atr
    return None if atr is None else count * atr


_DISTANCES: dict[TrailBy, Callable[[_Trade, Decimal, Decimal], Decimal | None]] = {
    TrailBy.PRICE: lambda _, distance, __: distance,
    TrailBy.PERCENT: lambda _, rate, reached: rate * reached,
    TrailBy.ATR: _in_atr,
    TrailBy.R: lambda trade, count, _: count * abs(trade.unit.entry_price - trade.stop),
}


def _moves_at(trade: _Trade, rule: BreakEvenRule | None) -> Decimal | None:
    """Where a break-even rule moves the stop: at its trigger, or a tick beyond the stop where the price was not yet."""
    trigger = None if rule is None else _trigger(trade, rule.trigger)
    stop = None if rule is None else _break_even(trade, rule.at)
    if trigger is None or stop is None or trade.sign * (trigger - stop) > 0:
        return trigger
    return stop + trade.sign * trade.tick


def _told(trade: _Trade) -> list[Decimal]:
    """The prices that are worth a step: triggers, targets beyond them, and where a trailing stop follows further."""
    rules, sign = trade.evaluation.draft.plan.stop_rules, trade.sign
    trailing = None if rules.trailing is None else _trigger(trade, rules.trailing.trigger)
    triggers = (_moves_at(trade, rules.break_even), trailing)
    prices = {price for price in triggers if price is not None and sign * (price - trade.unit.entry_price) > 0}
    if not prices:
        return []
    last = max(prices, key=lambda price: sign * price)
    beyond = {t.price for t in trade.evaluation.draft.plan.targets if sign * (t.price - last) > 0}
    if not beyond and rules.trailing is not None:
        way = abs(trade.unit.entry_price - trade.stop)
        further = (trade.farther(last + sign * count * way) for count in range(1, FURTHER + 1))
        beyond = {price for price in further if price > 0}
    return sorted(prices | beyond, key=lambda price: sign * price)


def _step(trade: _Trade, reached: Decimal | None) -> StopStep:
    moved_by, stop = max(_candidates(trade, reached), key=lambda one: trade.sign * one[1])
    result, open_rate = _result(trade, stop, reached)
    whole = trade.quantity * trade.risk
    return StopStep(reached, stop, moved_by, open_rate, result, result / whole if whole > 0 else None)


def _candidates(trade: _Trade, reached: Decimal | None) -> list[tuple[MovedBy, Decimal]]:
    """Every stop that has been set off by then and can stand behind the price, the first one at the front."""
    rules, found = trade.evaluation.draft.plan.stop_rules, [(MovedBy.PLAN, trade.stop)]
    if reached is None:
        return found
    told: list[tuple[MovedBy, Decimal | None]] = []
    if rules.break_even is not None and _is_set_off(trade, rules.break_even.trigger, reached):
        told.append((MovedBy.BREAK_EVEN, _break_even(trade, rules.break_even.at)))
    if rules.trailing is not None and _is_set_off(trade, rules.trailing.trigger, reached):
        told.append((MovedBy.TRAILING, _trailing(trade, rules.trailing, reached)))
    return [*found, *((by, stop) for by, stop in told if stop is not None and trade.sign * (reached - stop) > 0)]


def _is_set_off(trade: _Trade, trigger: Trigger, reached: Decimal) -> bool:
    price = _trigger(trade, trigger)
    return price is not None and trade.sign * (reached - price) >= 0


def _result(trade: _Trade, stop: Decimal, reached: Decimal | None) -> tuple[Decimal, Decimal]:
    """What the trade brings if it ends at that stop, and the share that was open until then."""
    unit, left, brought = trade.unit, trade.quantity, ZERO
    for order in () if reached is None else _passed(trade.evaluation, reached):
        left, brought = left - order.quantity, brought + order.quantity * unit.profit_at(order.price)
    return brought + left * unit.stopped_at(unit.fill_price(stop)), left / trade.quantity
