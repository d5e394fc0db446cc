"""Machines with little: memory, one core, no fonts, a large screen, no home."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from planner.app import FIRST_EXAMPLE, example
from tests.faults.conftest import Ledger
from tests.faults.harness import ROOT
from tests.faults.ledger import Row

MEGABYTE = 1 << 20
PNG = b"\x89PNG"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limited as Linux does it")


@dataclass(frozen=True)
class Machine:
    """What there is of everything."""

    memory: int = 4096
    cores: int = 0
    size: str = "1440x900"
    environment: dict[str, str] = field(default_factory=dict)

    def limit(self) -> None:
        """Make it so, in the child."""
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_DATA, (self.memory * MEGABYTE, self.memory * MEGABYTE))
        if self.cores:
            os.sched_setaffinity(0, set(list(os.sched_getaffinity(0))[: self.cores]))


MACHINES = {
    "512 MB": Machine(memory=512),
    "no fonts of the system": Machine(environment={"FONTCONFIG_FILE": "/dev/null"}),
    "one core": Machine(cores=1),
    "3840 x 2160": Machine(size="3840x2160"),
    "everything twice as large": Machine(environment={"QT_SCALE_FACTOR": "2"}),
    "no home": Machine(environment={"HOME": "/nonexistent"}),
    "no locale": Machine(environment={"LC_ALL": "C"}),
}
FEW = ("512 MB", "no fonts of the system")


def _picture(machine: Machine, out: Path) -> bool:
    """Whether the program draws its window there, or says in a sentence why not."""
    words = [
        sys.executable,
        "-m",
        "planner",
        "screenshot",
        str(example(FIRST_EXAMPLE)),
        str(out),
        "--size",
        machine.size,
    ]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PLANNER_HOME": str(out.parent), **machine.environment}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        words,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=machine.limit,
    )
    is_drawn = done.returncode == 0 and out.read_bytes().startswith(PNG)
    return is_drawn or done.stderr.startswith("planner: ")


def test_the_window_opens_on_a_machine_with_little(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    names = tuple(MACHINES) if full else FEW
    wrong = [name for name in names if not _picture(MACHINES[name], tmp_path / f"{len(name)}.png")]
    assert not _picture(Machine(memory=24), tmp_path / "control.png"), "the control: nothing starts in 24 MB"
    assert wrong == []
    ledger.enter(
        Row(id="G5", fault=f"the window on machines with little: {', '.join(names)}", runs=len(names),
            violations=len(wrong), control="24 MB: does not start")
    )  # fmt: skip
