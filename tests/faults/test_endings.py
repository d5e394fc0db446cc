import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from planner.storage.plan_files import load_plan, save_plan
from planner.storage.recovery import Recovered, left_over
from tests.conftest import make_draft
from tests.faults.conftest import Ledger
from tests.faults.harness import ROOT
from tests.faults.ledger import Row
from tests.faults.living import HIGHEST
from tests.faults.waking import EVERY_MS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
SEED = 5


class Living:
    """The program in a process of its own, with what it has said and when."""

    def __init__(self, folder: Path, edits: int, pause: int, way: str = "careful") -> None:
        """Start it on a plan in `folder` and wait for the first edit."""
        self.plan, self.home = folder / "a.plan.json", folder / "home"
        if not self.plan.exists():
            save_plan(self.plan, make_draft(), replacing=None)
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "tests.faults.living", str(self.plan), str(edits), str(pause), way],
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

    def journals(self) -> tuple[Recovered, ...]:
        """What the next start would offer."""
        return left_over(self.home / "state" / "recovery")

    def kept(self) -> int:
        """The newest edit among it, if it builds on the file that is there; the file itself has none of it."""
        base, journals = load_plan(self.plan).fingerprint, self.journals()
        stops = [found.draft.plan.stop_price for found in journals if found.draft and found.header.base == base]
        return max((HIGHEST - int(stop) for stop in stops if stop is not None), default=0)

    @property
    def lock(self) -> Path:
        """The lock against a second window."""
        return self.plan.with_name(f".{self.plan.name}.lock")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_keeps_every_edit_within_a_second_and_removes_the_lock(
    tmp_path: Path, ledger: Ledger, name: str, *, full: bool
) -> None:
    if not full and name == "SIGINT":
        pytest.skip("only in full")
    living, number, within = Living(tmp_path, 1, 1), getattr(signal, name), 1 if full else 5
    assert living.lock.exists()
    sent = time.time()
    _, code = living.end(number)
    found = living.journals()
    late = not found or found[0].path.stat().st_mtime - sent > within
    wrong = late + ((living.kept(), living.lock.exists(), code) != (1, False, 128 + number))
    wrong += load_plan(living.plan).draft != make_draft()
    ledger.enter(
        Row(id="G6", fault=f"{name} with an edit of this moment: not kept within {within} s, a lock left, a wrong code",
            runs=1, violations=wrong, control="kill -9: lock stays")
    )  # fmt: skip


def test_a_signal_while_recovery_is_offered_is_no_answer(tmp_path: Path, ledger: Ledger) -> None:
    first = Living(tmp_path, 5, 20)
    while not first.said or first.said[-1][1] < 5:
        time.sleep(0.01)
    first.end(signal.SIGTERM)
    assert first.kept() == 5
    second = Living(tmp_path, 1, 20)
    second.end(signal.SIGTERM)
    ledger.enter(
        Row(id="G6", fault="SIGTERM while recovery is offered: what was offered is gone", runs=1,
            violations=int(second.kept() != 5), control="kept before: 5 edits")
    )  # fmt: skip


def _killed(folder: Path, wait: float, way: str = "careful") -> tuple[bool, bool]:
    """Whether more than a second of typing is lost after a kill, and whether the lock is still there."""
    folder.mkdir()
    living = Living(folder, 10_000, 20, way)
    time.sleep(wait)
    living.end(signal.SIGKILL)
    killed = living.said[-1][0]
    is_lost = living.kept() < max((edit for at, edit in living.said if at < killed - 1), default=0)
    return is_lost, living.lock.exists()


def test_a_kill_loses_at_most_a_second_of_typing(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    dice, count = Random(SEED), 200 if full else 1  # noqa: S311 - the same moments in every run
    waits = [dice.uniform(1.2, 2.5) for _ in range(count)]
    with ThreadPoolExecutor(2) as pool:
        control = pool.submit(_killed, tmp_path / "control", 2.5, "careless")
        outcomes = list(pool.map(lambda n: _killed(tmp_path / str(n), waits[n]), range(count)))
    assert control.result()[0], "the control: without a journal it is lost"
    assert all(locked for _, locked in outcomes), "nobody removes the lock of a killed program"
    ledger.enter(
        Row(id="S5", fault="kill -9 while typing: more than a second lost, or on another file", runs=count, seed=SEED,
            violations=sum(lost for lost, _ in outcomes), control="without a journal: lost")
    )  # fmt: skip


class Waking(NamedTuple):
    """How often a window looks in the half second after it was stopped; whether its prices are old before and after."""

    looked: int
    is_old_before: bool
    is_old_after: bool


def _looks_after_sleep(folder: Path, way: str, seconds: float) -> Waking:
    folder.mkdir()
    words = [sys.executable, "-m", "tests.faults.waking", str(folder), way]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE)  # noqa: S603 - our own interpreter
    assert process.stdout is not None
    with process.stdout as lines:
        before = lines.readline()
        process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        os.set_blocking(lines.fileno(), False)
        _ = lines.read()
        process.send_signal(signal.SIGCONT)
        time.sleep(0.5)
        after = lines.read() or b""
        process.kill()
    process.wait()
    return Waking(after.count(b"looked"), b"old" in before, b"old" in after)


def test_after_sleep_it_looks_again_and_does_not_catch_up(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    seconds = 60 if full else 3
    woken, control = (_looks_after_sleep(tmp_path / way, way, seconds) for way in ("looking", "catching_up"))
    most = 0.5 * 1000 / EVERY_MS + 2
    assert control.looked > most
    assert not control.is_old_after, "the control: nobody looks"
    ledger.enter(
        Row(id="T3", fault=f"stopped for {seconds} s: pauses not looked at in the half second after, or in a burst",
            runs=1, violations=int(not 1 <= woken.looked <= most),
            control=f"a timer that catches up: {control.looked} at once")
    )  # fmt: skip
    wrong = (woken.is_old_before, woken.is_old_after) != (False, True)
    ledger.enter(
        Row(id="T3", fault=f"stopped for {seconds} s in which prices become old: not marked after, or before", runs=1,
            violations=int(wrong), control="a window that does not look: not marked")
    )  # fmt: skip
