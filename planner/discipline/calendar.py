"""Days, weeks and months of an account: from its reset to the next, in its time zone.

The moment of a reset belongs to what begins. A day has 23 or 25 hours where the clock is changed; a reset at a time
that the clock leaves out is as far from midnight as on the day before.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from planner.domain.pause_rules import Anchor, Ends, Reset, Weekday

DAY = timedelta(days=1)
LAST = datetime.max.replace(tzinfo=UTC)
"""No moment lies after it."""


class Period(StrEnum):
    """What can begin at a reset."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


PERIOD_OF = {
    Anchor.DAY_START: Period.DAY,
    Anchor.WEEK_START: Period.WEEK,
    Anchor.MONTH_START: Period.MONTH,
    Ends.NEXT_DAY: Period.DAY,
    Ends.NEXT_WEEK: Period.WEEK,
    Ends.NEXT_MONTH: Period.MONTH,
}

Span = tuple[datetime, datetime]
"""When a period begins and when the next one does, in UTC."""


def period_at(reset: Reset, period: Period, at: datetime) -> Span:
    """The period that a moment lies in."""
    return _cached_span(reset.zone, reset.clock, reset.week_starts, period, _day_at(reset, at))


def end_after(reset: Reset, period: Period, at: datetime, periods: int = 1) -> datetime:
    """The reset that ends the period of a moment, or so many periods later."""
    end = period_at(reset, period, at)[1]
    for _ in range(periods - 1):
        end = period_at(reset, period, end)[1]
    return end


def clock_after(reset: Reset, clock: str, at: datetime) -> datetime:
    """The next time of day after a moment, in the zone of the resets."""
    day = at.astimezone(ZoneInfo(reset.zone)).date()
    found = (_instant(reset.zone, clock, day + timedelta(days=ahead)) for ahead in range(3))
    return next(moment for moment in found if moment > at)


def _day_at(reset: Reset, at: datetime) -> date:
    """The day whose reset is the last one not after the moment."""
    day = at.astimezone(ZoneInfo(reset.zone)).date()
    while _instant(reset.zone, reset.clock, day) > at:
        day -= DAY
    while _instant(reset.zone, reset.clock, day + DAY) <= at:
        day += DAY
    return day


@lru_cache(maxsize=4096)
def _cached_span(zone: str, clock: str, week_starts: Weekday, period: Period, day: date) -> Span:
    first, after = _days_of(period, day, week_starts)
    return _instant(zone, clock, first), _instant(zone, clock, after)


def _days_of(period: Period, day: date, week_starts: Weekday) -> tuple[date, date]:
    """The first day of a period and the one after its last."""
    if period is Period.MONTH:
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1)
    if period is Period.WEEK:
        first = day - timedelta(days=(day.weekday() - list(Weekday).index(week_starts)) % 7)
        return first, first + timedelta(days=7)
    return day, day + DAY


def _instant(zone: str, clock: str, day: date) -> datetime:
    """A time of day on a day, the first of two where the clock is put back."""
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)
