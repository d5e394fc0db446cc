"""Disks made for a test: small ones, and one whose power can be cut. Only root can have them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MEGABYTE = 1 << 20
SHUTDOWN = 0x8004587D
"""ext4's ioctl that ends the file system where it is; what its test suite cuts the power with."""
WITHOUT_LOG = 2


def run(*words: str) -> None:
    """A command of the system that must succeed."""
    subprocess.run([shutil.which(words[0]) or f"/usr/sbin/{words[0]}", *words[1:]], check=True, capture_output=True)  # noqa: S603 - fixed words


@contextmanager
def mounted(folder: Path, *words: str) -> Iterator[Path]:
    """A file system in an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    run("mount", *words, str(folder))
    try:
        yield folder
    finally:
        run("umount", str(folder))


@dataclass(slots=True)
class Disk:
    """An ext4 file system in a file."""

    folder: Path
    image: Path
    options: str

    def mount(self) -> None:
        """Put it in place; what the journal of the file system knows is done again."""
        run("mount", "-o", f"loop,{self.options}", str(self.image), str(self.folder))

    def settle(self) -> None:
        """Make everything safe."""
        run("sync", "-f", str(self.folder))

    def cut_power(self, child: int) -> None:
        """Stop the writer, lose all that is not on the disk, start again."""
        os.kill(child, signal.SIGSTOP)
        os.waitpid(child, os.WUNTRACED)
        _shut_down(self.folder)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        run("umount", str(self.folder))
        self.mount()


def _shut_down(folder: Path) -> None:
    import fcntl  # noqa: PLC0415 - Windows has none

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, SHUTDOWN, WITHOUT_LOG.to_bytes(4, sys.byteorder))
    finally:
        os.close(descriptor)


@contextmanager
def ext4(folder: Path, options: str = "defaults") -> Iterator[Disk]:
    """An ext4 disk of 32 MB below `folder`."""
    disk = Disk(folder / "disk", folder / "image", options)
    disk.folder.mkdir()
    with disk.image.open("wb") as file:
        file.truncate(32 * MEGABYTE)
    run("mkfs.ext4", "-q", "-F", str(disk.image))
    disk.mount()
    try:
        yield disk
    finally:
        run("umount", str(disk.folder))


@cache
def why_no_disk() -> str:
    """Why no small disk can be made here; nothing where it can."""
    return _why_not(("mount", "umount"), lambda folder: mounted(folder, "-t", "tmpfs", "tmpfs"))


@cache
def why_no_power_cut() -> str:
    """Why no power can be cut here; nothing where it can."""
    return _why_not(("mount", "umount", "unshare", "mkfs.ext4"), ext4)


def _why_not(programs: tuple[str, ...], attempt: Callable[[Path], AbstractContextManager[object]]) -> str:
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root can make a disk, on Linux"
    places = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    missing = [program for program in programs if shutil.which(program, path=places) is None]
    if missing:
        return f"missing here: {', '.join(missing)}"
    try:
        with tempfile.TemporaryDirectory() as folder, attempt(Path(folder)):
            return ""
    except (subprocess.CalledProcessError, OSError):
        return "this machine lets nobody mount such a disk"
