"""What was asked for beside what can be had of it, and which rule stands between the two."""

from decimal import Decimal

from planner.assess import Assessment, Decision, ordered
from planner.domain.distances import Reference
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ZERO
from planner.report import numbers
from planner.report.sentences import units_of
from planner.report.verdict import binding_words
from planner.words import translated

ASKED, CAN_BE, NOTHING, STEP = "Asked", "Can be", "nothing", "step of {step}"
ODDS = "what whole steps close"
"""Why a Kelly size by the targets' shares cannot be had."""


def asked_lines(assessment: Assessment) -> tuple[str, ...]:
    """Two lines: quantity and loss at the stop as asked for, unrounded; and as they can be, with what binds.

    Nothing where the size, or what may be taken of it, cannot be told.
    """
    evaluation, units, verdict = assessment.evaluation, units_of(assessment.draft), assessment.verdict
    asked, rounded = evaluation.asked_quantity, evaluation.quantity
    if asked is None or rounded is None or verdict.decision is Decision.CANNOT_SAY:
        return ()
    can_be = verdict.quantity or ZERO
    wanted = numbers.with_unit(numbers.asked(asked, units.quantity_step), units.quantity_unit)
    had = (
        numbers.with_unit(numbers.quantity(can_be, units.quantity_step), units.quantity_unit)
        if can_be
        else translated(NOTHING)
    )
    reason = _reason(assessment, asked, rounded, can_be)
    return (
        _line(translated(ASKED), wanted, _loss(evaluation, asked, units.currency)),
        _line(translated(CAN_BE), had, _loss(ordered(assessment), can_be, units.currency) if can_be else "", reason),
    )


def _line(*parts: str) -> str:
    name, *others = parts
    return f"{name}: {' · '.join(part for part in others if part)}"


def _loss(evaluation: Evaluation, quantity: Decimal, currency: str) -> str:
    """What a quantity loses at the stop, by what one unit does."""
    if evaluation.loss_at_stop is None or not evaluation.quantity:
        return ""
    each = ENGINE.divide(evaluation.loss_at_stop, evaluation.quantity)
    return numbers.money(ENGINE.multiply(each, quantity), currency)


def _reason(assessment: Assessment, asked: Decimal, rounded: Decimal, can_be: Decimal) -> str:
    """The rule that leaves no more; where it is no rule of size, the verdict alone says why."""
    if can_be < rounded:
        is_of_size = any(cap.rule == assessment.verdict.binding for cap in assessment.caps)
        return binding_words(assessment) if is_of_size else ""
    if any(finding.code == "kelly_in_steps" for finding in assessment.evaluation.findings):
        return translated(ODDS)
    return "" if asked == rounded else translated(STEP, step=numbers.shortest(units_of(assessment.draft).quantity_step))


def not_as_far(asked: str, reached: str, of: Reference) -> str:
    """Why a stop does not lie as far as was asked for, or a target does not bring as much."""
    if not of.is_stop:
        return translated(
            "{reached}, not {asked}: the size follows from the target in whole steps, and a tick farther brings more.",
            asked=asked,
            reached=reached,
        )
    return translated(
        "{reached}, not {asked}: whole steps of the size enter at {price} on average, and no stop lies just so far.",
        asked=asked,
        reached=reached,
        price=numbers.price(of.trade.entry_price, of.trade.leg.instrument.price_tick),
    )
