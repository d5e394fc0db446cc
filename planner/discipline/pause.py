"""Pause rules: counts in, states out. The counts are entered by hand."""

from dataclasses import dataclass
from enum import StrEnum

from planner.domain.plan import CountRule, Discipline


class RuleState(StrEnum):
    """What a rule says about the next trade."""

    ACTIVE = "active"
    WARNED = "warned"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class PauseState:
    """A rule, its count, what it says now and what it will say if this trade loses."""

    rule: str
    count: int
    warn_at: int
    pause_at: int
    state: RuleState
    state_if_loss: RuleState


def pause_states(discipline: Discipline) -> tuple[PauseState, ...]:
    """Every pause rule with its state."""
    return (
        _state("losing_streak", discipline.losing_streak, discipline.losing_streak_rule, after_a_loss=1),
        _state("deviations", discipline.deviations, discipline.deviations_rule, after_a_loss=0),
    )


def _state(name: str, count: int, rule: CountRule, *, after_a_loss: int) -> PauseState:
    return PauseState(
        name, count, rule.warn_at, rule.pause_at, _judged(count, rule), _judged(count + after_a_loss, rule)
    )


def _judged(count: int, rule: CountRule) -> RuleState:
    if count >= rule.pause_at:
        return RuleState.PAUSED
    return RuleState.WARNED if count >= rule.warn_at else RuleState.ACTIVE
