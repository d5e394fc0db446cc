"""Locks that the system drops when their owner dies, however it dies."""

import errno
import os
import sys
import time
from contextlib import suppress

from planner.domain.fault import FaultError

_PATIENCE = 50
_PAUSE = 0.02


def try_lock(descriptor: int) -> bool:
    """Lock an open file; False when another owner lives. True where the file system knows no locks."""
    try:
        _lock(descriptor)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
    return True


def lock_soon(descriptor: int) -> None:
    """Lock an open folder, waiting up to a second for whoever is saving there."""
    for _ in range(_PATIENCE):
        if try_lock(descriptor):
            return
        time.sleep(_PAUSE)
    raise FaultError("folder_busy")


if sys.platform == "win32":
    import msvcrt

    _BEYOND_ANY_CONTENT = 1 << 30

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _BEYOND_ANY_CONTENT, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_alive(process: int) -> bool:
    """Whether a process of this host still runs; True where it cannot be told."""
    if sys.platform == "win32":
        return True
    try:
        with suppress(PermissionError):  # somebody else's process lives too
            os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    return True
