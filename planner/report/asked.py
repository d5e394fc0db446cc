"""What was asked for beside what can be had of it, and which rule stands between the two."""

from decimal import Decimal, localcontext

from planner.assess import Assessment, Decision, ordered
from planner.domain.distances import Reference
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ZERO
from planner.domain.sizing import BY_STOP, budget_of, follows_targets
from planner.report import numbers
from planner.report.sentences import units_of
from planner.report.verdict import binding_words
from planner.words import translated

ASKED, CAN_BE, NOTHING, STEP = "Asked", "Can be", "nothing", "step of {step}"
ODDS = "what whole steps close"
"""Why a Kelly size by the targets' shares cannot be had."""

BLOCKED = {
    "base_used_up": "nothing is left of the base",
    "no_edge": "these odds lose money",
    "no_edge_in_steps": "what whole steps close loses money",
    "equity_gone": "no equity is left",
    "leverage_above_maximum": "leverage above the maximum",
    "loan_above_maximum": "a loan above the maximum",
    "equity_below_minimum": "equity below what the venue asks",
    "day_trade_equity": "equity below what a day trade needs",
    "already_liquidatable": "the venue would close it at once",
    "stop_beyond_liquidation": "the venue closes it before the stop",
    "stop_fills_beyond_liquidation": "the venue closes it before the stop fills",
    "stop_beyond_later_liquidation": "the venue closes it before the stop, within the holding time",
    "ladder_cut_off": "the venue closes it between two entries",
    "stop_missing": "there is no stop",
    "below_minimum": "below the venue's smallest order",
    "order_below_minimum": "an order below the venue's smallest",
    "mode_conflict": "the other margin mode is in use",
    "checklist_required": "the checklist",
}
"""What leaves nothing where no limit of size does."""


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
        _line(translated(ASKED), wanted, _asked_loss(evaluation, asked, units.currency)),
        _line(translated(CAN_BE), had, _loss(ordered(assessment), can_be, units.currency) if can_be else "", reason),
    )


def _line(*parts: str) -> str:
    name, *others = parts
    return f"{name}: {' · '.join(part for part in others if part)}"


def _asked_loss(evaluation: Evaluation, asked: Decimal, currency: str) -> str:
    """What is risked where that is what was typed."""
    sizing = evaluation.sizing
    if sizing is None or sizing.plan.size_by not in BY_STOP or follows_targets(sizing.plan):
        return _loss(evaluation, asked, currency)
    with localcontext(ENGINE):
        return numbers.money(budget_of(sizing), currency)


def _loss(evaluation: Evaluation, quantity: Decimal, currency: str) -> str:
    """What a quantity loses at the stop, by what one unit does."""
    if evaluation.loss_at_stop is None or not evaluation.quantity:
        return ""
    each = ENGINE.divide(evaluation.loss_at_stop, evaluation.quantity)
    return numbers.money(ENGINE.multiply(each, quantity), currency)


def _reason(assessment: Assessment, asked: Decimal, rounded: Decimal, can_be: Decimal) -> str:
    """The rule that leaves no more, or nothing."""
    binding = assessment.verdict.binding or ""
    if can_be < rounded or not can_be:
        return translated(BLOCKED[binding]) if binding in BLOCKED and not can_be else binding_words(assessment)
    if any(finding.code == "kelly_in_steps" for finding in assessment.evaluation.findings):
        return translated(ODDS)
    return "" if asked == rounded else translated(STEP, step=numbers.shortest(units_of(assessment.draft).quantity_step))


def not_as_far(asked: str, reached: str, of: Reference) -> str:
    """Why a stop does not lie as far as was asked for, or a target does not bring as much.

    Nothing where both read alike.
    """
    if asked == reached:
        return ""
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
