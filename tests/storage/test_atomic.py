import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.domain.fault import FaultError
from planner.storage.atomic import _sync, make_folder, remove_stale_temps, sync_folder, write_all, write_file
from tests.storage.machine import IS_ROOT, NOBODY, file_size_limit, unprivileged
from tests.storage.plans import refusal

OLD, NEW = b"old" * 5_000, b"new" * 10_000
PAGE = 4096


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def only_file_in(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


@pytest.fixture
def public_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if not IS_ROOT or mount is None:
        pytest.skip("only root can mount a small disk")
    command = [mount, "-t", "tmpfs", "-o", f"size={32 * PAGE}", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603 - fixed words
        pytest.skip("this machine lets nobody mount")
    yield folder
    subprocess.run([shutil.which("umount") or "umount", str(folder)], check=True)  # noqa: S603 - fixed words


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    write_file(tmp_path / "a", NEW)
    assert (tmp_path / "a").read_bytes() == NEW
    assert mode_of(tmp_path / "a") == 0o600
    assert only_file_in(tmp_path).name == "a"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_replaced_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    path.chmod(mode)
    write_file(path, NEW)
    assert (path.read_bytes(), mode_of(path)) == (NEW, mode)


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_a_replaced_file_keeps_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    os.chown(path, NOBODY, NOBODY)
    write_file(path, NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, NOBODY)


def test_a_link_is_followed_and_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real" / "a", tmp_path / "links" / "b"
    for path in (real, link):
        path.parent.mkdir()
    real.write_bytes(OLD)
    link.symlink_to("../real/a")
    write_file(link, NEW)
    assert link.is_symlink()
    assert real.read_bytes() == NEW
    assert only_file_in(link.parent) == link
    assert only_file_in(real.parent) == real


def test_a_link_to_nothing_yet_makes_its_target(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_file(tmp_path / "link", NEW)
    assert (tmp_path / "target").read_bytes() == NEW
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("name", ["n" * 255, "two\nlines", "\u202exslx", "ü📈", os.fsdecode(b"\xff"), "-rf", " "])
def test_any_name_of_the_system_can_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "x").mkdir()
    write_file(tmp_path / "x" / ".." / name, NEW)
    assert (tmp_path / name).read_bytes() == NEW


def test_what_cannot_be_written_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_bytes(OLD)
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    for name, code in {
        "folder": "is_a_folder",
        "pipe": "not_a_file",
        "loop": "link_loop",
        "none/a": "folder_missing",
        "file/a": "folder_missing",
        "n" * 256: "name_too_long",
        "a\0b": "bad_name",
    }.items():
        assert refusal(lambda name=name: write_file(tmp_path / name, NEW)).code == code  # type: ignore[misc]  # bound now
    assert sorted(tmp_path.iterdir()) == before


def test_a_read_only_file_is_respected(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    path.chmod(0o444)
    assert refusal(lambda: write_file(path, NEW)).code == "file_read_only"
    assert only_file_in(tmp_path).read_bytes() == OLD


def test_a_folder_without_permission_keeps_the_old_file(public_folder: Path) -> None:
    path = public_folder / "a"
    path.write_bytes(OLD)
    path.chmod(0o666)
    public_folder.chmod(0o555)
    with unprivileged():
        assert refusal(lambda: write_file(path, NEW)).code == "no_permission"
    assert only_file_in(public_folder).read_bytes() == OLD


@pytest.mark.parametrize("limit", [0, 1, PAGE, len(NEW) - 1])
def test_a_write_cut_short_by_a_limit_keeps_the_old_file(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)
    with file_size_limit(limit):
        fault = refusal(lambda: write_file(path, NEW))
    assert (fault.code, fault.facts["file"], fault.facts["cause"]) == ("file_too_big", "a", "EFBIG")
    assert only_file_in(tmp_path).read_bytes() == OLD


def test_a_full_disk_keeps_the_old_file_at_every_page_of_free_space(small_disk: Path) -> None:
    path, filler = small_disk / "a", small_disk / "filler"
    outcomes = set()
    for pages in range(9):
        for leftover in small_disk.iterdir():
            leftover.unlink()
        path.write_bytes(OLD)
        filler.write_bytes(b"f" * (shutil.disk_usage(small_disk).free - pages * PAGE))
        try:
            write_file(path, NEW)
            outcome = "saved"
        except FaultError as error:
            outcome = error.fault.code
        outcomes.add(outcome)
        assert path.read_bytes() == (NEW if outcome == "saved" else OLD)
        assert sorted(small_disk.iterdir()) == [path, filler]
    assert outcomes == {"disk_full", "saved"}


def test_a_read_only_disk_keeps_the_old_file(small_disk: Path) -> None:
    path = small_disk / "a"
    path.write_bytes(OLD)
    command = [shutil.which("mount") or "mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(command, check=True)  # noqa: S603 - fixed words
    assert refusal(lambda: write_file(path, NEW)).code in ("read_only", "file_read_only")
    assert refusal(lambda: write_file(small_disk / "b", NEW)).code == "read_only"
    assert only_file_in(small_disk).read_bytes() == OLD


def test_the_last_check_may_still_object(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(OLD)

    def object_() -> None:
        raise FaultError("changed_on_disk")

    assert refusal(lambda: write_file(path, NEW, last_check=object_)).facts["file"] == "a"
    assert only_file_in(tmp_path).read_bytes() == OLD


def test_a_folder_in_which_somebody_never_stops_saving_is_busy(tmp_path: Path) -> None:
    fault = refusal(lambda: write_file(tmp_path / "a", OLD, last_check=lambda: write_file(tmp_path / "b", NEW)))
    assert (fault.code, fault.facts["file"]) == ("folder_busy", "b")
    assert not list(tmp_path.iterdir())


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "a", NEW, last_check=interrupt)
    assert not list(tmp_path.iterdir())


def temp_of_a_dead_process(folder: Path) -> Path:
    """What a killed save leaves: the writer itself makes it, in a child that dies before the last step."""
    child = os.fork()
    if not child:
        write_file(folder / "a", NEW, last_check=lambda: os._exit(0))
    os.waitpid(child, 0)
    return only_file_in(folder)


def test_left_over_temporary_files_are_removed_and_nothing_else(tmp_path: Path) -> None:
    dead = temp_of_a_dead_process(tmp_path)
    host, process = dead.name.split("-")[1:3]
    ours = tmp_path / dead.name.replace(process, str(os.getpid()))
    elsewhere = tmp_path / dead.name.replace(host, "0" * 8)
    forgotten = tmp_path / elsewhere.name.replace(process, "1")
    other = tmp_path / ".planner-notes.tmp"
    for path in (ours, elsewhere, forgotten, other):
        path.touch()
    os.utime(forgotten, (0, 0))
    assert remove_stale_temps(tmp_path) == 2
    assert sorted(tmp_path.iterdir()) == sorted([ours, elsewhere, other])


def test_removing_left_overs_from_no_folder_is_nothing(tmp_path: Path) -> None:
    assert remove_stale_temps(tmp_path / "none") == 0


def test_every_byte_gets_through_a_pipe_in_pieces() -> None:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        write_all(writer, NEW * 10)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        assert file.read() == NEW * 10
    os.waitpid(child, 0)


def test_own_folders_are_private_and_synced(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert mode_of(tmp_path / "a" / "b") == 0o700
    sync_folder(tmp_path / "a")
    (tmp_path / "file").touch()
    assert refusal(lambda: make_folder(tmp_path / "file")).code == "folder_missing"


def test_a_folder_that_cannot_be_asked_to_sync_is_let_go_and_one_that_fails_is_not() -> None:
    reader, writer = os.pipe()
    _sync(writer)  # a pipe answers EINVAL, as some network folders do
    for descriptor in (reader, writer):
        os.close(descriptor)
    _sync(None)
    fault = refusal(lambda: _sync(writer))
    assert (fault.code, fault.facts) == ("not_synced", {"cause": "EBADF"})
