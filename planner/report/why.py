"""Why a figure is what it is: its formula in this venue's variant, its inputs, the exact result, and a check."""

from collections.abc import Callable
from decimal import localcontext

from planner.assess import Assessment
from planner.domain.evaluation import Severity
from planner.domain.number import ENGINE
from planner.report.changed_rules import rules_behind
from planner.report.glossary import label, meaning
from planner.report.liquidation import if_liquidated_rows
from planner.report.position_liquidation import shock_rows
from planner.report.rows import liquidation_label, summary_rows
from planner.report.rules import not_modelled_section, origin_section
from planner.report.sections import Page, Section, section, sentence
from planner.report.sentences import finding_sentence, units_of
from planner.report.why_figures import FIGURES
from planner.report.why_levels import LEVELS, level_answer, level_sections
from planner.report.why_liquidation import ROWS, liquidation_row, row_sections
from planner.report.why_positions import (
    position_answer,
    position_index,
    position_name,
    position_sections,
    position_subjects,
)
from planner.report.why_shock import SHOCKS, shock_answer, shock_sections
from planner.words import translated

SUBJECTS: tuple[str, ...] = (*FIGURES, *LEVELS, *ROWS, *SHOCKS)
"""What can be asked about of any plan; the levels of open positions come on top."""

CHOICE = "Figure"


def subjects(assessment: Assessment) -> tuple[str, ...]:
    """All that can be asked about of this plan, in the order it is offered."""
    there = {row.key for row in (*if_liquidated_rows(assessment), *shock_rows(assessment))}
    boxes = (key for key in (*ROWS, *SHOCKS) if key in there)
    return (*FIGURES, *LEVELS, *boxes, *position_subjects(assessment))


def is_subject(assessment: Assessment, key: str) -> bool:
    """Whether that can be asked about."""
    return key in SUBJECTS or key in position_subjects(assessment)


def subject_name(assessment: Assessment, key: str) -> str:
    """What a figure is called at the plan's venue."""
    index = position_index(key)
    if index is not None:
        return position_name(assessment, index)
    stopped = liquidation_label(assessment.draft.situation.venue)
    if key == "far_liquidation":
        return translated("{stopped} on the winning side", stopped=stopped)
    row = liquidation_row(assessment, key) if key in ROWS else None
    return stopped if key == "liquidation" else row.label if row is not None else label(key)


def why_page(assessment: Assessment, key: str) -> Page:
    """All that leads to a figure."""
    venue = assessment.draft.situation.venue
    with localcontext(ENGINE):
        answer, sections = _explained(assessment, key)
    common = (origin_section(venue, assessment.draft.instrument), not_modelled_section(venue))
    return Page(
        f"{subject_name(assessment, key)}: {answer}",
        _meaning(key),
        tuple(one for one in (*sections, _own_rules(assessment, key), *common) if one.lines),
    )


def _own_rules(assessment: Assessment, key: str) -> Section:
    """The rules of the trader's own that the figure follows."""
    behind = rules_behind(assessment.draft, key if position_index(key) is None else "positions")
    return section(translated("Follows rules you changed"), *map(sentence, behind))


def _meaning(key: str) -> str:
    if key == "far_liquidation":
        return translated("Where the venue would close other positions of the account while this one wins.")
    if position_index(key) is not None:
        return translated("Where its own price alone takes it, before this plan and with it.")
    return meaning(key)


def _explained(assessment: Assessment, key: str) -> tuple[str, tuple[Section, ...]]:
    index = position_index(key)
    if index is not None:
        return position_answer(assessment, index), position_sections(assessment, index)
    if key in SHOCKS:
        return shock_answer(assessment, key), shock_sections(assessment, key)
    unsaid = _unsaid(assessment, key)
    if unsaid:
        return translated("not known"), (section(translated("Why not"), sentence(unsaid)),)
    if key in FIGURES:
        return _answer(assessment, key), FIGURES[key](assessment)
    if key in ROWS:
        row = liquidation_row(assessment, key)
        return translated("none") if row is None else row.value, row_sections(assessment, key)
    return level_answer(assessment, key), level_sections(assessment, key)


def _answer(assessment: Assessment, key: str) -> str:
    return next(row.value for row in summary_rows(assessment) if row.key == key)


def _unsaid(assessment: Assessment, key: str) -> str:
    """What keeps a figure from being known."""
    evaluation = assessment.evaluation
    if not _NEEDS.get(key, _has_no_pool)(assessment):
        return ""
    units = units_of(assessment.draft)
    for finding in evaluation.findings:
        if finding.severity is Severity.INPUT:
            return finding_sentence(finding, units)
    if key in {"loss_at_stop", "reward_risk", "break_even_win_rate"} and assessment.draft.plan.stop_price is None:
        return translated("There is no stop: the loss of this trade is unbounded.")
    if key in {"reward_risk", "break_even_win_rate"} and evaluation.quantity:
        if evaluation.draft.plan.targets and evaluation.gain_at_targets is None:
            return translated("The targets close nothing: their shares of this size are less than a step.")
        return translated("There are no targets, or what is gained or lost is not above zero.")
    return translated("The quantity rounds down to nothing, so there is no position.")


def _has_no_pool(assessment: Assessment) -> bool:
    return assessment.evaluation.pool is None


_NEEDS: dict[str, Callable[[Assessment], bool]] = {
    "quantity": lambda assessment: assessment.evaluation.quantity is None,
    "notional": lambda assessment: assessment.evaluation.notional is None,
    "initial_margin": lambda assessment: assessment.evaluation.initial_margin is None,
    "loss_at_stop": lambda assessment: assessment.evaluation.loss_at_stop is None,
    "reward_risk": lambda assessment: assessment.evaluation.reward_risk is None,
    "break_even_win_rate": lambda assessment: assessment.evaluation.break_even_win_rate is None,
    "break_even": lambda assessment: assessment.evaluation.unit is None,
}
