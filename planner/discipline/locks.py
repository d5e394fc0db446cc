"""Locks: what a rule that is hit does to new trades, from the event that set it off to the end of its probation."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from planner.discipline.calendar import LAST, PERIOD_OF, Period, clock_after, end_after
from planner.discipline.standing import Lock, Reading, RuleState, Version
from planner.domain.journal import Overridden, Reviewed
from planner.domain.pause_rules import Ends, Rule

LEAST_WAIT = timedelta(minutes=15)
"""An override takes effect no sooner, whatever wait was entered."""

_WITHOUT_TIME = frozenset({Ends.AT_REVIEW, Ends.NEVER})


def lock(version: Version[Rule], trigger: str, scope: str, at: datetime, reading: Reading) -> Lock:
    """The lock that an event sets off; its end counts from that event."""
    until = _end(version, at)
    return Lock(version.rule, trigger, scope, at, until, reading.used, reading.limit)


def _end(version: Version[Rule], at: datetime) -> datetime | None:
    pause = version.rule.pause
    if pause.ends in _WITHOUT_TIME:
        return None
    if pause.ends is Ends.AFTER_MINUTES:
        return at + timedelta(minutes=pause.minutes)
    if pause.ends is Ends.AT_CLOCK:
        return clock_after(version.reset, pause.clock, at)
    return end_after(version.reset, PERIOD_OF[pause.ends], at, pause.periods)


def strictest(locks: Iterable[Lock]) -> list[Lock]:
    """One lock for each trigger: of those that two versions of a rule set off, the one that lasts longest."""
    kept: dict[tuple[str, str, str], Lock] = {}
    for held in locks:
        known = kept.setdefault(held.identity, held)
        if _lasts(held) > _lasts(known):
            kept[held.identity] = held
    return list(kept.values())


def _lasts(lock: Lock) -> tuple[datetime, bool, bool, bool, bool]:
    pause = lock.rule.pause
    never = pause.ends is Ends.NEVER
    return lock.until or LAST, never, pause.review, not pause.can_be_overridden, pause.probation is not None


def ended_at(lock: Lock) -> datetime | None:
    """When the lock ends, as far as is known: None where it has none, or waits for its review."""
    pause, end, freed_at = lock.rule.pause, lock.until, lock.freed_at
    if end is None:
        end = lock.reviewed_at if pause.ends is Ends.AT_REVIEW else None
    elif pause.review:
        end = None if lock.reviewed_at is None else max(end, lock.reviewed_at)
    return end if freed_at is None else freed_at if end is None else min(end, freed_at)


def phase(lock: Lock, now: datetime) -> RuleState:
    """The state a lock puts its scope in; active when it is over."""
    if is_in_force(lock, now):
        return RuleState.PAUSED if lock.reviewed_at is None else RuleState.COOLDOWN
    probation = lock.rule.pause.probation
    served = probation is None or lock.as_planned >= probation.trades or lock.freed_at == ended_at(lock)
    return RuleState.ACTIVE if served else RuleState.PROBATION


def is_in_force(lock: Lock, at: datetime) -> bool:
    """Whether it keeps new trades off. Only an override ends it before its time."""
    if lock.freed_at is None and lock.until is not None and at < lock.until:
        return True
    end = ended_at(lock)
    return end is None or at < end


def reviewed(lock: Lock, event: Reviewed) -> Lock:
    """A lock of the reviewed rule, acknowledged."""
    if lock.rule.id != event.rule or lock.reviewed_at is not None:
        return lock
    return lock._replace(reviewed_at=event.recorded_at)


def overridden(lock: Lock, event: Overridden) -> Lock:
    """A lock of the rule that is overridden, freed when the wait is over, if it can be."""
    if lock.rule.id != event.rule or not lock.rule.pause.can_be_overridden or lock.freed_at is not None:
        return lock
    return lock._replace(freed_at=event.recorded_at + max(LEAST_WAIT, timedelta(minutes=event.wait_minutes)))


def on_probation(lock: Lock, *, opened_at: datetime, as_planned: bool) -> Lock:
    """A lock on probation after a trade: those opened since the pause are counted as planned, or begin it anew."""
    if is_in_force(lock, opened_at):
        return lock
    count = lock.as_planned + 1 if as_planned else 0
    return lock if count == lock.as_planned else lock._replace(as_planned=count)


def day_end(version: Version[Rule], at: datetime) -> datetime:
    """When the day of a version ends."""
    return end_after(version.reset, Period.DAY, at)
