"""An account over time: its balance after each event, the highest so far, and when its rules kept it from trading.

What is paid in or taken out is no profit and no loss: the highest balance moves with it.

    drawdown = highest balance so far - balance
"""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal, localcontext
from operator import attrgetter

from msgspec import Struct

from planner.discipline.calendar import Period, end_after
from planner.discipline.kinds import scope_for
from planner.discipline.locks import ended_at, is_in_force, overridden, reviewed
from planner.discipline.replay import Replayed
from planner.discipline.standing import BEGINNING, Lock, in_order
from planner.discipline.stepping import moment_of
from planner.domain.journal import (
    CountsEntered,
    EquityMarked,
    Event,
    Overridden,
    Reviewed,
    TradeClosed,
    Transferred,
    withdrawn,
)
from planner.domain.number import ENGINE, ZERO
from planner.domain.pause_rules import Rule
from planner.domain.trades import TradeResult

_MOVES = (EquityMarked, TradeClosed, Transferred, CountsEntered)


class CurvePoint(Struct, frozen=True):
    """What the account held after an event, in its currency."""

    at: datetime
    balance: Decimal
    high_water: Decimal

    @property
    def drawdown(self) -> Decimal:
        """How far below the highest balance."""
        return ENGINE.subtract(self.high_water, self.balance)

    @property
    def drawdown_rate(self) -> Decimal:
        """The same as a share of the highest balance; none where that was nothing."""
        return ENGINE.divide(self.drawdown, self.high_water) if self.high_water > 0 else ZERO


class PausedSpan(Struct, frozen=True):
    """A pause from its trigger to its end, None where it has none yet; `would_end` had it not been broken off.

    `broken_at` is when the trader broke it off, `scope` what it kept off: an instrument, a side, or nothing for all.
    """

    rule: Rule
    starts: datetime
    ends: datetime | None
    broken_at: datetime | None = None
    would_end: datetime | None = None
    scope: str = ""

    def is_broken_at(self, at: datetime) -> bool:
        """Whether it would have kept a trade off at a moment, had it not been broken off before."""
        would_hold = self.would_end is None or at < self.would_end
        return self.broken_at is not None and self.broken_at <= at and would_hold

    def let_in(self, trade: TradeResult) -> bool:
        """Whether it would have kept that trade off, had it not been broken off before."""
        is_of_trade = self.scope == scope_for(self.rule, trade.instrument, trade.side)
        return is_of_trade and self.is_broken_at(trade.opened_at)


def curve_points(events: Sequence[Event], base: Decimal) -> tuple[CurvePoint, ...]:
    """The account before its first event and after each one that moved its balance or its highest one."""
    wrong = withdrawn(events)
    moves = [event for event in events if isinstance(event, _MOVES) and event.id not in wrong]
    if not moves:
        return ()
    points = [CurvePoint(moves[0].at, base, base)]
    with localcontext(ENGINE):
        for event in moves:
            points.append(_after(points[-1], event))
    return tuple(points)


def _after(before: CurvePoint, event: Event) -> CurvePoint:
    balance, highest = before.balance, before.high_water
    match event:
        case EquityMarked():
            balance = event.balance
        case TradeClosed():
            balance += event.pnl
        case Transferred():
            balance, highest = balance + event.amount, highest + event.amount
        case CountsEntered():
            highest = max(highest, event.high_water or highest)
    return CurvePoint(event.at, balance, max(highest, balance))


def paused_spans(replayed: Replayed, events: Sequence[Event]) -> tuple[PausedSpan, ...]:
    """Every pause there ever was, the first one first, as what was decided afterwards ended it."""
    wrong = withdrawn(events)
    pauses: dict[str, list[Lock]] = {}
    for held in replayed.pauses:
        pauses.setdefault(held.trigger, []).append(held)
    held_now: list[Lock] = []
    broken: dict[tuple[str, str, str], datetime] = {}
    free_from = BEGINNING
    for event in sorted(events, key=lambda one: (moment_of(one), one.recorded_at, one.id)):
        if isinstance(event, Reviewed) and event.id not in wrong:
            held_now = [reviewed(held, event) for held in held_now]
        if isinstance(event, Overridden) and event.id not in wrong and event.recorded_at >= free_from:
            before, held_now = held_now, _broken_off(held_now, event)
            freed = (new for old, new in zip(before, held_now, strict=True) if new is not old)
            broken |= {held.identity: event.recorded_at for held in freed}
            free_from = end_after(replayed.book.reset, Period.DAY, event.recorded_at)
        held_now += pauses.get(event.id, ())
    return tuple(_span(held, broken.get(held.identity)) for held in in_order(held_now))


def let_in_after_breaking(pauses: Sequence[PausedSpan], trades: Iterable[TradeResult]) -> dict[int, datetime]:
    """The trades that pauses would have kept off had they not been broken off, with when the last of those was."""
    waiting = deque(sorted((span.broken_at, place) for place, span in enumerate(pauses) if span.broken_at is not None))
    broken: list[tuple[datetime, PausedSpan]] = []
    found: dict[int, datetime] = {}
    for trade in sorted(trades, key=attrgetter("opened_at")):
        while waiting and waiting[0][0] <= trade.opened_at:
            at, place = waiting.popleft()
            broken.append((at, pauses[place]))
        broken = [(at, span) for at, span in broken if span.is_broken_at(trade.opened_at)]
        moments = [at for at, span in broken if span.let_in(trade)]
        if moments:
            found[trade.id] = max(moments)
    return found


def _broken_off(locks: Sequence[Lock], event: Overridden) -> list[Lock]:
    return [overridden(held, event) if is_in_force(held, event.recorded_at) else held for held in locks]


def _span(held: Lock, broken_at: datetime | None) -> PausedSpan:
    would_end = ended_at(held._replace(freed_at=None))
    return PausedSpan(held.rule, held.at, ended_at(held), broken_at, would_end, held.scope)
