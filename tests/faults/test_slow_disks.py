from pathlib import Path
from time import sleep

import pytest
from pytestqt.qtbot import QtBot

from tests.faults.conftest import Ledger
from tests.faults.harness import harness, why_no_strace
from tests.faults.heartbeat import heartbeat
from tests.faults.ledger import Row
from tests.faults.slow_disk import NAME

CALLS = ("openat", "newfstatat", "statx", "renameat2", "fsync", "faccessat2", "unlink")


def _slow(folder: Path, seconds: float, *calls: str) -> tuple[str, ...]:
    """The command that makes calls on a plan and its folder slow."""
    paths = [word for path in (folder, folder / NAME, folder / f".{NAME}.lock") for word in ("-P", str(path))]
    named = ",".join(f"?{call}" for call in calls)
    slow = f"inject={named}:delay_enter={int(seconds * 1_000_000)}"
    return ("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", *paths, "-e", f"trace={named}", "-e", slow)


def test_a_slow_disk_never_stops_the_window(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    if why_no_strace():
        pytest.skip(why_no_strace())
    delay, limit = (2.0, 0.5) if full else (0.6, 0.5)
    slow = _slow(tmp_path, delay, *(CALLS if full else CALLS[:1]))
    outcome = harness("slow_disk", tmp_path, limit, "use", before=slow)
    control = harness("slow_disk", tmp_path, limit, "blocking", before=slow)
    assert control["longest"] >= delay
    assert "load_plan" in control["dumps"][0]
    assert not outcome["dumps"], outcome["dumps"][0]
    ledger.enter(
        Row(id="G1", fault=f"saving, opening and restoring on a disk that answers after {delay} s: silences of the "
            f"window over {limit} s", runs=1, violations=len(outcome["dumps"]),
            control=f"read in its own thread: silent for {control['longest']:.1f} s")
    )  # fmt: skip


def test_the_watchdog_dumps_what_a_silent_thread_does(qtbot: QtBot) -> None:
    with heartbeat(0.05) as found:
        qtbot.wait(20)
        _dawdle()
        qtbot.wait(20)
    assert found.longest >= 0.2
    assert any("_dawdle" in dump for dump in found.dumps)


def _dawdle() -> None:
    sleep(0.2)  # what is watched for
