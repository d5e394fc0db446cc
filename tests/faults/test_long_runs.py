"""Runs that take long: in full they begin with the first test, in the background, and are looked at in the end."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Ledger
from tests.faults.harness import ROOT, harness
from tests.faults.ledger import Row

SEEDS = (1, 2)
STEPS, FEW_STEPS = 100_000, 50
EDITS, SAVES, OPENS = 400_000, 5_000, 500
MOST_KB, MOST_MB, MOST_SLOWER = 0.1, 30.0, 1.2
FEW = (400, 6, 3)
MOST_KB_OF_FEW = 6.0
"""So few edits are a part of what warms up: only a leak of every edit is seen."""
KINDLY = 10

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")


class Run:
    """A harness in a process of its own."""

    def __init__(self, module: str, *words: object, full: bool) -> None:
        """Begin; beside all other tests it lets them go first."""
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", f"tests.faults.{module}", *map(str, words)],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if full:
            os.setpriority(os.PRIO_PROCESS, self.process.pid, KINDLY)

    def found(self) -> Any:  # noqa: ANN401 - JSON
        """What it prints at its end."""
        said, errors = self.process.communicate()
        assert self.process.returncode == 0, errors
        return json.loads(said)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory, *, full: bool) -> Iterator[dict[str, Run]]:
    """The runs by name; `conftest` asks for them before the first test where everything is asked for."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("soak", *(f"monkey{seed}" for seed in SEEDS))}
    counts = (EDITS, SAVES, OPENS) if full else FEW
    steps = STEPS // len(SEEDS) if full else FEW_STEPS
    seeds = SEEDS if full else SEEDS[:1]
    made = {
        f"monkey{seed}": Run("monkey", steps, seed, folders[f"monkey{seed}"], "careful", full=full) for seed in seeds
    }
    made["soak"] = Run("soak", folders["soak"], *counts, "careful", full=full)
    yield made
    for run in made.values():
        run.process.kill()
        run.process.wait()


def test_whatever_is_done_the_screen_tells_the_plan_and_undo_goes_back(
    tmp_path: Path, ledger: Ledger, runs: dict[str, Run], *, full: bool
) -> None:
    control = harness("monkey", 50, 3, tmp_path, "deaf")
    assert control
    for seed in SEEDS if full else SEEDS[:1]:
        wrong = runs[f"monkey{seed}"].found()
        ledger.enter(
            Row(id="G3", fault="anything at any time: the screen tells another plan, undo leads elsewhere",
                runs=STEPS // len(SEEDS) if full else FEW_STEPS, seed=seed, violations=len(wrong),
                control=f"a ticket that is deaf: {len(control)} in 50 steps")
        )  # fmt: skip


def test_a_long_day_leaves_nothing_behind(tmp_path: Path, ledger: Ledger, runs: dict[str, Run], *, full: bool) -> None:
    most = MOST_KB if full else MOST_KB_OF_FEW
    control = harness("soak", tmp_path, *FEW, "leaking")
    assert control["slope"] > most
    found = runs["soak"].found()
    wrong = (found["slope"] > most) + len(found["grown"])
    if full:
        wrong += (found["growth"] > MOST_MB) + (found["slower"] > MOST_SLOWER)
    edits, saves, opens = (EDITS, SAVES, OPENS) if full else FEW
    work = f"{edits:,} edits, each tenth shown, {saves:,} saves, {opens:,} opens"
    grown = ", ".join(found["grown"]) or "nothing"
    ledger.enter(
        Row(id="G4", fault=f"{work}: {found['slope']:.2f} kB an edit, {found['growth']:.0f} MB in all, p95 of one "
            f"{found['slower']:.2f} times the first; grown: {grown}", runs=edits, violations=wrong,
            control=f"20 kB kept of every edit: {control['slope']:.1f} kB")
    )  # fmt: skip
