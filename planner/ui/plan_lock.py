"""The lock that keeps a plan from being changed in two windows."""

import os
from pathlib import Path

from PySide6.QtCore import QLockFile


def taken(path: Path, held: QLockFile | None) -> QLockFile | None:
    """The lock of a plan: the one that is `held` already if it is of that file, else a new one; None if another has it.

    It lies beside the file, whichever way leads there. In a folder that takes no locks it is one that is not locked.
    """
    real = Path(os.path.realpath(path))
    lock = QLockFile(str(real.with_name(f".{real.name}.lock")))
    if held is not None and held.isLocked() and held.fileName() == lock.fileName():
        return held
    lock.setStaleLockTime(0)
    lock.tryLock(0)
    is_elsewhere = not lock.isLocked() and lock.error() is QLockFile.LockError.LockFailedError
    return None if is_elsewhere else lock
