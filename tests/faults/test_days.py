"""Days of an account where clocks are changed, and a wall clock that jumps."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from planner.discipline.calendar import Period, period_at
from planner.domain.pause_rules import Reset
from planner.storage.backups import backups_of, keep_backup
from planner.storage.book.address import FileAddress
from planner.storage.book.events import add_event, journal
from planner.storage.book.opening import opened_book
from planner.storage.plan_files import load_plan
from planner.storage.plan_format import encode
from planner.storage.recovery import Journal, left_over
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row
from tests.happenings import event
from tests.storage.book.places import an_account
from tests.storage.plans import noted

ZONES = (
    "Europe/London", "Europe/Prague", "Europe/Dublin", "America/New_York", "America/Chicago", "America/Los_Angeles",
    "America/St_Johns", "America/Havana", "America/Santiago", "America/Nuuk", "Australia/Sydney", "Australia/Adelaide",
    "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Africa/Cairo", "Asia/Beirut",
    "Asia/Jerusalem", "Atlantic/Azores",
)  # fmt: skip
"""Changes of an hour and of half an hour, at midnight and by day, north and south, on both sides of the date line."""
RESETS = ("00:00", "17:00", "22:00")
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _changes(zone: str) -> list[datetime]:
    """The first moments of 2026 with another offset than an hour before, to the half hour."""
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + number * HOUR / 2 for number in range(365 * 48)]
    info = ZoneInfo(zone)
    return [b for a, b in pairwise(moments) if a.astimezone(info).utcoffset() != b.astimezone(info).utcoffset()]


def _days_told(zone: str, clock: str, moments: list[datetime]) -> Iterator[int]:
    """The day of each moment as a calendar on the wall tells it: it never goes back to a day that is over."""
    newest = 0
    for moment in moments:
        local = moment.astimezone(ZoneInfo(zone))
        newest = max(newest, local.date().toordinal() - (local.time() < time.fromisoformat(clock)))
        yield newest


def _wrong(zone: str, clock: str, moments: list[datetime]) -> int:
    """Moments in no day or in two, and those where a day begins or does not against the calendar on the wall."""
    reset = Reset(zone=zone, clock=clock)
    spans = [period_at(reset, Period.DAY, moment) for moment in moments]
    wrong = sum(not begins <= moment < ends for moment, (begins, ends) in zip(moments, spans, strict=True))
    wrong += sum(b[0] not in (a[0], a[1]) for a, b in pairwise(spans))
    days = list(_days_told(zone, clock, moments))
    changes = zip(pairwise(days), pairwise(spans), strict=True)
    return wrong + sum((a != b) != (c != d) for (a, b), (c, d) in changes)


def _naive(zone: str, moments: list[datetime]) -> int:
    """Days of 24 hours from the first local midnight on."""
    first = moments[0].astimezone(ZoneInfo(zone)).replace(hour=0, minute=0)
    days = [(moment - first) // timedelta(days=1) for moment in moments]
    told = list(_days_told(zone, "00:00", moments))
    return sum((a != b) != (c != d) for (a, b), (c, d) in zip(pairwise(days), pairwise(told), strict=True))


def test_every_moment_lies_in_one_day_where_clocks_are_changed(ledger: Ledger, *, full: bool) -> None:
    step = timedelta(minutes=5 if full else 30)
    runs = wrong = control = 0
    for zone in ZONES:
        changes = _changes(zone)
        assert len(changes) >= 2, zone
        for change in changes[:2]:
            moments = [
                change - 2 * timedelta(days=1) + number * step for number in range(4 * timedelta(days=1) // step)
            ]
            wrong += sum(_wrong(zone, clock, moments) for clock in RESETS)
            control += _naive(zone, moments)
            runs += len(RESETS)
    assert control > 0
    ledger.enter(
        Row(id="T1", fault="days of an account over changes of the clock, by zone, change and reset", runs=runs,
            violations=wrong, control=f"days of 24 hours: {control} wrong")
    )  # fmt: skip


JUMPS = (
    HOUR,
    -HOUR,
    YEAR,
    -2 * YEAR,
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC) - NOON,
    timedelta(0),
    -HOUR,
    12 * YEAR,
)
"""How far the clock on the wall is from noon at each save; the last second that 31 bits hold is one of them."""


def test_a_clock_that_jumps_loses_and_doubles_nothing(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [NOON + jump for jump in JUMPS]
    notes = [str(number) for number in range(len(clock))]
    wrong = int(_of_backups(tmp_path / "backups", clock, notes) != notes)
    wrong += _of_journals(tmp_path / "recovery", clock, notes, monkeypatch) != sorted(notes)
    wrong += _of_book(tmp_path, clock) != len(clock)
    assert [notes[clock.index(moment)] for moment in sorted(clock)] != notes, "the control: sorted by their time"
    ledger.enter(
        Row(id="T2", fault="a clock set 1 h, years and to 2038 on and back: saves, journals, events lost or doubled",
            runs=3 * len(clock), violations=wrong, control="sorted by time: another order")
    )  # fmt: skip


def _of_backups(folder: Path, clock: list[datetime], notes: list[str]) -> list[str]:
    """The backups in the order in which they are offered, turned round."""
    document = folder / "a.plan.json"
    for moment, note in zip(clock, notes, strict=True):
        keep_backup(folder, document, encode(noted(note)), moment)
    return [load_plan(backup.path).draft.plan.note for backup in backups_of(folder, document)][::-1]


def _of_journals(folder: Path, clock: list[datetime], notes: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The last state of each journal; every one kept a state before it, under the time before."""
    for moment, note in zip(clock, notes, strict=True):
        journal = Journal(folder, None, None)
        journal.append(noted("before"), sync=False)
        monkeypatch.setattr("time.time_ns", lambda moment=moment: int(moment.timestamp()) * 10**9)
        journal.append(noted(note), sync=False)
        journal.close()
    return sorted(found.draft.plan.note for found in left_over(folder) if found.draft is not None)


def _of_book(folder: Path, clock: list[datetime]) -> int:
    """How many different events a book tells."""
    with opened_book(FileAddress(folder / "a.book"), backups=folder) as book:
        account = an_account(book)
        for number, moment in enumerate(clock):
            add_event(book, account.id, event("paused_by_hand", moment).model_copy(update={"id": f"pause.{number}"}))
        return len({happening.id for happening in journal(book, account.id)})
