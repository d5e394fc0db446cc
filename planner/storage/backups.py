"""Backups of plans: what was on disk, kept for a while in the state folder, never beside the document.

Kept are the last saves, then one a day, one a week and one a month; all documents together stay below a size. A backup
is a plan file like any other.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from planner.domain.fault import Fault, FaultError
from planner.storage.atomic import make_folder, write_file
from planner.storage.file_faults import path_from_text, path_to_text
from planner.storage.plan_format import decode
from planner.storage.strict_json import read_file, sha256

LAST = 10
PERIODS: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (12, lambda at: (at.year, at.month, at.day)),
    (10, lambda at: at.isocalendar()[:2]),
    (9, lambda at: (at.year, at.month)),
)
"""How many days, weeks and months keep their newest backup, and what makes two moments the same one."""
MOST_BYTES = 200 * 1024 * 1024

_STAMP = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(r"(\d{8}T\d{12}Z)-([0-9a-f]{16})\.plan\.json")
_OWNER = "document.txt"
_FOLDER_DIGITS = 16
_TICK = timedelta(microseconds=1)


class Backup(Struct, frozen=True):
    """A copy of `document` as it was at `saved_at`, in universal time."""

    path: Path
    document: Path
    saved_at: datetime


def saved_with_backups(
    folder: Path, path: Path, save: Callable[[], str], clock: Callable[[], datetime]
) -> tuple[str, Fault | None]:
    """Save, and keep what lay there before and what lies there now; what `save` says, and why nothing could be kept."""
    before = _plan_at(path)
    result = save()
    try:
        for raw in (before, _plan_at(path)):
            if raw is not None:
                keep_backup(folder, path, raw, clock())
    except FaultError as error:
        return result, error.fault
    return result, None


def _plan_at(path: Path) -> bytes | None:
    """The bytes of a plan file; None where there is none."""
    try:
        raw = read_file(path)
        decode(raw, path)
    except FaultError:
        return None
    return raw


def keep_backup(folder: Path, document: Path, raw: bytes, now: datetime) -> None:
    """Keep the bytes of a plan file, unless they are the newest backup already; then remove what is too many."""
    document = document.absolute()
    home = folder / sha256(path_to_text(document).encode())[:_FOLDER_DIGITS]
    found = _backups_in(home, document)
    fingerprint = sha256(raw)[:_FOLDER_DIGITS]
    if not found or _fingerprint(found[0]) != fingerprint:
        make_folder(home)
        if not (home / _OWNER).exists():
            write_file(home / _OWNER, path_to_text(document).encode("ascii"))
        stamp = max([now.astimezone(UTC), *(backup.saved_at + _TICK for backup in found[:1])])
        newest = Backup(home / f"{stamp.strftime(_STAMP)}-{fingerprint}.plan.json", document, stamp)
        write_file(newest.path, raw)
        staying = set(kept([newest, *found]))
        _remove(backup.path for backup in found if backup not in staying)
    _remove(_over(all_backups(folder)))


def kept(newest_first: Sequence[Backup]) -> list[Backup]:
    """Which backups of one document stay."""
    chosen = set(newest_first[:LAST])
    for count, period in PERIODS:
        newest: dict[tuple[int, ...], Backup] = {}
        for backup in newest_first:
            newest.setdefault(period(backup.saved_at), backup)
        chosen.update(list(newest.values())[:count])
    return [backup for backup in newest_first if backup in chosen]


def backups_of(folder: Path, document: Path) -> tuple[Backup, ...]:
    """The backups of one document, newest first."""
    document = document.absolute()
    return tuple(_backups_in(folder / sha256(path_to_text(document).encode())[:_FOLDER_DIGITS], document))


def all_backups(folder: Path) -> tuple[Backup, ...]:
    """The backups of every document, newest first."""
    found: list[Backup] = []
    for home in sorted(folder.glob("*/")):
        with suppress(FaultError, UnicodeDecodeError):
            found += _backups_in(home, path_from_text(read_file(home / _OWNER).decode("ascii")))
    return tuple(sorted(found, key=lambda backup: backup.saved_at, reverse=True))


def _backups_in(home: Path, document: Path) -> list[Backup]:
    found = []
    for path in sorted(home.glob("*.plan.json"), reverse=True):
        match = _NAME.fullmatch(path.name)
        with suppress(ValueError):  # digits that are no moment: not ours
            if match is not None:
                found.append(Backup(path, document, datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)))
    return found


def _fingerprint(backup: Backup) -> str:
    match = _NAME.fullmatch(backup.path.name)
    return match[2] if match else ""


def _over(newest_first: Iterable[Backup]) -> set[Path]:
    """The oldest backups, beyond what all may take together."""
    total, over = 0, set()
    for backup in newest_first:
        with suppress(OSError):
            total += backup.path.stat().st_size
        if total > MOST_BYTES:
            over.add(backup.path)
    return over


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()
