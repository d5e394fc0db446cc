"""Planned against actual: what a trade did differently from its plan, in figures, and which of that is a deviation.

    entry slippage  = side x (entry price - planned entry), above zero against the trader; in R over the stop distance
    quantity ratio  = quantity entered / quantity planned
    stop widened    = the farthest the stop stood beyond where the plan put it, in price
    R realised      = profit net of all costs / loss planned at the stop

A stop is widened whenever it moves away from the price, wherever it stood before: a trailing stop let out again is one
too. An exit is early when it was neither stop, target nor liquidation and lies between the stop and the first target.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from planner.domain.journal import DeviationKind, ExitReason
from planner.domain.number import ENGINE, ZERO
from planner.domain.trades import ClosedTrade, Fill, OpenTrade, PlannedTrade, StopMove
from planner.domain.venue import Side

ENTRY_TOLERANCE = Decimal("0.1")
"""How much of the planned stop distance an entry may be worse than planned before it counts as outside the plan."""

_CHOSEN_EXITS = (ExitReason.BY_HAND, ExitReason.TIME)


class PlannedActual(Struct, frozen=True):
    """The figures; None where the plan had none to compare with."""

    entry_slippage: Decimal
    entry_slippage_r: Decimal | None
    quantity_ratio: Decimal
    stop_widened: Decimal
    is_early_exit: bool
    r_planned: Decimal | None
    r_realised: Decimal | None


class Breach(Struct, frozen=True):
    """A deviation that follows from the figures: its kind, when, and the two figures that differ."""

    kind: DeviationKind
    at: datetime
    planned: Decimal | None = None
    actual: Decimal | None = None


def compare(planned: PlannedTrade, trade: OpenTrade, moves: Sequence[StopMove] = ()) -> PlannedActual:
    """All figures of a trade that followed a plan, open or closed."""
    closed = trade if isinstance(trade, ClosedTrade) else None
    slippage = _against(trade.side, planned.entry_price, trade.entry_price)
    distance = _stop_distance(planned)
    return PlannedActual(
        entry_slippage=slippage,
        entry_slippage_r=ENGINE.divide(slippage, distance) if distance else None,
        quantity_ratio=ENGINE.divide(trade.quantity, planned.quantity),
        stop_widened=_widened(planned, moves),
        is_early_exit=closed is not None and is_early(planned, closed.exit_price, closed.exit_reason),
        r_planned=planned.reward_risk,
        r_realised=None if closed is None else closed.r_realised,
    )


def entry_breaches(planned: PlannedTrade | None, fill: Fill, stop_price: Decimal | None) -> tuple[Breach, ...]:
    """What the first fill of a trade departs from."""
    found = [] if stop_price is not None else [Breach(DeviationKind.NO_STOP, fill.at)]
    if planned is None:
        return (Breach(DeviationKind.NO_PLAN, fill.at), *found)
    found += price_breaches(planned, fill.at, fill.price)
    before = planned.stop_price
    if before is not None and stop_price is not None and _is_wider(planned.side, before, stop_price):
        found.append(Breach(DeviationKind.STOP_WIDENED, fill.at, before, stop_price))
    return (*found, *size_breaches(planned, ZERO, fill))


def price_breaches(planned: PlannedTrade, at: datetime, price: Decimal) -> tuple[Breach, ...]:
    """Whether an entry is worse than the plan by more than is tolerated."""
    distance = _stop_distance(planned)
    slippage = _against(planned.side, planned.entry_price, price)
    if slippage <= ENGINE.multiply(ENTRY_TOLERANCE, distance if distance is not None else ZERO):
        return ()
    return (Breach(DeviationKind.ENTRY_OUTSIDE_PLAN, at, planned.entry_price, price),)


def size_breaches(planned: PlannedTrade | None, before: Decimal, fill: Fill) -> tuple[Breach, ...]:
    """Whether a fill takes the quantity entered above the plan: once, where it crosses."""
    after = ENGINE.add(before, fill.quantity)
    if planned is None or after <= planned.quantity or before > planned.quantity:
        return ()
    return (Breach(DeviationKind.SIZE_ABOVE_PLAN, fill.at, planned.quantity, after),)


def adding_breaches(planned: PlannedTrade | None, trade: OpenTrade, fill: Fill) -> tuple[Breach, ...]:
    """What adding to an open trade departs from: a price on its losing side, a quantity above the plan."""
    found = size_breaches(planned, trade.quantity, fill)
    if _against(trade.side, trade.entry_price, fill.price) < 0:
        return (Breach(DeviationKind.ADDED_TO_LOSER, fill.at, trade.entry_price, fill.price), *found)
    return found


def stop_breaches(side: Side, before: Decimal | None, move: StopMove) -> tuple[Breach, ...]:
    """Whether a stop was taken away or moved away from the price."""
    after = move.stop_price
    if before is None:
        return ()
    if after is None:
        return (Breach(DeviationKind.STOP_REMOVED, move.at, before),)
    if _is_wider(side, before, after):
        return (Breach(DeviationKind.STOP_WIDENED, move.at, before, after),)
    return ()


def exit_breaches(planned: PlannedTrade | None, trade: ClosedTrade) -> tuple[Breach, ...]:
    """Whether the trade was closed before the plan said so."""
    if planned is None or not is_early(planned, trade.exit_price, trade.exit_reason):
        return ()
    return (Breach(DeviationKind.EARLY_EXIT, trade.closed_at, planned.targets[0].price, trade.exit_price),)


def corrected_breaches(planned: PlannedTrade | None, before: ClosedTrade, after: ClosedTrade) -> tuple[Breach, ...]:
    """What a corrected trade departs from as a whole: in the price of its entry where that is another one now."""
    found = exit_breaches(planned, after)
    if planned is None:
        return found
    at = after.opened_at
    if after.quantity > planned.quantity:
        found = (Breach(DeviationKind.SIZE_ABOVE_PLAN, at, planned.quantity, after.quantity), *found)
    if after.entry_price != before.entry_price:
        found = (*price_breaches(planned, at, after.entry_price), *found)
    return found


def is_early(planned: PlannedTrade, exit_price: Decimal, reason: ExitReason) -> bool:
    """Whether the trader closed between the stop and the first target, of their own will."""
    if reason not in _CHOSEN_EXITS or not planned.targets:
        return False
    before_targets = all(_against(planned.side, exit_price, target.price) > 0 for target in planned.targets)
    stop = planned.stop_price
    beyond_stop = stop is not None and _against(planned.side, stop, exit_price) <= 0
    return before_targets and not beyond_stop


def _against(side: Side, planned: Decimal, actual: Decimal) -> Decimal:
    """How much worse a price was to enter at."""
    return ENGINE.multiply(Decimal(side.sign), ENGINE.subtract(actual, planned))


def _is_wider(side: Side, before: Decimal, after: Decimal) -> bool:
    return _against(side, before, after) < 0


def _stop_distance(planned: PlannedTrade) -> Decimal | None:
    return None if planned.stop_price is None else abs(ENGINE.subtract(planned.entry_price, planned.stop_price))


def _widened(planned: PlannedTrade, moves: Sequence[StopMove]) -> Decimal:
    if planned.stop_price is None:
        return ZERO
    beyond = (-_against(planned.side, planned.stop_price, m.stop_price) for m in moves if m.stop_price is not None)
    return max(beyond, default=ZERO).max(ZERO)
