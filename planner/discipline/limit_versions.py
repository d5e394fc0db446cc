"""Limits through time: what is tighter holds at once, what is looser from the next day, as with pause rules."""

from datetime import datetime
from decimal import Decimal

from planner.discipline.calendar import Period, end_after
from planner.domain.pause_rules import Reset
from planner.domain.plan import Limits

_FLOORS = frozenset({"margin_level_floor", "stop_margin_level_floor"})


def limit_versions(
    before: Limits | None, wanted: Limits, now: datetime, reset: Reset
) -> tuple[tuple[datetime, Limits], ...]:
    """The versions to lay down, each from when it holds; none where nothing changes."""
    if before is None:
        return ((now, wanted),)
    at_once = stricter(before, wanted)
    versions = [(now, at_once)] if at_once != before else []
    if wanted != at_once:
        versions.append((end_after(reset, Period.DAY, now), wanted))
    return tuple(versions)


def stricter(first: Limits, second: Limits) -> Limits:
    """The tighter of each limit; an absent one is none at all."""
    return Limits.model_validate(
        {name: _tighter(name, getattr(first, name), getattr(second, name)) for name in Limits.model_fields}
    )


def _tighter(name: str, first: Decimal | None, second: Decimal | None) -> Decimal | None:
    if first is None or second is None:
        return second if first is None else first
    return max(first, second) if name in _FLOORS else min(first, second)
