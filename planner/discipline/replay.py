"""Events in, standing out: a fold that gives the same whatever order the events come in.

What was known when decides: events are taken up as they were recorded. One that took effect before others are known, or
that corrects one of them, has the account's history gone through again from there; a pause that was set off by what
was known then stays, whatever is learnt later. An id is taken up once.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import localcontext
from itertools import groupby

from planner.discipline.rulebook import Rulebook, rulebook
from planner.discipline.standing import Lock, Standing
from planner.discipline.stepping import beginning, moment_of, step
from planner.domain.journal import Corrected, Event, RulesSet
from planner.domain.number import ENGINE
from planner.domain.pause_rules import PauseRule, Reset

_EVERY = 256
"""A standing is kept for so many events, to go through history again from."""

Place = tuple[datetime, datetime, str]
"""Where an event stands in the order of what took effect."""


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
        known = {held.identity for held in self.pauses}
        fresh = tuple(held for held in standing.locks if held.identity not in known)
        latest = event.recorded_at if self.recorded_at is None else max(self.recorded_at, event.recorded_at)
        return replace(self, standing=standing, pauses=(*self.pauses, *fresh), recorded_at=latest)


def replay(rules: tuple[PauseRule, ...], reset: Reset, events: Iterable[Event]) -> Replayed:
    """The account after these events, in whatever order they come."""
    taken = _once(events)
    book = rulebook(rules, reset, (event for event in taken if isinstance(event, RulesSet)))
    history = _History(book)
    with localcontext(ENGINE):
        for _, batch in groupby(taken, key=lambda event: event.recorded_at):
            history.learn(list(batch))
    pauses = tuple(sorted(history.pauses.values(), key=lambda held: (held.at, held.identity)))
    return Replayed(book, history.standing, pauses, taken[-1].recorded_at if taken else None)


def _once(events: Iterable[Event]) -> list[Event]:
    """The events as they were recorded, each id once: the first to be recorded."""
    kept: dict[str, Event] = {}
    for event in sorted(events, key=lambda event: (event.recorded_at, moment_of(event), event.id)):
        kept.setdefault(event.id, event)
    return list(kept.values())


def _place(event: Event) -> Place:
    return moment_of(event), event.recorded_at, event.id


class _History:
    """The fold with its memory: what is known so far, as it took effect, and standings on the way."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.standing = beginning(book)
        self.places: list[Place] = []
        self.events: dict[str, Event] = {}
        self.withdrawn: set[str] = set()
        self.standings = [self.standing]
        self.pauses: dict[tuple[str, str, str], Lock] = {}

    def learn(self, batch: list[Event]) -> None:
        """Take up what was recorded at one time."""
        if len(batch) == 1 and batch[0].kind != "corrected" and not self.withdrawn:
            place = _place(batch[0])
            if not self.places or place > self.places[-1]:
                self._take_next(place, batch[0])
                return
        self.events |= {event.id: event for event in batch}
        wrong = {event.of for event in batch if isinstance(event, Corrected)} - self.withdrawn
        self.withdrawn |= wrong
        added = sorted(_place(event) for event in batch if event.id not in self.withdrawn)
        removed = [_place(self.events[key]) for key in wrong if key in self.events]
        if not removed and (not self.places or not added or added[0] > self.places[-1]):
            start = len(self.places)
            self.places += added
            self._go_on(start)
            return
        self._learn_late(added, removed)

    def _take_next(self, place: Place, event: Event) -> None:
        """Take up one event that took effect after all the others."""
        if len(self.places) // _EVERY == len(self.standings):
            self.standings.append(self.standing)
        self.places.append(place)
        self.events[event.id] = event
        before, self.standing = self.standing, step(self.book, self.standing, event)
        if self.standing.locks is not before.locks:
            self._remember()

    def _remember(self) -> None:
        for held in self.standing.locks:
            self.pauses.setdefault(held.identity, held)

    def _learn_late(self, added: list[Place], removed: list[Place]) -> None:
        start = bisect_left(self.places, min((*added, *removed))) // _EVERY
        for place in added:
            insort(self.places, place)
        gone = set(removed)
        self.places = [place for place in self.places if place not in gone]
        del self.standings[start + 1 :]
        self.standing = self.standings[start]
        before = sorted(
            (held for held in self.pauses.values() if held.at >= self.standing.at),
            key=lambda held: (held.at, held.identity),
        )
        self._go_on(start * _EVERY, before)

    def _go_on(self, start: int, before: Sequence[Lock] = ()) -> None:
        """Go through what took effect from there on; the pauses of before are held from when they were set off."""
        known = deque(before)
        for index in range(start, len(self.places)):
            if index // _EVERY == len(self.standings):
                self.standings.append(self.standing)
            at, _, key = self.places[index]
            while known and known[0].at <= at:
                self._hold(known.popleft())
            self.standing = step(self.book, self.standing, self.events[key])
            self._remember()
        for held in known:
            self._hold(held)

    def _hold(self, held: Lock) -> None:
        """A pause of before holds on, though it is not known whether what set it off still does."""
        if all(other.identity != held.identity for other in self.standing.locks):
            kept = replace(held, stands=False)
            self.standing = self.standing._replace(locks=(*self.standing.locks, kept))
