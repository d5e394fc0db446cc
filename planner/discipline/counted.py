"""Rules that count: deviations, losing trades, trades opened; and what the last exit leaves behind."""

from bisect import bisect_right
from datetime import datetime, timedelta
from decimal import Decimal

from planner.discipline.locks import day_end
from planner.discipline.standing import Exit, Ledger, Opened, Reading, Row, Version, reached
from planner.domain.journal import (
    CountsEntered,
    Deviated,
    Event,
    ExitReason,
    Overridden,
    TradeClosed,
    TradeOpened,
)
from planner.domain.number import ZERO
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


def count_deviation(version: Version[DeviationsRule], track: Row, event: Deviated, before: Ledger, _: Ledger) -> Row:
    """Each trade that departs from its plan counts once."""
    known = event.trade is not None and event.trade in before.deviated
    return track if known else _counted(version, track, event.at)


def count_override(version: Version[DeviationsRule], track: Row, event: Overridden, *_: Ledger) -> Row:
    """An override is a deviation."""
    return _counted(version, track, event.recorded_at)


def end_deviations(version: Version[DeviationsRule], track: Row, event: TradeClosed, before: Ledger, _: Ledger) -> Row:
    """A trade as planned ends the row; one of which no plan is known does nothing."""
    is_as_planned = event.has_plan and event.trade not in before.deviated
    return _NONE if version.rule.in_a_row and is_as_planned else track


def enter_deviations(version: Version[DeviationsRule], track: Row, event: CountsEntered, *_: Ledger) -> Row:
    """Deviations counted by hand."""
    return _entered(track, event.deviations, event.at) if version.rule.in_a_row else track


def enter_losses(version: Version[LossesRule], track: Row, event: CountsEntered, *_: Ledger) -> Row:
    """Losing trades counted by hand."""
    is_known = version.rule.in_a_row and version.rule.scope is Scope.ACCOUNT
    return _entered(track, event.losing_streak, event.at) if is_known else track


def count_result(version: Version[LossesRule], track: Row, event: TradeClosed, *_: Ledger) -> Row:
    """A losing trade counts, a winning one ends the row, and what is neither does as the rule says."""
    rule, pnl = version.rule, event.pnl
    if event.hedge_of is not None and not rule.hedge_legs:
        return track
    is_loss = pnl < ZERO and -pnl >= rule.minimum_loss
    if is_loss and rule.stops_only and event.exit_reason not in STOPPED:
        return track
    if is_loss or (pnl <= ZERO and rule.break_even is BreakEven.IS_A_LOSS):
        return _counted(version, track, event.at)
    ends = rule.in_a_row and (pnl > ZERO or rule.break_even is BreakEven.ENDS_THE_ROW)
    return _NONE if ends else track


def _counted(version: Version[RowRule], track: Row, at: datetime) -> Row:
    """One more, without those that the window has let go of."""
    times = track.times
    if times and version.rule.window_minutes is not None:
        times = times[bisect_right(times, at - timedelta(minutes=version.rule.window_minutes)) :]
    return Row((*times[1 - MOST_COUNTED :], at))


def _entered(track: Row, count: int | None, at: datetime) -> Row:
    return track if count is None else Row((at,) * count)


def strike_row(version: Version[RowRule], _: Row, track: Row, __: Event, ledger: Ledger) -> tuple[Row, Reading | None]:
    """What is found where one more is one too many."""
    if len(track.times) < version.rule.pause_at:
        return track, None
    return track, reached(read_row(version, track, ledger, track.times[-1]))


def read_row(version: Version[RowRule], track: Row, _: Ledger, at: datetime) -> Reading:
    """How many there are, within the window where the rule has one."""
    rule, count = version.rule, len(track.times)
    if rule.window_minutes is not None:
        count -= bisect_right(track.times, at - timedelta(minutes=rule.window_minutes))
    return Reading(Decimal(count), Decimal(rule.pause_at), Decimal(rule.warn_at))


def count_trade(version: Version[TradesRule], track: Opened, event: TradeOpened, before: Ledger, _: Ledger) -> Opened:
    """A trade counts when it is opened, not when it is added to."""
    if event.trade in before.trades:
        return track
    if event.at < track.day_ends:
        return Opened(track.trades + 1, track.day_ends)
    return Opened(1, day_end(version, event.at))


def enter_trades(version: Version[TradesRule], track: Opened, event: CountsEntered, *_: Ledger) -> Opened:
    """Trades of the day counted by hand."""
    if event.trades_today is None or version.rule.scope is not Scope.ACCOUNT:
        return track
    return Opened(event.trades_today, day_end(version, event.at))


def strike_trades(
    version: Version[TradesRule], _: Opened, track: Opened, event: Event, ledger: Ledger
) -> tuple[Opened, Reading | None]:
    """What is found where one more trade is one too many."""
    if track.trades < version.rule.pause_at:
        return track, None
    return track, reached(read_trades(version, track, ledger, event.at))


def read_trades(version: Version[TradesRule], track: Opened, _: Ledger, at: datetime) -> Reading:
    """How many were opened in the day."""
    rule = version.rule
    count = track.trades if at < track.day_ends else 0
    return Reading(Decimal(count), Decimal(rule.pause_at), Decimal(rule.warn_at))


def keep_exit(_: Version[Rule], __: Exit, event: TradeClosed, *___: Ledger) -> Exit:
    """What the last closed trade was."""
    return Exit(event.at, event.quantity, event.pnl < ZERO)


def keep_waited_exit(version: Version[CoolDownRule], track: Exit, event: TradeClosed, *ledgers: Ledger) -> Exit:
    """What the last closed trade was, of those that are waited after."""
    is_waited = event.pnl < ZERO or not version.rule.after_loss_only
    return keep_exit(version, track, event, *ledgers) if is_waited else track


def strike_size(
    _: Version[Rule], __: Exit, track: Exit, event: TradeOpened | TradeClosed, ledger: Ledger
) -> tuple[Exit, Reading | None]:
    """What is found where a trade is opened larger than the one before it, which lost."""
    if event.kind != "trade_opened" or not track.lost or event.quantity <= track.quantity:
        return track, None
    opened = ledger.trades.get(event.trade)
    is_new = opened is not None and opened.opened_at == event.at
    return track, Reading(event.quantity, track.quantity) if is_new else None


def read_size(_: Version[Rule], track: Exit, __: Ledger, ___: datetime) -> Reading:
    """The size that a trade after a loss may have; without a limit where the last trade did not lose."""
    return Reading(None, track.quantity if track.lost else None)
