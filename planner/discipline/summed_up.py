"""A long history in as many events as a plan file holds: the newest as they are, the older ones summed up.

Of those are told what each period that goes on began with, the trades that were open then or still are, the money paid
in and taken out, and in the end the balance and the highest one. What they counted within such a period is left out.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal, localcontext
from itertools import groupby

from planner.discipline.account_curve import CurvePoint, curve_points
from planner.discipline.calendar import Period, period_at
from planner.domain.journal import (
    Corrected,
    CountsEntered,
    EquityMarked,
    Event,
    RulesSet,
    TradeClosed,
    TradeOpened,
    Transferred,
)
from planner.domain.number import ENGINE, ZERO, nearest_writable
from planner.domain.pause_rules import Reset

MOST_EVENTS = 2000


def summed_up(events: Sequence[Event], base: Decimal, reset: Reset) -> tuple[Event, ...]:
    """All events where there is room for them, else the newest after those that sum up the others.

    `events` are in the order in which they took effect; `base` is the balance before the first one.
    """
    found, start = tuple(events), 0
    begins = _begins(events, reset) if len(events) > MOST_EVENTS else []
    wrong = {event.of for event in events if isinstance(event, Corrected)}
    while len(found) > MOST_EVENTS:
        start = _between_moments(events, start + len(found) - MOST_EVENTS)
        older = [event for event in events[:start] if event.id not in wrong]
        found = (*_summary(older, events[start - 1], base, begins), *events[start:])
    return found


def _between_moments(events: Sequence[Event], start: int) -> int:
    """The next place between two events that took effect at different moments."""
    while start < len(events) and events[start].at == events[start - 1].at:
        start += 1
    return start


def _begins(events: Sequence[Event], reset: Reset) -> list[datetime]:
    """When the day, the week and the month of the last event began, by every reset that a rule had."""
    tables = [event for event in events if isinstance(event, RulesSet)]
    resets = {reset, *(rule.reset or table.reset for table in tables for rule in table.rules)}
    return sorted({period_at(each, period, events[-1].at)[0] for each in resets for period in Period})


def _summary(older: Sequence[Event], last: Event, base: Decimal, begins: Sequence[datetime]) -> list[Event]:
    """What older events come to; the names of what is added go before and after all of a book."""
    begins = begins[: bisect_right(begins, last.at)]
    points = curve_points(older, base) or (CurvePoint(last.at, base, base),)
    at, recorded_at = last.at, last.recorded_at
    balance, highest = nearest_writable(points[-1].balance), nearest_writable(points[-1].high_water)
    return [
        *sorted((*_marks(older, points, begins), *_open_at(older, begins), *_paid(older, begins)), key=_in_effect),
        EquityMarked(id="zz.older.balance", at=at, recorded_at=recorded_at, balance=balance),
        CountsEntered(id="zz.older.high-water", at=at, recorded_at=recorded_at, high_water=highest),
    ]


def _in_effect(event: Event) -> tuple[datetime, datetime, str]:
    return event.at, event.recorded_at, event.id


def _marks(older: Sequence[Event], points: Sequence[CurvePoint], begins: Iterable[datetime]) -> Iterator[Event]:
    """What the account held when each period began; a mark of that very moment says it itself."""
    told = {event.at: event for event in older if isinstance(event, EquityMarked)}
    times = [point.at for point in points[1:]]
    for place, at in enumerate(begins):
        balance = nearest_writable(points[bisect_left(times, at)].balance)
        yield told.get(at) or EquityMarked(id=f"aa.older.{place}", at=at, recorded_at=at, balance=balance)


def _open_at(older: Iterable[Event], begins: Sequence[datetime]) -> Iterator[Event]:
    """The trades that were open when a period began, from their first fill to their end, and those that still are."""
    opened: dict[str, TradeOpened] = {}
    for event in older:
        if isinstance(event, TradeOpened):
            opened.setdefault(event.trade, event)
        elif isinstance(event, TradeClosed) and event.trade in opened:
            first = opened.pop(event.trade)
            if bisect_right(begins, first.at) < bisect_right(begins, event.at):
                yield from (first, event)
    yield from opened.values()


def _paid(older: Iterable[Event], begins: Sequence[datetime]) -> Iterator[Event]:
    """The money paid in and taken out between two beginnings, as one payment."""
    payments = (event for event in older if isinstance(event, Transferred))
    for _, group in groupby(payments, key=lambda event: bisect_right(begins, event.at)):
        together = list(group)
        with localcontext(ENGINE):
            amount = sum((event.amount for event in together), ZERO)
        yield together[-1].replace(amount=nearest_writable(amount))
