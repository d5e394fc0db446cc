"""Whole or not at all: how every file is written.

A temporary file in the same real folder is written, synced and measured, then takes the place of the old one, then the
folder is synced. Links are followed and kept. The old file is never opened for writing, whatever goes wrong. A hard
link becomes a file of its own.
"""

import errno
import os
import platform
import re
import stat
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.domain.fault import FaultError
from planner.storage.file_faults import naming
from planner.storage.file_locks import is_alive, lock_soon

NEW_FILE_MODE = 0o600
DAY = 86_400

_HOST = f"{zlib.crc32(os.fsencode(platform.node())):08x}"
_TEMP = r"\.planner-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{16}\.tmp"
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | sum(getattr(os, n, 0) for n in ("O_CLOEXEC", "O_NOFOLLOW", "O_BINARY"))
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP)


def _nothing() -> None:
    """No last check."""


def write_file(path: Path, data: bytes, *, last_check: Callable[[], None] = _nothing) -> None:
    """Put `data` in the place of `path`; `last_check` may still object when everything else is done."""
    with naming(path, otherwise="write_failed", missing="folder_missing"):
        target = Path(os.path.realpath(path))
        old = _replaceable(target)
        temp = target.with_name(f".planner-{_HOST}-{os.getpid()}-{os.urandom(8).hex()}.tmp")
        try:
            _write_temp(temp, data, old)
            with _locked(target.parent) as folder:
                last_check()
                temp.replace(target)
                _sync(folder)
        except BaseException:
            with suppress(OSError):
                temp.unlink()
            raise


def _replaceable(target: Path) -> os.stat_result | None:
    """The old file's status; None when there is none."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise FaultError("is_a_folder")
    if not stat.S_ISREG(status.st_mode):
        raise FaultError("not_a_file")
    if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
        raise FaultError("file_read_only")
    return status


def _write_temp(temp: Path, data: bytes, old: os.stat_result | None) -> None:
    descriptor = os.open(temp, _CREATE, NEW_FILE_MODE)
    try:
        if old is not None and hasattr(os, "fchmod"):
            _take_over(descriptor, old)
        write_all(descriptor, data)
        os.fsync(descriptor)
        if os.fstat(descriptor).st_size != len(data):
            raise FaultError("write_failed", cause="size")
    finally:
        os.close(descriptor)


def _take_over(descriptor: int, old: os.stat_result) -> None:
    """Owner, as far as we may, and mode of the old file; not asked for where every file has the same anyway."""
    with suppress(OSError):  # only root may give a file to someone else
        os.fchown(descriptor, old.st_uid, old.st_gid)
    if os.fstat(descriptor).st_mode != old.st_mode:
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, however many pieces the system makes of it."""
    rest = memoryview(data)
    while rest:
        count = os.write(descriptor, rest)
        if count <= 0:
            raise FaultError("write_failed", cause="count")
        rest = rest[count:]


@contextmanager
def _locked(folder: Path) -> Iterator[int | None]:
    """The open folder, while no other planner replaces a file in it; None where folders cannot be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        yield None
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        lock_soon(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    with naming(folder, otherwise="write_failed", missing="folder_missing"), _locked(folder) as descriptor:
        _sync(descriptor)


def _sync(descriptor: int | None) -> None:
    """Sync an open folder; some network folders cannot be asked to."""
    if descriptor is None:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise FaultError("not_synced", cause=errno.errorcode.get(error.errno or 0, "")) from error


def make_folder(folder: Path) -> None:
    """Make one of the program's own folders, for its owner's eyes only."""
    with naming(folder, otherwise="write_failed", missing="folder_missing"):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except FileExistsError:
            raise FaultError("folder_missing") from None


def remove_stale_temps(folder: Path) -> int:
    """Remove what saves that never ended left behind in `folder`; how many."""
    removed = 0
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            match = re.fullmatch(_TEMP, entry.name)
            if match and _is_stale(entry, match[1], int(match[2])):
                with suppress(OSError):
                    Path(entry.path).unlink()
                    removed += 1
    return removed


def _is_stale(entry: os.DirEntry[str], host: str, process: int) -> bool:
    with suppress(OSError):
        if time.time() - entry.stat(follow_symlinks=False).st_mtime > DAY:
            return True
    return host == _HOST and not is_alive(process)
