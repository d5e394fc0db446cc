"""A long day and what is left of it: `python -m tests.faults.soak FOLDER EDITS SAVES OPENS WAY`.

Prints what was measured. `leaking` keeps something of every edit.
"""

import gc
import json
import sys
import threading
import time
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from statistics import median, quantiles

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThreadPool
from PySide6.QtWidgets import QApplication

from planner.app import FIRST_EXAMPLE, example
from planner.domain import edits
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.ui import files
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper
from planner.ui.start import build_window
from tests.ui.conftest import Script

SAMPLES = 24
"""As many as a day has hours."""
WARM_UP = 2
"""The first tenth is not looked at."""
PAGE_KB = 4
PAINTED = 10
"""Every edit reaches the whole window; every so many are painted, as a screen does that is slower than the edits."""
LEAK = 20_000
DEFECTS: list[bytes] = []


def _memory() -> float:
    """Resident memory in kB."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_KB


def _counts(window: MainWindow, folder: Path) -> dict[str, int]:
    """What must not grow, once what is on its way to a file is there."""
    for pool in (QThreadPool.globalInstance(), *window.workspace.findChildren(QThreadPool)):
        pool.waitForDone()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {
        "open files": len(list(Path("/proc/self/fd").iterdir())),
        "threads": threading.active_count(),
        "objects": len(window.findChildren(QObject)),
        "temporary files": len(list(folder.rglob("*.tmp"))),
        "windows": len(QApplication.topLevelWidgets()),
    }


def _slope(samples: list[float], edits_each: float) -> float:
    """Growth in kB an edit: the median of the slopes between any two samples (Theil and Sen)."""
    pairs = combinations(enumerate(samples), 2)
    return median((b - a) / ((y - x) * edits_each) for (x, a), (y, b) in pairs)


def _sum() -> float:
    """Seconds for something that never changes: what else the machine does makes it slower in the same way."""
    started = time.thread_time()
    sum(range(20_000))
    return time.thread_time() - started


class Day:
    """Edits one after the other, with saves and opens spread among them."""

    def __init__(self, folder: Path, way: str) -> None:
        """Begin with an example that is saved."""
        self.script, self.way, self.done = Script(), way, 0
        folders = Folders(folder / "config", folder / "state")
        self.window = build_window(example(FIRST_EXAMPLE), folders, Settings(), self.script)
        self.window.show()
        self.path = self.script.save_path = folder / "a.plan.json"
        self.keeper = Keeper(self.window.workspace)
        files.save(self.window.workspace)

    def edit(self) -> float:
        """Move the stop, which the whole window shows, and paint it now and then; the seconds it took."""
        started = time.thread_time()
        self.done += 1
        self.window.workspace.document.apply(edits.move_stop(Decimal(10_600 + self.done % 199) / 10_000))
        if self.done % PAINTED == 0:
            QApplication.processEvents()
        if self.way == "leaking":
            DEFECTS.append(bytes(LEAK))
        return time.thread_time() - started

    def part(self, edits_each: int, saves: int, opens: int) -> list[float]:
        """The same work as every other part; how long each painted edit took, in runs of a fixed sum."""
        took = [each for each in (self.edit() for _ in range(edits_each)) if self.done % PAINTED == 0]
        sums = [_sum() for _ in took]
        took = [each / median(sums) for each in took]
        for _ in range(saves):
            self.edit()
            files.save(self.window.workspace)
        for _ in range(opens):
            files.open_path(self.window.workspace, self.path)
        return took


def main(folder: Path, count: int, saves: int, opens: int, way: str) -> dict[str, object]:
    """Work, with a look at memory between the parts."""
    day = Day(folder, way)
    each, samples, took, early = count // SAMPLES, list[float](), list[list[float]](), dict[str, int]()
    for number in range(SAMPLES):
        shares = ((number + 1) * total // SAMPLES - number * total // SAMPLES for total in (saves, opens))
        took.append(day.part(each, *shares))
        samples.append(_memory())
        if number == WARM_UP:
            early = _counts(day.window, folder)
    late = _counts(day.window, folder)
    first, last = ([each for part in parts for each in part] for parts in (took[WARM_UP:][:2], took[-2:]))
    day.keeper.finish()
    return {
        "slope": _slope(samples[WARM_UP:], each),
        "painted": _slope(samples[WARM_UP:], each / PAINTED),
        "growth": (samples[-1] - samples[WARM_UP]) / 1024,
        "grown": [f"{name} {early[name]} to {late[name]}" for name in early if late[name] > early[name]],
        "slower": quantiles(last, n=20)[-1] / quantiles(first, n=20)[-1],
    }


if __name__ == "__main__":
    place, count, saved, opened, how = sys.argv[1:]
    sys.stdout.write(json.dumps(main(Path(place), int(count), int(saved), int(opened), how)))
    sys.stdout.flush()
