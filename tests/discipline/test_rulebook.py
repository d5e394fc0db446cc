"""What is tighter holds at once, what is looser from the next day."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.discipline.judging import Proposal, judge
from planner.discipline.replay import replay
from planner.discipline.rulebook import is_tighter
from planner.domain.journal import Event
from planner.domain.pause_rules import PauseRule, Reset
from tests.happenings import NOW, closed, event, marked, rule

BUY = Proposal("EURUSD", "long")
HOUR = timedelta(hours=1)
MIDNIGHT = NOW + 15 * HOUR


def _set(at: datetime, *rules: PauseRule, **changes: Any) -> Event:  # noqa: ANN401 - the fields of the event
    return event("rules_set", at, rules=rules, **changes)


def _limits(rules: Iterable[PauseRule], events: Iterable[Event], now: datetime) -> dict[str, tuple[str, object]]:
    rows = judge(replay(tuple(rules), Reset(), events), BUY, now)
    return {row.rule.id: (row.state.value, row.limit) for row in rows}


def test_a_tighter_rule_holds_at_once_and_pauses_where_its_limit_is_long_reached() -> None:
    old, new = rule("losses", pause_at=5), rule("losses", pause_at=2)
    events = [closed(NOW, -1), closed(NOW + HOUR, -1), _set(NOW + 2 * HOUR, new)]
    assert _limits([old], events[:2], NOW + 2 * HOUR) == {"losses": ("warned", 5)}
    assert _limits([old], events, NOW + 2 * HOUR) == {"losses": ("paused", 2)}
    lock = replay((old,), Reset(), events).standing.locks[0]
    assert (lock.at, lock.until) == (NOW + 2 * HOUR, NOW + 26 * HOUR)


def test_a_looser_rule_holds_from_the_next_day() -> None:
    old, new = rule("losses", warn_at=1, pause_at=2), rule("losses", warn_at=1, pause_at=9)
    events = [closed(NOW, -1), _set(NOW + HOUR, new), closed(NOW + 2 * HOUR, -1)]
    assert _limits([old], events, NOW + 3 * HOUR)["losses"] == ("paused", 2)
    later = [closed(NOW, -1), _set(NOW + HOUR, new), closed(MIDNIGHT, -1)]
    assert _limits([old], later, MIDNIGHT)["losses"] == ("warned", 9)


@pytest.mark.parametrize("ends", [("next_day", "next_week"), ("next_week", "next_day"), ("next_week", "never")])
def test_of_two_versions_that_one_loss_hits_the_longer_pause_holds(ends: tuple[str, str]) -> None:
    amounts = ("100", "150")
    old, new = (
        rule("loss", anchor="day_start", amount=amount, include_unrealised=False, pause={"ends": end})
        for amount, end in zip(amounts, ends, strict=True)
    )
    events = [marked(NOW, 1000), _set(NOW + HOUR, new), closed(NOW + 2 * HOUR, -200)]
    found = replay((old,), Reset(), events)
    (row,) = judge(found, BUY, MIDNIGHT + HOUR)
    # the day is over for one of them; a Monday ends the week
    assert (row.state.value, row.until) == ("paused", None if "never" in ends else NOW + timedelta(days=4, hours=15))
    assert [held.until for held in found.pauses] == [row.until]


def test_a_loss_that_a_new_rule_has_paused_for_pauses_once_more_only_when_it_is_deeper() -> None:
    made = rule("loss", anchor="day_start", amount="100", include_unrealised=False, pause={"minutes": 60})
    events = [marked(NOW, 1000), closed(NOW + HOUR, -200), _set(NOW + 2 * HOUR, made), marked(NOW + 4 * HOUR, 800)]
    assert [held.at for held in replay((), Reset(), events).pauses] == [NOW + 2 * HOUR]
    deeper = [*events, closed(NOW + 5 * HOUR, -1)]
    assert [held.at for held in replay((), Reset(), deeper).pauses] == [NOW + 2 * HOUR, NOW + 5 * HOUR]


def test_a_rule_that_is_taken_away_holds_until_the_next_day() -> None:
    events = [_set(NOW)]
    assert list(_limits([rule("losses")], events, MIDNIGHT - HOUR)) == ["losses"]
    assert list(_limits([rule("losses")], events, MIDNIGHT)) == []


def test_a_rule_that_is_put_back_goes_on_as_if_it_had_never_been_away() -> None:
    made = rule("losses")
    events = [_set(NOW), _set(NOW + HOUR, made, id="back")]
    assert list(_limits([made], events, MIDNIGHT + HOUR)) == ["losses"]


def test_a_pause_outlives_the_rule_that_set_it_off() -> None:
    made = rule("losses", pause_at=1, warn_at=1, pause={"minutes": 5000})
    events = [closed(NOW, -1), _set(NOW + HOUR)]
    assert _limits([made], events, NOW + 48 * HOUR) == {"losses": ("paused", 1)}


def test_another_zone_waits_for_the_day_of_the_old_one() -> None:
    made = rule("trades")
    set_at = NOW + HOUR
    book = replay((made,), Reset(), [_set(set_at, made, reset={"zone": "Asia/Tokyo"})]).book
    assert [(v.reset.zone, v.since > NOW, v.until) for v in book.versions] == [
        ("UTC", False, MIDNIGHT),
        ("Asia/Tokyo", True, None),
    ]


def test_rules_cannot_be_set_in_the_past() -> None:
    tight = rule("losses", pause_at=1, warn_at=1)
    dated_back = event("rules_set", NOW - 5 * HOUR, 6 * HOUR, rules=[tight])
    pauses = replay((), Reset(), [closed(NOW, -1), dated_back]).pauses
    assert [pause.at for pause in pauses] == [NOW + HOUR]


@pytest.mark.parametrize(
    ("old", "new", "tighter"),
    [
        ({"pause_at": 3}, {"pause_at": 2}, True),
        ({"pause_at": 2}, {"pause_at": 3}, False),
        ({"minimum_loss": "5"}, {"minimum_loss": "0"}, True),
        ({"window_minutes": 60}, {}, True),
        ({}, {"window_minutes": 60}, False),
        ({"scope": "account"}, {"scope": "instrument"}, False),
        ({"action": "warn"}, {"action": "block_new"}, True),
        ({"action": "block_new"}, {"action": "warn"}, False),
        ({"action": "block_new"}, {"action": "flatten"}, True),
        ({"action": "flatten"}, {"action": "block_new"}, False),
        ({"warned_size": "1"}, {"warned_size": "0.5"}, True),
        ({"pause": {"minutes": 60}}, {"pause": {"minutes": 90, "review": True}}, True),
        ({"pause": {"minutes": 60}}, {"pause": {"minutes": 30}}, False),
        ({"pause": {"minutes": 60}}, {"pause": {"ends": "next_day"}}, False),
        ({"pause": {"can_be_overridden": False}}, {"pause": {}}, False),
        ({"pause": {}}, {"pause": {"probation": {"size": "0.5", "trades": 3}}}, True),
        ({"pause": {"probation": {"size": "0.5", "trades": 3}}}, {"pause": {}}, False),
        (
            {"pause": {"probation": {"size": "0.5", "trades": 3}}},
            {"pause": {"probation": {"size": "0.4", "trades": 3, "trades_per_day": 1}}},
            True,
        ),
        ({"pause_at": 2, "warn_at": 1}, {"pause_at": 2, "warn_at": 1}, True),
        ({"pause_at": 3, "minimum_loss": "0"}, {"pause_at": 2, "minimum_loss": "1"}, False),
    ],
)
def test_a_rule_is_tighter_where_no_field_is_looser(
    old: dict[str, object], new: dict[str, object], *, tighter: bool
) -> None:
    assert is_tighter(rule("losses", **old), rule("losses", **new)) is tighter


def test_a_rule_of_another_kind_is_never_tighter() -> None:
    assert not is_tighter(rule("losses", id="x"), rule("deviations", id="x"))
