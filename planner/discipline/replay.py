"""Events in, standing out: a fold that gives the same whatever order the events come in.

What was known when decides: events are taken up as they were recorded. One that took effect before others are known, or
that corrects one of them, has the account's history gone through again from there; a pause that was set off by what
was known then stays, whatever is learnt later. An id is taken up once.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import localcontext
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from planner.discipline.rulebook import Rulebook, rulebook
from planner.discipline.standing import BEGINNING, Lock, Standing, in_order, when
from planner.discipline.stepping import beginning, moment_of, step
from planner.domain.journal import Corrected, Event, RulesSet
from planner.domain.number import ENGINE
from planner.domain.pause_rules import PauseRule, Reset

_EVERY = 64
"""A standing is kept for so many events, to go through history again from."""


class Taken(NamedTuple):
    """An event as it was recorded, the order in which these sort; `at` is when it took effect."""

    recorded_at: datetime
    at: datetime
    id: str
    event: Event


_RECORDED_AT = itemgetter(0)
_IN_EFFECT = itemgetter(1, 0, 2)
"""Where an event stands among all that took effect."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """An account after its events, and every pause there ever was, as it was set off."""

    book: Rulebook
    standing: Standing
    pauses: tuple[Lock, ...] = ()
    recorded_at: datetime | None = None

    def not_before(self, at: datetime) -> datetime:
        """A moment, or the last event where the clock was set back."""
        return max(at.astimezone(UTC), self.standing.at, self.recorded_at or self.standing.at)

    def with_event(self, event: Event) -> "Replayed":
        """After one event more, which took effect after all the others."""
        with localcontext(ENGINE):
            standing = step(self.book, self.standing, event)
        fresh = _set_off(standing, event)
        if fresh:
            known = {held.identity for held in self.pauses if held.trigger == event.id}
            fresh = [held for held in fresh if held.identity not in known]
        latest = event.recorded_at if self.recorded_at is None else max(self.recorded_at, event.recorded_at)
        return Replayed(self.book, standing, (*self.pauses, *fresh) if fresh else self.pauses, latest)


def replay(rules: tuple[PauseRule, ...], reset: Reset, events: Iterable[Event]) -> Replayed:
    """The account after these events, in whatever order they come."""
    rows = _once(events)
    book = rulebook(rules, reset, [row.event for row in rows if isinstance(row.event, RulesSet)])
    history = _History(book, {row.id: row for row in rows})
    start = _in_order(rows)
    history.known = rows[:start]
    with localcontext(ENGINE):
        for _, batch in groupby(rows[start:], key=_RECORDED_AT):
            history.learn(list(batch))
        history.go_on()
    return Replayed(book, history.standing, tuple(history.pauses), rows[-1].recorded_at if rows else None)


def _once(events: Iterable[Event]) -> list[Taken]:
    """The events as they were recorded, each id once: the first to be recorded."""
    rows = [(event.recorded_at, moment_of(event), event.id, event) for event in events]
    rows.sort(key=itemgetter(0, 1, 2))
    kept: dict[str, Taken] = {}
    for row in rows:
        if row[2] not in kept:
            kept[row[2]] = Taken(*row)
    return list(kept.values())


def _in_order(rows: Sequence[Taken]) -> int:
    """How many of the first were recorded in the order in which they took effect, none of them a correction."""
    latest = BEGINNING
    for row in rows:
        if row.at < latest or row.event.kind == "corrected":
            return bisect_left(rows, row.recorded_at, key=_RECORDED_AT)
        latest = row.at
    return len(rows)


def _set_off(standing: Standing, event: Event) -> list[Lock]:
    """The pauses that an event has set off."""
    return [held for held in standing.locks if held.trigger == event.id]


class _History:
    """The fold with its memory: what is known so far, in the order it took effect, and standings on the way.

    What is only added at the end is gone through no sooner than it must be.
    """

    def __init__(self, book: Rulebook, events: Mapping[str, Taken]) -> None:
        self.book = book
        self.events = events
        self.standing = beginning(book)
        self.standings = [self.standing]
        self.known: list[Taken] = []
        self.gone_through = 0
        self.withdrawn: set[str] = set()
        self.pauses: list[Lock] = []
        self.identities: set[tuple[str, str, str]] = set()

    def learn(self, batch: list[Taken]) -> None:
        """Take up what was recorded at one time."""
        first = batch[0]
        wrong = {row.event.of for row in batch if isinstance(row.event, Corrected)} - self.withdrawn
        self.withdrawn |= wrong
        added = [row for row in batch if row.id not in self.withdrawn]
        removed = [self.events[key] for key in wrong if key in self.events]
        removed = [row for row in removed if row.recorded_at < first.recorded_at]
        if removed or (added and self.known and added[0].at < self.known[-1].at):
            self._learn_late(added, removed)
        else:
            self.known += added

    def _learn_late(self, added: list[Taken], removed: list[Taken]) -> None:
        """Go through history again from where it changes; the pauses of before are held."""
        self.go_on()
        start = bisect_left(self.known, min(map(_IN_EFFECT, (*added, *removed))), key=_IN_EFFECT) // _EVERY
        for row in removed:
            del self.known[bisect_left(self.known, _IN_EFFECT(row), key=_IN_EFFECT)]
        for row in added:
            insort(self.known, row, key=_IN_EFFECT)
        del self.standings[start + 1 :]
        self.standing, self.gone_through = self.standings[start], start * _EVERY
        self.go_on(self.pauses[bisect_left(self.pauses, self.standing.at, key=attrgetter("at")) :])

    def go_on(self, pauses: Sequence[Lock] = ()) -> None:
        """Go through what is known; the pauses of before are held once what set them off has had its effect."""
        waiting = deque(sorted(pauses, key=self._set_off_at))
        standing = self.standing
        for index in range(self.gone_through, len(self.known)):
            if index % _EVERY == 0 and index // _EVERY == len(self.standings):
                self.standings.append(standing)
            row = self.known[index]
            while waiting and self._set_off_at(waiting[0]) < _IN_EFFECT(row):
                standing = _holding(standing, waiting.popleft())
            before, standing = standing.locks, step(self.book, standing, row.event)
            if standing.locks is not before:
                self._remember(standing, row.event)
        for held in waiting:
            standing = _holding(standing, held)
        self.standing = standing
        self.gone_through = len(self.known)

    def _set_off_at(self, held: Lock) -> tuple[datetime, datetime, str]:
        row = self.events[held.trigger]
        return row.at, row.recorded_at, row.id

    def _remember(self, standing: Standing, event: Event) -> None:
        for held in _set_off(standing, event):
            if held.identity not in self.identities:
                self.identities.add(held.identity)
                insort(self.pauses, held, key=when)


def _holding(standing: Standing, held: Lock) -> Standing:
    """A pause of before holds on, though it is not known whether what set it off still does."""
    if any(other.identity == held.identity for other in standing.locks):
        return standing
    return standing._replace(locks=in_order((*standing.locks, replace(held, stands=False))))
