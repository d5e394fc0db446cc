"""How an account stands after its events: what replay carries from one event to the next. Nothing here changes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from msgspec import Struct

from planner.domain.journal import NewsAnnounced
from planner.domain.number import ZERO
from planner.domain.pause_rules import Reset, Rule
from planner.domain.venue import Side

AnyRule_co = TypeVar("AnyRule_co", bound=Rule, covariant=True)
BEGINNING = datetime.min.replace(tzinfo=UTC)


class RuleState(StrEnum):
    """What a rule says about the next trade, the mildest first."""

    ACTIVE = "active"
    WARNED = "warned"
    PROBATION = "probation"
    UNKNOWN = "unknown"
    COOLDOWN = "cooldown"
    PAUSED = "paused"


class Holding(NamedTuple):
    """A trade that is open."""

    instrument: str
    side: Side
    opened_at: datetime


class Ledger(NamedTuple):
    """What the account holds, None where unknown; its open trades, and those of them that departed from their plan.

    `opened` counts the trades opened in the day that ends at `day_ends`. `is_complete` is false after a mark that shows
    open profit where no trade is recorded as open.
    """

    balance: Decimal | None = None
    equity: Decimal | None = None
    trades: Mapping[str, Holding] = {}
    deviated: frozenset[str] = frozenset()
    opened: int = 0
    day_ends: datetime = BEGINNING
    is_complete: bool = True


class Row(NamedTuple):
    """When the events a rule counts took place, no more of them than make it pause."""

    times: tuple[datetime, ...] = ()


class Opened(NamedTuple):
    """The trades opened in the day that ends at `day_ends`."""

    trades: int = 0
    day_ends: datetime = BEGINNING


class Loss(NamedTuple):
    """What a loss is measured from, and the profit realised since: None where unknown.

    `begins` and `ends` are those of the period or the day, `fired` is the loss that set the last pause off. `floor` is
    where the limit is reached, None where the anchor is not known.
    """

    anchor: Decimal | None = None
    realised: Decimal | None = ZERO
    begins: datetime = BEGINNING
    ends: datetime = BEGINNING
    fired: Decimal | None = None
    floor: Decimal | None = None


class Exit(NamedTuple):
    """The last trade closed: when, how large, and whether it lost."""

    at: datetime | None = None
    quantity: Decimal = ZERO
    lost: bool = False


Track = Row | Opened | Loss | Exit
"""What one rule remembers of what happened in one scope."""

Tracks = Mapping[str, Track]
"""By scope: an instrument, a side, or nothing for all."""


class Reading(NamedTuple):
    """How much of a limit is used, None where that cannot be known: `missing` says what lacks."""

    used: Decimal | None
    limit: Decimal | None
    warn_at: Decimal | None = None
    missing: str = ""


def reached(found: Reading) -> Reading | None:
    """What was found, where it reaches the limit."""
    return found if found.used is not None and found.limit is not None and found.used >= found.limit else None


class Version(Struct, Generic[AnyRule_co], frozen=True):
    """A rule from when it holds to when it no longer does, with the reset that holds for it."""

    rule: AnyRule_co
    reset: Reset
    since: datetime = BEGINNING
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it holds at a moment."""
        return self.since <= at and (self.until is None or at < self.until)


class Lock(NamedTuple):
    """A pause that was set off: by which rule as it then stood, by which event, in which scope, and what was found.

    `until` is None where no time ends it. `freed_at` is when an override takes effect; `as_planned` counts the trades
    of the probation. `stands` is false where what set it off has been corrected since: the pause holds all the same.
    """

    rule: Rule
    trigger: str
    scope: str
    at: datetime
    until: datetime | None
    used: Decimal | None = None
    limit: Decimal | None = None
    reviewed_at: datetime | None = None
    freed_at: datetime | None = None
    as_planned: int = 0
    stands: bool = True

    @property
    def identity(self) -> tuple[str, str, str]:
        """One trigger makes one lock."""
        return self.rule.id, self.trigger, self.scope


def when(lock: Lock) -> tuple[datetime, tuple[str, str, str]]:
    """Where a pause stands in the order in which pauses were set off."""
    return lock.at, lock.identity


def in_order(locks: Iterable[Lock]) -> tuple[Lock, ...]:
    """Pauses as they were set off."""
    return tuple(sorted(locks, key=when))


class Standing(NamedTuple):
    """An account after its events: `tracks` are in the order of the rulebook's versions, `locks` those not yet over."""

    at: datetime
    ledger: Ledger
    tracks: tuple[Tracks, ...]
    locks: tuple[Lock, ...] = ()
    news: tuple[NewsAnnounced, ...] = ()
    overridden_until: datetime = BEGINNING
