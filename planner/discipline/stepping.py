"""One event on: a standing and what happened, to the next standing. The caller's decimal context is `number.ENGINE`."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from planner.discipline.calendar import Period, end_after
from planner.discipline.kinds import KINDS
from planner.discipline.ledger import ENTRIES
from planner.discipline.locks import (
    is_in_force,
    lock,
    on_probation,
    overridden,
    phase,
    reviewed,
    strictest,
)
from planner.discipline.rulebook import Rulebook, Watch
from planner.discipline.standing import (
    BEGINNING,
    Exit,
    Ledger,
    Lock,
    Loss,
    Reading,
    RuleState,
    Standing,
    Tracks,
    Version,
    in_order,
    reached,
)
from planner.domain.journal import (
    Deviated,
    Event,
    NewsAnnounced,
    Overridden,
    PausedByHand,
    Reviewed,
    RulesSet,
    TradeClosed,
)
from planner.domain.pause_rules import ByHandRule, Rule

DECISIONS = frozenset({"rules_set", "paused_by_hand", "overridden", "reviewed", "news_announced"})
"""What takes effect when it is entered: nobody decides in the past."""

BY_HAND = ByHandRule(id="by_hand")
"""How a pause taken by hand ends where the table does not say."""

_NEWS_IS_PAST = timedelta(days=2)


def moment_of(event: Event) -> datetime:
    """When an event takes effect."""
    return event.recorded_at if event.kind in DECISIONS else event.at


def beginning(book: Rulebook) -> Standing:
    """An account of which nothing is known yet."""
    return Standing(BEGINNING, Ledger(), ({},) * len(book.versions))


def step(book: Rulebook, standing: Standing, event: Event) -> Standing:
    """The standing after an event that takes effect no sooner than those before it."""
    return fold(book, standing, (event,))[0]


def fold(book: Rulebook, standing: Standing, events: Iterable[Event]) -> tuple[Standing, list[Lock]]:
    """The standing after events in the order in which they take effect, and the locks they set off, as they began.

    Only the last standing is put together: what the rules remember is carried from one event to the next.
    """
    at, ledger, held, locks, news, overridden_until = standing
    tracks, set_off = list(held), []
    for event in events:
        kind = event.kind
        if kind in DECISIONS:
            before = Standing(at, ledger, tuple(tracks), locks, news, overridden_until)
            (at, ledger, held, locks, news, overridden_until), fresh = _decided(book, before, event)
            tracks = list(held)
            set_off += fresh
            continue
        at, old, still_held = event.at, ledger, locks
        if kind in ENTRIES:
            ledger = ENTRIES[kind](old, event, book.reset)
        if locks and kind in _MOVE_LOCKS:
            locks = _MOVE_LOCKS[kind](locks, event, old)
        if kind in book.looking:
            fresh = _look(book.looking[kind], tracks, event, (old, ledger), still_held)
            if fresh:
                locks = _with_locks(book, tracks, locks, fresh)
                set_off += fresh
    return Standing(at, ledger, tuple(tracks), locks, news, overridden_until), set_off


def _look(
    watches: Iterable[Watch],
    tracks: list[Tracks],
    event: Any,  # noqa: ANN401 - of a kind that its rules look at
    ledgers: tuple[Ledger, Ledger],
    locks: tuple[Lock, ...],
) -> list[Lock]:
    """Let every rule that looks at such events remember this one, in its place of `tracks`; the locks it sets off."""
    fresh: list[Lock] = []
    old, new = ledgers
    for place, version, start, apart, follow, strike, counts in watches:
        scope = "" if apart is None else apart(version.rule, event.instrument, event.side)
        if scope is None:
            continue
        held = tracks[place]
        before = held.get(scope, start)
        track = follow(version, before, event, old, new)
        if counts and track is before:
            continue
        if strike is not None and version.holds(at := moment_of(event)):
            track, found = strike(version, before, track, event, new)
            if found is not None and not _is_locked(locks, version, scope, event):
                fresh.append(_again(locks, lock(version, event.id, scope, at, found)))
        if track is not before:
            tracks[place] = {scope: track} if apart is None else {**held, scope: track}
    return fresh if len(fresh) <= 1 else strictest(fresh)


def _again(locks: tuple[Lock, ...], new: Lock) -> Lock:
    """A lock just set off: where a corrected event did so at the same moment, it is that one, which stands again."""
    for held in locks:
        is_same = (held.rule.id, held.scope, held.at, held.until) == (new.rule.id, new.scope, new.at, new.until)
        if is_same and not held.stands:
            return new._replace(trigger=held.trigger)
    return new


def _decided(book: Rulebook, standing: Standing, event: Event) -> tuple[Standing, list[Lock]]:
    """The standing after what takes effect when it is entered, and the locks that sets off."""
    at, ledger, tracks, locks = event.recorded_at, standing.ledger, list(standing.tracks), standing.locks
    if isinstance(event, Reviewed):
        locks = tuple(reviewed(held, event) for held in _not_over(locks, at))
    if isinstance(event, Overridden):
        locks = _after_override(standing, event)
    fresh = _look(book.looking.get(event.kind, ()), tracks, event, (ledger, ledger), standing.locks)
    if isinstance(event, RulesSet):
        fresh += _hit_by_new_rules(book, tracks, ledger, event)
    if isinstance(event, PausedByHand):
        fresh.append(_by_hand(book, event))
    locks = _with_locks(book, tracks, locks, fresh)
    until = _overridden_until(book, standing, event)
    return Standing(at, ledger, tuple(tracks), locks, _news(standing, event), until), fresh


def _is_locked(locks: tuple[Lock, ...], version: Version[Rule], scope: str, event: Event) -> bool:
    """Whether another event already keeps the rule's scope locked; a row that is counted anew locks again."""
    return not KINDS[version.rule.kind].restarts and any(
        (held.rule.id, held.scope) == (version.rule.id, scope)
        and held.trigger != event.id
        and is_in_force(held, moment_of(event))
        for held in locks
    )


def _hit_by_new_rules(book: Rulebook, tracks: list[Tracks], ledger: Ledger, event: RulesSet) -> list[Lock]:
    """The locks of rules that begin to hold where their limit has long been reached; the same loss sets off no more."""
    fresh = []
    for place, (version, held) in enumerate(zip(book.versions, tracks, strict=True)):
        rule = version.rule
        if version.since != event.recorded_at or not rule.action.blocks:
            continue
        for scope, track in held.items():
            found = KINDS[rule.kind].read(version, track, ledger, event.recorded_at)
            if not isinstance(track, Exit) and reached(found) is not None:
                fresh.append(lock(version, event.id, scope, event.recorded_at, found))
                if isinstance(track, Loss):
                    tracks[place] = {**tracks[place], scope: track._replace(fired=found.used)}
    return fresh


def _by_hand(book: Rulebook, event: PausedByHand) -> Lock:
    at = event.recorded_at
    rules = (version for version in book.versions if version.rule.kind == BY_HAND.kind and version.holds(at))
    version = next(rules, Version(BY_HAND, book.reset))
    made = lock(version, event.id, "", at, Reading(None, None))
    return made if event.until is None else made._replace(until=event.until)


def _with_locks(book: Rulebook, tracks: list[Tracks], locks: tuple[Lock, ...], fresh: list[Lock]) -> tuple[Lock, ...]:
    """The locks with those just set off; the count of a rule begins anew where it sets one off."""
    for new in fresh:
        locks = _with_lock(locks, new)
        _restart(book, tracks, new)
    return locks


def _with_lock(locks: tuple[Lock, ...], new: Lock) -> tuple[Lock, ...]:
    """The locks with a new one; one that was set off before is told that it still stands."""
    if all(held.identity != new.identity for held in locks):
        return in_order((*locks, new))
    return tuple(held._replace(stands=True) if held.identity == new.identity else held for held in locks)


def _restart(book: Rulebook, tracks: list[Tracks], new: Lock) -> None:
    """Let the count of a rule begin anew, in all its versions."""
    kind = KINDS.get(new.rule.kind)
    if kind is not None and kind.restarts:
        for place in book.siblings[new.rule.id]:
            tracks[place] = {**tracks[place], new.scope: kind.start}


def _not_over(locks: tuple[Lock, ...], at: datetime) -> tuple[Lock, ...]:
    """The locks without those that were over before a moment."""
    return tuple([held for held in locks if phase(held, at) is not RuleState.ACTIVE])


def _after_override(standing: Standing, event: Overridden) -> tuple[Lock, ...]:
    at = event.recorded_at
    locks = _not_over(standing.locks, at)
    if at < standing.overridden_until:
        return locks
    return tuple(overridden(held, event) if is_in_force(held, at) else held for held in locks)


def _after_trade(locks: tuple[Lock, ...], event: TradeClosed, ledger: Ledger) -> tuple[Lock, ...]:
    """The same locks where none is over and none on probation: most trades change nothing."""
    at, is_same = event.at, True
    found = []
    for held in locks:
        state, kept = phase(held, at), held
        if state is RuleState.PROBATION:
            kept = _tried(held, event, ledger)
        if state is not RuleState.ACTIVE:
            found.append(kept)
        is_same = is_same and kept is held and state is not RuleState.ACTIVE
    return locks if is_same else tuple(found)


def _tried(held: Lock, event: TradeClosed, ledger: Ledger) -> Lock:
    """A lock on probation after a trade; one of which no plan is known does nothing."""
    as_planned = event.trade not in ledger.deviated
    if as_planned and not event.has_plan:
        return held
    holding = ledger.trades.get(event.trade)
    return on_probation(held, opened_at=event.at if holding is None else holding.opened_at, as_planned=as_planned)


def _after_deviation(locks: tuple[Lock, ...], event: Deviated, _: Ledger) -> tuple[Lock, ...]:
    at, fails = event.at, RuleState.PROBATION
    return tuple(held._replace(as_planned=0) if phase(held, at) is fails else held for held in _not_over(locks, at))


_MOVE_LOCKS: dict[str, Callable[[tuple[Lock, ...], Any, Ledger], tuple[Lock, ...]]] = {
    "trade_closed": _after_trade,
    "deviated": _after_deviation,
}
"""The locks after an event, without those that were over before it, by its kind; the ledger is that before it."""


def _overridden_until(book: Rulebook, standing: Standing, event: Event) -> datetime:
    """One pause a day can be overridden."""
    if not isinstance(event, Overridden) or event.recorded_at < standing.overridden_until:
        return standing.overridden_until
    return end_after(book.reset, Period.DAY, event.recorded_at)


def _news(standing: Standing, event: Event) -> tuple[NewsAnnounced, ...]:
    """The releases announced, without those long past."""
    if not isinstance(event, NewsAnnounced):
        return standing.news
    return (*(news for news in standing.news if news.ends + _NEWS_IS_PAST > event.recorded_at), event)
