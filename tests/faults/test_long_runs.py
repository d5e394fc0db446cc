"""Runs that take long: in full they begin with the first test, in the background, and are looked at in the end."""

import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Ledger
from tests.faults.harness import harness
from tests.faults.ledger import Row
from tests.faults.long_runs import (
    EDITS,
    FEW,
    FEW_STEPS,
    MOST_KB,
    MOST_KB_OF_FEW,
    MOST_MB,
    MOST_SLOWER,
    OPENS,
    SAVES,
    SEEDS,
    STEPS,
    Run,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")


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
    work = f"{edits:,} edits shown, each tenth painted, {saves:,} saves, {opens:,} opens"
    grown = ", ".join(found["grown"]) or "nothing"
    ledger.enter(
        Row(id="G4", fault=f"{work}: {found['slope']:.2f} kB an edit, {found['painted']:.2f} kB "
            f"for each painted, {found['growth']:.0f} MB in all, p95 of one "
            f"{found['slower']:.2f} times the first; grown: {grown}", runs=edits, violations=wrong,
            control=f"20 kB kept of every edit: {control['slope']:.1f} kB")
    )  # fmt: skip
