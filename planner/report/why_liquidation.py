"""Why a row of the box "If liquidated" is what it is, or why the plan has no such row."""

from planner.assess import Assessment
from planner.report import numbers
from planner.report.liquidation import if_liquidated_rows
from planner.report.rows import Row
from planner.report.sections import section, sentence
from planner.report.why_outcome import OUTCOMES
from planner.report.why_parts import Sections
from planner.report.why_strain import STRAINS
from planner.words import translated

ROWS = {**OUTCOMES, **STRAINS}
"""What can be asked about, in the order it stands there."""


def liquidation_row(assessment: Assessment, key: str) -> Row | None:
    """The row as it is read; None where the plan has none."""
    rows = (row for row in if_liquidated_rows(assessment) if row.key == key)
    return next((row for row in rows if row.value != numbers.NONE), None)


def row_sections(assessment: Assessment, key: str) -> Sections:
    """All that leads to a row."""
    if liquidation_row(assessment, key) is None:
        return (section(translated("Why there is none"), sentence(translated(_WHY_NONE.get(key, _NO_LIQUIDATION)))),)
    return ROWS[key](assessment)


_NO_LIQUIDATION = "No price liquidates this plan by a rule of its venue."
_WHY_NONE = {
    "entry_cost": "Opening costs nothing, or no price liquidates this plan by a rule of its venue.",
    "carry_paid": "Holding costs nothing, or no price liquidates this plan by a rule of its venue.",
    "deficit": "Nothing is borrowed, so nothing can be owed.",
    "liquidation_range": "There is no such level, or nothing is borrowed.",
    "loan_to_value": "Nothing is borrowed against this position alone.",
    "effective_leverage": "There is no position, or no equity to compare it with.",
    "buying_power": "What one unit asks for is not known, or nothing is asked for it.",
    "tick_value": "There is no position, or what a tick is worth changes with the price.",
    "top_up": "There is no stop, or it is reached before liquidation: nothing must be added.",
    "call_at_stop": "There is no stop, or the venue calls for no amount to be paid in.",
}
