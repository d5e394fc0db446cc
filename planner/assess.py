"""The heart: one draft in, one assessment out. Pure and total."""

from datetime import datetime
from decimal import Decimal, localcontext
from enum import StrEnum

from msgspec import Struct

from planner.discipline.bounds import Cap, Usage
from planner.discipline.judging import worst
from planner.discipline.limits import allowed_quantity, caps, usages
from planner.discipline.pauses import Pauses, pauses, size_caps
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation, Severity
from planner.domain.findings import minimum_quantity
from planner.domain.number import ENGINE, ONE
from planner.domain.plan import Draft
from planner.domain.staleness import with_old_marks
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
        evaluation = with_old_marks(evaluation, found.at)
        limits = size_caps(found.rules, caps(evaluation, risk, portfolio))
        verdict = _verdict(evaluation, risk, limits, found)
        bars = usages(evaluation, risk, portfolio)
        return Assessment(evaluation, risk, portfolio, limits, bars, found, verdict)


def _verdict(evaluation: Evaluation, risk: OpenRisk, limits: tuple[Cap, ...], found: Pauses) -> Verdict:
    heaviest = max(evaluation.findings, key=lambda finding: finding.severity, default=None)
    if heaviest is not None and heaviest.severity is Severity.INPUT:
        return Verdict(Decision.CANNOT_SAY, heaviest.code)
    paused = worst([row for row in found.rules if row.blocks])
    if paused is not None:
        return Verdict(Decision.DO_NOT_TAKE, paused.rule.id)
    if heaviest is not None and heaviest.severity is Severity.BLOCKER:
        return _cured_by_size(evaluation, heaviest.code, limits) or Verdict(Decision.DO_NOT_TAKE, heaviest.code)
    unbounded = _unbounded(risk, found)
    if unbounded is not None:
        return unbounded
    if evaluation.quantity is None or not limits:
        return Verdict(Decision.CANNOT_SAY, "size_missing")
    return _sized_verdict(evaluation, evaluation.quantity, limits[0])


def _unbounded(risk: OpenRisk, found: Pauses) -> Verdict | None:
    """Where what may be lost has no bound, or a pause rule cannot know whether it holds."""
    if risk.total is None:
        return Verdict(Decision.DO_NOT_TAKE, "position_without_stop")
    blind = next((row.rule.id for row in found.rules if row.is_blind), None)
    return None if blind is None else Verdict(Decision.CANNOT_SAY, blind)


def _cured_by_size(evaluation: Evaluation, code: str, limits: tuple[Cap, ...]) -> Verdict | None:
    """A position too large for its account is shrunk, where the size that the limits leave can be taken."""
    if code != "already_liquidatable" or not limits or evaluation.quantity is None:
        return None
    verdict = _sized_verdict(evaluation, evaluation.quantity, limits[0])
    return verdict if verdict.decision is Decision.SHRINK else None


def _sized_verdict(evaluation: Evaluation, quantity: Decimal, tightest: Cap) -> Verdict:
    allowed = allowed_quantity(evaluation, tightest)
    if allowed >= quantity:
        return Verdict(Decision.TAKE, None, quantity)
    if allowed < minimum_quantity(evaluation) or not _can_be_taken(evaluation, allowed):
        return Verdict(Decision.DO_NOT_TAKE, tightest.rule)
    return Verdict(Decision.SHRINK, tightest.rule, allowed)


def _can_be_taken(evaluation: Evaluation, quantity: Decimal) -> bool:
    """Whether the plan with that quantity meets no blocker: a smaller size can be worse beside other positions."""
    return all(finding.severity < Severity.BLOCKER for finding in _at(evaluation, quantity).findings)


def ordered(assessment: Assessment) -> Evaluation:
    """The plan in the size its orders are for, with all that follows: a smaller one where it is to shrink."""
    quantity = assessment.verdict.quantity
    if quantity is None or assessment.verdict.decision is not Decision.SHRINK:
        return assessment.evaluation
    return _at(assessment.evaluation, quantity)


def _at(evaluation: Evaluation, quantity: Decimal) -> Evaluation:
    return evaluate(with_share(evaluation.draft, quantity, ONE), evaluation)
