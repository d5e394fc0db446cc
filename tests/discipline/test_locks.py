"""From the event that sets a pause off to the end of its probation: PAUSED, COOLDOWN, PROBATION, and the way around."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from planner.discipline.judging import Proposal, RuleStanding, judge, worst
from planner.discipline.locks import ended_at
from planner.discipline.replay import replay
from planner.domain.journal import Event
from planner.domain.pause_rules import PauseRule, Reset
from tests.happenings import NOW, closed, counts, event, opened, rule

BUY = Proposal("EURUSD", "long")
HOUR, MINUTE, INSTANT = timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)
HALF = {"size": "0.5", "trades": 2}


def _rows(
    rules: Iterable[PauseRule], events: Iterable[Event], now: datetime, proposal: Proposal = BUY
) -> tuple[RuleStanding, ...]:
    return judge(replay(tuple(rules), Reset(), events), proposal, now)


def _row(made: PauseRule, events: Iterable[Event], now: datetime, proposal: Proposal = BUY) -> RuleStanding:
    return next(row for row in _rows([made], events, now, proposal) if row.rule.id == made.id)


def _losses(count: int, start: datetime = NOW) -> list[Event]:
    return [closed(start + HOUR * hour, -10) for hour in range(count)]


def test_the_end_of_a_pause_counts_from_what_set_it_off_and_not_from_now() -> None:
    made = rule("losses", pause={"minutes": 120})
    third = NOW + 2 * HOUR
    row = _row(made, _losses(3), third + HOUR)
    assert (row.state, row.until, row.used, row.limit) == ("paused", third + 2 * HOUR, Decimal(3), Decimal(3))
    assert _row(made, _losses(3), third + 2 * HOUR - INSTANT).state == "paused"
    assert _row(made, _losses(3), third + 2 * HOUR).state == "active"


def test_a_row_is_counted_anew_after_it_set_a_pause_off() -> None:
    made = rule("losses", pause={"minutes": 30})
    assert [pause.at.hour for pause in replay((made,), Reset(), _losses(7)).pauses] == [11, 14]
    assert _row(made, _losses(5), NOW + 5 * HOUR).used == 2


def test_states_follow_one_another_to_the_end_of_the_probation() -> None:
    made = rule("losses", pause={"minutes": 120, "review": True, "probation": HALF})
    start = NOW + 2 * HOUR
    review = event("reviewed", start + HOUR, rule="losses", what="chased", why="bored", change="walk")
    trades = [closed(start + 3 * HOUR, 10), closed(start + 4 * HOUR, 10)]
    said = [
        (_row(made, _losses(3), start).state),
        (_row(made, _losses(3), start + 9 * HOUR).state),  # still not reviewed
        (_row(made, [*_losses(3), review], start + HOUR).state),
        (_row(made, [*_losses(3), review], start + 2 * HOUR).state),
        (_row(made, [*_losses(3), review, *trades[:1]], start + 4 * HOUR).state),
        (_row(made, [*_losses(3), review, *trades], start + 4 * HOUR).state),
    ]
    assert said == ["paused", "paused", "cooldown", "probation", "probation", "active"]
    assert str(_row(made, [*_losses(3), review], start + 2 * HOUR).size) == "0.5"


def test_a_late_review_ends_the_pause_when_it_is_written() -> None:
    made = rule("losses", pause={"ends": "at_review"})
    late = event("reviewed", NOW + 3 * HOUR, 24 * HOUR, rule="losses", what="x")  # dated back a day
    lock = replay((made,), Reset(), [*_losses(3), late]).standing.locks[0]
    assert ended_at(lock) == NOW + 27 * HOUR


def test_a_deviation_begins_the_probation_anew() -> None:
    made = rule("losses", pause={"minutes": 60, "probation": HALF})
    start = NOW + 4 * HOUR
    events = [
        *_losses(3),
        closed(start, 5),
        event("deviated", start + MINUTE, deviation="no_stop", trade="bad"),
        closed(start + HOUR, 5, trade="bad"),
        closed(start + 2 * HOUR, 5),
    ]
    assert _row(made, events, start + 3 * HOUR).state == "probation"
    assert _row(made, [*events, closed(start + 3 * HOUR, 5)], start + 3 * HOUR).state == "active"


def test_a_trade_of_which_no_plan_is_known_serves_no_probation_and_fails_none() -> None:
    made = rule("losses", pause={"minutes": 60, "probation": HALF})
    start = NOW + 4 * HOUR
    events = [*_losses(3), closed(start, 5), closed(start + HOUR, 5, has_plan=False)]
    assert _row(made, events, start + 2 * HOUR).state == "probation"
    assert _row(made, [*events, closed(start + 2 * HOUR, 5)], start + 2 * HOUR).state == "active"


def test_a_trade_that_was_open_before_the_probation_does_not_serve_it() -> None:
    made = rule("losses", pause={"minutes": 60, "probation": {"size": "0.5", "trades": 1}})
    events = [opened(NOW - HOUR, trade="old"), *_losses(3), closed(NOW + 4 * HOUR, 5, trade="old")]
    assert _row(made, events, NOW + 5 * HOUR).state == "probation"


def test_a_probation_may_allow_few_trades_a_day() -> None:
    made = rule("losses", pause={"minutes": 60, "probation": {**HALF, "trades_per_day": 1}})
    events = [*_losses(3), opened(NOW + 4 * HOUR, trade="a")]
    row = _row(made, events, NOW + 5 * HOUR)
    assert (row.state, row.until) == ("paused", NOW + 15 * HOUR)
    assert _row(made, events, NOW + 15 * HOUR).state == "probation"


def _override(at: datetime, **changes: Any) -> Event:  # noqa: ANN401 - the fields of the event
    return event("overridden", at, **{"rule": "losses", "reason": "news", "wait_minutes": 15, **changes})


def test_an_override_waits_and_is_a_deviation() -> None:
    rules = (rule("losses"), rule("deviations"))
    at = NOW + 3 * HOUR
    events = [*_losses(3), _override(at)]
    states = {minutes: _rows(rules, events, at + minutes * MINUTE) for minutes in (0, 14, 15)}
    assert [rows[0].state for rows in states.values()] == ["paused", "paused", "active"]
    assert states[15][1].used == 1


def test_an_override_cannot_be_dated_back_nor_wait_less_than_a_quarter_of_an_hour() -> None:
    made = rule("losses")
    at = NOW + 3 * HOUR
    hasty = _override(NOW + 2 * HOUR + MINUTE, late=at - NOW - 2 * HOUR - MINUTE, wait_minutes=0)
    assert _row(made, [*_losses(3), hasty], at + 14 * MINUTE).state == "paused"
    assert _row(made, [*_losses(3), hasty], at + 15 * MINUTE).state == "active"


def test_one_pause_a_day_can_be_overridden_and_a_hard_one_never() -> None:
    made = rule("losses")
    second = _losses(3, NOW + 6 * HOUR)
    events = [*_losses(3), _override(NOW + 3 * HOUR), *second, _override(NOW + 9 * HOUR, id="again")]
    assert _row(made, events, NOW + 11 * HOUR).state == "paused"
    hard = rule("losses", pause={"can_be_overridden": False})
    assert _row(hard, events[:4], NOW + 5 * HOUR).state == "paused"


def test_an_override_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        _override(NOW, reason="  ")


def test_a_pause_by_hand_lasts_until_its_time_or_its_review() -> None:
    rested = event("paused_by_hand", NOW, until=NOW + HOUR)
    rows = [_rows([], [rested], NOW + minutes * MINUTE) for minutes in (59, 60)]
    assert [[(row.rule.id, row.state) for row in found] for found in rows] == [
        [("by_hand", "paused")],
        [("by_hand", "active")],
    ]
    open_ended = event("paused_by_hand", NOW, reason="tired")
    assert _rows([], [open_ended], NOW + 999 * HOUR)[0].state == "paused"
    review = event("reviewed", NOW + HOUR, rule="by_hand", what="slept")
    assert _rows([], [open_ended, review], NOW + HOUR)[0].state == "active"


@pytest.mark.parametrize(
    ("ends", "until"),
    [
        ({"ends": "next_day"}, datetime(2026, 4, 2, tzinfo=UTC)),
        ({"ends": "next_day", "periods": 3}, datetime(2026, 4, 4, tzinfo=UTC)),
        ({"ends": "next_week"}, datetime(2026, 4, 6, tzinfo=UTC)),
        ({"ends": "next_month"}, datetime(2026, 5, 1, tzinfo=UTC)),
        ({"ends": "at_clock", "clock": "08:00"}, datetime(2026, 4, 2, 8, tzinfo=UTC)),
        ({"ends": "never"}, None),
    ],
)
def test_what_ends_a_pause(ends: dict[str, object], until: datetime | None) -> None:
    row = _row(rule("losses", warn_at=1, pause_at=1, pause=ends), _losses(1), NOW)
    assert (row.state, row.until) == ("paused", until)


def test_all_rules_that_are_hit_are_told_and_the_strictest_binds() -> None:
    rules = (rule("losses", pause={"minutes": 60}), rule("trades", pause_at=3), rule("deviations", action="warn"))
    events = [
        *(opened(NOW + minute * MINUTE, trade=f"t{minute}") for minute in range(3)),
        *(event("deviated", NOW + (5 + n) * MINUTE, deviation="no_stop") for n in range(3)),
        *(closed(NOW + (10 + n) * MINUTE, -1, trade=f"x{n}") for n in range(3)),
    ]
    rows = _rows(rules, events, NOW + 30 * MINUTE)
    assert [(row.rule.id, row.state) for row in rows] == [
        ("losses", "paused"),
        ("trades", "paused"),
        ("deviations", "active"),
    ]
    binding = worst(rows)
    assert binding is not None
    assert binding.rule.id == "trades"  # to midnight, the other for an hour


def test_a_lock_binds_its_scope_alone() -> None:
    each = rule("losses", scope="instrument", pause_at=2)
    side = rule("losses", id="side", scope="direction", pause_at=2)
    cluster = rule("losses", id="cluster", scope="cluster", instruments=["EURUSD", "GBPUSD"], pause_at=2)
    events = [closed(NOW, -1), closed(NOW + HOUR, -1)]
    said = {
        (symbol, way): [row.blocks for row in _rows([each, side, cluster], events, NOW + HOUR, Proposal(symbol, way))]
        for symbol, way in (("EURUSD", "long"), ("GBPUSD", "short"), ("USDJPY", "long"), ("USDJPY", "short"))
    }
    assert said == {
        ("EURUSD", "long"): [True, True, True],
        ("GBPUSD", "short"): [False, False, True],
        ("USDJPY", "long"): [False, True, False],
        ("USDJPY", "short"): [False, False, False],
    }


def test_a_wait_after_exits_in_a_cluster_is_one_of_its_instruments_alone() -> None:
    made = rule("cool_down", scope="cluster", instruments=["EURUSD", "GBPUSD"], minutes=60)
    out = [closed(NOW, 5)]
    assert _row(made, out, NOW + MINUTE, Proposal("GBPUSD", "long")).state == "cooldown"
    assert _row(made, out, NOW + MINUTE, Proposal("BTCUSD", "long")).state == "active"


def test_a_count_entered_by_hand_pauses_from_when_it_was_entered() -> None:
    made = rule("losses", id="losing_streak")
    row = _row(made, counts(losing_streak=4), NOW + HOUR)
    assert (row.state, row.used, row.until) == ("paused", Decimal(4), NOW + 24 * HOUR)
