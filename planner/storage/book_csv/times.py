"""Moments as people and exports write them. A date to be read in two ways, a time without a zone: both are asked.

Read are ISO 8601 and its kin with points or slashes (2026.01.31 14:00), days and months before a year of four figures
(31.01.2026), and counts of seconds, milliseconds or microseconds since 1970.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from msgspec import Struct

from planner.domain.date_order import DateOrder
from planner.domain.fault import FaultError
from planner.storage.book_csv.cells import shown

_CLOCK = r"(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-./])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-./])(\d{{1,2}})\2(\d{{4}}),?{_CLOCK}", re.ASCII)
_EPOCH = {10: 1, 13: 1_000, 16: 1_000_000}
_START = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MONTHS = 12


class TimeRule(Struct, frozen=True):
    """How times are meant: the zone of those that name none, and what comes first in a date. None: not known."""

    zone: str | None = None
    order: DateOrder | None = None


def read_time(text: str, rule: TimeRule) -> datetime:
    """The moment written in `text`, in UTC; raises `FaultError` with what is wrong or must be asked."""
    written = text.strip()
    if written.isascii() and written.isdigit() and len(written) in _EPOCH:
        return _within(_START + timedelta(microseconds=int(written) * 1_000_000 // _EPOCH[len(written)]), text)
    if match := _YEAR_FIRST.fullmatch(written):
        year, month, day = match[1], match[3], match[4]
    elif match := _YEAR_LAST.fullmatch(written):
        day, month = _day_and_month(int(match[1]), int(match[3]), rule, text)
        year = match[4]
    else:
        raise FaultError("not_a_time", text=shown(text))
    fraction = (match[8] or "").ljust(6, "0")[:6]
    clock = (int(match[5] or 0), int(match[6] or 0), int(match[7] or 0), int(fraction))
    try:
        moment = datetime(int(year), int(month), int(day), *clock)  # noqa: DTZ001 - the zone follows
        return _within(_zoned(moment, match[9], rule, text), text)
    except (ValueError, OverflowError) as error:
        if isinstance(error, FaultError):
            raise
        raise FaultError("not_a_time", text=shown(text)) from None


def _day_and_month(first: int, second: int, rule: TimeRule, text: str) -> tuple[int, int]:
    if rule.order is DateOrder.DAY_FIRST:
        return first, second
    if rule.order is DateOrder.MONTH_FIRST:
        return second, first
    if first > _MONTHS or first == second:
        return first, second
    if second > _MONTHS:
        return second, first
    raise FaultError("date_order", text=shown(text))


def _zoned(moment: datetime, named: str | None, rule: TimeRule, text: str) -> datetime:
    if named is not None:
        return moment.replace(tzinfo=_offset(named)).astimezone(UTC)
    if rule.zone is None:
        raise FaultError("zone_needed", text=shown(text))
    first, second = (moment.replace(tzinfo=ZoneInfo(rule.zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    if first < second:
        raise FaultError("time_twice", text=shown(text), zone=rule.zone)
    if first > second:
        raise FaultError("time_skipped", text=shown(text), zone=rule.zone)
    return first


def _offset(named: str) -> timezone:
    if named[0] not in "+-":
        return UTC
    minutes = int(named[1:3]) * 60 + int(named[-2:])
    return timezone(timedelta(minutes=-minutes if named[0] == "-" else minutes))


def _within(moment: datetime, text: str) -> datetime:
    if not _EARLIEST <= moment < _LATEST:
        raise FaultError("not_a_time", text=shown(text))
    return moment
