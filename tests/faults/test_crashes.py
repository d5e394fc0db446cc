import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults import disks
from tests.faults.conftest import Ledger
from tests.faults.enumerator import after_cuts
from tests.faults.harness import broken, file_system, harness, why_no_strace
from tests.faults.ledger import Row
from tests.faults.subjects import OURS
from tests.faults.tracing import FAULTS
from tests.faults.writers import WRITERS

SEEDS = (1, 2, 3)
OLD, NEW = b"old" * 100, b"newer" * 100
BEFORE = ("unshare", "--mount")
"""What is mounted in a namespace of its own is gone with it."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork there")


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What kills do to a file that is written in place."""
    return _said("in place", harness("crash", "kill", "in_place", 20, 1, tmp_path_factory.mktemp("control")))


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What failing system calls do to a file that is written in place."""
    if why_no_strace():
        pytest.skip(why_no_strace())
    outcome = harness("tracing", "in_place", tmp_path_factory.mktemp("control"), 1, "KILL", "EIO")
    return _said("in place", {**outcome, "corrupt": outcome["violations"], "lost": 0, "leftovers": 0})


@pytest.fixture(scope="module")
def unplugged(tmp_path_factory: pytest.TempPathFactory, *, full: bool) -> str:
    """What power cuts do to writers that do not sync."""
    if disks.why_no_power_cut():
        pytest.skip(disks.why_no_power_cut())
    counts = {"without_sync": 60, "without_folder_sync": 60} if full else {"without_sync": 6}
    outcomes = {
        name: harness("crash", "defaults", name, count, 1, tmp_path_factory.mktemp(name), before=BEFORE)
        for name, count in counts.items()
    }
    return ", ".join(_said(name.replace("_", " "), outcome) for name, outcome in outcomes.items())


def _said(name: str, outcome: dict[str, Any]) -> str:
    """A control as the table says it; it must have broken something."""
    assert broken(outcome) > 0, f"{name} went unnoticed"
    return f"{name}: {broken(outcome)} of {outcome['runs']}"


@pytest.mark.parametrize("subject", OURS)
def test_a_kill_at_any_moment_loses_no_acknowledged_save(
    tmp_path: Path, ledger: Ledger, killed: str, subject: str, *, full: bool
) -> None:
    for seed in SEEDS if full else SEEDS[:1]:
        count = 200 if full else 15
        outcome = harness("crash", "kill", subject, count, seed, _folder(tmp_path, str(seed)))
        ledger.enter(
            Row(
                id="S1",
                fault=f"kill -9 while saving ({subject})",
                runs=outcome["runs"],
                seed=seed,
                violations=broken(outcome),
                control=killed,
                file_system=file_system(tmp_path),
            )
        )


@pytest.mark.parametrize("subject", OURS)
def test_a_fault_at_any_system_call_of_a_save_leaves_old_or_new_and_is_told(
    tmp_path: Path, ledger: Ledger, failed: str, subject: str, *, full: bool
) -> None:
    faults = FAULTS if full else FAULTS[:3]
    every = 1 if full else 4
    outcome = harness("tracing", subject, _folder(tmp_path, "ours"), every, *faults)
    assert outcome["missed"] == 0
    ledger.enter(
        Row(
            id="S2",
            fault=f"{', '.join(faults)} at {'every' if every == 1 else 'some'} system calls of a save ({subject})",
            runs=outcome["runs"],
            violations=outcome["violations"],
            control=failed,
            file_system=file_system(tmp_path),
        )
    )


@pytest.mark.parametrize("options", ["defaults", "noauto_da_alloc"])
@pytest.mark.parametrize("subject", OURS)
def test_a_power_cut_at_any_moment_loses_no_acknowledged_save(
    tmp_path: Path, ledger: Ledger, unplugged: str, subject: str, options: str, *, full: bool
) -> None:
    if not full and options != "defaults" and subject != "plan":
        pytest.skip("only in full")
    outcome = harness("crash", options, subject, 200 if full else 8, 1, _folder(tmp_path, "ours"), before=BEFORE)
    ledger.enter(
        Row(
            id="S3",
            fault=f"power cut while saving ({subject})",
            runs=outcome["runs"],
            seed=1,
            violations=broken(outcome),
            control=unplugged,
            file_system=f"ext4, {options}",
        )
    )


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What kills do to a database that keeps no journal."""
    return _said("without journal", harness("crash", "kill", "without_journal", 12, 1, tmp_path_factory.mktemp("torn")))


def test_a_kill_at_any_moment_loses_no_row_of_the_book(
    tmp_path: Path, ledger: Ledger, torn: str, *, full: bool
) -> None:
    outcome = harness("crash", "kill", "book", 200 if full else 8, 1, _folder(tmp_path, "ours"))
    ledger.enter(
        Row(id="S12", fault="kill -9 while the book is written to", runs=outcome["runs"], seed=1,
            violations=broken(outcome), control=torn, file_system=file_system(tmp_path))
    )  # fmt: skip


def test_a_power_cut_at_any_moment_loses_no_row_of_the_book(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    if disks.why_no_power_cut():
        pytest.skip(disks.why_no_power_cut())
    count, fewer = (80, 20) if full else (4, 3)
    outcome = harness("crash", "defaults", "book", count, 1, _folder(tmp_path, "ours"), before=BEFORE)
    control = harness("crash", "defaults", "without_journal", fewer, 1, _folder(tmp_path, "control"), before=BEFORE)
    ledger.enter(
        Row(id="S12", fault="power cut while the book is written to", runs=outcome["runs"], seed=1,
            violations=broken(outcome), control=_said("without journal or sync", control), file_system="ext4, defaults")
    )  # fmt: skip


def test_every_state_a_power_cut_may_leave_is_old_or_new(tmp_path: Path, ledger: Ledger) -> None:
    found = {name: after_cuts(_folder(tmp_path, name) / "a", OLD, NEW, writer) for name, writer in WRITERS.items()}
    controls = {name.replace("_", " "): wrong for name, (_, wrong) in found.items() if name != "ours"}
    assert all(controls.values())
    states, wrong = found["ours"]
    ledger.enter(
        Row(
            id="S3",
            fault="every state of unsynced writes and names (worked out)",
            runs=states,
            violations=wrong,
            control=", ".join(f"{name}: {count}" for name, count in controls.items()),
            file_system="any",
        )
    )


def _folder(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder
