"""Where a stop or a target lies, in the unit a trader thinks in: a price, or how far it is from the entry.

A distance is counted away from the entry, towards losing for a stop and towards winning for a target; that of an entry
from the market, upwards. R and money are
what closing there brings or loses, all costs in; the others are of price alone. What is asked for is put on the tick
nearer to the entry: a stop never loses more, a target never promises more.

Of several entries the average of orders in whole steps is meant. Where the stop sets the size it moves that average: it
is put so far from the one it then has, or nearer where whole steps leave no such price. Where the size follows from
the targets, R and money are those of the size that the target then leads to: as that size jumps by whole steps several
prices can bring as much, and it is the one found from the entry outward in steps that double and are halved again,
wherever the target lies now; a tick farther it promises more.
"""

from collections.abc import Callable
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import dropwhile

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.kelly import sized
from planner.domain.number import ENGINE, LARGEST, ZERO, ceil_to_step, floor_to_step, last_within
from planner.domain.plan import Plan
from planner.domain.sizing import BY_STOP, follows_targets, price_losing, stop_for_loss
from planner.domain.unit_trade import UnitTrade

_MOST_ROUNDS = 8
"""Whole steps move an average by little, and less each time."""


class Unit(StrEnum):
    """What a stop or a target is entered in."""

    PRICE = "price"
    PERCENT = "percent"
    PIPS = "pips"
    TICKS = "ticks"
    ATR = "atr"
    R = "r"
    MONEY = "money"


class Reference(Struct, frozen=True):
    """What distances are counted from. `sign` is +1 where farther means a higher price.

    `quantity` and `unit_loss` are None where the size follows from the stop itself, or there is none. A signed one is
    counted from the market: an entry may lie on either side of it. `stands_at` is where the level now is, `after` what
    it is counted from once it is elsewhere: None where that is the same. `moves_money_alone` where then only money is
    counted otherwise: the size is another one, but not what one unit costs.
    """

    trade: UnitTrade
    sign: int
    is_stop: bool
    atr: Decimal | None = None
    quantity: Decimal | None = None
    unit_loss: Decimal | None = None
    is_signed: bool = False
    stands_at: Decimal | None = None
    after: "Callable[[Decimal], Reference] | None" = None
    moves_money_alone: bool = False

    @property
    def step(self) -> dict[Unit, Decimal]:
        """How much price one of each unit is, where it is a fixed amount of price."""
        instrument = self.trade.leg.instrument
        known = {
            Unit.PERCENT: self.trade.entry_price,
            Unit.PIPS: instrument.pip,
            Unit.TICKS: instrument.price_tick,
            Unit.ATR: self.atr,
        }
        return {unit: size for unit, size in known.items() if size}

    def units(self) -> tuple[Unit, ...]:
        """The units that can be used here."""
        offered = [Unit.PRICE, *self.step]
        if self.unit_loss and not self.is_stop:
            offered.append(Unit.R)
        if self.quantity:
            offered.append(Unit.MONEY)
        return tuple(offered)


def entry_reference(evaluation: Evaluation, market: Decimal | None, atr: Decimal | None) -> Reference | None:
    """What the entry is counted from: where the market is; None where nobody knows, or without an entry."""
    trade = evaluation.unit
    if trade is None or market is None:
        return None
    return Reference(replace(trade, entry_price=market), 1, is_stop=True, atr=atr, is_signed=True)


def stop_reference(evaluation: Evaluation, atr: Decimal | None) -> Reference | None:
    """What the stop is counted from; None without an entry."""
    plan, trade = evaluation.draft.plan, evaluation.unit
    if trade is None:
        return None
    if plan.size_by not in BY_STOP:
        return Reference(trade, -plan.side.sign, is_stop=True, atr=atr, quantity=evaluation.quantity)
    alone = Reference(trade, -plan.side.sign, is_stop=True, atr=atr, stands_at=plan.stop_price)

    def after(price: Decimal) -> Reference:
        moved = evaluation.draft.model_copy(update={"plan": plan.model_copy(update={"stop_price": price})})
        return replace(alone, trade=evaluate(moved, evaluation).unit or trade, stands_at=price, after=after)

    return replace(alone, after=after) if plan.ladder else alone


def rung_reference(evaluation: Evaluation, atr: Decimal | None) -> Reference | None:
    """What a further entry is counted from: the first one, not the average that it changes; None without an entry."""
    plan, trade = evaluation.draft.plan, evaluation.unit
    if trade is None or plan.entry_price is None:
        return None
    return Reference(replace(trade, entry_price=plan.entry_price), -plan.side.sign, is_stop=True, atr=atr)


def target_reference(evaluation: Evaluation, atr: Decimal | None, index: int) -> Reference | None:
    """What the target at `index` is counted from; None without an entry."""
    plan, trade = evaluation.draft.plan, evaluation.unit
    if trade is None:
        return None
    quantity, loss, sizing = evaluation.quantity, evaluation.unit_loss, evaluation.sizing
    alone = Reference(trade, plan.side.sign, is_stop=False, atr=atr, quantity=quantity, unit_loss=loss)
    if not follows_targets(plan) or sizing is None:
        return alone

    def moved(price: Decimal) -> Plan:
        targets = list(plan.targets)
        targets[index] = targets[index].model_copy(update={"price": price})
        return plan.model_copy(update={"targets": tuple(targets)})

    def resized(price: Decimal) -> Reference:
        return replace(alone, quantity=sized(replace(sizing.by_shares, plan=moved(price)))[2])

    def after(price: Decimal) -> Reference:
        draft = evaluation.draft.model_copy(update={"plan": moved(price)})
        return target_reference(evaluate(draft, evaluation), atr, index) or alone

    if plan.ladder or sizing.cash is not None:
        return replace(alone, after=after)
    return replace(alone, after=resized, moves_money_alone=True)


def price_at(unit: Unit, value: Decimal, of: Reference) -> Decimal | None:
    """The price on its tick that lies so far away once the level stands there; None where there is none."""
    if unit is Unit.PRICE:
        return value
    if of.moves_money_alone and unit is not Unit.MONEY:
        return _counted(unit, value, of)
    if of.after is not None and not of.is_stop:
        return _reached(unit, value, of, of.after)
    return _settled(unit, value, of, (of.stands_at,))


def _reached(unit: Unit, value: Decimal, of: Reference, after: Callable[[Decimal], Reference]) -> Decimal | None:
    """The last tick before the target promises more than the value, with the size that follows from it there.

    None where nothing is bought there: the next tick is the first with a size, and promises more already.
    """
    tick = of.trade.leg.instrument.price_tick
    with localcontext(ENGINE):
        start = floor_to_step(of.trade.entry_price, tick)
        most = int((LARGEST - start if of.sign > 0 else start - tick) / tick)

        def price_of(ticks: int) -> Decimal:
            return start + of.sign * ticks * tick

        def brought(ticks: int) -> Decimal | None:
            return distance_at(unit, price_of(ticks), after(price_of(ticks)))

        last = last_within(lambda ticks: (brought(ticks) or 0) <= value, most)
        return price_of(last) if 0 < last < most and brought(last) is not None else None


def _settled(unit: Unit, value: Decimal, of: Reference, tried: tuple[Decimal | None, ...]) -> Decimal | None:
    """Where the level no longer moves what it is counted from; of prices that lead to each other the nearest."""
    price = _counted(unit, value, of)
    if price is None or of.after is None:
        return price
    if price in tried or len(tried) > _MOST_ROUNDS:
        led = dropwhile(lambda one: one != price, tried)
        return min((price, *(one for one in led if one is not None)), key=lambda one: of.sign * one)
    return _settled(unit, value, of.after(price), (*tried, price))


def _counted(unit: Unit, value: Decimal, of: Reference) -> Decimal | None:
    """The price on its tick that lies so far away from what it is now counted from."""
    with localcontext(ENGINE):
        if unit is Unit.MONEY and of.is_stop:
            return stop_for_loss(of.trade, of.quantity, value) if of.quantity else None
        price = _unrounded(unit, value, of)
    if price is None:
        return None
    nearer = floor_to_step if of.sign > 0 else ceil_to_step
    rounded = nearer(price, of.trade.leg.instrument.price_tick)
    is_there = of.is_signed or of.sign * (rounded - of.trade.entry_price) > 0
    return rounded if rounded > 0 and is_there else None


def _unrounded(unit: Unit, value: Decimal, of: Reference) -> Decimal | None:
    if unit in of.step:
        return of.trade.entry_price + of.sign * value * of.step[unit]
    each = of.unit_loss if unit is Unit.R else None
    if unit is Unit.MONEY and of.quantity:
        each = 1 / of.quantity
    return None if each is None else price_losing(of.trade, -value * each)


def distance_at(unit: Unit, price: Decimal, of: Reference) -> Decimal | None:
    """How far a price lies away; None where that cannot be said."""
    if unit is Unit.PRICE:
        return price
    with localcontext(ENGINE):
        if unit in of.step:
            return of.sign * (price - of.trade.entry_price) / of.step[unit]
        if unit is Unit.MONEY and of.quantity:
            each = of.trade.loss_at_stop(price) if of.is_stop else of.trade.profit_at(price)
            return each * of.quantity
        return of.trade.profit_at(price) / of.unit_loss if unit is Unit.R and of.unit_loss else None


def told_at(unit: Unit, price: Decimal, of: Reference, usual: Decimal) -> Decimal | None:
    """How far a price lies away, to the `usual` decimal place, or to one that leads back to the same tick."""
    found, farther = (
        distance_at(unit, each, of) for each in (price, price + of.sign * of.trade.leg.instrument.price_tick)
    )
    if found is None:
        return None
    apart, place = ZERO if farther is None else ENGINE.subtract(farther, found), usual
    while ENGINE.subtract(ceil_to_step(found, place), found) >= apart > 0:
        place = place.scaleb(-1)
    return ceil_to_step(found, place)


def is_short_of(unit: Unit, value: Decimal, price: Decimal, of: Reference) -> bool:
    """Whether a price that was asked for at a distance lies nearer by more than a tick: whole steps left no other."""
    if of.after is None or unit is Unit.PRICE:
        return False
    with localcontext(ENGINE):
        next_tick = distance_at(unit, price + of.sign * of.trade.leg.instrument.price_tick, of)
        return next_tick is not None and next_tick < value
