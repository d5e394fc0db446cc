"""Every state a power cut may leave, worked out from what a writer asked of the system. Needs no root and no disk.

What was written and not synced may be there, be missing, be half there, or be zeros; a name made, moved or removed
in a folder that was not synced since may be so or not. A real file system leaves fewer states than these.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

import pytest

Names = dict[str, int]


@dataclass(frozen=True, slots=True)
class Disk:
    """What is surely on the disk, and what a running program sees: contents by file, files by name."""

    safe: dict[int, bytes] = field(default_factory=dict)
    seen: dict[int, bytes] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    pending: tuple[tuple[str, str, int], ...] = ()

    def seen_names(self) -> Names:
        """The folder as a running program sees it."""
        return _with(self.names, self.pending)

    def states(self) -> Iterator[dict[str, bytes]]:
        """Every folder that may be found after a cut."""
        for choice in product((False, True), repeat=len(self.pending)):
            kept = tuple(change for change, done in zip(self.pending, choice, strict=True) if done)
            names = _with(self.names, kept)
            contents = [[(name, content) for content in self._contents(number)] for name, number in names.items()]
            yield from (dict(combination) for combination in product(*contents))

    def _contents(self, number: int) -> set[bytes]:
        safe, seen = self.safe.get(number, b""), self.seen[number]
        return {safe, seen} if safe == seen else {safe, seen, seen[: len(seen) // 2], bytes(len(seen))}


def _with(names: Names, changes: tuple[tuple[str, str, int], ...]) -> Names:
    result = dict(names)
    for kind, name, number in changes:
        result = {other: held for other, held in result.items() if other != name and (kind != "move" or held != number)}
        if kind != "remove":
            result[name] = number
    return result


class Recorder:
    """Listens to the system calls of a writer in one folder, and keeps the disk after each."""

    def __init__(self, path: Path, old: bytes) -> None:
        """The folder holds `old` at `path`, safely."""
        self.disks = [Disk({0: old}, {0: old}, {path.name: 0})]
        self.folder = path.parent
        self.open: dict[int, int | None] = {}

    def opened(self, path: str | Path, flags: int, descriptor: int) -> None:
        """A file or the folder was opened."""
        disk, name = self.disks[-1], Path(path).name
        number = disk.seen_names().get(name)
        if Path(path) == self.folder:
            number = None
        elif number is None and flags & os.O_CREAT:
            number = len(disk.seen)
            self.disks.append(
                replace(disk, seen={**disk.seen, number: b""}, pending=(*disk.pending, ("make", name, number)))
            )
        elif number is not None and flags & os.O_TRUNC:
            self.disks.append(replace(disk, seen={**disk.seen, number: b""}))
        self.open[descriptor] = number

    def wrote(self, descriptor: int, data: bytes) -> None:
        """Bytes were added to a file."""
        number, disk = self.open.get(descriptor), self.disks[-1]
        if number is not None:
            self.disks.append(replace(disk, seen={**disk.seen, number: disk.seen[number] + data}))

    def synced(self, descriptor: int) -> None:
        """A file, or the names in the folder, are safe."""
        number, disk = self.open.get(descriptor), self.disks[-1]
        if number is not None:
            self.disks.append(replace(disk, safe={**disk.safe, number: disk.seen[number]}))
        elif descriptor in self.open:
            self.disks.append(replace(disk, names=disk.seen_names(), pending=()))

    def moved(self, source: str | Path, target: str | Path) -> None:
        """A file took another name."""
        disk = self.disks[-1]
        number = disk.seen_names()[Path(source).name]
        self.disks.append(replace(disk, pending=(*disk.pending, ("move", Path(target).name, number))))


@contextmanager
def recorded(path: Path, old: bytes) -> Iterator[Recorder]:
    """Everything asked of the system meanwhile is done, and written down."""
    recorder = Recorder(path, old)
    really_open, really_write, really_sync, really_replace = os.open, os.write, os.fsync, os.replace

    def open_(name: str | Path, flags: int, mode: int = 0o777) -> int:
        descriptor = really_open(name, flags, mode)
        recorder.opened(name, flags, descriptor)
        return descriptor

    def write(descriptor: int, data: bytes) -> int:
        recorder.wrote(descriptor, bytes(data))
        return really_write(descriptor, data)

    def fsync(descriptor: int) -> None:
        really_sync(descriptor)
        recorder.synced(descriptor)

    def replace_(source: str | Path, target: str | Path) -> None:
        really_replace(source, target)
        recorder.moved(source, target)

    with pytest.MonkeyPatch.context() as patch:
        for name, function in {"open": open_, "write": write, "fsync": fsync, "replace": replace_}.items():
            patch.setattr(os, name, function)
        yield recorder


def after_cuts(path: Path, old: bytes, new: bytes, writer: Callable[[Path, bytes], None]) -> tuple[int, int]:
    """How many states a writer may leave behind; how many are neither old nor new, or not new once it has returned."""
    path.write_bytes(old)
    with recorded(path, old) as recorder:
        writer(path, new)
    allowed = [(disk, {old, new}) for disk in recorder.disks] + [(recorder.disks[-1], {new})]
    judged = [state.get(path.name) in good for disk, good in allowed for state in disk.states()]
    return len(judged), judged.count(False)
