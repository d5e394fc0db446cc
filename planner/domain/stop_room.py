"""The stop against liquidation: which of them ends the trade, and how much room is left between them.

The stop counts where it is filled: beyond its price by the slippage allowance, a guaranteed one at it. The spread of
both ways is in the liquidation price already. Liquidation counts now, and as near as the carry of the holding time
brings it. Between the two a part `BUFFER` of the way from the entry to liquidation should be left: a stop usually
watches the last trade, a venue its mark, and the one is not always where the other is.
"""

from decimal import Decimal

from msgspec.structs import replace

from planner.domain.evaluation import Evaluation, Facts, StopRoom
from planner.domain.liquidation import liquidation_range
from planner.domain.number import ceil_to_step, exactly, floor_to_step, toward
from planner.domain.venue import Side

BUFFER = Decimal("0.05")
"""A part of the way from the entry to liquidation."""

BEFORE_STOP = frozenset({"stop_beyond_liquidation", "stop_fills_beyond_liquidation", "stop_beyond_later_liquidation"})
"""The objections that say that the venue ends the trade, not the stop."""


@exactly
def with_room(evaluation: Evaluation) -> Evaluation:
    """With where the stop is filled and where liquidation is once the carry of the holding time is paid."""
    stop, unit = evaluation.draft.plan.stop_price, evaluation.unit
    later = None if stop is None else liquidation_range(evaluation)[1]
    if stop is None or unit is None or later is None:
        return evaluation
    return replace(evaluation, stop_room=StopRoom(unit.entry_price, unit.fill_price(stop), later))


def is_beyond(evaluation: Evaluation, price: Decimal | None, level: Decimal | None) -> bool:
    """Whether a price is reached only after a level, on the losing side."""
    return price is not None and level is not None and evaluation.draft.plan.side.sign * (price - level) <= 0


def stop_beyond_liquidation(evaluation: Evaluation) -> Facts | None:
    """A stop that the venue does not wait for."""
    stop, liquidation = evaluation.draft.plan.stop_price, evaluation.levels.liquidation
    if not is_beyond(evaluation, stop, liquidation):
        return None
    return {"stop_price": stop, "liquidation_price": liquidation}


def stop_fills_beyond_liquidation(evaluation: Evaluation) -> Facts | None:
    """A stop before liquidation that fills at or beyond it."""
    stop, unit, liquidation = evaluation.draft.plan.stop_price, evaluation.unit, evaluation.levels.liquidation
    if stop is None or unit is None or stop_beyond_liquidation(evaluation) is not None:
        return None
    fill = unit.fill_price(stop)
    if not is_beyond(evaluation, fill, evaluation.roots.liquidation):
        return None
    return {"fill_price": _on_tick(evaluation, fill), "liquidation_price": liquidation}


def stop_beyond_later_liquidation(evaluation: Evaluation) -> Facts | None:
    """A stop that holds now, until carry has brought liquidation to it within the holding time."""
    room = _room_now(evaluation)
    return None if room is None or not is_beyond(evaluation, room.fill, room.later) else _told(evaluation, room)


def stop_near_liquidation(evaluation: Evaluation) -> Facts | None:
    """A stop that is filled before liquidation, but within the buffer, where holding changes nothing."""
    near = _near(evaluation)
    return near if near is not None and near["liquidation_price"] == evaluation.levels.liquidation else None


def stop_near_later_liquidation(evaluation: Evaluation) -> Facts | None:
    """The same where it is another liquidation at the end of the holding time."""
    return None if stop_near_liquidation(evaluation) is not None else _near(evaluation)


def _near(evaluation: Evaluation) -> Facts | None:
    room = _room_now(evaluation)
    if room is None or is_beyond(evaluation, room.fill, room.later):
        return None
    is_near = abs(room.fill - room.later) < BUFFER * abs(room.entry - room.later)
    return {**_told(evaluation, room), "buffer_rate": BUFFER} if is_near else None


def _room_now(evaluation: Evaluation) -> StopRoom | None:
    """The room of a stop that is filled before liquidation as things are now."""
    now = stop_beyond_liquidation(evaluation) or stop_fills_beyond_liquidation(evaluation)
    return evaluation.stop_room if now is None else None


def _told(evaluation: Evaluation, room: StopRoom) -> Facts:
    instrument, days = evaluation.draft.instrument, evaluation.draft.plan.holding_days
    level = room.later if instrument is None else toward(room.entry, room.later, instrument.price_tick)
    return {"fill_price": _on_tick(evaluation, room.fill), "liquidation_price": level, "holding_days": days}


def _on_tick(evaluation: Evaluation, fill: Decimal) -> Decimal:
    """Where a stop is filled, on the tick that is worse for the trader."""
    instrument = evaluation.draft.instrument
    worse = floor_to_step if evaluation.draft.plan.side is Side.LONG else ceil_to_step
    return fill if instrument is None else worse(fill, instrument.price_tick)


def margin_call_before_stop(evaluation: Evaluation) -> Facts | None:
    """A margin call on the way to a stop that the venue waits for."""
    stop, call = evaluation.draft.plan.stop_price, evaluation.levels.margin_call
    if not is_beyond(evaluation, stop, call) or stop_beyond_liquidation(evaluation) is not None:
        return None
    return {"stop_price": stop, "call_price": call}
