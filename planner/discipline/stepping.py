"""One event on: a standing and what happened, to the next standing. The caller's decimal context is `number.ENGINE`."""

from collections.abc import Callable
from dataclasses import replace
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
)
from planner.discipline.rulebook import Rulebook
from planner.discipline.standing import (
    BEGINNING,
    Exit,
    Ledger,
    Lock,
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
    kind, at, ledger, tracks, locks = event.kind, moment_of(event), standing.ledger, standing.tracks, standing.locks
    fresh: list[Lock] = []
    if kind in ENTRIES:
        ledger = ENTRIES[kind](ledger, event, book.reset)
    if locks and kind in _MOVE_LOCKS:
        locks = _MOVE_LOCKS[kind](standing, event, at)
    if kind in book.looking:
        tracks, fresh = _tracked(book, standing, event, at, ledger)
    if not fresh and kind not in DECISIONS:
        return Standing(at, ledger, tracks, locks, standing.news, standing.overridden_until)
    if isinstance(event, RulesSet):
        fresh += _hit_by_new_rules(book, tracks, ledger, event)
    if isinstance(event, PausedByHand):
        fresh.append(_by_hand(book, event))
    for new in fresh:
        locks = _with_lock(locks, new)
        tracks = _restarted(book, tracks, new)
    return Standing(at, ledger, tracks, locks, _news(standing, event), _overridden_until(book, standing, event))


def _tracked(
    book: Rulebook,
    standing: Standing,
    event: Any,  # noqa: ANN401 - of a kind that its rules look at
    at: datetime,
    ledger: Ledger,
) -> tuple[tuple[Tracks, ...], list[Lock]]:
    """What every rule that looks at such events remembers after this one, and the locks it sets off."""
    tracks, fresh = list(standing.tracks), []
    for place, version, start, apart, follow, strike in book.looking[event.kind]:
        scope = "" if apart is None else apart(version.rule, event.instrument, event.side)
        if scope is None:
            continue
        held = tracks[place]
        before = held.get(scope, start)
        track = follow(version, before, event, standing.ledger, ledger)
        if strike is not None and version.holds(at):
            track, found = strike(version, before, track, event, ledger)
            if found is not None and not _is_locked(standing, version, scope, event):
                fresh.append(lock(version, event.id, scope, at, found))
        if track is not before:
            tracks[place] = {**held, scope: track} if apart is not None else {scope: track}
    return tuple(tracks), fresh


def _is_locked(standing: Standing, version: Version[Rule], scope: str, event: Event) -> bool:
    """Whether another event already keeps the rule's scope locked; a row that is counted anew locks again."""
    return not KINDS[version.rule.kind].restarts and any(
        (held.rule.id, held.scope) == (version.rule.id, scope)
        and held.trigger != event.id
        and is_in_force(held, moment_of(event))
        for held in standing.locks
    )


def _hit_by_new_rules(book: Rulebook, tracks: tuple[Tracks, ...], ledger: Ledger, event: RulesSet) -> list[Lock]:
    """The locks of rules that begin to hold where their limit has long been reached."""
    fresh = []
    for version, held in zip(book.versions, tracks, strict=True):
        rule = version.rule
        if version.since != event.recorded_at or not rule.action.blocks:
            continue
        for scope, track in held.items():
            found = KINDS[rule.kind].read(version, track, ledger, event.recorded_at)
            if not isinstance(track, Exit) and reached(found) is not None:
                fresh.append(lock(version, event.id, scope, event.recorded_at, found))
    return fresh


def _by_hand(book: Rulebook, event: PausedByHand) -> Lock:
    at = event.recorded_at
    rules = (version for version in book.versions if version.rule.kind == BY_HAND.kind and version.holds(at))
    version = next(rules, Version(BY_HAND, book.reset))
    made = lock(version, event.id, "", at, Reading(None, None))
    return made if event.until is None else replace(made, until=event.until)


def _with_lock(locks: tuple[Lock, ...], new: Lock) -> tuple[Lock, ...]:
    """The locks with a new one; one that was set off before is told that it still stands."""
    if all(held.identity != new.identity for held in locks):
        return in_order((*locks, new))
    return tuple(replace(held, stands=True) if held.identity == new.identity else held for held in locks)


def _restarted(book: Rulebook, tracks: tuple[Tracks, ...], new: Lock) -> tuple[Tracks, ...]:
    """The count of a rule begins anew where it sets a pause off, in all its versions."""
    kind = KINDS.get(new.rule.kind)
    if kind is None or not kind.restarts:
        return tracks
    siblings = book.siblings[new.rule.id]
    return tuple({**held, new.scope: kind.start} if i in siblings else held for i, held in enumerate(tracks))


def _not_over(standing: Standing, at: datetime) -> tuple[Lock, ...]:
    """The locks without those that were over before a moment."""
    return tuple([held for held in standing.locks if phase(held, at) is not RuleState.ACTIVE])


def _after_review(standing: Standing, event: Reviewed, at: datetime) -> tuple[Lock, ...]:
    return tuple(reviewed(held, event) for held in _not_over(standing, at))


def _after_override(standing: Standing, event: Overridden, at: datetime) -> tuple[Lock, ...]:
    locks = _not_over(standing, at)
    if at < standing.overridden_until:
        return locks
    return tuple(overridden(held, event) if is_in_force(held, at) else held for held in locks)


def _after_trade(standing: Standing, event: TradeClosed, at: datetime) -> tuple[Lock, ...]:
    """The same locks where none is over and none on probation: most trades change nothing."""
    ledger, locks, found = standing.ledger, standing.locks, []
    is_same = True
    for held in locks:
        state, kept = phase(held, at), held
        as_planned = event.trade not in ledger.deviated
        if state is RuleState.PROBATION and (event.has_plan or not as_planned):
            holding = ledger.trades.get(event.trade)
            opened_at = event.at if holding is None else holding.opened_at
            kept = on_probation(held, opened_at=opened_at, as_planned=as_planned)
        if state is not RuleState.ACTIVE:
            found.append(kept)
        is_same = is_same and kept is held and state is not RuleState.ACTIVE
    return locks if is_same else tuple(found)


def _after_deviation(standing: Standing, _: Deviated, at: datetime) -> tuple[Lock, ...]:
    fails = RuleState.PROBATION
    return tuple(replace(held, as_planned=0) if phase(held, at) is fails else held for held in _not_over(standing, at))


_MOVE_LOCKS: dict[str, Callable[[Standing, Any, datetime], tuple[Lock, ...]]] = {
    "reviewed": _after_review,
    "overridden": _after_override,
    "trade_closed": _after_trade,
    "deviated": _after_deviation,
}
"""The locks after an event, without those that were over before it, by its kind."""


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
