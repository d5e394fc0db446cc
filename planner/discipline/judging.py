"""What every rule says of the next trade: its state, how much of its limit is used, and until when."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import Struct

from planner.discipline.calendar import LAST
from planner.discipline.kinds import KINDS, scope_for
from planner.discipline.locks import ended_at, phase
from planner.discipline.replay import Replayed
from planner.discipline.standing import Exit, Lock, RuleState, Standing, Tracks, Version
from planner.domain.number import ONE
from planner.domain.pause_rules import CoolDownRule, MarginLevelRule, NewsRule, Rule, SizeUpRule

_BLOCKING = frozenset({RuleState.PAUSED, RuleState.COOLDOWN})
_ORDER = {state: place for place, state in enumerate(RuleState)}


class Proposal(Struct, frozen=True):
    """The next trade and the account it meets: `margin_level` is None where nothing is margined.

    `is_known` is false where the account's figures cannot be computed.
    """

    instrument: str
    side: str
    quantity: Decimal | None = None
    margin_level: Decimal | None = None
    is_known: bool = True


class RuleStanding(NamedTuple):
    """A rule and what it says of the next trade.

    `until` is when that ends, None where no time does; `size` is the share of the usual risk it leaves; `missing` what
    it would need to know; `lock` the pause that binds.
    """

    rule: Rule
    state: RuleState
    used: Decimal | None = None
    limit: Decimal | None = None
    until: datetime | None = None
    size: Decimal = ONE
    missing: str = ""
    lock: Lock | None = None

    @property
    def blocks(self) -> bool:
        """Whether it keeps the next trade off."""
        return self.state in _BLOCKING

    @property
    def is_blind(self) -> bool:
        """Whether it would keep trades off, but cannot know whether it must."""
        return self.state is RuleState.UNKNOWN and self.rule.action.blocks


def judge(replayed: Replayed, proposal: Proposal, now: datetime) -> tuple[RuleStanding, ...]:
    """Every rule, in the order of the table, and every pause; of two versions of a rule the stricter.

    A clock that was set back is not believed: nothing is judged before the last event.
    """
    standing = replayed.standing
    now = replayed.not_before(now)
    rows: dict[str, RuleStanding] = {}
    for version, tracks in zip(replayed.book.versions, standing.tracks, strict=True):
        if version.holds(now):
            _keep_stricter(rows, _JUDGES[version.rule.kind](version, tracks, standing, proposal, now))
    for held in standing.locks:
        if held.scope == scope_for(held.rule, proposal.instrument, proposal.side):
            _keep_stricter(rows, _locked(rows.get(held.rule.id), held, standing, now))
    return tuple(rows.values())


def worst(rows: Sequence[RuleStanding]) -> RuleStanding | None:
    """The rule that binds most: the strictest state, and of equal ones the one that lasts longest."""
    return max(rows, key=_strictness, default=None)


def _strictness(row: RuleStanding) -> tuple[int, datetime]:
    return _ORDER[row.state], row.until or LAST


def _keep_stricter(rows: dict[str, RuleStanding], row: RuleStanding) -> None:
    known = rows.get(row.rule.id)
    if known is None or _strictness(row) > _strictness(known):
        rows[row.rule.id] = row


def _locked(row: RuleStanding | None, held: Lock, standing: Standing, now: datetime) -> RuleStanding:
    """What a lock makes of its rule. A count that began anew is shown as it was when the lock was set off."""
    counts_anew = held.rule.kind in KINDS and KINDS[held.rule.kind].restarts
    shown = (
        row if row is not None and not counts_anew else RuleStanding(held.rule, RuleState.ACTIVE, held.used, held.limit)
    )
    state, probation = phase(held, now), held.rule.pause.probation
    found = shown._replace(state=state, until=None, lock=held, missing="")
    if state in _BLOCKING:
        end = ended_at(held) or held.until
        return found._replace(until=end if end is not None and end > now else None)
    if state is not RuleState.PROBATION or probation is None:
        return found._replace(lock=None)
    ledger = standing.ledger
    opened = ledger.opened if now < ledger.day_ends else 0
    if probation.trades_per_day is not None and opened >= probation.trades_per_day:
        return found._replace(state=RuleState.PAUSED, until=ledger.day_ends)
    return found._replace(size=probation.size)


def _judge_tracked(
    version: Version[Rule], tracks: Tracks, standing: Standing, proposal: Proposal, now: datetime
) -> RuleStanding:
    """A rule that counts or measures: warned from its warning on. At its limit new trades wait for its lock alone."""
    rule, kind = version.rule, KINDS[version.rule.kind]
    scope = scope_for(rule, proposal.instrument, proposal.side)
    if scope is None:
        return RuleStanding(rule, RuleState.ACTIVE)
    reading = kind.read(version, tracks.get(scope, kind.start), standing.ledger, now)
    if reading.used is None or reading.limit is None:
        return RuleStanding(rule, RuleState.UNKNOWN, reading.used, reading.limit, missing=reading.missing)
    warn_at = reading.limit if reading.warn_at is None else min(reading.limit, reading.warn_at)
    return _warned(RuleStanding(rule, RuleState.ACTIVE, reading.used, reading.limit), is_warned=reading.used >= warn_at)


def _warned(row: RuleStanding, *, is_warned: bool) -> RuleStanding:
    return row._replace(state=RuleState.WARNED, size=row.rule.warned_size) if is_warned else row


def _judge_size(
    version: Version[SizeUpRule], tracks: Tracks, standing: Standing, proposal: Proposal, now: datetime
) -> RuleStanding:
    """A larger size than that of the trade before, which lost: a warning, and a limit of the size where it blocks."""
    track = tracks.get(proposal.instrument, Exit())
    limit = KINDS[version.rule.kind].read(version, track, standing.ledger, now).limit
    used = proposal.quantity
    is_larger = limit is not None and used is not None and used > limit
    return _warned(RuleStanding(version.rule, RuleState.ACTIVE, used, limit), is_warned=is_larger)._replace(size=ONE)


def _judge_cool_down(
    version: Version[CoolDownRule], tracks: Tracks, _: Standing, proposal: Proposal, now: datetime
) -> RuleStanding:
    """The wait after an exit."""
    rule = version.rule
    scope = scope_for(rule, proposal.instrument, proposal.side)
    track = Exit() if scope is None else tracks.get(scope, Exit())
    clear = RuleStanding(rule, RuleState.ACTIVE, limit=Decimal(rule.minutes))
    if not isinstance(track, Exit) or track.at is None:
        return clear
    until = track.at + timedelta(minutes=rule.minutes)
    return _while(clear, RuleState.COOLDOWN, until) if now < until else clear


def _while(row: RuleStanding, state: RuleState, until: datetime | None) -> RuleStanding:
    """A rule that holds for a while without a lock."""
    if not row.rule.action.blocks:
        return _warned(row, is_warned=True)._replace(until=until)
    return row._replace(state=state, until=until)


def _judge_news(
    version: Version[NewsRule], _: Tracks, standing: Standing, proposal: Proposal, now: datetime
) -> RuleStanding:
    """The time around a release that moves the instrument."""
    rule = version.rule
    before, after = timedelta(minutes=rule.minutes_before), timedelta(minutes=rule.minutes_after)
    ends = [
        news.ends + after
        for news in standing.news
        if (not news.instruments or proposal.instrument in news.instruments)
        and news.starts - before <= now < news.ends + after
    ]
    clear = RuleStanding(rule, RuleState.ACTIVE)
    return _while(clear, RuleState.PAUSED, max(ends)) if ends else clear


def _judge_margin_level(
    version: Version[MarginLevelRule], _: Tracks, __: Standing, proposal: Proposal, ___: datetime
) -> RuleStanding:
    """The margin level before the trade."""
    rule, level = version.rule, proposal.margin_level
    row = RuleStanding(rule, RuleState.ACTIVE, level, rule.floor)
    if not proposal.is_known:
        return row._replace(state=RuleState.UNKNOWN, missing="margin_level")
    if level is not None and level < rule.floor:
        return _while(row, RuleState.PAUSED, None)
    return _warned(row, is_warned=level is not None and level < rule.warn_below)


def _judge_by_hand(version: Version[Rule], _: Tracks, __: Standing, ___: Proposal, ____: datetime) -> RuleStanding:
    return RuleStanding(version.rule, RuleState.ACTIVE)


_JUDGES: dict[str, Callable[[Any, Tracks, Standing, Proposal, datetime], RuleStanding]] = {
    "deviations": _judge_tracked,
    "losses": _judge_tracked,
    "loss": _judge_tracked,
    "trades": _judge_tracked,
    "size_up": _judge_size,
    "cool_down": _judge_cool_down,
    "news": _judge_news,
    "margin_level": _judge_margin_level,
    "by_hand": _judge_by_hand,
}
