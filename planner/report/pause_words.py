"""Pause rules in words: their names, one sentence for each, and times in the account's zone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from planner.domain.number import ONE
from planner.domain.pause_rules import (
    Action,
    Anchor,
    Basis,
    BreakEven,
    CoolDownRule,
    DeviationsRule,
    Ends,
    LossesRule,
    LossRule,
    MarginLevelRule,
    NewsRule,
    Pause,
    Probation,
    RateOf,
    Rule,
    Scope,
    ScopedRule,
    TradesRule,
)
from planner.report import numbers
from planner.words import counted, translated

DAY, HOUR = 1440, 60

_ANCHORED = {
    Anchor.INITIAL: "drawdown",
    Anchor.DAY_START: "daily loss",
    Anchor.WEEK_START: "weekly loss",
    Anchor.MONTH_START: "monthly loss",
    Anchor.HIGH_WATER_DAY_END: "trailing drawdown",
    Anchor.HIGH_WATER_INTRADAY: "intraday drawdown",
}
_APART = {
    Scope.ACCOUNT: "",
    Scope.INSTRUMENT: " of one instrument",
    Scope.CLUSTER: " of the cluster",
    Scope.DIRECTION: " of one side",
}
_FROM = {
    Anchor.INITIAL: "the initial balance",
    Anchor.DAY_START: "the {basis} at the start of the day",
    Anchor.WEEK_START: "the {basis} at the start of the week",
    Anchor.MONTH_START: "the {basis} at the start of the month",
    Anchor.HIGH_WATER_DAY_END: "the highest {basis} at the end of a day",
    Anchor.HIGH_WATER_INTRADAY: "the highest {basis} so far",
}
_BASES = {Basis.BALANCE: "balance", Basis.EQUITY: "equity", Basis.LARGER: "larger of balance and equity"}
_AT = {
    Anchor.INITIAL: "At a drawdown{of_what} of {limit}",
    Anchor.DAY_START: "At a daily loss{of_what} of {limit}",
    Anchor.WEEK_START: "At a weekly loss{of_what} of {limit}",
    Anchor.MONTH_START: "At a monthly loss{of_what} of {limit}",
    Anchor.HIGH_WATER_DAY_END: "At a trailing drawdown{of_what} of {limit}",
    Anchor.HIGH_WATER_INTRADAY: "At an intraday drawdown{of_what} of {limit}",
}
_NEXT = {
    Ends.NEXT_DAY: "until the next day",
    Ends.NEXT_WEEK: "until the next week",
    Ends.NEXT_MONTH: "until the next month",
}
_OVER = {
    Ends.NEXT_DAY: "until {count} days are over",
    Ends.NEXT_WEEK: "until {count} weeks are over",
    Ends.NEXT_MONTH: "until {count} months are over",
}
_MISSING = {
    "anchor": "what the account held where the loss is measured from",
    "equity": "the equity now",
    "balance": "the balance now",
    "costs": "the costs of the trades",
    "margin_level": "the margin level",
}


def missing_words(missing: str) -> str:
    """What a rule would need to know."""
    return translated(_MISSING[missing])


def _rate(rate: Decimal, places: int = 2) -> str:
    """A rate that a rule is set to, with all its digits and at least so many."""
    return numbers.percent(rate, max(places, numbers.places_of(rate.scaleb(2))))


def _of_what(rule: ScopedRule) -> str:
    """What a rule counts apart, a cluster with its instruments."""
    apart = translated(_APART[rule.scope])
    return f"{apart} ({', '.join(rule.instruments)})" if rule.instruments else apart


def duration(minutes: int) -> str:
    """A time in the largest unit that divides it."""
    if minutes > DAY and minutes % DAY == 0:
        return counted("{count} day", "{count} days", minutes // DAY)
    if minutes % HOUR == 0 and minutes:
        return counted("{count} hour", "{count} hours", minutes // HOUR)
    return counted("{count} minute", "{count} minutes", minutes)


def moment(at: datetime, zone: str, now: datetime) -> str:
    """A time in the account's zone: with its day where that is not today."""
    there, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = there.strftime("%H:%M")
    if there.date() == today:
        return clock
    return (
        translated("{clock} tomorrow", clock=clock)
        if there.date() == today + timedelta(days=1)
        else translated("{clock} on {date}", clock=clock, date=there.date())
    )


def rule_name(rule: Rule) -> str:
    """What a rule is called."""
    return _NAMES[rule.kind](rule) + (translated(_APART[rule.scope]) if isinstance(rule, ScopedRule) else "")


def _row_name(noun: str, rule: DeviationsRule | LossesRule) -> str:
    return f"{noun}{_row_words(rule)}"


def _row_words(rule: DeviationsRule | LossesRule) -> str:
    row = translated(" in a row") if rule.in_a_row else ""
    if rule.window_minutes is None:
        return row
    return row + translated(" within {duration}", duration=duration(rule.window_minutes))


_NAMES: dict[str, Callable[[Any], str]] = {
    "deviations": lambda rule: _row_name(translated("deviations"), rule),
    "losses": lambda rule: _row_name(translated("losses"), rule),
    "loss": lambda rule: translated(_ANCHORED[rule.anchor]),
    "trades": lambda _: translated("trades a day"),
    "size_up": lambda _: translated("size after a loss"),
    "cool_down": lambda rule: (
        translated("wait after a loss") if rule.after_loss_only else translated("wait after an exit")
    ),
    "news": lambda _: translated("news"),
    "margin_level": lambda _: translated("margin level"),
    "by_hand": lambda _: translated("pause by hand"),
}


def rule_sentence(rule: Rule, currency: str) -> str:
    """What a rule does, in one sentence."""
    when = _WHEN[rule.kind](rule, currency)
    if not rule.action.blocks:
        return translated("{when}: a warning.", when=when)
    closed = translated("everything open closed, ") if rule.action is Action.FLATTEN else ""
    return f"{when}: {closed}{translated('no new trades') if rule.kind in _WITHOUT_LOCK else _pause_words(rule.pause)}."


_WITHOUT_LOCK = frozenset({"cool_down", "news", "margin_level"})


def _pause_words(pause: Pause) -> str:
    reviewed = translated(" and until it is reviewed") if pause.review and pause.ends is not Ends.AT_REVIEW else ""
    return translated(
        "no new trades {until}{reviewed}{probation}{overridden}",
        until=_until_words(pause),
        reviewed=reviewed,
        probation=_probation_words(pause.probation),
        overridden="" if pause.can_be_overridden else translated("; it cannot be broken off"),
    )


def _until_words(pause: Pause) -> str:
    match pause.ends:
        case Ends.AFTER_MINUTES:
            return translated("for {duration}", duration=duration(pause.minutes))
        case Ends.AT_CLOCK:
            return translated("until {clock}", clock=pause.clock)
        case Ends.AT_REVIEW:
            return translated("until it is reviewed")
        case Ends.NEVER:
            return translated("any more")
    if pause.periods == 1:
        return translated(_NEXT[pause.ends])
    return translated(_OVER[pause.ends], count=pause.periods)


def _probation_words(probation: Probation | None) -> str:
    if probation is None:
        return ""
    size = (
        translated("half size")
        if probation.size + probation.size == ONE
        else translated("{size} of the size", size=numbers.percent(probation.size, 0))
    )
    a_day = (
        ""
        if probation.trades_per_day is None
        else translated(" and {trades_per_day} a day", trades_per_day=probation.trades_per_day)
    )
    return translated(
        ", then {size}{a_day} until {trades} as planned",
        size=size,
        a_day=a_day,
        trades=counted("{count} trade was", "{count} trades in a row were", probation.trades),
    )


def _when_deviations(rule: DeviationsRule, _: str) -> str:
    return counted("After {count} deviation", "After {count} deviations", rule.pause_at) + _row_words(rule)


def _when_losses(rule: LossesRule, currency: str) -> str:
    after = counted("After {count} loss", "After {count} losses", rule.pause_at)
    return f"{after}{_row_words(rule)}{_of_what(rule)}{_losses_words(rule, currency)}"


def _losses_words(rule: LossesRule, currency: str) -> str:
    """Which losses count, where that is not all of them, or more than them."""
    found = []
    if rule.minimum_loss:
        found.append(translated(", those of {least} or more", least=numbers.money(rule.minimum_loss, currency)))
    if rule.stops_only:
        found.append(translated(", by stop or liquidation alone"))
    if rule.break_even is BreakEven.IS_A_LOSS:
        found.append(translated(", an even trade is one too"))
    if rule.break_even is BreakEven.IS_LEFT_OUT and rule.in_a_row:
        found.append(translated(", an even trade is left out"))
    if rule.hedge_legs:
        found.append(translated(", legs of hedges too"))
    return "".join(found)


def _when_loss(rule: LossRule, currency: str) -> str:
    since = translated(_FROM[rule.anchor], basis=translated(_BASES[rule.basis]))
    if rule.rate is None:
        limit = translated("{amount} from {since}", amount=numbers.money(rule.amount, currency), since=since)
    elif rule.rate_of is RateOf.ANCHOR or rule.anchor is Anchor.INITIAL:
        limit = translated("{rate} of {since}", rate=_rate(rule.rate), since=since)
    else:
        limit = translated("{rate} of the initial balance from {since}", rate=_rate(rule.rate), since=since)
    stops = (
        ""
        if rule.lock_at is None
        else translated(", its floor never above {lock_at}", lock_at=numbers.money(rule.lock_at, currency))
    )
    realised = "" if rule.include_unrealised else translated(", of closed trades alone")
    costs = "" if rule.include_costs else translated(", costs left out")
    return f"{translated(_AT[rule.anchor], of_what=_of_what(rule), limit=limit)}{stops}{realised}{costs}"


def _when_trades(rule: TradesRule, _: str) -> str:
    trades = counted("{count} trade", "{count} trades", rule.pause_at)
    return translated("After {trades}{of_what} in a day", trades=trades, of_what=_of_what(rule))


def _when_cool_down(rule: CoolDownRule, _: str) -> str:
    after = translated("a losing exit") if rule.after_loss_only else translated("an exit")
    return translated(
        "For {duration} after {exit}{of_what}",
        duration=duration(rule.minutes),
        exit=after,
        of_what=_of_what(rule),
    )


def _when_news(rule: NewsRule, _: str) -> str:
    return translated(
        "From {minutes_before} before a release to {minutes_after} after it",
        minutes_before=duration(rule.minutes_before),
        minutes_after=duration(rule.minutes_after),
    )


def _when_margin(rule: MarginLevelRule, _: str) -> str:
    return translated("Below a margin level of {floor}", floor=_rate(rule.floor, 0))


_WHEN: dict[str, Callable[[Any, str], str]] = {
    "deviations": _when_deviations,
    "losses": _when_losses,
    "loss": _when_loss,
    "trades": _when_trades,
    "size_up": lambda *_: translated("At a larger size than that of the trade before, which lost"),
    "cool_down": _when_cool_down,
    "news": _when_news,
    "margin_level": _when_margin,
    "by_hand": lambda *_: translated("When you pause by hand"),
}


def figure(rule: Rule, value: Decimal | None, currency: str) -> str:
    """A figure that a rule is counted or measured in."""
    if value is None:
        return numbers.NONE
    if rule.kind == "loss":
        return numbers.money(value, currency)
    return numbers.percent(value, 0) if rule.kind == "margin_level" else numbers.exact(value)
