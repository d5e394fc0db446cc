"""Which pause rule ends a losing run."""

from planner.discipline.pause import RuleState, pause_states
from planner.domain.plan import Situation


def paused_after(situation: Situation, losses: int) -> str | None:
    """The rule that pauses the account after so many more losses in a row; None where none does."""
    discipline = situation.discipline
    later = discipline.replace(losing_streak=discipline.losing_streak + losses)
    return next((pause.rule for pause in pause_states(later) if pause.state is RuleState.PAUSED), None)
