"""Rules that count: deviations, losing trades, trades opened; and what the last exit leaves behind."""

from datetime import datetime, timedelta
from decimal import Decimal

from planner.discipline.locks import day_end
from planner.discipline.standing import Exit, Ledger, Opened, Reading, Row, Version
from planner.domain.journal import (
    CountsEntered,
    Deviated,
    Event,
    ExitReason,
    Overridden,
    TradeClosed,
    TradeOpened,
)
from planner.domain.pause_rules import (
    BreakEven,
    CoolDownRule,
    DeviationsRule,
    LossesRule,
    RowRule,
    Rule,
    Scope,
    TradesRule,
)

MOST_COUNTED = 1000
STOPPED = frozenset({ExitReason.STOP, ExitReason.TRAILING_STOP, ExitReason.LIQUIDATION})
_NONE = Row()


def follow_deviations(version: Version[DeviationsRule], track: Row, event: Event, before: Ledger, _: Ledger) -> Row:
    """Each trade that departs from its plan counts once, and so does an override; a trade as planned ends the row."""
    rule = version.rule
    match event:
        case TradeClosed() if rule.in_a_row and event.trade not in before.deviated:
            return _NONE
        case Deviated() if event.trade is None or event.trade not in before.deviated:
            return _counted(track, event.at)
        case Overridden():
            return _counted(track, event.recorded_at)
        case CountsEntered() if rule.in_a_row:
            return _entered(track, event.deviations, event.at)
    return track


def follow_losses(version: Version[LossesRule], track: Row, event: Event, _: Ledger, __: Ledger) -> Row:
    """A losing trade counts, a winning one ends the row, and what is neither does as the rule says."""
    rule = version.rule
    match event:
        case TradeClosed() if rule.hedge_legs or event.hedge_of is None:
            return _after_result(rule, track, event)
        case CountsEntered() if rule.in_a_row and rule.scope is Scope.ACCOUNT:
            return _entered(track, event.losing_streak, event.at)
    return track


def _after_result(rule: LossesRule, track: Row, event: TradeClosed) -> Row:
    is_loss = event.pnl < 0 and -event.pnl >= rule.minimum_loss
    if is_loss and rule.stops_only and event.exit_reason not in STOPPED:
        return track
    if is_loss or (event.pnl <= 0 and rule.break_even is BreakEven.IS_A_LOSS):
        return _counted(track, event.at)
    ends = rule.in_a_row and (event.pnl > 0 or rule.break_even is BreakEven.ENDS_THE_ROW)
    return _NONE if ends else track


def _counted(track: Row, at: datetime) -> Row:
    return Row((*track.times, at)[-MOST_COUNTED:])


def _entered(track: Row, count: int | None, at: datetime) -> Row:
    return track if count is None else Row((at,) * count)


def read_row(version: Version[RowRule], track: Row, _: Ledger, at: datetime) -> Reading:
    """How many there are, within the window where the rule has one."""
    rule = version.rule
    times = track.times
    if rule.window_minutes is not None:
        since = at - timedelta(minutes=rule.window_minutes)
        times = tuple(time for time in times if time > since)
    return Reading(Decimal(len(times)), Decimal(rule.pause_at), Decimal(rule.warn_at))


def follow_trades(version: Version[TradesRule], track: Opened, event: Event, before: Ledger, _: Ledger) -> Opened:
    """A trade counts when it is opened, not when it is added to."""
    if isinstance(event, CountsEntered):
        entered = event.trades_today if version.rule.scope is Scope.ACCOUNT else None
        return track if entered is None else Opened(entered, day_end(version, event.at))
    if not isinstance(event, TradeOpened) or event.trade in before.trades:
        return track
    if event.at < track.day_ends:
        return Opened(track.trades + 1, track.day_ends)
    return Opened(1, day_end(version, event.at))


def read_trades(version: Version[TradesRule], track: Opened, _: Ledger, at: datetime) -> Reading:
    """How many were opened in the day."""
    rule = version.rule
    count = track.trades if at < track.day_ends else 0
    return Reading(Decimal(count), Decimal(rule.pause_at), Decimal(rule.warn_at))


def follow_exits(_: Version[Rule], track: Exit, event: Event, __: Ledger, ___: Ledger) -> Exit:
    """What the last closed trade was."""
    return Exit(event.at, event.quantity, event.pnl < 0) if isinstance(event, TradeClosed) else track


def follow_cool_down(version: Version[CoolDownRule], track: Exit, event: Event, _: Ledger, __: Ledger) -> Exit:
    """The last exit that is waited after."""
    if not isinstance(event, TradeClosed) or (version.rule.after_loss_only and event.pnl >= 0):
        return track
    return Exit(event.at, event.quantity, event.pnl < 0)


def read_size(_: Version[Rule], track: Exit, __: Ledger, ___: datetime) -> Reading:
    """The size that a trade after a loss may have; without a limit where the last trade did not lose."""
    return Reading(None, track.quantity if track.lost else None)
