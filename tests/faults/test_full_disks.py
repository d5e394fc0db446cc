import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import gettempdir

import pytest

from planner.domain.fault import FaultError
from planner.report.sentences import fault_sentence
from planner.storage.plan_files import load_plan, save_plan
from planner.storage.plan_format import encode
from tests.faults import disks
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row
from tests.faults.subjects import version_of_plan
from tests.faults.writers import in_place, ours
from tests.storage.machine import file_size_limit, unprivileged
from tests.storage.plans import noted

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="made with the limits of Unix")
PAGE = 4096
SIZE = 100 * PAGE
OLD, NEW = b"old", b"n" * SIZE


@contextmanager
def _with_mode(path: Path, mode: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(mode)
    with unprivileged():
        yield
    path.chmod(before)


def _limit(share: float) -> Callable[[Path], AbstractContextManager[None]]:
    return lambda path: file_size_limit(int(path.stat().st_size * share))


@contextmanager
def _folder_instead(path: Path) -> Iterator[None]:
    aside = path.rename(path.with_name("aside"))
    path.mkdir()
    yield
    path.rmdir()
    aside.rename(path)


def _renamed(name: str) -> Callable[[Path], Path]:
    return lambda path: path.with_name(name)


CASES: dict[str, tuple[Callable[[Path], AbstractContextManager[None]], str]] = {
    "a read-only file": (lambda path: _with_mode(path, 0o444), "file_read_only"),
    "a folder that may not be written": (lambda path: _with_mode(path.parent, 0o555), "no_permission"),
    "a folder that may not be entered": (lambda path: _with_mode(path.parent, 0o000), "no_permission"),
    "no room at all": (_limit(0), "file_too_big"),
    "room for half": (_limit(0.5), "file_too_big"),
    "room for all but a little": (_limit(0.99), "file_too_big"),
    "a folder in its place": (_folder_instead, "is_a_folder"),
}
NAMES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a name that is too long": (_renamed("n" * 256), "name_too_long"),
    "a name with NUL": (_renamed("a\0b"), "bad_name"),
    "a folder that is gone": (lambda path: path.parent / "gone" / path.name, "folder_missing"),
    "a file where a folder should be": (lambda path: path / path.name, "folder_missing"),
    "a device": (lambda _: Path("/dev/null"), "not_a_file"),
}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    path = folder / "a.plan.json"
    save_plan(path, noted("old"), replacing=None)
    if os.geteuid() == 0:
        for entry in (folder, path):
            os.chown(entry, 65_534, 65_534)
        for above in (tmp_path, *tmp_path.parents):
            if Path(gettempdir()) in above.parents:
                above.chmod(0o755)
    return path


def _refused(path: Path, known: str | None) -> str:
    """The code of the fault with which a save ends; the fault has a sentence that names the file or its folder."""
    try:
        save_plan(path, version_of_plan(1), replacing=known)
    except FaultError as error:
        fault = error.fault
    else:
        return "saved"
    sentence = fault_sentence(fault)
    assert fault.facts["file"] in sentence or fault.facts["folder"] in sentence
    return fault.code


def test_whatever_stops_a_save_is_named_and_leaves_the_old_file(plan: Path, ledger: Ledger) -> None:
    before, known, wrong = plan.read_bytes(), load_plan(plan).fingerprint, []
    for name, (trouble, code) in CASES.items():
        with trouble(plan):
            said = _refused(plan, known)
        if said != code or plan.read_bytes() != before or len(list(plan.parent.iterdir())) != 1:
            wrong.append((name, said))
    for name, (elsewhere, code) in NAMES.items():
        said = _refused(elsewhere(plan), None)
        if said != code:
            wrong.append((name, said))
    assert wrong == []
    with CASES["room for half"][0](plan), contextlib.suppress(OSError):
        in_place(plan, encode(version_of_plan(1)))
    assert plan.read_bytes() != before, "the control went unnoticed"
    ledger.enter(
        Row(
            id="S4",
            fault="read-only, no permission, no room, bad names",
            runs=len(CASES) + len(NAMES),
            violations=0,
            control="in place with room for half: damaged",
        )
    )


def _sweep(disk: Path, writer: Callable[[Path, bytes], None], steps: range) -> int:
    """How often the old file is neither there nor replaced by the whole new one."""
    path, filler, wrong = disk / "a", disk / "filler", 0
    for pages in steps:
        for leftover in disk.iterdir():
            leftover.unlink()
        path.write_bytes(OLD)
        filler.write_bytes(b"f" * (shutil.disk_usage(disk).free - pages * PAGE))
        with contextlib.suppress(FaultError, OSError):
            writer(path, NEW)
            wrong += path.read_bytes() != NEW
            continue
        wrong += path.read_bytes() != OLD or sorted(disk.iterdir()) != [path, filler]
    return wrong


@pytest.fixture
def disk_folder(tmp_path: Path) -> Path:
    if disks.why_no_disk():
        pytest.skip(disks.why_no_disk())
    return tmp_path / "disk"


def test_every_step_of_free_space_leaves_old_or_new(disk_folder: Path, ledger: Ledger, *, full: bool) -> None:
    steps = range(0, SIZE // PAGE + 3, 1 if full else 7)
    with disks.mounted(disk_folder, "-t", "tmpfs", "-o", f"size={2 * SIZE}", "tmpfs") as disk:
        control, wrong = _sweep(disk, in_place, steps), _sweep(disk, ours, steps)
    assert control > 0
    ledger.enter(
        Row(
            id="S4",
            fault="a full disk, free space in steps of 4 kB up to the size of the file",
            runs=len(steps),
            violations=wrong,
            control=f"in place: {control} of {len(steps)}",
            file_system="tmpfs",
        )
    )


def test_a_disk_that_became_read_only_keeps_what_it_has(disk_folder: Path) -> None:
    with disks.mounted(disk_folder, "-t", "tmpfs", "tmpfs") as disk:
        path = disk / "a.plan.json"
        known = save_plan(path, noted("old"), replacing=None)
        disks.run("mount", "-o", "remount,ro", str(disk))
        assert _refused(path, known) in ("read_only", "file_read_only")
        assert load_plan(path).draft == noted("old")


def test_a_save_without_trouble_is_not_refused(plan: Path) -> None:
    with nullcontext():
        assert _refused(plan, load_plan(plan).fingerprint) == "saved"
