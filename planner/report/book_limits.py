"""Limits and pause rules of an account, version by version, in words."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from planner.domain.pause_rules import LossRule, PauseRule
from planner.domain.plan import Limits
from planner.domain.trades import BookAccount
from planner.report import numbers
from planner.report.book import moment
from planner.report.glossary import label
from planner.report.pause_words import rule_sentence
from planner.words import translated

VERSION_COLUMNS = ("Holds from", "What", "Kept", "Why")
LIMITS, RULES = "limits", "pause rules"
NOTHING_LAID_DOWN = (
    "No limits and no rules are laid down for this account: the plan's own hold. Keep them here, and every plan in "
    "this account is judged by the same ones."
)
TIMING = "What is tighter holds at once, what is looser from the next day of the account."
_TERMS = {
    "single_trade_rate": "single_trade",
    "total_open_rate": "total_open_risk",
    "margin_level_floor": "margin_level_floor",
    "instrument_rate": "instrument_risk",
    "cluster_rate": "cluster_risk",
    "direction_rate": "direction_risk",
    "currency_multiple": "currency_exposure",
    "margin_use_rate": "margin_use",
    "stop_margin_level_floor": "margin_level_at_stop",
}


def limit_lines(limits: Limits) -> list[str]:
    """Every limit there is, a line each."""
    found: list[tuple[str, Decimal | None]] = [(name, getattr(limits, name)) for name in Limits.model_fields]
    return [
        f"{label(_TERMS[name])}: {_bound(name)} {numbers.percent(value)}" for name, value in found if value is not None
    ]


def _bound(name: str) -> str:
    return translated("at least") if name.endswith("floor") else translated("at most")


def rule_lines(rules: Sequence[PauseRule], account: BookAccount) -> list[str]:
    """Every rule of a table, a sentence each."""
    return [rule_sentence(rule, account.currency) for rule in rules] or [translated("No rules.")]


def other_beginnings(rules: Sequence[PauseRule], began: Decimal, currency: str) -> list[str]:
    """A sentence for each balance, other than what the account began with, that rules take for that."""
    measured = {rule.initial for rule in rules if isinstance(rule, LossRule) and rule.initial is not None}
    return [
        translated(
            "Losses are measured from {initial}, but this account began with {equity_base}: is that right?",
            initial=numbers.money(initial, currency),
            equity_base=numbers.money(began, currency),
        )
        for initial in sorted(measured - {began})
    ]


def version_row(since: datetime, kind: str, recorded_at: datetime, reason: str, zone: str) -> tuple[str, ...]:
    """One version in a list."""
    return moment(since, zone), translated(kind), moment(recorded_at, zone), reason


def kept_line(kinds: Sequence[str], account: str) -> str:
    """That something is laid down."""
    return translated(
        "Kept the {kinds} of the plan in {account}. {timing}",
        kinds=translated(" and ").join(map(translated, kinds)),
        account=account,
        timing=translated(TIMING),
    )
