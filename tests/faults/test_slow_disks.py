from pathlib import Path
from time import sleep

import pytest
from pytestqt.qtbot import QtBot

from planner.ui.dialogs.dialogs import EXPORTS
from tests.faults.conftest import Ledger
from tests.faults.harness import harness, why_no_strace
from tests.faults.heartbeat import heartbeat
from tests.faults.ledger import Row
from tests.faults.slow_disk import NAME, prepare

CALLS = ("openat", "newfstatat", "statx", "renameat2", "fsync", "faccessat2", "unlink")


EVERYTHING = "plans, backups, recovery, exports, templates, settings, book, import"
LIMIT = 0.05
"""Seconds in which a window may wait without anybody noticing: not for work of its own, nor for a processor."""
BUSY_LIMIT = 0.5
"""The same where other tests run beside: a worker that has to wait for a processor may hold the interpreter."""


def _slow(folder: Path, seconds: float, *calls: str) -> tuple[str, ...]:
    """The command that makes calls on the files of a trader slow."""
    names = (".", NAME, f".{NAME}.lock", "table.csv", "candles.csv", *(f"report{suffix}" for suffix in EXPORTS))
    own = ("config", "config/settings.json", "config/venues", "config/templates", "state", "state/window.json")
    kept = ("state/backups", "state/recovery", "state/book", "state/book/trader.book", "state/book/trader.book.lock")
    words = [word for name in (*names, *own, *kept) for word in ("-P", str(folder / name))]
    named = ",".join(f"?{call}" for call in calls)
    slow = f"inject={named}:delay_enter={int(seconds * 1_000_000)}"
    return ("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", *words, "-e", f"trace={named}", "-e", slow)


def test_a_slow_disk_never_stops_the_window(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    if why_no_strace():
        pytest.skip(why_no_strace())
    prepare(tmp_path)
    delay, limit = (2.0, LIMIT) if full else (0.6, BUSY_LIMIT)
    slow = _slow(tmp_path, delay, *(CALLS if full else CALLS[:1]))
    outcome = harness("slow_disk", tmp_path, limit, "use", before=slow)
    control = harness("slow_disk", tmp_path, limit, "blocking", before=slow)
    assert control["waited"] >= delay
    assert "load_plan" in control["dumps"][0]
    assert outcome["waited"] <= limit, outcome["dumps"]
    ledger.enter(
        Row(id="G1", fault=f"{EVERYTHING} on a disk that answers after {delay} s: waits of the window over {limit} s "
            f"(longest silence, its own work in it, {outcome['longest'] * 1000:.0f} ms; 99 of 100 below "
            f"{outcome['nearly_all'] * 1000:.0f} ms)", runs=1,
            violations=int(outcome["waited"] > limit),
            control=f"read in its own thread: waited {control['waited']:.1f} s")
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
