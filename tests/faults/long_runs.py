"""Runs that take long, each in a process of its own."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.faults.harness import ROOT

SEEDS = (1, 2)
STEPS, FEW_STEPS = 100_000, 50
EDITS, SAVES, OPENS = 400_000, 5_000, 500
MOST_KB, MOST_MB, MOST_SLOWER = 0.1, 30.0, 1.2
FEW = (400, 6, 3)
MOST_KB_OF_FEW = 6.0
"""So few edits are a part of what warms up: only a leak of every edit is seen."""
KINDLY = 10


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
        self._told = ThreadPoolExecutor(1).submit(self.process.communicate)  # a pipe that nobody reads would stop it
        if full:
            os.setpriority(os.PRIO_PROCESS, self.process.pid, KINDLY)

    def found(self) -> Any:  # noqa: ANN401 - JSON
        """What it prints at its end."""
        said, errors = self._told.result()
        assert self.process.returncode == 0, errors
        return json.loads(said)


def begun(folders: pytest.TempPathFactory, *, full: bool) -> dict[str, Run]:
    """The runs by name."""
    counts = (EDITS, SAVES, OPENS) if full else FEW
    steps = STEPS // len(SEEDS) if full else FEW_STEPS
    made = {
        f"monkey{seed}": Run("monkey", steps, seed, folders.mktemp(f"monkey{seed}"), "careful", full=full)
        for seed in (SEEDS if full else SEEDS[:1])
    }
    return {**made, "soak": Run("soak", folders.mktemp("soak"), *counts, "careful", full=full)}
