"""The heart: one draft in, one assessment out. Pure and total."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from planner.discipline.bounds import Cap, Usage
from planner.discipline.judging import worst
from planner.discipline.limits import allowed_quantity, caps, usages
from planner.discipline.pauses import Pauses, pauses, size_caps
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation, Severity
from planner.domain.kelly import paying_quantity
from planner.domain.number import ENGINE, ONE
from planner.domain.order_findings import largest_ordered, minimum_quantity
from planner.domain.plan import Draft
from planner.domain.reward_risk import held
from planner.domain.sizing import follows_targets
from planner.domain.staleness import with_old_prices
from planner.domain.what_if import with_share
from planner.portfolio.open_risk import OpenRisk, open_risk
from planner.portfolio.portfolio_risk import PortfolioRisk, portfolio_risk


class Decision(StrEnum):
    """The four answers."""

    TAKE = "take"
    SHRINK = "shrink"
    DO_NOT_TAKE = "do_not_take"
    CANNOT_SAY = "cannot_say"


class Verdict(Struct, frozen=True):
    """The answer, the rule that binds (None where none does) and the largest quantity to take, if any."""

    decision: Decision
    binding: str | None = None
    quantity: Decimal | None = None


class Assessment(Struct, frozen=True):
    """A draft and all that follows from it; `portfolio` is None where the open positions cannot be valued."""

    evaluation: Evaluation
    risk: OpenRisk
    portfolio: PortfolioRisk | None
    caps: tuple[Cap, ...]
    usages: tuple[Usage, ...]
    pauses: Pauses
    verdict: Verdict

    @property
    def draft(self) -> Draft:
        """What was assessed."""
        return self.evaluation.draft


def assess(draft: Draft, like: Assessment | None = None, now: datetime | None = None) -> Assessment:
    """Judge one plan in its situation at a moment; what follows from the same situation is taken over from `like`."""
    with localcontext(ENGINE):
        evaluation = evaluate(draft, None if like is None else like.evaluation)
        is_held = like is not None and like.evaluation.holdings is evaluation.holdings
        risk = like.risk if is_held and like is not None else open_risk(evaluation)
        portfolio = portfolio_risk(evaluation, risk, None if like is None else like.portfolio)
        found = pauses(evaluation, now, None if like is None else (like.draft.situation, like.pauses.replayed))
        evaluation = with_old_prices(evaluation, found.at)

        def caps_of(sized: Evaluation) -> tuple[Cap, ...]:
            return size_caps(found.rules, caps(sized, risk, portfolio))

        limits = caps_of(evaluation)
        verdict = _verdict(evaluation, risk, _Sizing(limits, caps_of), found)
        bars = usages(evaluation, risk, portfolio)
        return Assessment(evaluation, risk, portfolio, limits, bars, found, verdict)


_MOST_ROUNDS = 16
"""One or two are usual: a size that is still too large after so many is not worth finding."""


class _Sizing(NamedTuple):
    """The caps at the size that is asked, the tightest first, and those of the same plan in another size."""

    caps: tuple[Cap, ...]
    caps_of: Callable[[Evaluation], tuple[Cap, ...]]


def _verdict(evaluation: Evaluation, risk: OpenRisk, sizing: _Sizing, found: Pauses) -> Verdict:
    heaviest = max(evaluation.findings, key=lambda finding: finding.severity, default=None)
    if heaviest is not None and heaviest.severity is Severity.INPUT:
        return Verdict(Decision.CANNOT_SAY, heaviest.code)
    paused = worst([row for row in found.rules if row.blocks])
    if paused is not None:
        return Verdict(Decision.DO_NOT_TAKE, paused.rule.id)
    if heaviest is not None and heaviest.severity is Severity.BLOCKER:
        return _cured_by_size(evaluation, heaviest.code, sizing) or Verdict(Decision.DO_NOT_TAKE, heaviest.code)
    unbounded = _unbounded(risk, found)
    if unbounded is not None:
        return unbounded
    if evaluation.quantity is None or not sizing.caps:
        return Verdict(Decision.CANNOT_SAY, "size_missing")
    return _sized_verdict(evaluation, evaluation.quantity, sizing)


def _unbounded(risk: OpenRisk, found: Pauses) -> Verdict | None:
    """Where what may be lost has no bound, or a pause rule cannot know whether it holds."""
    if risk.total is None:
        return Verdict(Decision.DO_NOT_TAKE, "position_without_stop")
    blind = next((row.rule.id for row in found.rules if row.is_blind), None)
    return None if blind is None else Verdict(Decision.CANNOT_SAY, blind)


def _cured_by_size(evaluation: Evaluation, code: str, sizing: _Sizing) -> Verdict | None:
    """A position too large for its account is shrunk, where the size that the limits leave can be taken."""
    if code != "already_liquidatable" or not sizing.caps or evaluation.quantity is None:
        return None
    verdict = _sized_verdict(evaluation, evaluation.quantity, sizing)
    return verdict if verdict.decision is Decision.SHRINK else None


def _sized_verdict(evaluation: Evaluation, quantity: Decimal, sizing: _Sizing) -> Verdict:
    """The largest size that its own caps leave: of several entries, fewer whole steps can lose more each.

    Where the targets set the size, one whose own odds pay; and one of which every entry is an order.
    """
    limits, binding, rounds, asked = sizing.caps, None, 0, evaluation.sizing
    while limits and (allowed := allowed_quantity(evaluation, limits[0])) < quantity:
        quantity = largest_ordered(evaluation, allowed if asked is None else paying_quantity(asked, allowed))
        binding, rounds = limits[0].rule, rounds + 1
        if quantity < minimum_quantity(evaluation) or rounds > _MOST_ROUNDS:
            return Verdict(Decision.DO_NOT_TAKE, binding)
        evaluation = _at(evaluation, quantity)
        limits = sizing.caps_of(evaluation)
    if binding is None:
        return Verdict(Decision.TAKE, None, quantity)
    evaluation, quantity = _with_more(evaluation, quantity, sizing)
    if not _can_be_taken(evaluation):
        return Verdict(Decision.DO_NOT_TAKE, binding)
    return Verdict(Decision.SHRINK, binding, quantity)


def _with_more(evaluation: Evaluation, quantity: Decimal, sizing: _Sizing) -> tuple[Evaluation, Decimal]:
    """As many steps more as their own caps leave: of several entries each can be ordered where it loses less."""
    plan, unit = evaluation.draft.plan, evaluation.unit
    if not plan.ladder or unit is None or follows_targets(plan):
        return evaluation, quantity
    for _ in range(_MOST_ROUNDS):
        more = quantity + unit.leg.instrument.quantity_step
        larger = _at(evaluation, more)
        if allowed_quantity(larger, sizing.caps_of(larger)[0]) < more or not _can_be_taken(larger):
            break
        evaluation, quantity = larger, more
    return evaluation, quantity


def _can_be_taken(evaluation: Evaluation) -> bool:
    """Whether the plan meets no blocker: a smaller size can be worse beside other positions."""
    return all(finding.severity < Severity.BLOCKER for finding in evaluation.findings)


def ordered(assessment: Assessment) -> Evaluation:
    """The plan in the size its orders are for, with all that follows: a smaller one where it is to shrink.

    A ratio of reward to risk that is held puts the last target where it belongs for that size.
    """
    quantity = assessment.verdict.quantity
    if quantity is None or assessment.verdict.decision is not Decision.SHRINK:
        return assessment.evaluation
    placed = _at(assessment.evaluation, quantity)
    kept = held(placed.draft)
    return placed if kept is placed.draft else evaluate(kept, placed)


def _at(evaluation: Evaluation, quantity: Decimal) -> Evaluation:
    return evaluate(with_share(evaluation.draft, quantity, ONE), evaluation)
