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
from operator import attrgetter

from planner.discipline.rulebook import Rulebook, rulebook
from planner.discipline.standing import Lock, Standing, in_order, when
from planner.discipline.stepping import beginning, moment_of, step
from planner.domain.journal import Corrected, Event, RulesSet
from planner.domain.number import ENGINE
from planner.domain.pause_rules import PauseRule, Reset

_EVERY = 64
"""A standing is kept for so many events, to go through history again from."""

Place = tuple[datetime, datetime, str]
"""Where an event stands in the order of what took effect."""

_recorded_at = attrgetter("recorded_at")


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
    taken = _once(events)
    known = list(taken.values())
    book = rulebook(rules, reset, [event for event in known if isinstance(event, RulesSet)])
    history = _History(book, taken)
    with localcontext(ENGINE):
        for _, batch in groupby(known, key=_recorded_at):
            history.learn(list(batch))
        history.go_on()
    return Replayed(book, history.standing, tuple(history.pauses), known[-1].recorded_at if known else None)


def _once(events: Iterable[Event]) -> dict[str, Event]:
    """The events by their ids as they were recorded, each once: the first to be recorded."""
    kept: dict[str, Event] = {}
    for event in sorted(events, key=lambda event: (event.recorded_at, moment_of(event), event.id)):
        kept.setdefault(event.id, event)
    return kept


def _place(event: Event) -> Place:
    return moment_of(event), event.recorded_at, event.id


def _set_off(standing: Standing, event: Event) -> list[Lock]:
    """The pauses that an event has set off."""
    return [held for held in standing.locks if held.trigger == event.id]


class _History:
    """The fold with its memory: what is known so far, in the order it took effect, and standings on the way.

    What is only added at the end is gone through no sooner than it must be.
    """

    def __init__(self, book: Rulebook, events: Mapping[str, Event]) -> None:
        self.book = book
        self.events = events
        self.standing = beginning(book)
        self.standings = [self.standing]
        self.known: list[Event] = []
        self.gone_through = 0
        self.withdrawn: set[str] = set()
        self.pauses: list[Lock] = []
        self.identities: set[tuple[str, str, str]] = set()

    def learn(self, batch: list[Event]) -> None:
        """Take up what was recorded at one time."""
        first = batch[0]
        if len(batch) == 1 and first.kind != "corrected" and not self.withdrawn and self._is_next(first):
            self.known.append(first)
            return
        wrong = {event.of for event in batch if isinstance(event, Corrected)} - self.withdrawn
        self.withdrawn |= wrong
        added = [event for event in batch if event.id not in self.withdrawn]
        removed = [self.events[key] for key in wrong if key in self.events]
        removed = [event for event in removed if event.recorded_at < first.recorded_at]
        if removed or (added and not self._is_next(added[0])):
            self._learn_late(added, removed)
        else:
            self.known += added

    def _is_next(self, event: Event) -> bool:
        return not self.known or moment_of(event) >= moment_of(self.known[-1])

    def _learn_late(self, added: list[Event], removed: list[Event]) -> None:
        """Go through history again from where it changes; the pauses of before are held."""
        self.go_on()
        start = bisect_left(self.known, min(map(_place, (*added, *removed))), key=_place) // _EVERY
        for event in removed:
            del self.known[bisect_left(self.known, _place(event), key=_place)]
        for event in added:
            insort(self.known, event, key=_place)
        del self.standings[start + 1 :]
        self.standing, self.gone_through = self.standings[start], start * _EVERY
        self.go_on(self.pauses[bisect_left(self.pauses, self.standing.at, key=attrgetter("at")) :])

    def go_on(self, pauses: Sequence[Lock] = ()) -> None:
        """Go through what is known; the pauses of before are held once what set them off has had its effect."""
        waiting = deque(sorted(pauses, key=self._set_off_at))
        for index in range(self.gone_through, len(self.known)):
            if index // _EVERY == len(self.standings):
                self.standings.append(self.standing)
            event = self.known[index]
            while waiting and self._set_off_at(waiting[0]) < _place(event):
                self._hold(waiting.popleft())
            before = self.standing.locks
            self.standing = step(self.book, self.standing, event)
            if self.standing.locks is not before:
                self._remember(event)
        for held in waiting:
            self._hold(held)
        self.gone_through = len(self.known)

    def _set_off_at(self, held: Lock) -> Place:
        return _place(self.events[held.trigger])

    def _remember(self, event: Event) -> None:
        for held in _set_off(self.standing, event):
            if held.identity not in self.identities:
                self.identities.add(held.identity)
                insort(self.pauses, held, key=when)

    def _hold(self, held: Lock) -> None:
        """A pause of before holds on, though it is not known whether what set it off still does."""
        if all(other.identity != held.identity for other in self.standing.locks):
            kept = replace(held, stands=False)
            self.standing = self.standing._replace(locks=in_order((*self.standing.locks, kept)))
