"""The heart: one draft in, one assessment out. Pure and total."""

from datetime import datetime
from decimal import Decimal, localcontext
from enum import StrEnum

from msgspec import Struct

from planner.discipline.bounds import Cap, Usage
from planner.discipline.judging import worst
from planner.discipline.largest import CapsOf, Largest, at_size, cured, largest_within
from planner.discipline.limits import caps, usages
from planner.discipline.pauses import Pauses, pauses, size_caps
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation, Severity
from planner.domain.number import ENGINE
from planner.domain.plan import Draft
from planner.domain.reward_risk import held
from planner.domain.staleness import with_old_prices
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
        verdict = _verdict(evaluation, risk, limits, caps_of, found)
        bars = usages(evaluation, risk, portfolio)
        return Assessment(evaluation, risk, portfolio, limits, bars, found, verdict)


def _verdict(
    evaluation: Evaluation, risk: OpenRisk, limits: tuple[Cap, ...], caps_of: CapsOf, found: Pauses
) -> Verdict:
    heaviest = max(evaluation.findings, key=lambda finding: finding.severity, default=None)
    if heaviest is not None and heaviest.severity is Severity.INPUT:
        return Verdict(Decision.CANNOT_SAY, heaviest.code)
    paused = worst([row for row in found.rules if row.blocks])
    if paused is not None:
        return Verdict(Decision.DO_NOT_TAKE, paused.rule.id)
    if heaviest is not None and heaviest.severity is Severity.BLOCKER:
        smaller = cured(evaluation, heaviest.code, caps_of)
        return Verdict(Decision.DO_NOT_TAKE, heaviest.code) if smaller is None else _sized(smaller)
    unbounded = _unbounded(risk, found)
    if unbounded is not None:
        return unbounded
    if evaluation.quantity is None or not limits:
        return Verdict(Decision.CANNOT_SAY, "size_missing")
    return _sized(largest_within(evaluation, caps_of))


def _sized(found: Largest) -> Verdict:
    if found.evaluation is None:
        return Verdict(Decision.DO_NOT_TAKE, found.binding)
    decision = Decision.TAKE if found.binding is None else Decision.SHRINK
    return Verdict(decision, found.binding, found.evaluation.quantity)


def _unbounded(risk: OpenRisk, found: Pauses) -> Verdict | None:
    """Where what may be lost has no bound, or a pause rule cannot know whether it holds."""
    if risk.total is None:
        return Verdict(Decision.DO_NOT_TAKE, "position_without_stop")
    blind = next((row.rule.id for row in found.rules if row.is_blind), None)
    return None if blind is None else Verdict(Decision.CANNOT_SAY, blind)


def ordered(assessment: Assessment) -> Evaluation:
    """The plan in the size its orders are for, with all that follows: a smaller one where it is to shrink.

    A ratio of reward to risk that is held puts the last target where it belongs for that size.
    """
    quantity = assessment.verdict.quantity
    if quantity is None or assessment.verdict.decision is not Decision.SHRINK:
        return assessment.evaluation
    placed = at_size(assessment.evaluation, quantity)
    kept = held(placed.draft)
    return placed if kept is placed.draft else evaluate(kept, placed)
