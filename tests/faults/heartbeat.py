"""A watchdog on the thread of the window: how long it did not answer, and what it was doing then.

A silence in which it worked, or was ready to and other processes had the processor, is told from one in which it waited
for something: a disk, a lock, an answer. Linux keeps account of both.
"""

import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from PySide6.QtCore import QTimer

BEAT_MS = 5


def _account() -> int | None:
    """The file in which the system keeps account of this thread, opened once; None where there is none."""
    try:
        return os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
    except OSError:
        return None


def _busy(account: int | None) -> float:
    """Seconds in which a thread has worked or was ready to."""
    if account is None:
        return 0.0
    worked, ready, _ = os.pread(account, 100, 0).split()
    return (int(worked) + int(ready)) / 1e9


@dataclass(slots=True)
class Heartbeat:
    """The longest silence and the longest wait in seconds, all silences, and the stacks of those that were too long."""

    limit: float
    account: int | None = field(default_factory=_account)
    last: float = field(default_factory=perf_counter)
    busy: float = 0.0
    longest: float = 0.0
    waited: float = 0.0
    silences: list[float] = field(default_factory=list)
    dumps: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with what has been done so far."""
        self.busy = _busy(self.account)

    def beat(self) -> None:
        """The thread lives."""
        now, busy = perf_counter(), _busy(self.account)
        silence = now - self.last
        self.silences.append(silence)
        self.longest = max(self.longest, silence)
        self.waited = max(self.waited, silence - (busy - self.busy))
        self.last, self.busy = now, busy

    def waits(self) -> bool:
        """Whether it has been waiting for too long just now."""
        return perf_counter() - self.last - (_busy(self.account) - self.busy) > self.limit


@contextmanager
def heartbeat(limit: float) -> Iterator[Heartbeat]:
    """Watch this thread; waits longer than `limit` seconds are dumped while they last."""
    found, over, watched = Heartbeat(limit), threading.Event(), threading.get_ident()
    timer = QTimer()
    timer.timeout.connect(found.beat)
    timer.start(BEAT_MS)
    watcher = threading.Thread(target=_watch, args=(found, over, watched), daemon=True)
    watcher.start()
    yield found
    found.beat()
    timer.stop()
    over.set()
    watcher.join()


def _watch(found: Heartbeat, over: threading.Event, watched: int) -> None:
    told = 0.0
    while not over.wait(found.limit / 4):
        if found.waits() and told != found.last:
            told = found.last
            frame = sys._current_frames().get(watched)
            found.dumps.append("".join(traceback.format_stack(frame)))
