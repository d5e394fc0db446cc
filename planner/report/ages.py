"""How old a price is, in words."""

from datetime import datetime, timedelta

from planner.domain.plan import Position
from planner.domain.staleness import candle_age, mark_age
from planner.words import translated

OLD_SIGN = "≈"
"""Stands before a profit that follows from an old mark."""
_HOUR, _MOST_HOURS, _DAY = 60, 48, 24


def age_words(minutes: int) -> str:
    """An age in its largest unit, hours up to two days."""
    hours = minutes // _HOUR
    if hours >= _MOST_HOURS:
        return translated("{days} d", days=f"{hours // _DAY:,}")
    return translated("{hours} h", hours=hours) if hours else translated("{minutes} min", minutes=minutes)


def _words(age: timedelta) -> str:
    return age_words(age // timedelta(minutes=1))


def marked_words(position: Position, at: datetime) -> str:
    """When a position was marked, where that is too long ago; else nothing."""
    age = mark_age(position, at)
    return "" if age is None else translated("marked {age} ago", age=_words(age))


def candle_words(opened: datetime, interval: timedelta, at: datetime) -> str:
    """How long ago the last candle opened, where that is too long ago; else nothing."""
    age = candle_age(opened, interval, at)
    return "" if age is None else translated("last candle {age} ago", age=_words(age))
