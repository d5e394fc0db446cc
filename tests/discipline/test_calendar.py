"""Days, weeks and months of an account, against the public clock changes of 2026."""

from datetime import UTC, datetime, timedelta

import pytest

from planner.discipline.calendar import Period, clock_after, end_after, period_at
from planner.domain.pause_rules import Reset, Weekday

PRAGUE, CHICAGO = Reset(zone="Europe/Prague"), Reset(zone="America/Chicago", clock="17:00", week_starts=Weekday.SUNDAY)
INSTANT = timedelta(microseconds=1)


def _utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reset", "inside", "begins", "ends", "hours"),
    [
        (Reset(), _utc(2026, 4, 1, 9), _utc(2026, 4, 1), _utc(2026, 4, 2), 24),
        (PRAGUE, _utc(2026, 3, 29, 12), _utc(2026, 3, 28, 23), _utc(2026, 3, 29, 22), 23),
        (PRAGUE, _utc(2026, 10, 25, 12), _utc(2026, 10, 24, 22), _utc(2026, 10, 25, 23), 25),
        (CHICAGO, _utc(2026, 3, 8, 12), _utc(2026, 3, 7, 23), _utc(2026, 3, 8, 22), 23),
        (CHICAGO, _utc(2026, 11, 1, 12), _utc(2026, 10, 31, 22), _utc(2026, 11, 1, 23), 25),
    ],
)
def test_a_day_has_23_or_25_hours_where_the_clock_is_changed(
    reset: Reset, inside: datetime, begins: datetime, ends: datetime, hours: int
) -> None:
    assert period_at(reset, Period.DAY, inside) == (begins, ends)
    assert ends - begins == timedelta(hours=hours)


def test_the_moment_of_the_reset_belongs_to_what_begins() -> None:
    midnight = _utc(2026, 3, 28, 23)
    assert period_at(PRAGUE, Period.DAY, midnight)[0] == midnight
    assert period_at(PRAGUE, Period.DAY, midnight - INSTANT)[1] == midnight


def test_a_reset_at_a_time_that_the_clock_leaves_out_is_told_by_the_offset_before() -> None:
    # in Prague 02:30 of 29 March 2026 does not exist: by the offset of the night before it is 01:30 UTC
    reset = Reset(zone="Europe/Prague", clock="02:30")
    assert period_at(reset, Period.DAY, _utc(2026, 3, 29, 12)) == (_utc(2026, 3, 29, 1, 30), _utc(2026, 3, 30, 0, 30))


def test_a_reset_at_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    reset = Reset(zone="Europe/Prague", clock="02:30")
    assert period_at(reset, Period.DAY, _utc(2026, 10, 25, 12))[0] == _utc(2026, 10, 25, 0, 30)


def test_a_zone_may_leave_out_a_whole_day() -> None:
    # Samoa went from 29 to 31 December 2011
    reset = Reset(zone="Pacific/Apia")
    begins, ends = period_at(reset, Period.DAY, _utc(2011, 12, 30, 10))
    assert begins <= _utc(2011, 12, 30, 10) < ends
    assert period_at(reset, Period.DAY, ends)[0] == ends


def test_a_week_begins_where_the_account_says() -> None:
    assert period_at(Reset(), Period.WEEK, _utc(2026, 4, 1))[0] == _utc(2026, 3, 30)
    # the futures week begins on Sunday at 17:00 in Chicago, 22:00 UTC in summer
    assert period_at(CHICAGO, Period.WEEK, _utc(2026, 4, 1)) == (_utc(2026, 3, 29, 22), _utc(2026, 4, 5, 22))


def test_a_month_begins_on_its_first() -> None:
    assert period_at(Reset(), Period.MONTH, _utc(2026, 12, 31, 23)) == (_utc(2026, 12, 1), _utc(2027, 1, 1))
    assert period_at(Reset(), Period.MONTH, _utc(2026, 2, 28)) == (_utc(2026, 2, 1), _utc(2026, 3, 1))


def test_several_periods_later_is_counted_in_resets() -> None:
    # a pause of three days set at noon ends at the third midnight, one of them after a day of 23 hours
    assert end_after(PRAGUE, Period.DAY, _utc(2026, 3, 28, 12), 3) == _utc(2026, 3, 30, 22)


def test_a_time_of_day_is_the_next_one_even_at_that_very_time() -> None:
    assert clock_after(Reset(), "08:30", _utc(2026, 4, 1, 8)) == _utc(2026, 4, 1, 8, 30)
    assert clock_after(Reset(), "08:30", _utc(2026, 4, 1, 8, 30)) == _utc(2026, 4, 2, 8, 30)
