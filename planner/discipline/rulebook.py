"""The rule table through time: what is tighter holds at once, what is looser from the next day.

Until then the old rule and the new one both hold, and the strictest wins. A rule is tighter where no field is looser; a
change that is neither, such as another scope, waits like a looser one.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from planner.discipline.calendar import Period, end_after
from planner.discipline.kinds import KINDS, SCOPES, Follow, Strike, scope_of, stay
from planner.discipline.standing import Track, Version
from planner.domain.journal import RulesSet
from planner.domain.pause_rules import Action, Pause, PauseRule, Probation, Reset, Rule, Scope


class Watch(NamedTuple):
    """A version that looks at a kind of event: its place among all, and what it does with one.

    `strike` is None where the rule sets no pause off; where it `counts`, only what changes the track can. `scope` tells
    where an event belongs if it counts apart.
    """

    place: int
    version: Version[Rule]
    start: Track
    scope: Callable[[Rule, str, str], str | None] | None
    follow: Follow
    strike: Strike | None
    counts: bool


_WITH_A_SCOPE = frozenset({"trade_opened", "trade_closed"})
"""What tells an instrument and a side; nothing else counts for a rule that counts scopes apart."""


def _watches(versions: Iterable[Version[Rule]], event: str) -> Iterator[Watch]:
    """The versions that look at a kind of event."""
    for place, version in enumerate(versions):
        rule, kind = version.rule, KINDS.get(version.rule.kind)
        follow = None if kind is None else kind.follow.get(event)
        is_apart = scope_of(rule) is not Scope.ACCOUNT
        if kind is None or follow is None or (is_apart and event not in _WITH_A_SCOPE):
            continue
        strike = kind.strike if rule.action.blocks else None
        if strike is not None or follow is not stay:
            apart = SCOPES[scope_of(rule)] if is_apart else None
            yield Watch(place, version, kind.start, apart, follow, strike, kind.counts)


class Rulebook(Struct, frozen=True):
    """All versions of all rules, the account's reset, and who looks at what.

    `looking` are the versions that look at a kind of event, `siblings` those of one rule.
    """

    versions: tuple[Version[Rule], ...]
    reset: Reset
    looking: dict[str, tuple[Watch, ...]]
    siblings: dict[str, tuple[int, ...]]

    def version(self, identity: str, at: datetime) -> Version[Rule] | None:
        """The rule of that id as it holds at a moment."""
        found = (version for version in self.versions if version.rule.id == identity and version.holds(at))
        return next(found, None)


def rulebook(rules: tuple[PauseRule, ...], reset: Reset, changes: Iterable[RulesSet] = ()) -> Rulebook:
    """The rules that hold from the beginning, and the tables that were set since."""
    versions: list[Version[Rule]] = [Version(rule, rule.reset or reset) for rule in rules]
    for change in sorted(changes, key=lambda change: (change.recorded_at, change.id)):
        versions = _changed(versions, change)
        reset = change.reset
    looked_at = {event for kind in KINDS.values() for event in kind.follow}
    rows = tuple(enumerate(versions))
    return Rulebook(
        tuple(versions),
        reset,
        {event: watches for event in looked_at if (watches := tuple(_watches(versions, event)))},
        {rule: tuple(i for i, v in rows if v.rule.id == rule) for rule in {v.rule.id for v in versions}},
    )


def _changed(versions: list[Version[Rule]], change: RulesSet) -> list[Version[Rule]]:
    at = change.recorded_at
    wanted = {rule.id: Version(rule, rule.reset or change.reset, at) for rule in change.rules}
    kept = []
    for version in versions:
        new = wanted.get(version.rule.id)
        if version.until is not None and version.until <= at:
            kept.append(version)
        elif new is not None and (new.rule, new.reset) == (version.rule, version.reset):
            kept.append(replace(version, until=None))
            del wanted[version.rule.id]
        elif new is not None and new.reset == version.reset and is_tighter(version.rule, new.rule):
            kept.append(replace(version, until=at))
        else:
            next_day = end_after(version.reset, Period.DAY, at)
            kept.append(replace(version, until=min(version.until or next_day, next_day)))
    return [*kept, *wanted.values()]


_LOWER = frozenset({"warn_at", "pause_at", "rate", "amount", "minimum_loss", "warn_share", "warned_size"})
_HIGHER = frozenset(
    {"window_minutes", "minutes", "minutes_before", "minutes_after", "floor", "warn_below", "lock_at", "hedge_legs"}
)
_ACTIONS = tuple(Action)
_NO_BOUND = Decimal("Infinity")


def is_tighter(old: Rule, new: Rule) -> bool:
    """Whether the new rule is at least as strict as the old one in every field."""
    if type(old) is not type(new):
        return False
    return all(_is_tighter_field(name, getattr(old, name), getattr(new, name)) for name in type(old).model_fields)


def _is_tighter_field(name: str, old: Any, new: Any) -> bool:  # noqa: ANN401 - a field of any rule
    if old == new:
        return True
    if name == "action":
        return _ACTIONS.index(new) > _ACTIONS.index(old)
    if name == "pause":
        return _is_longer(old, new)
    if name in _LOWER:
        return old is not None and new is not None and new < old
    return name in _HIGHER and (_NO_BOUND if new is None else new) > (_NO_BOUND if old is None else old)


def _is_longer(old: Pause, new: Pause) -> bool:
    return (
        (old.ends, old.clock) == (new.ends, new.clock)
        and new.minutes >= old.minutes
        and new.periods >= old.periods
        and new.review >= old.review
        and new.can_be_overridden <= old.can_be_overridden
        and _is_longer_probation(old.probation, new.probation)
    )


def _is_longer_probation(old: Probation | None, new: Probation | None) -> bool:
    if old is None or new is None:
        return old is None
    a_day = (_NO_BOUND if bound is None else bound for bound in (new.trades_per_day, old.trades_per_day))
    return new.size <= old.size and new.trades >= old.trades and next(a_day) <= next(a_day)
