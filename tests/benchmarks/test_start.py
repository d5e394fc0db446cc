"""Start of the process to the first painted window, beside an empty window of the same libraries.

Bytecode lies in a folder of its own, written by a first start that does not count, as in an installed program.
"""

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.figures import Figure, Times, keep, repeat

ROOT = Path(__file__).parents[2]
ROUNDS = 15
_ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
_ENVIRONMENT["QT_QPA_PLATFORM"] = "offscreen"
START = Figure("start to first painted window", "≤ 1.3 × peer", "empty PySide6 + pyqtgraph + pydantic window")


def _seconds(which: str, home: Path) -> float:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "tests.benchmarks.first_paint", which, repr(monotonic())],
        cwd=ROOT,
        env={**_ENVIRONMENT, "PLANNER_HOME": str(home / "planner"), "PYTHONPYCACHEPREFIX": str(home / "bytecode")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return float(done.stdout)


def test_the_window_is_there_soon(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    times = Times()

    def start_both() -> None:
        times.peers.append(_seconds("bare", tmp_path))
        times.ours.append(_seconds("planner", tmp_path))

    repeat(benchmark, start_both, rounds=ROUNDS, warmup=1)
    keep(benchmark, START, Times(times.ours[-ROUNDS:], times.peers[-ROUNDS:]))
    assert all(0 < seconds < 60 for seconds in times.ours + times.peers)
