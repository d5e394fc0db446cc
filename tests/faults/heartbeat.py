"""A watchdog on the thread of the window: how long it did not answer, and what it was doing then.

A silence in which it worked, or was ready to and other processes had the processor, is told from one in which it waited
for something: a disk, a lock, an answer. Linux keeps account of both. What a process that only sleeps has waited for as
well is the machine's doing, and no wait of the window.
"""

import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QTimer

BEAT_MS = 5
ROOT = Path(__file__).parents[2]


def _account() -> int | None:
    """The file in which the system keeps account of this thread, opened once; None where there is none."""
    try:
        return os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
    except OSError:
        return None


def _busy(account: int | None) -> tuple[float, float]:
    """Seconds in which a thread has worked, and in which it has worked or was ready to."""
    if account is None:
        return 0.0, 0.0
    worked, ready, _ = os.pread(account, 100, 0).split()
    return int(worked) / 1e9, (int(worked) + int(ready)) / 1e9


@dataclass(slots=True)
class Heartbeat:
    """The longest silence and the longest wait in seconds, the work in each silence, and stacks.

    `dumps` are the stacks of waits that were too long, `toils` those of work.
    """

    limit: float
    account: int | None = field(default_factory=_account)
    last: float = field(default_factory=perf_counter)
    worked: float = 0.0
    busy: float = 0.0
    longest: float = 0.0
    waited: float = 0.0
    works: list[float] = field(default_factory=list)
    silences: list[tuple[float, float, float]] = field(default_factory=list)
    dumps: list[str] = field(default_factory=list)
    toils: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with what has been done so far."""
        self.worked, self.busy = _busy(self.account)

    def beat(self) -> None:
        """The thread lives."""
        now, (worked, busy) = perf_counter(), _busy(self.account)
        silence = now - self.last
        self.works.append(worked - self.worked)
        self.longest = max(self.longest, silence)
        waited = silence - (busy - self.busy)
        if waited > self.limit / 10:
            self.silences.append((self.last, now, waited))
        self.last, self.worked, self.busy = now, worked, busy

    def judge(self, pauses: Sequence[tuple[float, float]]) -> None:
        """The longest wait, without the pauses of the machine."""
        waits = (waited - _paused(begun, ended, pauses) for begun, ended, waited in self.silences)
        self.waited = max(waits, default=0.0)

    def waits(self) -> bool:
        """Whether it has been waiting for too long just now."""
        return perf_counter() - self.last - (_busy(self.account)[1] - self.busy) > self.limit

    def toils_now(self) -> bool:
        """Whether it has been at work for too long just now."""
        return _busy(self.account)[0] - self.worked > self.limit


def _paused(begun: float, ended: float, pauses: Sequence[tuple[float, float]]) -> float:
    """How long the machine stood still in a span: on any of its processors, on several at once counted once."""
    still, until = 0.0, begun
    for start, end in sorted(pauses):
        still += max(0.0, min(end, ended) - max(start, until))
        until = max(until, min(end, ended))
    return still


@contextmanager
def _pulses() -> Iterator[list[tuple[float, float]]]:
    """The pauses of the machine meanwhile, there at the end; none where processes cannot be told where to run."""
    processors = os.sched_getaffinity(0) if sys.platform == "linux" else ()
    words = (sys.executable, "-m", "tests.faults.pulse")
    sleepers = [
        subprocess.Popen([*words, str(each)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own interpreter
        for each in processors
    ]
    found = list[tuple[float, float]]()
    yield found
    for sleeper in sleepers:
        said, _ = sleeper.communicate()
        for line in said.splitlines():
            start, end = line.split()
            found.append((float(start), float(end)))


@contextmanager
def heartbeat(limit: float) -> Iterator[Heartbeat]:
    """Watch this thread; waits longer than `limit` seconds are dumped while they last."""
    with _pulses() as pauses:
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
    found.judge(pauses)


def _watch(found: Heartbeat, over: threading.Event, watched: int) -> None:
    told = {"dumps": 0.0, "toils": 0.0}
    while not over.wait(found.limit / 8):
        for name, is_so, stacks in (("dumps", found.waits, found.dumps), ("toils", found.toils_now, found.toils)):
            if is_so() and told[name] != found.last:
                told[name] = found.last
                stacks.append("".join(traceback.format_stack(sys._current_frames().get(watched))))
