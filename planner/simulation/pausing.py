"""Which pause rule ends a losing run: the rules, one losing trade of the plan further each time.

Where nothing recorded says what the account holds, limits on losses are measured from what it holds now.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, localcontext

from msgspec import Struct

from planner.discipline.calendar import PERIOD_OF
from planner.discipline.judging import Proposal, judge
from planner.discipline.pauses import moment_of, replayed_in
from planner.discipline.preview import after_trade, marked_now
from planner.discipline.replay import Replayed
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ZERO
from planner.domain.pause_edits import rules_of
from planner.domain.pause_rules import (
    HIGH_WATER,
    PERIODS,
    Anchor,
    LossesRule,
    LossRule,
    RateOf,
    Rule,
    ScopedRule,
    TradesRule,
)
from planner.domain.plan import Draft
from planner.simulation.period_limits import PeriodLimit


class Watched(Struct, frozen=True):
    """The rules of an account at a moment, in a run of trades like the plan."""

    evaluation: Evaluation
    replayed: Replayed
    at: datetime

    def after_loss(self, quantity: Decimal, loss: Decimal, equity: Decimal) -> "Watched":
        """One trade of that quantity further, which lost so much of that equity."""
        further = after_trade(self.replayed, self._proposal(quantity), self.at, loss.copy_negate(), equity)
        return Watched(self.evaluation, further, self.at)

    def paused_by(self, quantity: Decimal) -> str | None:
        """The rule that keeps the next trade off; None where none does."""
        standings = judge(self.replayed, self._proposal(quantity), self.at)
        return next((standing.rule.id for standing in standings if standing.blocks), None)

    def _proposal(self, quantity: Decimal) -> Proposal:
        plan, before = self.evaluation.draft.plan, self.evaluation.before
        level = None if before is None else before.margin_level
        return Proposal(plan.instrument, plan.side, quantity, level, is_known=before is not None)


def watched(evaluation: Evaluation, known: Replayed | None = None) -> Watched:
    """The rules before the first trade of a run; `known` is the account after its events, where they were replayed."""
    situation = evaluation.draft.situation
    replayed = known or replayed_in(situation, None)
    at, before = moment_of(situation, replayed, None), evaluation.before
    if before is not None and any(isinstance(rule, LossRule) for rule in rules_of(evaluation.draft)):
        replayed = marked_now(replayed, at, situation.account.wallet_balance, before.equity)
    return Watched(evaluation, replayed, at)


class PauseLimits(Struct, frozen=True):
    """What pauses an account with a clean record; None where nothing of the kind does.

    `losses` in a row; `drawdown` below the highest equity and `fall` below the start, as shares of equity now;
    `periods` are the limits of a day, a week and a month; `trades` in a day.
    """

    losses: int | None = None
    drawdown: Decimal | None = None
    fall: Decimal | None = None
    periods: tuple[PeriodLimit, ...] = ()
    trades: int | None = None


def pause_limits(draft: Draft, equity: Decimal) -> PauseLimits:
    """The nearest limit of each kind, by the rules set last that keep new trades in the plan's instrument off."""
    instrument = draft.plan.instrument
    blocking = [rule for rule in rules_of(draft) if rule.action.blocks and _concerns(rule, instrument)]
    streaks = [rule.pause_at for rule in blocking if isinstance(rule, LossesRule) and rule.in_a_row]
    losses = [rule for rule in blocking if isinstance(rule, LossRule)]
    opened = [rule.pause_at for rule in blocking if isinstance(rule, TradesRule)]
    with localcontext(ENGINE):
        trailing = [_limit(rule, equity) / equity for rule in losses if rule.anchor in HIGH_WATER]
        static = [1 - ((rule.initial or equity) - _limit(rule, equity)) / equity for rule in losses if _is_static(rule)]
        falls = (share for share in static if share > 0)
        return PauseLimits(
            min(streaks, default=None),
            min(trailing, default=None),
            min(falls, default=None),
            _nearest(_period_limit(rule, equity) for rule in losses if rule.anchor in PERIODS),
            min(opened, default=None),
        )


def _concerns(rule: Rule, instrument: str) -> bool:
    """Whether trades in an instrument alone can bring it: not where it is of other instruments together."""
    return not isinstance(rule, ScopedRule) or not rule.instruments or instrument in rule.instruments


def _period_limit(rule: LossRule, equity: Decimal) -> PeriodLimit:
    is_of_first = rule.rate is None or rule.rate_of is RateOf.INITIAL
    return PeriodLimit(PERIOD_OF[rule.anchor], float(_limit(rule, equity) / equity), is_of_first)


def _nearest(limits: Iterable[PeriodLimit]) -> tuple[PeriodLimit, ...]:
    """The nearest limit of each period, of what it held at its start and of the first equity."""
    kept: dict[tuple[str, bool], PeriodLimit] = {}
    for limit in sorted(limits, key=lambda one: (one.trades(1), one.share)):
        kept.setdefault((limit.period, limit.of_first), limit)
    return tuple(kept.values())


def _is_static(rule: LossRule) -> bool:
    return rule.anchor is Anchor.INITIAL


def _limit(rule: LossRule, equity: Decimal) -> Decimal:
    """What may be lost, in account currency, where equity now is what it is measured from."""
    is_of_start = rule.rate_of is RateOf.INITIAL or _is_static(rule)
    return rule.amount or (rule.rate or ZERO) * ((rule.initial or equity) if is_of_start else equity)
