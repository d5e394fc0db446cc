"""The verdict in words: a headline and why."""

from decimal import Decimal

from msgspec import Struct

from planner.assess import Assessment, Decision
from planner.domain.plan import SizeBy
from planner.report import numbers
from planner.report.glossary import RULES
from planner.report.limits import subject_words
from planner.report.pause_words import rule_name
from planner.report.pauses import pause_objection
from planner.report.rows import CHANGED_SIGN
from planner.report.sentences import Units, finding_sentence, units_of
from planner.words import translated

_SIZED_BY = {
    SizeBy.RISK_RATE: "your risk sets the size",
    SizeBy.RISK_AMOUNT: "your risk sets the size",
    SizeBy.QUANTITY: "within every limit",
    SizeBy.MARGIN: "the margin to commit sets the size",
    SizeBy.MOST: "available margin sets the size",
    SizeBy.VOLATILITY: "the average true range sets the size",
    SizeBy.FIXED_RATIO: "closed profit sets the size",
    SizeBy.KELLY: "a share of Kelly sets the size",
}


class VerdictText(Struct, frozen=True):
    """What stands in the verdict line."""

    headline: str
    reason: str


def verdict_text(assessment: Assessment) -> VerdictText:
    """The verdict line of an assessment; by rules of the trader's own it says so."""
    found = _with_old_prices(_verdict_text(assessment), assessment)
    if not assessment.draft.situation.venue.changed:
        return found
    return VerdictText(
        found.headline,
        translated("{reason} {changed_sign} By rules you changed.", reason=found.reason, changed_sign=CHANGED_SIGN),
    )


def _verdict_text(assessment: Assessment) -> VerdictText:
    verdict, units = assessment.verdict, units_of(assessment.draft)
    size = _size(verdict.quantity, units)
    match verdict.decision:
        case Decision.TAKE:
            return VerdictText(translated("Take {size}", size=size), _take_reason(assessment, units))
        case Decision.SHRINK:
            asked = _size(assessment.evaluation.quantity, units)
            reason = translated(
                "{binding} allows no more; the plan asks {asked}.",
                binding=_capital(binding_words(assessment)),
                asked=asked,
            )
            reason += _besides(assessment, units)
            return VerdictText(translated("Shrink to {size}", size=size), reason)
        case Decision.DO_NOT_TAKE:
            return VerdictText(translated("Do not take"), _objection(assessment, units))
        case Decision.CANNOT_SAY:
            return VerdictText(translated("Cannot say"), _objection(assessment, units))


def binding_words(assessment: Assessment) -> str:
    """What the rule is called that binds."""
    binding = assessment.verdict.binding or ""
    pause = next((row.rule for row in assessment.pauses.rules if row.rule.id == binding), None)
    if pause is not None:
        return translated("the rule on {pause}", pause=rule_name(pause))
    subject = next((cap.subject for cap in assessment.caps if cap.rule == binding), "")
    words = translated(RULES.get(binding, binding))
    return f"{words} ({subject_words(subject)})" if subject else words


def _take_reason(assessment: Assessment, units: Units) -> str:
    evaluation = assessment.evaluation
    loss = numbers.money(evaluation.loss_at_stop, units.currency)
    share = numbers.percent(evaluation.risk_rate)
    sized = translated(_SIZED_BY[assessment.draft.plan.size_by])
    return translated(
        "The stop costs {loss}, {share} of equity, all costs in; {sized}.{besides}",
        loss=loss,
        share=share,
        sized=sized,
        besides=_besides(assessment, units),
    )


_BESIDES = ("kelly_in_steps", "stop_near_liquidation", "stop_near_later_liquidation", "checklist_open")


def _besides(assessment: Assessment, units: Units) -> str:
    """Not silent about a trade to take: why Kelly sizes it smaller, a stop near liquidation, what is left to check."""
    return "".join(_said(code, assessment, units) for code in _BESIDES)


def _with_old_prices(text: VerdictText, assessment: Assessment) -> VerdictText:
    """Whatever the answer is, it follows from the marks and, where the size does, from the ATR."""
    units = units_of(assessment.draft)
    old = (_said(code, assessment, units) for code in ("marks_old", "atr_old"))
    return VerdictText(text.headline, text.reason + "".join(old))


def _said(code: str, assessment: Assessment, units: Units) -> str:
    """The sentence of a finding to be put behind others; nothing where it was not found."""
    found = next((finding for finding in assessment.evaluation.findings if finding.code == code), None)
    return "" if found is None else f" {finding_sentence(found, units)}"


def _objection(assessment: Assessment, units: Units) -> str:
    binding = assessment.verdict.binding
    finding = next((f for f in assessment.evaluation.findings if f.code == binding), None)
    if finding is not None:
        return finding_sentence(finding, units)
    rules = assessment.pauses.rules
    pause = next((row for row in rules if row.rule.id == binding and (row.blocks or row.is_blind)), None)
    if pause is not None:
        return pause_objection(pause, assessment)
    if any(cap.rule == binding for cap in assessment.caps):
        return translated("{binding} leaves no size that can be taken.", binding=_capital(binding_words(assessment)))
    return f"{_capital(binding_words(assessment))}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _size(quantity: Decimal | None, units: Units) -> str:
    return numbers.with_unit(numbers.quantity(quantity, units.quantity_step), units.quantity_unit)
