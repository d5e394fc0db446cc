import pytest
from pydantic import ValidationError

from planner.discipline.pause import pause_states
from planner.domain.plan import DEFAULT_DISCIPLINE, CountRule

LOSSES = [
    (0, "active", "active"),
    (1, "active", "warned"),
    (2, "warned", "paused"),
    (3, "paused", "paused"),
    (9, "paused", "paused"),
]


@pytest.mark.parametrize(("count", "now", "after"), LOSSES)
def test_losses_in_a_row_warn_at_two_and_pause_at_three(count: int, now: str, after: str) -> None:
    state, _ = pause_states(DEFAULT_DISCIPLINE.replace(losing_streak=count))
    assert (state.rule, state.count, state.warn_at, state.pause_at) == ("losing_streak", count, 2, 3)
    assert (state.state, state.state_if_loss) == (now, after)


@pytest.mark.parametrize(("count", "now"), [(1, "active"), (2, "warned"), (3, "paused")])
def test_a_loss_is_no_deviation(count: int, now: str) -> None:
    _, state = pause_states(DEFAULT_DISCIPLINE.replace(deviations=count))
    assert (state.rule, state.state, state.state_if_loss) == ("deviations", now, now)


def test_a_rule_may_warn_from_the_start_or_only_when_it_pauses() -> None:
    rule = CountRule(warn_at=0, pause_at=1)
    assert pause_states(DEFAULT_DISCIPLINE.replace(losing_streak_rule=rule))[0].state == "warned"
    at_once = CountRule(warn_at=2, pause_at=2)
    state = pause_states(DEFAULT_DISCIPLINE.replace(losing_streak_rule=at_once, losing_streak=1))[0]
    assert (state.state, state.state_if_loss) == ("active", "paused")


@pytest.mark.parametrize(
    "rule", [{"warn_at": 3, "pause_at": 2}, {"warn_at": 0, "pause_at": 0}, {"warn_at": "1", "pause_at": 2}]
)
def test_a_rule_that_cannot_be_is_refused(rule: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CountRule.model_validate(rule)
