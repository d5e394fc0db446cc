"""The times of a price file, in seconds since 1970, UTC.

Times are ISO 8601 or nearly so, or seconds, milliseconds or finer since 1970. One that names a zone is of that zone
(20240102 09:30:00 US/Eastern), one that names none of UTC. Which is which in an hour that clocks show twice, when they
are set back, is told by the order of the file. Where no figure above twelve tells the day of a date that ends with its
year from the month, whoever chose the file is to be asked.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.domain.date_order import DateOrder, first_proofs, is_doubtful, reading
from planner.domain.fault import FaultError
from planner.market.rows import Floats, Rows, cell_fault, contradiction, first_fault

_EPOCH = re.compile(r"[ \t]*\d{9,19}(?:\.\d{1,9})?[ \t]*", re.ASCII)
_LARGEST_SECONDS = 1e11
_USUAL = {len(form): form for form in (b"0000-00-00T00:00:00Z", b"0000-00-00T00:00Z", b"0000-00-00")}
"""How most files write a time, with 0 for any figure."""
_ZERO, _NINE = np.uint8(ord("0")), 9
_YEAR_1800, _YEAR_2200 = -5_364_662_400.0, 7_258_118_400.0
_COMPACT = re.compile(
    r"(?P<day>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))(?P<clock>(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)", re.ASCII
)
"""A day and a clock without anything between them."""
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_SHORT_HOUR = re.compile(r"(?<=[ T])(?=\d:)", re.ASCII)
_ZONED = re.compile(r"(?P<text>.+:\d\d(?:\.\d+)?) (?!(?:AM|PM)$)(?P<zone>[A-Za-z][\w/+:-]*)", re.ASCII | re.IGNORECASE)
_HALF_DAY = re.compile(
    r"(?P<day>.+[ T])(?P<hour>0?[1-9]|1[0-2])(?P<rest>:\d\d(?::\d\d(?:\.\d+)?)?) ?(?P<half>[AP])M",
    re.ASCII | re.IGNORECASE,
)
_FROM_GREENWICH = re.compile(r"(?:GMT|UTC)(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)", re.ASCII)


def times(rows: Rows, *, month_first: bool | None = None) -> Floats:
    """The column of times; `month_first` says what 01/02/2026 is, None that nobody was asked.

    Raises `FaultError`: "candles_days", which asks, "candles_two_orders" for dates that contradict each other, or
    what is wrong with a time.
    """
    cells = rows.columns["time"]
    usual = _usual_seconds(cells)
    if usual is not None:
        return usual
    if _EPOCH.fullmatch(cells[0]) and not _are_compact(cells):
        seconds = _since_1970(rows, cells)
    else:
        seconds = _written(rows, cells, month_first=month_first)
    good = _of_our_time(seconds)
    if not good.all():
        raise cell_fault("candles_time", rows, cells, int(np.argmin(good)))
    return seconds


def _usual_seconds(cells: Sequence[str]) -> Floats | None:
    """The times read all at once, where every one is right and written as most files do; None for all else."""
    form, text = _USUAL.get(len(cells[0])), "".join(cells)
    if form is None or set(map(len, cells)) != {len(form)} or not text.isascii():
        return None
    written, wanted = np.frombuffer(text.encode(), np.uint8).reshape(len(cells), -1), np.frombuffer(form, np.uint8)
    if np.where(wanted == _ZERO, written - _ZERO > _NINE, written != wanted).any():  # what is below "0" wraps round
        return None
    try:
        moments = written.view(f"S{len(form)}")[:, 0].astype(f"S{len(form.removesuffix(b'Z'))}")
        seconds = moments.astype("datetime64[s]").astype(np.float64)
    except ValueError:
        return None
    return seconds if _of_our_time(seconds).all() else None


def _of_our_time(seconds: Floats) -> NDArray[np.bool_]:
    return (seconds > _YEAR_1800) & (seconds < _YEAR_2200)


def _are_compact(cells: Sequence[str]) -> bool:
    """Whether all times are days and clocks in figures alone, such as no row of seconds since 1970 looks like."""
    return all(_COMPACT.fullmatch(cell.strip()) for cell in cells)


def _since_1970(rows: Rows, cells: Sequence[str]) -> Floats:
    try:
        seconds = np.array([_epoch_seconds(cell) for cell in cells])
    except (ValueError, OverflowError):
        raise first_fault("candles_time", rows, cells, _epoch_seconds) from None
    while seconds[0] > _LARGEST_SECONDS:
        seconds /= 1000
    return seconds


def _epoch_seconds(cell: str) -> float:
    if not _EPOCH.fullmatch(cell):
        raise ValueError(cell)
    return float(cell)


def _written(rows: Rows, cells: Sequence[str], *, month_first: bool | None) -> Floats:
    """Times as people write them."""
    parted = [_parted(cell) for cell in cells]
    zones = {name: _zone(name) for name in {name for _, name in parted}}
    if None in zones.values():
        raise cell_fault(
            "candles_zone", rows, cells, next(at for at, (_, name) in enumerate(parted) if not zones[name])
        )
    if month_first is None:
        month_first = _months_lead(rows, [text for text, _ in parted])

    def seconds(text: str, zone_name: str, fold: int = 0) -> float:
        dated = text if text[:4].isdigit() else reading(text, month_first=month_first is True)
        moment = datetime.fromisoformat(dated)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zones[zone_name], fold=fold)).timestamp()

    try:
        found = np.array([seconds(*part) for part in parted])
        steps = np.diff(found)
        if (steps > 0).all() or (steps < 0).all():
            return found
        return _told_apart(found, np.array([seconds(*part, fold=1) for part in parted]))
    except (ValueError, OverflowError):
        raise first_fault("candles_time", rows, cells, lambda cell: seconds(*_parted(cell))) from None


def _told_apart(early: Floats, late: Floats) -> Floats:
    """Times of clocks that are set back: where one does not go on from the one before, the clock shows it again.

    `early` and `late` are the two moments that a time may be. A time that stands twice in a row is the same moment
    nevertheless where candles of the file are closer together than what the clock is set back by.
    """
    if early[0] > early[-1]:
        return _told_apart(early[::-1], late[::-1])[::-1]
    found, gaps = early.copy(), np.abs(np.diff(early))
    closest = gaps[gaps > 0].min(initial=np.inf)
    for at in np.flatnonzero(late[1:] > early[1:]) + 1:
        if found[at] <= found[at - 1]:
            is_same = early[at] == early[at - 1] and closest < late[at] - early[at]
            found[at] = found[at - 1] if is_same else late[at]
    return found


def _months_lead(rows: Rows, texts: Sequence[str]) -> bool:
    """Whether dates begin with their month; raises `FaultError` where nothing tells, or both is told."""
    doubtful = next(filter(is_doubtful, texts), None)
    if doubtful is None:
        return False
    proofs = first_proofs(texts)
    if len(proofs) > 1:
        by_day, by_month = (texts[proofs[order]] for order in DateOrder)
        raise contradiction("candles_two_orders", rows, texts, by_day, by_month)
    if not proofs:
        raise FaultError("candles_days", text=doubtful)
    return DateOrder.MONTH_FIRST in proofs


def _parted(cell: str) -> tuple[str, str]:
    """A time, nearly as ISO 8601 has it, and the name of its zone, if any; a date with slashes stays as it is."""
    text = " ".join(cell.split())
    zoned = _ZONED.fullmatch(text)
    text, name = (zoned["text"], zoned["zone"]) if zoned else (text, "")
    return _iso_text(text), name


def _zone(name: str) -> tzinfo | None:
    """The zone of a name, of the tables of time zones or as GMT+0100; UTC of none, None where no zone is called so."""
    if name in {"", "UTC", "GMT", "Z"}:
        return UTC
    offset = _FROM_GREENWICH.fullmatch(name)
    if offset:
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"])
        return timezone(timedelta(minutes=-minutes if offset["sign"] == "-" else minutes))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _iso_text(text: str) -> str:
    compact = _COMPACT.fullmatch(text)
    if compact:
        return f"{compact['day']}T{compact['clock']}"
    if half := _HALF_DAY.fullmatch(text):
        hour = int(half["hour"]) % 12 + 12 * (half["half"] in "Pp")
        text = f"{half['day']}{hour:02}{half['rest']}"
    text = _SHORT_HOUR.sub("0", text, count=1)
    if match := _YEAR_FIRST.match(text):
        return f"{match[1]}-{match[3]:0>2}-{match[4]:0>2}{text[match.end() :]}"
    if match := _DAY_FIRST.match(text):
        return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}{text[match.end() :]}"
    return text
