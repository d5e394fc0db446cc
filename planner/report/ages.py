"""How old a price is, in words."""

from datetime import datetime, timedelta

from planner.domain.plan import Position
from planner.domain.staleness import candle_age, candle_lead, mark_age
from planner.words import translated

OLD_SIGN = "≈"
"""Stands before a profit that follows from an old mark."""
OLD_CANDLES = "The price may stand elsewhere by now.\nFile > Open price history… draws newer candles from a CSV file."
EARLY_CANDLES = (
    "Times that name no zone are read as UTC; these were probably written by the clock of a server.\n"
    "Export them in UTC, or with their zone (2026-01-31 14:00+02:00), and open the file again."
)
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


def candle_words(opened: datetime, interval: timedelta, at: datetime) -> tuple[str, str]:
    """How long ago the last candle opened, where that is too long ago, and what follows; else nothing."""
    age = candle_age(opened, interval, at)
    return ("", "") if age is None else (translated("last candle {age} ago", age=_words(age)), translated(OLD_CANDLES))


def early_words(opened: datetime, interval: timedelta, now: datetime) -> tuple[str, str]:
    """How long from now the last candle opens, where that cannot be, and what to do; else nothing."""
    lead = candle_lead(opened, interval, now)
    if lead is None:
        return "", ""
    return translated("last candle {age} ahead of now", age=_words(lead)), translated(EARLY_CANDLES)
