"""Losses since an anchor: of a day, a week or a month, and drawdowns, static or trailing.

    floor      anchor - limit, never above `lock_at`
    remaining  equity or balance - floor
    used       limit - remaining, not below zero

Money paid in or taken out moves the anchor by as much: it is no profit and no loss. The equity of an account without
open trades is its balance; with open ones it is known at a mark alone, an anchor of equity from a mark at the reset.
A trailing high water mark sees no more than the marks do.
"""

from datetime import datetime
from decimal import Decimal

from planner.discipline.calendar import LAST, PERIOD_OF, Period, period_at
from planner.discipline.standing import BEGINNING, Ledger, Loss, Reading, Version
from planner.domain.journal import CountsEntered, EquityMarked, Event, TradeClosed, Transferred
from planner.domain.number import ZERO
from planner.domain.pause_rules import HIGH_WATER, PERIODS, Anchor, Basis, LossRule, RateOf, Scope


def follow_loss(version: Version[LossRule], track: Loss, event: Event, before: Ledger, after: Ledger) -> Loss:
    """What a loss is measured from after an event, and what has been realised since."""
    rule = version.rule
    anchor = track.anchor
    track = crossed(version, track, before, event.at)
    kind = event.kind
    if kind == "trade_closed":
        anchored, realised, begins, ends, fired, floor = track
        track = Loss(anchored, _realised(rule, realised, event), begins, ends, fired, floor)
    elif kind != "trade_opened":
        track = _told(rule, track, event, after)
    if rule.anchor is Anchor.HIGH_WATER_INTRADAY:
        track = _raised(track, _basis(rule, after))
    return track if track.anchor is anchor else track._replace(floor=_floor(rule, track.anchor))


def _told(rule: LossRule, track: Loss, event: Event, ledger: Ledger) -> Loss:
    """The track after what moves its anchor: money paid in or out, a mark at the reset, a high water."""
    match event:
        case Transferred() if track.anchor is not None:
            return track._replace(anchor=track.anchor + event.amount)
        case EquityMarked() if event.at == track.begins or (track.anchor is None and _is_derivable(rule)):
            return _marked_at_reset(rule, track, ledger)
        case CountsEntered() if event.high_water is not None and rule.anchor in HIGH_WATER:
            return track._replace(anchor=event.high_water)
    return track


def strike_loss(
    version: Version[LossRule], _: Loss, track: Loss, event: Event, ledger: Ledger
) -> tuple[Loss, Reading | None]:
    """What is found where a loss reaches its limit; again only where it is deeper, or was made good in between."""
    tested = ledger.equity if version.rule.include_unrealised else ledger.balance
    if track.floor is not None and tested is not None and tested > track.floor:
        return _made_good(track), None
    found = read_loss(version, track, ledger, event.at)
    if found.used is None or found.limit is None:
        return track, None
    if found.used < found.limit:
        return _made_good(track), None
    if track.fired is not None and found.used <= track.fired:
        return track, None
    return track._replace(fired=found.used), found


def _made_good(track: Loss) -> Loss:
    return track if track.fired is None else track._replace(fired=None)


def _floor(rule: LossRule, anchor: Decimal | None) -> Decimal | None:
    """Where the account as a whole reaches the limit; None where the limit is one of realised results."""
    limit = _limit(rule, anchor)
    if anchor is None or limit is None or rule.scope is not Scope.ACCOUNT or not rule.include_costs:
        return None
    return anchor - limit if rule.lock_at is None else min(anchor - limit, rule.lock_at)


def crossed(version: Version[LossRule], track: Loss, ledger: Ledger, at: datetime) -> Loss:
    """The track at a moment: a new period begins with what the account held at the reset."""
    rule = version.rule
    if at < track.ends:
        return track
    if track.ends is BEGINNING and rule.anchor not in PERIODS:
        track = track._replace(anchor=rule.initial)
    if rule.anchor in PERIODS:
        begins, ends = period_at(version.reset, PERIOD_OF[rule.anchor], at)
        return Loss(_basis(rule, ledger), ZERO, begins, ends)
    if rule.anchor is Anchor.HIGH_WATER_DAY_END:
        begins, ends = period_at(version.reset, Period.DAY, at)
        return _raised(track, _basis(rule, ledger))._replace(begins=begins, ends=ends)
    return track._replace(ends=LAST)


def _marked_at_reset(rule: LossRule, track: Loss, ledger: Ledger) -> Loss:
    """A mark at the reset itself says what the period begins with, whatever was closed at that very moment.

    So does the first mark of a balance, less what was realised since the reset.
    """
    value = _basis(rule, ledger)
    if value is None or track.realised is None:
        return track
    start = value - track.realised if rule.anchor in PERIODS else value
    return _raised(track, start) if rule.anchor in HIGH_WATER else track._replace(anchor=start)


def _raised(track: Loss, value: Decimal | None) -> Loss:
    if value is None or (track.anchor is not None and value <= track.anchor):
        return track
    return track._replace(anchor=value)


def _realised(rule: LossRule, realised: Decimal | None, event: Event) -> Decimal | None:
    if realised is None or not isinstance(event, TradeClosed):
        return realised
    if rule.include_costs:
        return realised + event.pnl
    return None if event.costs is None else realised + event.pnl + event.costs


def _basis(rule: LossRule, ledger: Ledger) -> Decimal | None:
    if rule.basis is Basis.BALANCE:
        return ledger.balance
    if rule.basis is Basis.EQUITY or ledger.equity is None or ledger.balance is None:
        return ledger.equity if ledger.balance is not None else None
    return max(ledger.balance, ledger.equity)


def read_loss(version: Version[LossRule], track: Loss, ledger: Ledger, at: datetime) -> Reading:
    """How much of the limit is used."""
    rule = version.rule
    track = crossed(version, track, ledger, at)
    anchor = _anchor(rule, track, ledger)
    limit = _limit(rule, anchor)
    if limit is None:
        return Reading(None, None, missing="anchor")
    used, missing = _used(rule, track, ledger, anchor, limit)
    return Reading(None if used is None else max(ZERO, used), limit, rule.warn_share * limit, missing)


def _anchor(rule: LossRule, track: Loss, ledger: Ledger) -> Decimal | None:
    """The anchor; a balance at the start of a period is the balance now without what was realised since."""
    if track.anchor is not None or not _is_derivable(rule) or ledger.balance is None or track.realised is None:
        return track.anchor
    return ledger.balance - track.realised


def _is_derivable(rule: LossRule) -> bool:
    """Whether a balance of any time of the period tells that at its start."""
    return rule.anchor in PERIODS and rule.basis is Basis.BALANCE and rule.include_costs


def _limit(rule: LossRule, anchor: Decimal | None) -> Decimal | None:
    base = rule.initial if rule.rate_of is RateOf.INITIAL else anchor
    if rule.rate is None or base is None:
        return rule.amount
    return rule.rate * base


def _used(
    rule: LossRule, track: Loss, ledger: Ledger, anchor: Decimal | None, limit: Decimal
) -> tuple[Decimal | None, str]:
    """The share of the limit that is used, and what is missing where that cannot be known."""
    tested = ledger.equity if rule.include_unrealised else ledger.balance
    if rule.scope is not Scope.ACCOUNT or not rule.include_costs or (anchor is None and _is_realised(rule)):
        return (None, "costs") if track.realised is None else (-track.realised, "")
    if anchor is None:
        return None, "anchor"
    if tested is None:
        return None, "equity" if rule.include_unrealised else "balance"
    floor = _floor(rule, anchor)
    return (None, "anchor") if floor is None else (limit - (tested - floor), "")


def _is_realised(rule: LossRule) -> bool:
    return rule.anchor in PERIODS and rule.basis is Basis.BALANCE and not rule.include_unrealised
