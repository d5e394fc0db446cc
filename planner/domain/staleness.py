"""What is too old to be taken for the price now: marks of open positions, the last candle and the ATR, at a moment.

Of what has no time nothing is claimed, nor of a mark that is still to come. A candle that opens long after now was
read in a time zone that is not its own.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace

from planner.domain.evaluation import Evaluation, Finding, Severity
from planner.domain.plan import Plan, Position, SizeBy
from planner.domain.stop_rules import TrailBy

MARK_LASTS = timedelta(hours=1)
"""At 50 % a year, usual of Bitcoin, an hour moves a price by 0.5 %: as much as the lowest maintenance rates are."""
INTERVALS = 2
"""A candle that is still forming opened at most one interval ago; one that has just been read, two."""
SHORTEST = timedelta(minutes=15)
"""Candles of a minute come from a file that somebody had to fetch."""
DAY, WEEKEND = timedelta(days=1), timedelta(days=4)
"""From Friday's opening to the end of Monday: until then the candle of Friday is the last where nothing trades."""

P = TypeVar("P", bound=Position)


def marked(position: P, before: Position | None, at: datetime) -> P:
    """A position as it was entered: marked now where its mark is another than `before`, else when that was."""
    if before is not None and (before.instrument, before.mark_price) == (position.instrument, position.mark_price):
        return position.replace(marked_at=before.marked_at)
    return position.replace(marked_at=at)


def mark_age(position: Position, at: datetime) -> timedelta | None:
    """How long ago a position was marked, where that is too long."""
    age = None if position.marked_at is None else at - position.marked_at
    return age if age is not None and age > MARK_LASTS else None


def candle_age(opened: datetime, interval: timedelta, at: datetime) -> timedelta | None:
    """How long ago the last candle opened, where others should have followed."""
    lasts = max(INTERVALS * interval, SHORTEST if interval < DAY else WEEKEND)
    return at - opened if at - opened > lasts else None


def candle_lead(opened: datetime, interval: timedelta, at: datetime) -> timedelta | None:
    """How long from now the last candle opens, where that cannot be; some files date a candle by its end."""
    return opened - at if opened - at > interval else None


def with_old_prices(evaluation: Evaluation, at: datetime) -> Evaluation:
    """The same evaluation; where it follows from prices that are too old, with that warning among its findings."""
    draft = evaluation.draft
    found = [each for each in (_marks_old(draft.situation.positions, at), _atr_old(draft.plan, at)) if each is not None]
    if not found:
        return evaluation
    findings = sorted((*evaluation.findings, *found), key=lambda finding: -finding.severity)
    return replace(evaluation, findings=tuple(findings))


def _marks_old(positions: Iterable[Position], at: datetime) -> Finding | None:
    oldest = max((age for position in positions if (age := mark_age(position, at)) is not None), default=None)
    if oldest is None:
        return None
    return Finding(
        "marks_old", Severity.WARNING, "positions", {"oldest_minutes": Decimal(oldest // timedelta(minutes=1))}
    )


def _atr_old(plan: Plan, at: datetime) -> Finding | None:
    """Where size or trailing stop rest on the average true range of a history that has not gone on."""
    measured, trailing = plan.measured_atr, plan.stop_rules.trailing
    is_used = plan.size_by is SizeBy.VOLATILITY or (trailing is not None and trailing.by is TrailBy.ATR)
    if measured is None or measured.atr != plan.sizing.atr or not is_used:
        return None
    if candle_age(measured.opened, timedelta(seconds=float(measured.seconds)), at) is None:
        return None
    facts = {"history": measured.history, "day": measured.opened.date().isoformat()}
    return Finding("atr_old", Severity.WARNING, "sizing.atr", facts)
