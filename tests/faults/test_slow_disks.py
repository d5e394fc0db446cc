from pathlib import Path
from time import sleep

import pytest
from pytestqt.qtbot import QtBot

from planner.ui.dialogs.dialogs import EXPORTS
from tests.faults.conftest import Ledger
from tests.faults.harness import harness, why_no_strace
from tests.faults.heartbeat import Heartbeat, heartbeat
from tests.faults.ledger import Row
from tests.faults.slow_disk import NAME, OWN_SCENARIO, ROUNDS, prepare

CALLS = ("openat", "newfstatat", "statx", "renameat2", "fsync", "faccessat2", "unlink")


EVERYTHING = "plans, backups, recovery, scenarios, exports, templates, settings, book, import"
LIMIT = 0.05
"""Seconds in which a window may wait without anybody noticing: not for work of its own, nor for a processor."""
SLOW = 2.0
"""Seconds until the disk of a trader answers."""
FRAME = 0.0167
"""Of a hundred pieces of work all but one must be done in a frame of the screen."""
BUSY_LIMIT = 0.5
"""The same where other tests run beside: a worker that has to wait for a processor may hold the interpreter."""


def _slow(folder: Path, seconds: float, *calls: str) -> tuple[str, ...]:
    """The command that makes calls on the files of a trader slow."""
    names = (".", NAME, f".{NAME}.lock", "table.csv", "candles.csv", *(f"report{suffix}" for suffix in EXPORTS))
    own = ("config", "config/settings.json", "config/venues", "config/templates", "config/scenarios", OWN_SCENARIO)
    run = ("state", "state/window.json")
    kept = ("state/backups", "state/recovery", "state/book", "state/book/trader.book", "state/book/trader.book.lock")
    words = [word for name in (*names, *own, *run, *kept) for word in ("-P", str(folder / name))]
    named = ",".join(f"?{call}" for call in calls)
    slow = f"inject={named}:delay_enter={int(seconds * 1_000_000)}"
    return ("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", *words, "-e", f"trace={named}", "-e", slow)


@pytest.mark.usefixtures("alone")
def test_a_slow_disk_never_stops_the_window(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    if why_no_strace():
        pytest.skip(why_no_strace())
    prepare(tmp_path)
    delay, limit = (SLOW, LIMIT) if full else (0.6, BUSY_LIMIT)
    calls = CALLS if full else CALLS[:1]
    outcome = harness("slow_disk", tmp_path, limit, "use", before=_slow(tmp_path, delay, *calls))
    control = harness("slow_disk", tmp_path, limit, "blocking", before=_slow(tmp_path, SLOW, *calls))
    assert control["waited"] > limit, "what the machine itself stood still meanwhile does not count, and may be long"
    assert "load_plan" in control["dumps"][0]
    assert outcome["waited"] <= limit, outcome["dumps"]
    assert outcome["longest"] <= BUSY_LIMIT, outcome["toils"]
    ledger.enter(
        Row(id="G1", fault=f"{EVERYTHING} on a disk that answers after {delay} s: waits of the window over {limit} s",
            runs=1, violations=int(outcome["waited"] > limit),
            control=f"read in its own thread: waited {control['waited']:.1f} s")
    )  # fmt: skip


@pytest.mark.usefixtures("alone")
def test_the_window_never_works_for_long(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    if not full:
        pytest.skip("only in full: beside other tests work takes longer")
    prepare(tmp_path)
    outcome, control = (harness("slow_disk", tmp_path, LIMIT, way) for way in ("paced", "toiling"))
    assert control["longest"] > LIMIT
    assert control["toils"]
    longest, nearly_all = outcome["longest"], outcome["nearly_all"]
    assert max(longest, nearly_all) <= LIMIT, outcome["toils"]
    ledger.enter(
        Row(id="G1", fault=f"{EVERYTHING}: work of the window over {LIMIT} s (longest {longest * 1000:.0f} ms), 99 of "
            f"100 over {FRAME} s ({nearly_all * 1000:.1f} ms)", runs=ROUNDS,
            violations=(longest > LIMIT) + (nearly_all > FRAME),
            control=f"a loop of 0.2 s: {control['longest'] * 1000:.0f} ms")
    )  # fmt: skip


def test_the_watchdog_dumps_what_a_silent_thread_does(qtbot: QtBot) -> None:
    with heartbeat(0.05) as found:
        qtbot.wait(20)
        _dawdle()
        qtbot.wait(20)
    assert found.longest >= 0.2
    assert any("_dawdle" in dump for dump in found.dumps)


def test_a_wait_of_the_whole_machine_is_no_wait_of_the_window() -> None:
    found = Heartbeat(limit=0.05, account=None, silences=[(10.0, 11.0, 0.9), (20.0, 20.3, 0.3)])
    found.judge([])
    assert found.waited == pytest.approx(0.9)
    found.judge([(9.5, 10.4), (10.3, 10.6), (10.9, 12.0), (30.0, 31.0)])
    assert found.waited == pytest.approx(0.3), "0.7 of the 0.9 seconds: on two processors at once counted once"


def _dawdle() -> None:
    sleep(0.2)  # what is watched for
