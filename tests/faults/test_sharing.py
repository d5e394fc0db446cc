import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from pytestqt.qtbot import QtBot

from planner.domain.fault import FaultError
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.plan_files import load_plan, save_plan
from planner.ui.dialogs.dialogs import QtDialogs
from planner.ui.workspace import Workspace
from tests.faults.conftest import Ledger
from tests.faults.harness import ROOT, file_system
from tests.faults.ledger import Row
from tests.faults.writers import without_sync
from tests.storage.plans import noted, noted_file, sealed

SEED = 3


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "a.plan.json"
    save_plan(path, noted(""), replacing=None)
    return path


def _other_process(path: Path, letter: str, count: int, way: str) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "tests.faults.sharing", str(path), letter, str(count), way]
    return subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own interpreter


def _lost(path: Path, count: int, way: str) -> int:
    """How many of the letters of two processes were overwritten."""
    writers = [_other_process(path, letter, count, way) for letter in "ab"]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    return 2 * count - len(load_plan(path).draft.plan.note)


def test_two_processes_never_overwrite_each_other_unseen(plan: Path, ledger: Ledger, *, full: bool) -> None:
    count, careless = 200 if full else 8, 100 if full else 12
    lost = _lost(plan, count, "careful")
    save_plan(plan, noted(""), replacing=None, overwrite=True)
    control = _lost(plan, careless, "careless")
    assert control > 0
    ledger.enter(
        Row(id="S8", fault="two processes save one plan", runs=2 * count, violations=lost,
            control=f"without looking: {control} of {2 * careless}", file_system=file_system(plan))
    )  # fmt: skip


@pytest.fixture
def workspace(qtbot: QtBot, tmp_path: Path) -> Workspace:
    assert qtbot
    folders = Folders(tmp_path / "config", tmp_path / "state")
    return Workspace(noted(""), settings=Settings(), folders=folders, dialogs=QtDialogs)


def test_the_lock_of_a_killed_window_is_taken_over_at_once(plan: Path, workspace: Workspace, ledger: Ledger) -> None:
    other = _other_process(plan, "", 0, "hold")
    assert other.stdout is not None
    assert other.stdout.readline() == "True\n"
    assert not workspace.hold(plan), "the control: a living window keeps its lock"
    other.kill()
    other.communicate()
    started = time.perf_counter()
    taken = workspace.hold(plan)
    workspace.hold(None)
    late = time.perf_counter() - started > 1
    ledger.enter(
        Row(id="S8", fault="the lock of a killed window", runs=1, violations=int(late or not taken),
            control="of a living one: kept")
    )  # fmt: skip


def test_the_lock_of_another_host_is_respected(plan: Path, workspace: Workspace) -> None:
    lock = plan.with_name(f".{plan.name}.lock")
    lock.write_text("1\nplanner\nanother-host\n", encoding="ascii")
    assert not workspace.hold(plan)
    lock.write_text(f"{2**22 + 1}\nplanner\n{platform.node()}\n", encoding="ascii")
    assert workspace.hold(plan)
    workspace.hold(None)


def _theirs(path: Path) -> None:
    save_plan(path, noted("theirs"), replacing=None, overwrite=True)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _other_plan(path: Path) -> None:
    other = path.with_name("other")
    save_plan(other, noted("other"), replacing=None)
    other.replace(path)


OUTSIDE: dict[str, tuple[Callable[[Path], object], str]] = {
    "changed": (_theirs, "changed_on_disk"),
    "emptied": (lambda path: path.write_bytes(b""), "changed_on_disk"),
    "overwritten with something else": (lambda path: path.write_bytes(b"milk, eggs"), "changed_on_disk"),
    "grown beyond any plan": (lambda path: os.truncate(path, 1 << 30), "changed_on_disk"),
    "one byte longer": (lambda path: path.write_bytes(path.read_bytes() + b" "), "changed_on_disk"),
    "replaced by another": (_other_plan, "changed_on_disk"),
    "saved by a newer program": (
        lambda path: path.write_bytes(sealed({**noted_file(), "version": "2.0"})),
        "newer_on_disk",
    ),
    "deleted": (Path.unlink, "gone_from_disk"),
    "renamed": (lambda path: path.rename(path.with_name("renamed.plan.json")), "gone_from_disk"),
    "replaced by a folder": (_folder, "is_a_folder"),
    "touched": (lambda path: os.utime(path, (0, 0)), ""),
    "copied by a sync program": (lambda path: shutil.copy(path, path.with_name("a (conflict).plan.json")), ""),
}


def _contents(folder: Path) -> dict[str, object]:
    return {path.name: path.is_dir() or path.read_bytes()[:9_999] for path in folder.iterdir()}


def test_what_changed_outside_is_noticed_before_it_is_overwritten(
    tmp_path: Path, ledger: Ledger, *, full: bool
) -> None:
    dice, wrong = Random(SEED), []  # noqa: S311 - the same script in every run
    names = [*OUTSIDE, *dice.choices(list(OUTSIDE), k=188 if full else 4)]
    for number, name in enumerate(names):
        path = tmp_path / str(number) / "a.plan.json"
        path.parent.mkdir()
        known = save_plan(path, noted("mine"), replacing=None)
        change, code = OUTSIDE[name]
        change(path)
        before = _contents(path.parent)
        try:
            save_plan(path, noted("more"), replacing=known)
            said = ""
        except FaultError as error:
            said = error.fault.code
        if said != code or (code and _contents(path.parent) != before):
            wrong.append((name, said))
    assert wrong == []
    ledger.enter(
        Row(id="S9", fault="changed, deleted, renamed or replaced outside", runs=len(names), seed=SEED, violations=0,
            control="touched and copied: saved")
    )  # fmt: skip


def test_links_names_and_permissions_survive_a_save(tmp_path: Path, ledger: Ledger) -> None:
    names = (
        "n" * 240,
        "two\nlines",
        "\u202eexe.nalp",
        "a b",
        "-rf",
        "ü📈",
        os.fsdecode(b"\xff\xfe"),
        "..a",
        "%s{0}",
        "~",
    )
    runs = replaced = 0
    for mode in (0o600, 0o640, 0o664):
        for name in names:
            folder = tmp_path / f"{runs}"
            (folder / "links").mkdir(parents=True)
            real, link, hard = folder / f"{name}.plan", folder / "links" / name, folder / "hard"
            known = save_plan(real, noted("old"), replacing=None)
            real.chmod(mode)
            link.symlink_to(Path("..") / real.name)
            hard.hardlink_to(real)
            save_plan(folder / "links" / ".." / "links" / name, noted("new"), replacing=known)
            naive = folder / "links" / "naive"
            naive.symlink_to(Path("..") / real.name)
            without_sync(naive, b"x")
            replaced += not naive.is_symlink()
            runs += 1
            assert (link.is_symlink(), load_plan(link).draft, load_plan(real).draft) == (
                True,
                noted("new"),
                noted("new"),
            )
            assert real.stat().st_mode & 0o777 == mode
            assert load_plan(hard).draft == noted("old")
    assert replaced > 0
    ledger.enter(
        Row(id="S10", fault="links, odd names and permissions", runs=runs, violations=0,
            control=f"a plain rename: {replaced} links replaced")
    )  # fmt: skip
