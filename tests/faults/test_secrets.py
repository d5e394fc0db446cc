"""Secrets that were planted and must be nowhere, and failures of the program itself."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.canaries import CANARIES, ENVIRONMENT, FAILURES, forms
from tests.faults.conftest import Ledger
from tests.faults.harness import ROOT
from tests.faults.ledger import Row


class Day:
    """What a day with planted secrets left behind."""

    def __init__(self, folder: Path, way: str) -> None:
        """Live it, in a home of its own."""
        self.home = folder / "home-of-joe"
        self.home.mkdir()
        words = [sys.executable, "-m", "tests.faults.canaries", str(self.home), way]
        environment = {**os.environ, **ENVIRONMENT, "QT_QPA_PLATFORM": "offscreen", "HOME": str(self.home)}
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=False)  # noqa: S603 - our own interpreter
        assert done.returncode == 0, done.stderr.decode()
        self.said, self.errors = done.stdout, done.stderr
        self.found: dict[str, Any] = json.loads(done.stdout)

    def places(self) -> dict[str, bytes]:
        """Everything that was written, by where."""
        written = {str(path): path.read_bytes() for path in self.home.rglob("*") if path.is_file()}
        names = "\n".join(written).encode()
        return {**written, "names of files": names, "standard output": self.said, "standard error": self.errors}

    def leaks(self) -> list[tuple[str, str]]:
        """Which secret is where."""
        return [
            (canary, place)
            for place, raw in self.places().items()
            for canary in CANARIES
            if any(form in raw for form in forms(canary))
        ]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return Day(tmp_path_factory.mktemp("day"), "careful")


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return Day(tmp_path_factory.mktemp("careless"), "careless")


def test_no_planted_secret_is_anywhere(day: Day, careless: Day, ledger: Ledger) -> None:
    places = day.places()
    assert {Path(place).suffix for place in places} >= {".pdf", ".md", ".csv", ".png", ".journal"}
    control = {canary for canary, _ in careless.leaks()}
    assert len(control) >= 3
    assert day.leaks() == []
    ledger.enter(
        Row(id="K1", fault=f"{len(CANARIES)} secrets searched in {len(places)} files and streams, in five forms",
            runs=len(CANARIES) * len(places), violations=len(day.leaks()),
            control=f"a report with words and locals: {len(control)} secrets")
    )  # fmt: skip


def test_a_report_of_a_failure_names_no_home_and_no_figure(day: Day, careless: Day, ledger: Ledger) -> None:
    reports = "\n".join(day.found["told"])
    wrong = sum(word in reports for word in (str(day.home), "home-of-joe", str(ROOT), *CANARIES))
    assert str(ROOT) in careless.errors.decode(), "the control: a plain traceback has the folder"
    assert b"\x1b" not in day.errors
    ledger.enter(
        Row(id="K3", fault="reports of failures: home, folder of the program, words of the exception",
            runs=len(day.found["told"]), violations=wrong, control="a plain traceback: the folder")
    )  # fmt: skip


def test_a_hundred_failures_are_one_dialog_and_leave_the_plan(day: Day, careless: Day, ledger: Ledger) -> None:
    told, dialogs, intact = (day.found[name] for name in ("told", "dialogs", "intact"))
    untold = FAILURES - len(careless.found["told"])
    assert untold > 0
    ledger.enter(
        Row(id="G2", fault="exceptions in slots, paints, timers, workers, threads: untold, told twice, plan changed",
            runs=FAILURES, violations=(len(told) < FAILURES) + (dialogs != 1) + (not intact),
            control=f"another listener: {untold} untold")
    )  # fmt: skip
