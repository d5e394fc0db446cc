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
_PERIODS = {Ends.NEXT_DAY: "day", Ends.NEXT_WEEK: "week", Ends.NEXT_MONTH: "month"}
_MISSING = {
    "anchor": "what the account held where the loss is measured from",
    "equity": "the equity now",
    "balance": "the balance now",
    "costs": "the costs of the trades",
    "margin_level": "the margin level",
}


def missing_words(missing: str) -> str:
    """What a rule would need to know."""
    return _MISSING[missing]


def duration(minutes: int) -> str:
    """A time in the largest unit that divides it."""
    if minutes > DAY and minutes % DAY == 0:
        return f"{minutes // DAY} days"
    if minutes % HOUR == 0 and minutes:
        return _counted(minutes // HOUR, "hour")
    return _counted(minutes, "minute")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def moment(at: datetime, zone: str, now: datetime) -> str:
    """A time in the account's zone: with its day where that is not today."""
    there, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = there.strftime("%H:%M")
    if there.date() == today:
        return clock
    return f"{clock} tomorrow" if there.date() == today + timedelta(days=1) else f"{clock} on {there.date()}"


def rule_name(rule: Rule) -> str:
    """What a rule is called."""
    return _NAMES[rule.kind](rule) + (_APART[rule.scope] if isinstance(rule, ScopedRule) else "")


def _row_name(noun: str, rule: DeviationsRule | LossesRule) -> str:
    within = "" if rule.window_minutes is None else f" within {duration(rule.window_minutes)}"
    return f"{noun}{' in a row' if rule.in_a_row else ''}{within}"


_NAMES: dict[str, Callable[[Any], str]] = {
    "deviations": lambda rule: _row_name("deviations", rule),
    "losses": lambda rule: _row_name("losses", rule),
    "loss": lambda rule: _ANCHORED[rule.anchor],
    "trades": lambda _: "trades a day",
    "size_up": lambda _: "size after a loss",
    "cool_down": lambda rule: "wait after a loss" if rule.after_loss_only else "wait after an exit",
    "news": lambda _: "news",
    "margin_level": lambda _: "margin level",
    "by_hand": lambda _: "pause by hand",
}


def rule_sentence(rule: Rule, currency: str) -> str:
    """What a rule does, in one sentence."""
    when = _WHEN[rule.kind](rule, currency)
    if not rule.action.blocks:
        return f"{when}: a warning."
    closed = "everything open closed, " if rule.action is Action.FLATTEN else ""
    return f"{when}: {closed}{'no new trades' if rule.kind in _WITHOUT_LOCK else _pause_words(rule.pause)}."


_WITHOUT_LOCK = frozenset({"cool_down", "news", "margin_level"})


def _pause_words(pause: Pause) -> str:
    reviewed = " and until it is reviewed" if pause.review and pause.ends is not Ends.AT_REVIEW else ""
    return f"no new trades {_until_words(pause)}{reviewed}{_probation_words(pause.probation)}"


def _until_words(pause: Pause) -> str:
    match pause.ends:
        case Ends.AFTER_MINUTES:
            return f"for {duration(pause.minutes)}"
        case Ends.AT_CLOCK:
            return f"until {pause.clock}"
        case Ends.AT_REVIEW:
            return "until it is reviewed"
        case Ends.NEVER:
            return "any more"
    period = _PERIODS[pause.ends]
    return f"until the next {period}" if pause.periods == 1 else f"until {pause.periods} {period}s are over"


def _probation_words(probation: Probation | None) -> str:
    if probation is None:
        return ""
    size = (
        "half size" if probation.size + probation.size == ONE else f"{numbers.percent(probation.size, 0)} of the size"
    )
    a_day = "" if probation.trades_per_day is None else f", {probation.trades_per_day} a day"
    return f", then {size} for {_counted(probation.trades, 'trade')}{a_day}"


def _when_row(noun: str, rule: DeviationsRule | LossesRule) -> str:
    of = _APART[rule.scope] if isinstance(rule, LossesRule) else ""
    row = " in a row" if rule.in_a_row else ""
    within = "" if rule.window_minutes is None else f" within {duration(rule.window_minutes)}"
    several = noun if rule.pause_at == 1 else f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"After {rule.pause_at} {several}{row}{within}{of}"


def _when_loss(rule: LossRule, currency: str) -> str:
    since = _FROM[rule.anchor].format(basis=_BASES[rule.basis])
    if rule.rate is None:
        limit = f"{numbers.money(rule.amount, currency)} from {since}"
    elif rule.rate_of is RateOf.ANCHOR or rule.anchor is Anchor.INITIAL:
        limit = f"{numbers.percent(rule.rate)} of {since}"
    else:
        limit = f"{numbers.percent(rule.rate)} of the initial balance from {since}"
    stops = "" if rule.lock_at is None else f", its floor never above {numbers.money(rule.lock_at, currency)}"
    return f"At {_article(_ANCHORED[rule.anchor])}{_APART[rule.scope]} of {limit}{stops}"


def _article(noun: str) -> str:
    return f"an {noun}" if noun.startswith("i") else f"a {noun}"


def _when_trades(rule: TradesRule, _: str) -> str:
    return f"After {_counted(rule.pause_at, 'trade')}{_APART[rule.scope]} in a day"


def _when_cool_down(rule: CoolDownRule, _: str) -> str:
    after = "a losing exit" if rule.after_loss_only else "an exit"
    return f"For {duration(rule.minutes)} after {after}{_APART[rule.scope]}"


def _when_news(rule: NewsRule, _: str) -> str:
    return f"From {duration(rule.minutes_before)} before a release to {duration(rule.minutes_after)} after it"


def _when_margin(rule: MarginLevelRule, _: str) -> str:
    return f"Below a margin level of {numbers.percent(rule.floor, 0)}"


_WHEN: dict[str, Callable[[Any, str], str]] = {
    "deviations": lambda rule, _: _when_row("deviation", rule),
    "losses": lambda rule, _: _when_row("loss", rule),
    "loss": _when_loss,
    "trades": _when_trades,
    "size_up": lambda *_: "At a larger size than that of the trade before, which lost",
    "cool_down": _when_cool_down,
    "news": _when_news,
    "margin_level": _when_margin,
    "by_hand": lambda *_: "When you pause by hand",
}


def figure(rule: Rule, value: Decimal | None, currency: str) -> str:
    """A figure that a rule is counted or measured in."""
    if value is None:
        return numbers.NONE
    if rule.kind == "loss":
        return numbers.money(value, currency)
    return numbers.percent(value, 0) if rule.kind == "margin_level" else numbers.exact(value)
