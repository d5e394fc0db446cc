"""Accounts with more events than a plan holds as they are: what the rules say is what they say of all events."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assess import assess
from planner.discipline.booked import Held, in_account
from planner.discipline.judging import Proposal, RuleStanding, judge
from planner.discipline.pauses import replayed_in
from planner.discipline.replay import replay
from planner.domain.journal import Event
from planner.domain.older_events import parted, unpacked
from planner.domain.pause_edits import note, rules_of, set_rules
from planner.domain.pause_rules import PauseRule
from planner.domain.plan import Draft
from planner.domain.trades import BookAccount
from tests.conftest import make_draft
from tests.discipline.test_replay import histories
from tests.happenings import NOW, UTC_DAYS, closed, event, marked, opened, rule

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ACCOUNT = BookAccount.model_validate(
    {"id": 1, "name": "Swing", "venue": "Linear", "currency": "USDT", "equity_base": "10000"}
)
REVIEWED = {"ends": "at_review"}
EVERY_KIND: tuple[PauseRule, ...] = (
    rule(
        "losses",
        id="losing_streak",
        pause={"ends": "after_minutes", "minutes": 60, "probation": {"size": "0.5", "trades": 2}},
    ),
    rule("losses", id="apart", scope="instrument", warn_at=1, pause_at=2, pause=REVIEWED),
    rule("losses", id="window", in_a_row=False, window_minutes=600, pause_at=4),
    rule("deviations", pause={"ends": "next_day"}),
    rule("loss", id="day", anchor="day_start", rate="0.02", pause={"ends": "next_day"}),
    rule("loss", id="side", anchor="week_start", scope="direction", amount="30", include_unrealised=False),
    rule(
        "loss",
        id="cluster",
        anchor="day_start",
        scope="cluster",
        instruments=["USDJPY"],
        amount="30",
        include_unrealised=False,
    ),
    rule("loss", id="equity", anchor="month_start", basis="equity", rate="0.05"),
    rule(
        "loss", id="day_end", anchor="high_water_day_end", basis="larger", initial="1000", amount="60", lock_at="1000"
    ),
    rule(
        "loss", id="trailing", anchor="high_water_intraday", basis="equity", initial="1000", amount="60", lock_at="990"
    ),
    rule("trades", pause_at=3),
    rule("size_up", action="block_new"),
    rule("cool_down", scope="instrument"),
    rule("news"),
    rule("margin_level"),
    rule("by_hand"),
)


def _kept(rules: tuple[PauseRule, ...], events: Sequence[Event], newest: int) -> Draft:
    """A draft with those events, the older ones packed and unpacked."""
    older, last = parted(events, newest)
    situation = make_draft(rules=rules).situation
    changed = situation.replace(reset=UTC_DAYS, events=last, older_events=unpacked(older.packed))
    return make_draft().replace(situation=changed)


def _said(rules: tuple[PauseRule, ...], events: Sequence[Event], newest: int, now: datetime) -> list[RuleStanding]:
    """What every rule says of a trade in either instrument and on either side."""
    replayed = replayed_in(_kept(rules, events, newest).situation, None)
    trades = [Proposal(name, side) for name in ("EURUSD", "USDJPY") for side in ("long", "short")]
    return [row for trade in trades for row in judge(replayed, trade, now)]


def _whole(rules: tuple[PauseRule, ...], events: Sequence[Event], now: datetime) -> list[RuleStanding]:
    replayed = replay(rules, UTC_DAYS, events)
    trades = [Proposal(name, side) for name in ("EURUSD", "USDJPY") for side in ("long", "short")]
    return [row for trade in trades for row in judge(replayed, trade, now)]


@given(histories(), st.integers(0, 4), st.integers(0, 72))
@settings(max_examples=60, deadline=None)
def test_every_kind_of_rule_says_of_a_packed_history_what_it_says_of_the_whole(
    events: list[Event], newest: int, hours: int
) -> None:
    now = NOW + hours * HOUR
    known = sorted(events, key=lambda one: (one.at, one.recorded_at))
    assert _said(EVERY_KIND, known, newest, now) == _whole(EVERY_KIND, known, now)


@given(histories(), st.integers(0, 12), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_events_that_are_noted_are_added_to_what_is_known(events: list[Event], count: int, newest: int) -> None:
    known = sorted(events, key=lambda one: one.recorded_at)
    before = _kept(EVERY_KIND, known[:count], newest).situation
    after = before.replace(events=(*before.events, *known[count:]))
    assert replayed_in(after, (before, replayed_in(before, None))) == replay(EVERY_KIND, UTC_DAYS, known)


def _quiet(count: int, start: datetime, **changes: Any) -> list[Event]:  # noqa: ANN401 - the fields of the event
    """Trades a second apart that bring nothing."""
    second = timedelta(seconds=1)
    return [closed(start + n * second, 0, id=f"q.{n}", trade=f"q.{n}", **changes) for n in range(count)]


def _rows(events: Sequence[Event], *rules: PauseRule, now: datetime | None = None) -> dict[str, RuleStanding]:
    """What rules say of a plan in an account of the book with more events than a plan holds."""
    draft = in_account(make_draft(rules=rules), ACCOUNT, Held(events=tuple(events)))
    assert draft.situation.older_events.events
    found = assess(draft, now=now or events[-1].at).pauses
    return {row.rule.id: row for row in judge(found.replayed, Proposal("EURUSD", "long"), found.at)}


@pytest.mark.parametrize(
    ("pause", "state"),
    [
        ({"ends": "never"}, "paused"),
        ({"ends": "after_minutes", "minutes": 1440}, "paused"),
        ({"ends": "after_minutes", "minutes": 5, "probation": {"size": "0.5", "trades": 1}}, "probation"),
    ],
    ids=["lock", "minutes", "probation"],
)
def test_a_pause_that_was_set_off_long_ago_still_runs(pause: dict[str, Any], state: str) -> None:
    losses = [closed(NOW + n * MINUTE, -1, id=f"l.{n}", trade=f"l.{n}", has_plan=False) for n in range(3)]
    events = [*losses, *_quiet(3000, NOW + HOUR, has_plan=False)]
    rows = _rows(events, rule("losses", id="streak", pause=pause))
    assert rows["streak"].state == state


def test_a_cool_down_of_an_exit_before_many_marks_still_runs() -> None:
    events = [closed(NOW, -1), *(marked(NOW + n * timedelta(seconds=1), 10_000, id=f"m.{n}") for n in range(1, 3000))]
    assert _rows(events, rule("cool_down"))["cool_down"].until == NOW + HOUR


def test_peaks_of_day_ends_and_of_equity_are_those_of_the_whole_history() -> None:
    day = 24 * HOUR
    peaks = [
        marked(NOW, 10_000),
        opened(NOW + MINUTE, trade="held"),
        marked(NOW + HOUR, 10_000, 11_500),
        marked(NOW + 2 * HOUR, 10_800, 10_800, id="days-end"),
    ]
    events = [*peaks, *(marked(NOW + day + n * MINUTE, 10_200, 10_200, id=f"m.{n}") for n in range(3000))]
    rows = _rows(
        events,
        rule("loss", id="ends", anchor="high_water_day_end", initial="10000", amount="1000"),
        rule("loss", id="trailing", anchor="high_water_intraday", basis="equity", initial="10000", amount="2000"),
        rule(
            "loss",
            id="locked",
            anchor="high_water_intraday",
            basis="equity",
            initial="10000",
            amount="1200",
            lock_at="10000",
        ),
    )
    # 10,800 at the day's end, 11,500 of equity; the locked floor is 10,000: 200 of 1,200 are left
    assert [rows[name].used for name in ("ends", "trailing", "locked")] == [600, 1300, 1000]


def test_what_is_counted_apart_is_counted_over_the_whole_history() -> None:
    lost = [closed(NOW + n * MINUTE, -10, id=f"l.{n}", trade=f"l.{n}") for n in range(2)]
    events = [*lost, *_quiet(3000, NOW + HOUR, instrument="USDJPY", side="short")]
    rows = _rows(
        events,
        rule("losses", id="streak", scope="instrument"),
        rule("loss", id="instrument", anchor="day_start", scope="instrument", amount="100", include_unrealised=False),
        rule("loss", id="side", anchor="day_start", scope="direction", amount="100", include_unrealised=False),
        rule(
            "loss",
            id="both",
            anchor="day_start",
            scope="cluster",
            instruments=["EURUSD", "GBPUSD"],
            amount="100",
            include_unrealised=False,
        ),
    )
    assert [rows[name].used for name in ("streak", "instrument", "side", "both")] == [2, 20, 20, 20]


def test_rows_windows_trades_of_a_day_and_the_last_size_reach_back_as_far_as_they_must() -> None:
    lost = [closed(NOW + n * MINUTE, -10, id=f"l.{n}", trade=f"l.{n}", quantity="5") for n in range(2)]
    departed = [event("deviated", NOW + (30 + n) * MINUTE, id=f"d.{n}", deviation="no_stop") for n in range(2)]
    begun = [opened(NOW + n * MINUTE, id=f"o.{n}", trade=f"o.{n}") for n in range(4)]
    marks = [marked(NOW + HOUR + n * timedelta(seconds=1), 10_000, id=f"m.{n}") for n in range(3000)]
    rows = _rows(
        [*lost, *departed, *begun, *marks],
        rule("losses", id="streak"),
        rule("losses", id="window", in_a_row=False, window_minutes=1440, pause_at=9),
        rule("deviations"),
        rule("trades", pause_at=9),
        rule("size_up"),
    )
    assert [rows[name].used for name in ("streak", "window", "deviations", "trades")] == [2, 2, 2, 4]
    assert rows["size_up"].limit == 5


def test_rules_that_were_set_long_ago_hold_and_others_look_at_all_that_was() -> None:
    table = event("rules_set", NOW, id="table", rules=[rule("cool_down")])
    lost = [closed(NOW + n * MINUTE, -10, id=f"l.{n}", trade=f"l.{n}") for n in range(1, 3)]
    events = (table, *lost, *_quiet(3000, NOW + HOUR, instrument="USDJPY"))
    draft = in_account(make_draft(), ACCOUNT, Held(events=events))
    assert (draft.situation.rules, rules_of(draft)) == ((), (rule("cool_down"),))
    stricter = set_rules(
        (rule("cool_down"), rule("losses", scope="instrument", pause_at=2, warn_at=1)), events[-1].at + HOUR
    )
    rows = assess(stricter.change(draft), now=events[-1].at + HOUR).pauses.replayed
    found = judge(rows, Proposal("EURUSD", "long"), events[-1].at + HOUR)
    (losing,) = (row for row in found if row.rule.id == "losses")
    assert losing.used == 2
    assert losing.state.value == "paused"


def test_no_key_and_no_note_has_a_long_history_gone_through_again() -> None:
    events = tuple(closed(NOW + n * MINUTE, (-1) ** n, id=f"t.{n}", trade=f"t.{n}") for n in range(3000))
    draft = in_account(make_draft(), ACCOUNT, Held(events=events))
    first = assess(draft, now=events[-1].at)
    typed = draft.replace(plan=draft.plan.replace(note="typed"))
    assert assess(typed, first).pauses.replayed is first.pauses.replayed
    taken = note(event("paused_by_hand", events[-1].at + MINUTE, id="noted.1")).change(typed)
    replayed = assess(taken, first).pauses.replayed
    assert replayed.book is first.pauses.replayed.book
    assert [held.trigger for held in replayed.standing.locks][-1] == "noted.1"
