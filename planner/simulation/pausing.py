"""Which pause rule ends a losing run, and after how many losses one does."""

from planner.discipline.pause import RuleState, pause_states
from planner.domain.plan import Discipline, Situation

FARTHEST = 50


def paused_after(situation: Situation, losses: int) -> str | None:
    """The rule that pauses the account after so many more losses in a row; None where none does."""
    discipline = situation.discipline
    return _pausing(discipline, discipline.losing_streak + losses)


def losses_to_pause(situation: Situation) -> int | None:
    """How many losses in a row pause an account with a clean record; None where none do."""
    clean = situation.discipline.replace(losing_streak=0, deviations=0)
    return next((losses for losses in range(1, FARTHEST) if _pausing(clean, losses) is not None), None)


def _pausing(discipline: Discipline, losing_streak: int) -> str | None:
    later = discipline.replace(losing_streak=losing_streak)
    return next((pause.rule for pause in pause_states(later) if pause.state is RuleState.PAUSED), None)
