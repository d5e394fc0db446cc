"""Events in, standing out: a fold that gives the same whatever order the events come in.

What was known when decides: events are taken up as they were recorded. One that took effect before others are known, or
that corrects one of them, has the account's history gone through again from there; a pause that was set off by what
was known then stays, whatever is learnt later. An id is taken up once.
"""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import localcontext
from itertools import groupby
from operator import attrgetter, eq

from msgspec import Struct

from planner.discipline.rulebook import Rulebook, rulebook
from planner.discipline.standing import BEGINNING, Lock, Standing, in_order, when
from planner.discipline.stepping import DECISIONS, beginning, fold, moment_of
from planner.domain.journal import Corrected, Event
from planner.domain.number import ENGINE
from planner.domain.pause_rules import PauseRule, Reset

_EVERY = 64
"""A standing is kept for so many events, to go through history again from."""

_LOOKING_BACK = frozenset({"rules_set", "corrected"})
"""Events that have history gone through again: other rules count otherwise from its beginning on."""

_RECORDED_AT = attrgetter("recorded_at")


def _in_effect(event: Event) -> tuple[datetime, datetime, str]:
    """Where an event stands among all that took effect."""
    return moment_of(event), event.recorded_at, event.id


class Replayed(Struct, frozen=True):
    """An account after its events, and every pause there ever was, as it was set off."""

    book: Rulebook
    standing: Standing
    pauses: tuple[Lock, ...] = ()
    recorded_at: datetime | None = None

    def not_before(self, at: datetime) -> datetime:
        """A moment, or the last event where the clock was set back."""
        return max(at.astimezone(UTC), self.standing.at, self.recorded_at or self.standing.at)

    def is_followed_by(self, event: Event) -> bool:
        """Whether an event comes after all others and changes nothing in what is known of them."""
        is_later = self.recorded_at is not None and event.recorded_at > self.recorded_at
        return is_later and moment_of(event) >= self.standing.at and event.kind not in _LOOKING_BACK

    def with_event(self, event: Event) -> "Replayed":
        """After one event more, which took effect after all the others."""
        with localcontext(ENGINE):
            standing, fresh = fold(self.book, self.standing, (event,))
        if fresh:
            fresh = _set_off(standing, event)
            known = {held.identity for held in self.pauses if held.trigger == event.id}
            fresh = [held for held in fresh if held.identity not in known]
        latest = event.recorded_at if self.recorded_at is None else max(self.recorded_at, event.recorded_at)
        return Replayed(self.book, standing, in_order((*self.pauses, *fresh)) if fresh else self.pauses, latest)


def replay(rules: tuple[PauseRule, ...], reset: Reset, events: Iterable[Event]) -> Replayed:
    """The account after these events, in whatever order they come."""
    by_id = _once(events)
    known = list(by_id.values())
    book = rulebook(rules, reset, [event for event in known if event.kind == "rules_set"])
    history = _History(book, by_id)
    start = _in_order(known)
    history.known = known[:start]
    with localcontext(ENGINE):
        for _, batch in groupby(known[start:], key=_RECORDED_AT):
            history.learn(list(batch))
        history.go_on()
    return Replayed(book, history.standing, tuple(history.pauses), known[-1].recorded_at if known else None)


def _once(events: Iterable[Event]) -> dict[str, Event]:
    """The events as they were recorded, each id once: the first to be recorded."""
    known = sorted(events, key=_RECORDED_AT)
    times = list(map(_RECORDED_AT, known))
    together = [place for place, same in enumerate(map(eq, times, times[1:])) if same]
    for place in together:
        if not place or times[place - 1] != times[place]:
            end = bisect_right(times, times[place], place)
            known[place:end] = sorted(known[place:end], key=_in_effect)
    kept: dict[str, Event] = {}
    for event in known:
        kept.setdefault(event.id, event)
    return kept


def _in_order(known: Sequence[Event]) -> int:
    """How many of the first were recorded in the order in which they took effect, none of them a correction."""
    latest = BEGINNING
    for event in known:
        kind = event.kind
        at = event.recorded_at if kind in DECISIONS else event.at
        if at < latest or kind == "corrected":
            return bisect_left(known, event.recorded_at, key=_RECORDED_AT)
        latest = at
    return len(known)


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
        recorded_at = batch[0].recorded_at
        wrong = {event.of for event in batch if isinstance(event, Corrected)} - self.withdrawn
        self.withdrawn |= wrong
        added = [event for event in batch if event.id not in self.withdrawn]
        removed = [self.events[key] for key in wrong if key in self.events]
        removed = [event for event in removed if event.recorded_at < recorded_at]
        if removed or (added and self.known and moment_of(added[0]) < moment_of(self.known[-1])):
            self._learn_late(added, removed)
        else:
            self.known += added

    def _learn_late(self, added: list[Event], removed: list[Event]) -> None:
        """Go through history again from where it changes; the pauses of before are held."""
        self.go_on()
        start = bisect_left(self.known, min(map(_in_effect, (*added, *removed))), key=_in_effect) // _EVERY
        for event in removed:
            del self.known[bisect_left(self.known, _in_effect(event), key=_in_effect)]
        for event in added:
            insort(self.known, event, key=_in_effect)
        del self.standings[start + 1 :]
        self.standing, self.gone_through = self.standings[start], start * _EVERY
        self.go_on(self.pauses[bisect_left(self.pauses, self.standing.at, key=attrgetter("at")) :])

    def go_on(self, pauses: Sequence[Lock] = ()) -> None:
        """Go through what is known; the pauses of before are held once what set them off has had its effect."""
        waiting = deque(sorted(pauses, key=self._set_off_at))
        standing, known, index = self.standing, self.known, self.gone_through
        while index < len(known):
            if index % _EVERY == 0 and index // _EVERY == len(self.standings):
                self.standings.append(standing)
            while waiting and self._set_off_at(waiting[0]) < _in_effect(known[index]):
                standing = _holding(standing, waiting.popleft())
            end = index - index % _EVERY + _EVERY
            if waiting:
                end = min(end, bisect_right(known, self._set_off_at(waiting[0]), index, key=_in_effect))
            standing, set_off = fold(self.book, standing, known[index:end])
            self._remember(set_off)
            index = min(end, len(known))
        for held in waiting:
            standing = _holding(standing, held)
        self.standing = standing
        self.gone_through = len(self.known)

    def _set_off_at(self, held: Lock) -> tuple[datetime, datetime, str]:
        return _in_effect(self.events[held.trigger])

    def _remember(self, set_off: Iterable[Lock]) -> None:
        for held in set_off:
            if held.identity not in self.identities:
                self.identities.add(held.identity)
                insort(self.pauses, held, key=when)


def _holding(standing: Standing, held: Lock) -> Standing:
    """A pause of before holds on, though it is not known whether what set it off still does."""
    if any(other.identity == held.identity for other in standing.locks):
        return standing
    return standing._replace(locks=in_order((*standing.locks, held._replace(stands=False))))
