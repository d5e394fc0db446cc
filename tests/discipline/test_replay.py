"""The same events give the same standing in whatever order they come, and no pause is lost on the way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant
from hypothesis.stateful import rule as does

from planner.discipline.judging import Proposal, judge
from planner.discipline.replay import Replayed, replay
from planner.discipline.standing import Row
from planner.domain.journal import Event
from planner.domain.pause_rules import PauseRule, Reset
from tests.happenings import NOW, closed, counts, event, marked, opened, rule

BUY = Proposal("EURUSD", "long", Decimal(1))
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PRAGUE = Reset(zone="Europe/Prague")
RULES: tuple[PauseRule, ...] = (
    rule("losses", pause={"minutes": 180, "probation": {"size": "0.5", "trades": 2}}),
    rule("losses", id="each", scope="instrument", pause_at=2, pause={"ends": "next_day", "review": True}),
    rule("losses", id="many", in_a_row=False, window_minutes=600, pause_at=4),
    rule("deviations", pause_at=2, pause={"ends": "at_review"}),
    rule("loss", anchor="day_start", amount="50", pause={"ends": "next_day"}),
    rule("loss", id="trailing", anchor="high_water_day_end", initial="1000", rate="0.1", pause={"minutes": 60}),
    rule("trades", pause_at=4),
    rule("size_up", action="block_new", pause={"minutes": 30}),
    rule("cool_down", minutes=20),
)


def _replay(events: list[Event]) -> Replayed:
    return replay(RULES, PRAGUE, events)


def test_a_trade_entered_late_deletes_no_pause_and_says_that_its_cause_is_gone() -> None:
    losses = [closed(NOW + hour * HOUR, -1) for hour in range(3)]
    missed = closed(NOW + 90 * MINUTE, 5, late=5 * HOUR)
    made = rule("losses")
    lock = replay((made,), Reset(), [*losses, missed]).standing.locks[0]
    assert (lock.at, lock.until, lock.stands) == (NOW + 2 * HOUR, NOW + 26 * HOUR, False)
    in_time = closed(NOW + 90 * MINUTE, 5)
    assert replay((made,), Reset(), [*losses, in_time]).pauses == ()


def test_a_loss_entered_late_sets_off_the_pause_it_would_have_then() -> None:
    losses = [closed(NOW, -1), closed(NOW + 2 * HOUR, -1)]
    missed = closed(NOW + HOUR, -1, late=9 * HOUR)
    lock = replay((rule("losses"),), Reset(), [*losses, missed]).standing.locks[0]
    assert (lock.at, lock.until, lock.stands) == (NOW + 2 * HOUR, NOW + 26 * HOUR, True)


def test_a_correction_takes_an_event_out_and_leaves_its_pause() -> None:
    losses = [closed(NOW + hour * HOUR, -1) for hour in range(3)]
    wrong = event("corrected", NOW + 4 * HOUR, of=losses[2].id)
    replayed = replay((rule("losses"),), Reset(), [*losses, wrong])
    row = judge(replayed, BUY, NOW + 5 * HOUR)[0]
    assert row.state == "paused"
    assert row.lock is not None
    assert not row.lock.stands
    assert judge(replayed, BUY, NOW + 27 * HOUR)[0].used == 2


def test_a_correction_that_is_read_before_what_it_corrects_holds_too() -> None:
    loss = closed(NOW, -1, late=HOUR)
    wrong = event("corrected", NOW + MINUTE, of=loss.id)
    assert judge(replay((rule("losses"),), Reset(), [loss, wrong]), BUY, NOW + 5 * HOUR)[0].used == 0


def test_an_override_frees_no_pause_that_it_set_off_itself() -> None:
    made = rule("deviations", warn_at=1, pause_at=1, pause={"ends": "at_review"})
    broken_off = event("overridden", NOW, rule="deviations", reason="x", wait_minutes=15)
    missed = closed(NOW - HOUR, 5, late=2 * HOUR)
    for events in ([broken_off], [broken_off, missed]):
        assert [lock.freed_at for lock in replay((made,), Reset(), events).standing.locks] == [None]


@pytest.mark.parametrize("before", [63, 64, 65, 127, 128, 255, 256])
def test_an_event_can_be_corrected_as_it_is_recorded_whatever_was_before(before: int) -> None:
    events = [closed(NOW + minute * MINUTE, 1) for minute in range(before)]
    wrong = closed(NOW + 300 * MINUTE, -1)
    fixed = event("corrected", NOW + 300 * MINUTE, of=wrong.id)
    assert replay((rule("losses"),), Reset(), [*events, wrong, fixed]).standing.tracks == ({"": Row()},)


def test_an_event_that_is_read_twice_counts_once() -> None:
    loss = closed(NOW, -1)
    again = closed(NOW, -1, late=HOUR)
    assert loss.id == again.id
    assert judge(replay((rule("losses"),), Reset(), [loss, loss, again]), BUY, NOW + 5 * HOUR)[0].used == 1


def test_one_trigger_makes_one_lock_however_often_history_is_gone_through() -> None:
    losses = [closed(NOW + hour * HOUR, -1) for hour in range(3)]
    late = [closed(NOW - hour * HOUR, 1, late=20 * HOUR + hour * MINUTE) for hour in range(1, 6)]
    replayed = replay((rule("losses"),), Reset(), [*losses, *late])
    assert len(replayed.pauses) == len(replayed.standing.locks) == 1
    assert replayed.standing.locks[0].stands


def test_a_history_read_in_at_once_is_gone_through_once_in_its_order() -> None:
    today = [closed(NOW, -1)]
    history = [closed(NOW - day * 24 * HOUR, -1, late=(day * 24 + 1) * HOUR) for day in range(1, 4)]
    replayed = replay((rule("losses", pause_at=4),), Reset(), [*today, *history])
    assert [pause.at for pause in replayed.pauses] == [NOW]


def test_a_clock_set_back_ends_no_pause_and_begins_none_anew() -> None:
    replayed = replay((rule("losses"),), Reset(), counts(losing_streak=3, at=NOW))
    rows = [judge(replayed, BUY, now)[0] for now in (NOW - 9999 * HOUR, NOW, NOW + 23 * HOUR)]
    assert [(row.state, row.until) for row in rows] == [("paused", NOW + 24 * HOUR)] * 3


def test_events_can_be_applied_to_a_standing_one_by_one() -> None:
    events = [closed(NOW + hour * HOUR, result) for hour, result in enumerate(("-10", "-20", "-30", "5", "-1"))]
    further = _replay(events[:2])
    for one in events[2:]:
        further = further.with_event(one)
    whole = _replay(events)
    assert (further.standing, further.pauses) == (whole.standing, whole.pauses)


def test_pauses_of_one_moment_stand_in_the_same_order_when_their_events_come_one_by_one() -> None:
    rules = (rule("losses", id="b", pause_at=2, warn_at=1), rule("losses", id="a"))
    first, second = closed(NOW, -1, id="e0"), closed(NOW + MINUTE, -1, id="e1")
    last = closed(NOW + MINUTE, -1, id="e2", late=HOUR)
    whole = replay(rules, Reset(), [first, second, last])
    assert [(pause.rule.id, pause.trigger) for pause in whole.pauses] == [("a", "e2"), ("b", "e1")]
    assert replay(rules, Reset(), [first, second]).with_event(last).pauses == whole.pauses


MOMENTS = st.integers(0, 96).map(lambda quarter: NOW + quarter * 15 * MINUTE)
DELAYS = st.sampled_from([timedelta(0), timedelta(0), timedelta(0), 20 * MINUTE, 5 * HOUR, 30 * HOUR])


@st.composite
def happenings(draw: st.DrawFn, key: str) -> Event:
    """Any event of an account within a day, recorded at once or later."""
    placed: dict[str, Any] = {"at": draw(MOMENTS), "late": draw(DELAYS), "id": key}
    trade: dict[str, Any] = {
        "trade": draw(st.sampled_from("abcdef")),
        "instrument": draw(st.sampled_from(["EURUSD", "USDJPY"])),
    }
    rule_id = draw(st.sampled_from([made.id for made in RULES]))
    number = draw(st.integers(-40, 40))
    builders: dict[str, Callable[[], Event]] = {
        "closed": lambda: closed(pnl=number, **placed, **trade),
        "another": lambda: closed(pnl=-abs(number), **placed, **trade),
        "opened": lambda: opened(quantity=str(1 + abs(number)), **placed, **trade),
        "marked": lambda: marked(balance=1000 + 3 * number, equity=1000 + 2 * number, **placed),
        "deviated": lambda: event("deviated", deviation="no_stop", trade=trade["trade"], **placed),
        "money": lambda: event("transferred", amount=str(number), **placed),
        "reviewed": lambda: event("reviewed", rule=rule_id, what="x", **placed),
        "overridden": lambda: event("overridden", rule=rule_id, reason="x", wait_minutes=15, **placed),
    }
    return builders[draw(st.sampled_from(sorted(builders)))]()


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Up to a dozen events, of which some correct others."""
    size = draw(st.integers(1, 12))
    events = [draw(happenings(f"e{number}")) for number in range(size)]
    wrong = draw(st.lists(st.sampled_from(events), max_size=2, unique_by=lambda one: one.id))
    fixes = [
        event("corrected", one.recorded_at, draw(DELAYS), id=f"c{number}", of=one.id)
        for number, one in enumerate(wrong)
    ]
    return [*events, *fixes]


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_events_come_makes_no_difference(events: list[Event], random: object) -> None:
    mixed = list(events)
    random.shuffle(mixed)  # type: ignore[attr-defined] # hypothesis calls it an object
    assert _replay(mixed) == _replay(events)


@given(histories())
@settings(max_examples=40, deadline=None)
def test_no_pause_is_lost_by_what_is_learnt_later(events: list[Event]) -> None:
    known = sorted(events, key=lambda one: one.recorded_at)
    seen: set[tuple[str, str, str]] = set()
    for recorded_at in sorted({one.recorded_at for one in known}):
        replayed = _replay([one for one in known if one.recorded_at <= recorded_at])
        identities = {pause.identity for pause in replayed.pauses}
        assert seen <= identities
        assert len(identities) == len(replayed.pauses)
        seen = identities


class Account(RuleBasedStateMachine):
    """An account whose events come in as they happen or late; what is kept must be what a replay gives."""

    def __init__(self) -> None:
        """An account of which nothing is known."""
        super().__init__()
        self.events: list[Event] = []
        self.clock = NOW
        self.kept = _replay([])

    @does(minutes=st.integers(1, 400), pnl=st.integers(-40, 30), quantity=st.integers(1, 3))
    def trade(self, minutes: int, pnl: int, quantity: int) -> None:
        """A trade is opened and closed, and recorded at once."""
        key = f"t{len(self.events)}"
        self._apply(opened(self.clock, id=f"{key}.o", trade=key, quantity=str(quantity)))
        self.clock += minutes * MINUTE
        self._apply(closed(self.clock, pnl, id=f"{key}.c", trade=key, quantity=str(quantity)))

    @does(minutes=st.integers(1, 3000), pnl=st.integers(-40, 30))
    def forgotten(self, minutes: int, pnl: int) -> None:
        """A trade of before is recorded now."""
        self.clock += MINUTE
        at = self.clock - minutes * MINUTE
        self.events.append(
            closed(at, pnl, late=self.clock - at, id=f"l{len(self.events)}", trade=f"l{len(self.events)}")
        )
        self.kept = _replay(self.events)

    @does(minutes=st.integers(1, 2000), made=st.sampled_from([made.id for made in RULES]))
    def review(self, minutes: int, made: str) -> None:
        """A pause is reviewed."""
        self.clock += minutes * MINUTE
        self._apply(event("reviewed", self.clock, id=f"r{len(self.events)}", rule=made, what="x"))

    @does(minutes=st.integers(1, 2000), made=st.sampled_from([made.id for made in RULES]))
    def override(self, minutes: int, made: str) -> None:
        """A pause is broken off."""
        self.clock += minutes * MINUTE
        key = f"o{len(self.events)}"
        self._apply(event("overridden", self.clock, id=key, rule=made, reason="x", wait_minutes=15))

    def _apply(self, one: Event) -> None:
        self.clock += MINUTE
        self.events.append(one)
        self.kept = self.kept.with_event(one)

    @invariant()
    def a_restart_gives_the_same(self) -> None:
        """What the events give again is what was kept, and so is what every rule says."""
        again = _replay(list(reversed(self.events)))
        assert again.standing == self.kept.standing
        assert {pause.identity for pause in again.pauses} == {pause.identity for pause in self.kept.pauses}
        assert judge(again, BUY, self.clock) == judge(self.kept, BUY, self.clock)


TestAccount = pytest.mark.filterwarnings("error")(Account.TestCase)
TestAccount.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)


def test_judging_is_the_same_whatever_the_zone_of_the_clock() -> None:
    replayed = _replay([closed(NOW, -1)])
    there = datetime.fromisoformat("2026-04-01T11:05:00+02:00")
    assert judge(replayed, BUY, there) == judge(replayed, BUY, NOW + 5 * MINUTE)


def test_three_losses_in_a_row_come_in_ten_trades_as_often_as_published() -> None:
    # requirement V17: with one winner in two, P(3 or more losses in a row within 10 trades) = 0.5078125 = 520 of 1024
    made = (rule("losses"),)
    times = [NOW + hour * HOUR for hour in range(10)]
    lost, won = ([closed(at, result) for at in times] for result in (-1, 1))
    paused = 0
    for losses in product((True, False), repeat=10):
        events = [lost[place] if is_loss else won[place] for place, is_loss in enumerate(losses)]
        paused += bool(replay(made, PRAGUE, events).pauses)
    assert paused == 520
