"""The first question: what the account loses when price goes against the plan, and what ends the trade.

Of the plan's instrument alone, every other price at its mark. Levels and amounts are those of the evaluation:
nothing is computed a second way.
"""

from decimal import Decimal, localcontext
from enum import StrEnum

from msgspec import Struct

from planner.domain.demands import NO_DEMANDS
from planner.domain.evaluation import Evaluation
from planner.domain.liquidation import Outcome, outcome
from planner.domain.number import ENGINE, ZERO
from planner.domain.plan import Plan
from planner.domain.unit_trade import UnitTrade
from planner.domain.venue import Instrument

ONE_PERCENT = Decimal("0.01")


class Step(StrEnum):
    """A move that losses are counted by."""

    TICK = "tick"
    PIP = "pip"
    PERCENT = "percent"


class Event(StrEnum):
    """What price meets on its way against the plan, or for it."""

    STOP = "stop"
    MARGIN_CALL = "margin_call"
    LIQUIDATION = "liquidation"
    BANKRUPTCY = "bankruptcy"
    TARGET = "target"


class StepLoss(Struct, frozen=True):
    """What a move of `size` in price against the plan costs, in account currency."""

    step: Step
    size: Decimal
    loss: Decimal


class Met(Struct, frozen=True):
    """An event, its unrounded price and its distance from the entry, as a rate above nothing."""

    event: Event
    price: Decimal
    distance: Decimal


class AtStop(Struct, frozen=True):
    """What backs the plan while its instrument trades at the stop and the position still stands.

    `margin_level` is equity over used margin; `requirement_ratio` is equity over what the venue requires and is what
    `warning_ratio` is compared with (None where the warning is an amount). `room` is the equity above the warning line.
    """

    equity: Decimal
    margin_level: Decimal | None
    requirement_ratio: Decimal | None
    warning_ratio: Decimal | None
    room: Decimal | None


class Gap(Struct, frozen=True):
    """How much farther from the entry the stop is filled than the venue liquidates at the end of the holding time.

    Below nothing where the stop comes first. `rate` is a share of the entry, `price` an amount of price, `r` what the
    way between them costs over the loss at the stop. `moves`: carry brings liquidation nearer until then.
    """

    rate: Decimal
    price: Decimal
    r: Decimal | None
    moves: bool


class Against(Struct, frozen=True):
    """The first card. None: it cannot be said, or there is no such thing.

    `order` are the events by their distance, `ends_by` is the one that ends the trade: the stop, or the venue,
    also where it comes first only at the end of the holding time (`gap_to_stop`). `stop_on_last`: the venue liquidates
    at the mark, a stop usually watches the last trade.
    """

    loss_at_stop: Decimal | None
    risk_rate: Decimal | None
    if_liquidated: Outcome | None
    liquidated_r: Decimal | None
    steps: tuple[StepLoss, ...]
    at_stop: AtStop | None
    order: tuple[Met, ...]
    ends_by: Event | None
    gap_to_stop: Gap | None
    stop_on_last: bool


def against(evaluation: Evaluation) -> Against:
    """What the plan loses at each level, and which comes first."""
    with localcontext(ENGINE):
        order, found = _order(evaluation), outcome(evaluation)
        loss = evaluation.loss_at_stop
        gap = _gap(evaluation) if any(met.event is Event.STOP for met in order) else None
        ends_by = next((met.event for met in order if met.event in {Event.STOP, Event.LIQUIDATION}), None)
        return Against(
            loss_at_stop=loss,
            risk_rate=evaluation.risk_rate,
            if_liquidated=found,
            liquidated_r=found.loss / loss if found is not None and loss is not None and loss > 0 else None,
            steps=_steps(evaluation),
            at_stop=_at_stop(evaluation),
            order=order,
            ends_by=Event.LIQUIDATION if gap is not None and gap.rate >= 0 else ends_by,
            gap_to_stop=gap,
            stop_on_last=evaluation.draft.situation.venue.regime.is_perpetual,
        )


def _gap(evaluation: Evaluation) -> Gap | None:
    room, unit, one_r = evaluation.stop_room, evaluation.unit, evaluation.unit_loss
    if room is None or unit is None:
        return None
    price = evaluation.draft.plan.side.sign * (room.later - room.fill)
    cost = unit.stopped_at(room.later) - unit.stopped_at(room.fill)
    return Gap(
        rate=price / room.entry,
        price=price,
        r=cost / one_r if one_r is not None and one_r > 0 else None,
        moves=room.later != evaluation.roots.liquidation,
    )


def _order(evaluation: Evaluation) -> tuple[Met, ...]:
    """The events on the losing side, the nearest first; at one price the venue comes before the stop."""
    plan, entry, roots = evaluation.draft.plan, evaluation.entry_price, evaluation.roots
    if entry is None:
        return ()
    prices = {
        Event.MARGIN_CALL: roots.margin_call,
        Event.LIQUIDATION: roots.liquidation,
        Event.STOP: plan.stop_price,
        Event.BANKRUPTCY: roots.bankruptcy,
    }
    told = {event: price for event, price in prices.items() if price is not None}
    met = [Met(event, price, plan.side.sign * (entry - price) / entry) for event, price in told.items()]
    return tuple(sorted((one for one in met if one.distance > 0), key=lambda one: one.distance))


def _steps(evaluation: Evaluation) -> tuple[StepLoss, ...]:
    unit, instrument, quantity = evaluation.unit, evaluation.draft.instrument, evaluation.quantity
    if unit is None or instrument is None or not quantity:
        return ()
    sizes = _sizes(instrument, unit.entry_price)
    return tuple(StepLoss(step, size, _lost(evaluation.draft.plan, unit, quantity, size)) for step, size in sizes)


def _sizes(instrument: Instrument, entry: Decimal) -> list[tuple[Step, Decimal]]:
    pips = [] if instrument.pip is None else [(Step.PIP, instrument.pip)]
    return [(Step.TICK, instrument.price_tick), *pips, (Step.PERCENT, entry * ONE_PERCENT)]


def _lost(plan: Plan, unit: UnitTrade, quantity: Decimal, size: Decimal) -> Decimal:
    """What the position loses between the entry and a step against it; costs are no part of it."""
    worse = unit.entry_price - plan.side.sign * size
    if worse <= 0:
        return ZERO
    amount, leg = unit.conversion.amount, unit.leg
    return quantity * (amount(leg.pnl_at(unit.entry_price), unit.entry_price) - amount(leg.pnl_at(worse), worse))


def _at_stop(evaluation: Evaluation) -> AtStop | None:
    pool, stop, book, key = evaluation.pool, evaluation.draft.plan.stop_price, evaluation.book_after, evaluation.key
    if pool is None or stop is None or book is None or key is None or evaluation.demands == NO_DEMANDS:
        return None
    call = evaluation.demands.margin_call
    equity, required, used = pool.equity_at(stop), pool.requirement_at(stop), book.initial_margin(key, stop)
    return AtStop(
        equity=equity,
        margin_level=equity / used if used > 0 else None,
        requirement_ratio=equity / required if required > 0 else None,
        warning_ratio=None if call is None or call.money else call.ratio,
        room=None if call is None else pool.excess_at(call, stop),
    )
