"""A plan on its way into the book while pause rules hold: what keeps it off, and what breaking a pause off means."""

from planner.assess import Assessment
from planner.report.pauses import pause_lines
from planner.words import translated

NO_ACCOUNT = "Make an account in the book first: plans are placed into one."
_FINAL = "This pause cannot be broken off."
_SEVERAL = "More than one rule holds, and only one pause a day can be broken off."
_ONCE = "One pause a day can be broken off, and today's was."


def refusal(assessment: Assessment) -> str:
    """Why the plan cannot be placed whatever reason there is; nothing where it can."""
    blocking = [row for row in assessment.pauses.rules if row.blocks]
    if not blocking:
        return ""
    why = ""
    if len(blocking) > 1:
        why = translated(_SEVERAL)
    elif not blocking[0].rule.pause.can_be_overridden:
        why = translated(_FINAL)
    elif assessment.pauses.replayed.standing.overridden_until > assessment.pauses.at:
        why = translated(_ONCE)
    return " ".join((*pause_lines(assessment), why)) if why else ""


def about_override(assessment: Assessment, minutes: int) -> str:
    """Which rule is broken, and what that leads to."""
    then = translated(
        "Breaking it off counts as a deviation and holds after {minutes} minutes; a trade opened "
        "sooner counts as traded while paused.",
        minutes=minutes,
    )
    return "\n\n".join(("\n".join(pause_lines(assessment)), then))


def placed_line(number: int, account: str) -> str:
    """That a plan is in the book."""
    return translated(
        "Sealed as plan no. {number} in {account}: it cannot be changed any more.", number=number, account=account
    )
