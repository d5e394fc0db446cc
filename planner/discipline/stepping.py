"""One event on: a standing and what happened, to the next standing. The caller's decimal context is `number.ENGINE`."""

from dataclasses import replace
from datetime import datetime, timedelta

from planner.discipline.calendar import Period, end_after
from planner.discipline.kinds import KINDS, scope_of
from planner.discipline.ledger import entered
from planner.discipline.locks import (
    is_in_force,
    lock,
    on_probation,
    overridden,
    phase,
    reviewed,
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
    Track,
    Tracks,
    Version,
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
    TradeOpened,
)
from planner.domain.pause_rules import Action, ByHandRule, Rule

DECISIONS = frozenset({"rules_set", "paused_by_hand", "overridden", "reviewed", "news_announced"})
"""What takes effect when it is entered: nobody decides in the past."""

BY_HAND = ByHandRule(id="by_hand")
"""How a pause taken by hand ends where the table does not say."""

_MOVE_LOCKS = frozenset({"trade_closed", "deviated", "reviewed", "overridden"})
_NEWS_IS_PAST = timedelta(days=2)


def moment_of(event: Event) -> datetime:
    """When an event takes effect."""
    return event.recorded_at if event.kind in DECISIONS else event.at


def beginning(book: Rulebook) -> Standing:
    """An account of which nothing is known yet."""
    return Standing(BEGINNING, Ledger(), ({},) * len(book.versions))


def step(book: Rulebook, standing: Standing, event: Event) -> Standing:
    """The standing after an event that takes effect no sooner than those before it."""
    at = moment_of(event)
    ledger = entered(standing.ledger, event, book.reset)
    locks = _followed(standing, event, at)
    tracks, fresh = _tracked(book, standing, event, ledger)
    if event.kind not in DECISIONS and not fresh:
        return Standing(at, ledger, tracks, locks, standing.news, standing.overridden_until)
    if isinstance(event, RulesSet):
        fresh += _hit_by_new_rules(book, tracks, ledger, event)
    if isinstance(event, PausedByHand):
        fresh.append(_by_hand(book, event))
    for new in fresh:
        locks = _with_lock(locks, new)
        tracks = _restarted(book, tracks, new)
    return Standing(at, ledger, tracks, locks, _news(standing, event), _overridden_until(book, standing, event))


def _tracked(book: Rulebook, standing: Standing, event: Event, ledger: Ledger) -> tuple[tuple[Tracks, ...], list[Lock]]:
    """What every rule that looks at such events remembers after this one, and the locks it sets off."""
    looking = book.looking.get(event.kind, ())
    if not looking:
        return standing.tracks, []
    at, tracks, fresh = moment_of(event), list(standing.tracks), []
    for watch in looking:
        index, version, kind, is_apart, blocks = watch
        scope = scope_of(version.rule, event) if is_apart else ""
        if scope is None:
            continue
        held = tracks[index]
        before = held.get(scope, kind.start)
        track = kind.follow(version, before, event, standing.ledger, ledger)
        if blocks and version.holds(at):
            track, found = _struck(watch, before, track, event, ledger)
            if found is not None and not _is_locked(standing, version, scope, event):
                fresh.append(lock(version, event.id, scope, at, found))
        if track is not before:
            tracks[index] = {**held, scope: track} if is_apart else {scope: track}
    return tuple(tracks), fresh


def _struck(watch: Watch, before: Track, track: Track, event: Event, ledger: Ledger) -> tuple[Track, Reading | None]:
    """What a rule finds where an event reaches its limit, None where it does not.

    A loss strikes again only where it is deeper, or was made good in between.
    """
    if isinstance(track, Loss):
        if watch.kind.is_clear(watch.version, track, ledger):
            return (track if track.fired is None else track._replace(fired=None)), None
        return _deeper(track, watch.kind.read(watch.version, track, ledger, event.at))
    if isinstance(track, Exit):
        return track, _larger(track, event, ledger)
    if track is before or not track:
        return track, None
    found = watch.kind.read(watch.version, track, ledger, moment_of(event))
    return track, found if _is_reached(found) else None


def _is_reached(found: Reading) -> bool:
    return found.used is not None and found.limit is not None and found.used >= found.limit


def _deeper(track: Loss, found: Reading) -> tuple[Loss, Reading | None]:
    if found.used is None or found.limit is None:
        return track, None
    if found.used < found.limit:
        return (track if track.fired is None else track._replace(fired=None)), None
    if track.fired is not None and found.used <= track.fired:
        return track, None
    return track._replace(fired=found.used), found


def _larger(track: Exit, event: Event, ledger: Ledger) -> Reading | None:
    """A trade opened larger than the one before it, which lost."""
    if not isinstance(event, TradeOpened) or not track.lost or event.quantity <= track.quantity:
        return None
    opened = ledger.trades.get(event.trade)
    return Reading(event.quantity, track.quantity) if opened is not None and opened.opened_at == event.at else None


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
        if version.since != event.recorded_at or rule.action is not Action.BLOCK_NEW:
            continue
        for scope, track in held.items():
            found = (
                None if isinstance(track, Exit) else KINDS[rule.kind].read(version, track, ledger, event.recorded_at)
            )
            if found is not None and _is_reached(found):
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
        return (*locks, new)
    return tuple(replace(held, stands=True) if held.identity == new.identity else held for held in locks)


def _restarted(book: Rulebook, tracks: tuple[Tracks, ...], new: Lock) -> tuple[Tracks, ...]:
    """The count of a rule begins anew where it sets a pause off, in all its versions."""
    kind = KINDS.get(new.rule.kind)
    if kind is None or not kind.restarts:
        return tracks
    siblings = book.siblings[new.rule.id]
    return tuple({**held, new.scope: kind.start} if i in siblings else held for i, held in enumerate(tracks))


def _followed(standing: Standing, event: Event, at: datetime) -> tuple[Lock, ...]:
    """The locks after an event, without those that were over before it."""
    if not standing.locks or event.kind not in _MOVE_LOCKS:
        return standing.locks
    locks = tuple(held for held in standing.locks if phase(held, at) is not RuleState.ACTIVE)
    match event:
        case Reviewed():
            return tuple(reviewed(held, event) for held in locks)
        case Overridden() if at >= standing.overridden_until:
            return tuple(overridden(held, event) if is_in_force(held, at) else held for held in locks)
        case TradeClosed():
            holding = standing.ledger.trades.get(event.trade)
            opened_at = event.at if holding is None else holding.opened_at
            as_planned = event.trade not in standing.ledger.deviated
            return tuple(on_probation(held, event, opened_at=opened_at, as_planned=as_planned) for held in locks)
        case Deviated():
            fails = RuleState.PROBATION
            return tuple(replace(held, as_planned=0) if phase(held, at) is fails else held for held in locks)
    return locks


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
