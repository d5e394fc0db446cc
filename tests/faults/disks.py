"""Disks made for a test: small ones, and one whose power can be cut. Only root can have them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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


def why_not(*, needs: Sequence[str] = ("mount", "umount")) -> str:
    """Why no disk can be made here; nothing where it can."""
    if sys.platform != "linux":
        return "disks are made on Linux only"
    if os.geteuid() != 0:
        return "only root can make a disk"
    missing = [
        name for name in needs if shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is None
    ]
    return f"missing here: {', '.join(missing)}" if missing else ""
