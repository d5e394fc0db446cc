"""A watchdog on the thread of the window: how long it did not answer, and what it was doing then."""

import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from PySide6.QtCore import QTimer

BEAT_MS = 5


@dataclass(slots=True)
class Heartbeat:
    """The longest silence in seconds, and the stack of the silent thread for each that was too long."""

    limit: float
    last: float = field(default_factory=perf_counter)
    longest: float = 0.0
    dumps: list[str] = field(default_factory=list)

    def beat(self) -> None:
        """The thread lives."""
        now = perf_counter()
        self.longest, self.last = max(self.longest, now - self.last), now


@contextmanager
def heartbeat(limit: float) -> Iterator[Heartbeat]:
    """Watch this thread; silences longer than `limit` seconds are dumped while they last."""
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
        if perf_counter() - found.last > found.limit and told != found.last:
            told = found.last
            frame = sys._current_frames().get(watched)
            found.dumps.append("".join(traceback.format_stack(frame)))
