import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import pytest

from planner.storage.plan_files import load_plan, save_plan
from planner.storage.recovery import left_over
from tests.conftest import make_draft
from tests.faults.conftest import Ledger
from tests.faults.harness import ROOT
from tests.faults.ledger import Row
from tests.faults.living import HIGHEST

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
SEED = 5


class Living:
    """The program in a process of its own, with what it has said and when."""

    def __init__(self, folder: Path, edits: int, pause: int) -> None:
        """Start it on a plan in `folder` and wait for the first edit."""
        self.plan, self.home = folder / "a.plan.json", folder / "home"
        save_plan(self.plan, make_draft(), replacing=None)
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "tests.faults.living", str(self.plan), str(edits), str(pause)],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PLANNER_HOME": str(self.home)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said: list[tuple[float, int]] = []
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()
        while not self.said and self.process.poll() is None:
            time.sleep(0.01)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            self.said.extend((time.monotonic(), int(line)) for line in lines)

    def end(self, number: int) -> tuple[float, int]:
        """Send a signal; the seconds until the end, and the exit code."""
        started = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(20)
        took = time.monotonic() - started
        self.listener.join()
        return took, code

    def kept(self) -> int:
        """The newest edit that the next start would offer."""
        stops = [found.draft.plan.stop_price for found in left_over(self.home / "state" / "recovery") if found.draft]
        return max((HIGHEST - int(stop) for stop in stops if stop is not None), default=0)

    @property
    def lock(self) -> Path:
        """The lock against a second window."""
        return self.plan.with_name(f".{self.plan.name}.lock")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_keeps_every_edit_and_removes_the_lock(
    tmp_path: Path, ledger: Ledger, name: str, *, full: bool
) -> None:
    if not full and name == "SIGINT":
        pytest.skip("only in full")
    living = Living(tmp_path, 1, 1)
    assert living.lock.exists()
    number = getattr(signal, name)
    took, code = living.end(number)
    assert (living.kept(), living.lock.exists(), code) == (1, False, 128 + number)
    assert load_plan(living.plan).draft == make_draft()
    ledger.enter(
        Row(id="G6", fault=f"{name} with an edit of this moment: kept, lock removed, ended in {took:.1f} s", runs=1,
            violations=0, control="kill -9: lock stays")
    )  # fmt: skip


def test_a_kill_loses_at_most_a_second_of_typing(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    dice, lost, locks = Random(SEED), 0, 0  # noqa: S311 - the same moments in every run
    count = 50 if full else 1
    for number in range(count):
        folder = tmp_path / str(number)
        folder.mkdir()
        living = Living(folder, 10_000, 20)
        time.sleep(dice.uniform(1.2, 2.5))
        living.end(signal.SIGKILL)
        killed = living.said[-1][0]
        lost += living.kept() < max((edit for at, edit in living.said if at < killed - 1), default=0)
        locks += living.lock.exists()
    assert locks == count, "the control: nobody removes the lock of a killed program"
    ledger.enter(
        Row(id="S5", fault="kill -9 while typing: more than a second lost", runs=count, seed=SEED, violations=lost)
    )
