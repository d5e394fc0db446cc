"""The program with a clock that somebody sets: started whole, under libfaketime."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.clock_jumps import JUMPS
from tests.faults.conftest import Ledger
from tests.faults.harness import harness
from tests.faults.ledger import Row

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
FAKE = {
    "LD_PRELOAD": str(LIBRARIES[0]) if LIBRARIES else "",
    "FAKETIME_NO_CACHE": "1",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    "NO_FAKE_STAT": "1",
    "FAKETIME_FORCE_MONOTONIC_FIX": "0",
}
PLACES = {
    "UTC": None,
    "Europe/Berlin": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 10, 3, 15, 0, tzinfo=UTC),
}
"""Zones, and a moment within the 90 minutes before their clocks are changed; None is now."""


def _why_not() -> str:
    if sys.platform != "linux" or not LIBRARIES:
        return "libfaketime is not installed"
    return ""


pytestmark = pytest.mark.skipif(bool(_why_not()), reason=_why_not())


def _jumped(folder: Path, zone: str) -> dict[str, list[str]]:
    """What went wrong in a process whose clock is set, and what would by the clock on the wall."""
    folder.mkdir()
    moment = PLACES[zone]
    begins = 0 if moment is None else round((moment - datetime.now(UTC)).total_seconds())
    fake = {**FAKE, "FAKETIME": f"{begins:+d}", "TZ": zone}
    words = ["env", *(f"{name}={value}" for name, value in fake.items())]
    found: dict[str, list[str]] = harness("jumping", folder, before=words)
    return found


def test_a_pause_and_a_book_outlast_a_clock_that_is_set(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    zones = list(PLACES) if full else list(PLACES)[1:2]
    found = {zone: _jumped(tmp_path / zone.replace("/", "-"), zone) for zone in zones}
    wrong = [f"{zone}: {one}" for zone in zones for one in found[zone]["wrong"]]
    control = [one for zone in zones for one in found[zone]["naive"]]
    assert control
    assert wrong == []
    ledger.enter(
        Row(id="T2", fault=f"the whole program under libfaketime in {', '.join(zones)}, set on and back in a pause: "
            "a pause that ends or does not, a plan not saved, an event lost", runs=len(zones) * len(JUMPS),
            violations=len(wrong), control=f"counted on the wall: {len(control)} wrong")
    )  # fmt: skip


def test_the_clock_of_a_process_is_what_it_was_told() -> None:
    words = [sys.executable, "-c", "import time; print(time.time())"]
    environment = {**os.environ, **FAKE, "FAKETIME": "+86400"}
    said = subprocess.run(words, env=environment, capture_output=True, check=True)  # noqa: S603 - our own interpreter
    assert 86_000 < float(said.stdout) - datetime.now(UTC).timestamp() < 87_000
