"""Recovery journals: what was typed and not yet saved, in the state folder, never beside the document.

A journal is a header and one line per kept state, each behind its own checksum, only ever appended to. Its owner holds
a lock on it; a journal without an owner was left over by a crash, until whoever takes its edits up claims it.
"""

import os
import platform
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, TypeVar

from msgspec import Struct, convert, to_builtins
from pydantic import PlainSerializer, PlainValidator, ValidationError

from planner import __version__
from planner.domain.fault import FaultError
from planner.domain.plan import Draft
from planner.domain.record import Record
from planner.storage.atomic import DAY, NEW_FILE_MODE, make_folder, sync_folder, write_all
from planner.storage.file_faults import naming, path_from_text, path_to_text
from planner.storage.file_locks import try_lock
from planner.storage.strict_json import canonical, parse, read_file, sha256
from planner.storage.unknown_fields import Unknown

KeptAside = Annotated[
    Unknown,
    PlainValidator(lambda value: convert(value, Unknown, from_attributes=True)),
    PlainSerializer(to_builtins),
]
"""Unknown fields as JSON, and back."""

R = TypeVar("R", bound=Record)

SUFFIX = ".journal"
FULL = 8 * 1024 * 1024  # then a new journal goes on with the newest state

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | sum(getattr(os, n, 0) for n in ("O_CLOEXEC", "O_BINARY"))


class Header(Record):
    """Whose states follow: the document's path as text, the fingerprint of the file they build on, if any.

    `unknown` is what a newer planner wrote into that file: no state has it, and it is saved with each of them.
    """

    document: str | None = None
    base: str | None = None
    unknown: KeptAside | None = None
    app_version: str = __version__
    process: int = 0
    host: str = ""

    @property
    def document_path(self) -> Path | None:
        """The document, if it has been saved before."""
        return None if self.document is None else path_from_text(self.document)


class Recovered(Struct, frozen=True):
    """What can be read of a journal: the last good state, and how many lines are damaged."""

    path: Path
    header: Header
    draft: Draft | None
    damaged: int


class Journal:
    """The journal of one open document. Its file begins with the first state, so an untouched document leaves none."""

    def __init__(self, folder: Path, document: Path | None, base: str | None, unknown: Unknown | None = None) -> None:
        """Prepare the journal of `document`, whose file has the fingerprint `base` and holds what is `unknown` here."""
        self._folder = folder
        self._header = Header(
            document=None if document is None else path_to_text(document.absolute()),
            base=base,
            unknown=unknown,
            process=os.getpid(),
            host=platform.node(),
        )
        self._file: _JournalFile | None = None

    @property
    def path(self) -> Path | None:
        """The file, once there is one."""
        return None if self._file is None else self._file.path

    def append(self, draft: Draft, *, sync: bool) -> None:
        """Keep a state; with `sync` it survives a power cut, without it only a crash."""
        with naming(self.path or self._folder, otherwise="write_failed", missing="folder_missing"):
            if self._file is None:
                self._file = _JournalFile(self._folder, self._header)
            if self._file.is_full():
                self._go_on_in_new_file(draft)
            else:
                self._file.write(draft, sync=sync)

    def _go_on_in_new_file(self, draft: Draft) -> None:
        full, fresh = self._file, _JournalFile(self._folder, self._header)
        try:
            fresh.write(draft, sync=True)
        except BaseException:
            fresh.remove()
            raise
        self._file = fresh
        if full is not None:
            full.remove()

    def discard(self) -> None:
        """The states are safe elsewhere, or not wanted: remove the file. A later state begins another one."""
        file, self._file = self._file, None
        if file is not None:
            file.remove()

    def close(self) -> None:
        """Let go of the file and leave it."""
        file, self._file = self._file, None
        if file is not None:
            file.close()


class _JournalFile:
    """An open, locked journal file that holds its header."""

    def __init__(self, folder: Path, header: Header) -> None:
        make_folder(folder)
        self.path = folder / f"{time.time_ns():020d}-{os.urandom(4).hex()}{SUFFIX}"
        self._descriptor = os.open(self.path, _FLAGS, NEW_FILE_MODE)
        self._is_named_durably = False
        try:
            try_lock(self._descriptor)
            write_all(self._descriptor, _header_line(header))
        except BaseException:
            self.remove()
            raise

    def is_full(self) -> bool:
        """Whether the next state should go elsewhere."""
        return os.fstat(self._descriptor).st_size > FULL

    def write(self, draft: Draft, *, sync: bool) -> None:
        """Add a line. The line end comes first: a torn line before it cannot swallow this one."""
        write_all(self._descriptor, b"\n" + _line(draft))
        if sync:
            os.fsync(self._descriptor)
            if not self._is_named_durably:
                sync_folder(self.path.parent)
                self._is_named_durably = True

    def remove(self) -> None:
        """Close and delete."""
        self.close()
        discard_journal(self.path)

    def close(self) -> None:
        """Let go of file and lock."""
        os.close(self._descriptor)


def read_journal(path: Path) -> Recovered:
    """The header and the last good state of a journal; torn and damaged lines are passed over."""
    first, *lines = read_file(path).split(b"\n")
    header = _read(Header, first, path)
    damaged = int(header is None)
    for line in reversed(lines):
        draft = _read(Draft, line, path)
        if draft is not None:
            return Recovered(path, header or Header(), draft, damaged)
        damaged += 1
    return Recovered(path, header or Header(), None, damaged)


class Claim:
    """A journal that was left over, locked: nobody else is offered its edits while one is asked or works on."""

    def __init__(self, found: Recovered, descriptor: int) -> None:
        """Hold what was `found`, by its open and locked file."""
        self.found = found
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let go of the journal and leave it, to be offered again."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def discard(self) -> None:
        """The edits are safe elsewhere, or not wanted: remove the journal, unless it is let go of already."""
        if self._descriptor is not None:
            self.release()
            discard_journal(self.found.path)


def claimed(path: Path) -> Claim | None:
    """A journal whose owner died before saving; None where it is gone, holds no state, or somebody has it."""
    with suppress(FaultError, OSError):
        if read_journal(path).draft is not None:  # else its owner may be just about to lock it
            return _locked(path, os.open(path, os.O_RDWR))
    return None


def _locked(path: Path, descriptor: int) -> Claim | None:
    """The claim on an open journal; where it is not to be had, the file is closed."""
    claim = None
    try:
        found = read_journal(path) if try_lock(descriptor) else None
        if found is not None and not _may_live_elsewhere(found):
            claim = Claim(found, descriptor)
    finally:
        if claim is None:
            os.close(descriptor)
    return claim


def left_over(folder: Path) -> tuple[Recovered, ...]:
    """The journals whose owner died before saving, the one with the newest state first."""
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        claim = claimed(path)
        if claim is not None:
            claim.release()
            found.append(claim.found)
    return tuple(sorted(found, key=lambda one: (_written_at(one.path), one.path.name), reverse=True))


def discard_journal(path: Path) -> None:
    """Remove a journal that is no longer wanted."""
    with naming(path, otherwise="write_failed", missing="file_missing"):
        path.unlink(missing_ok=True)


def _written_at(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0


def _may_live_elsewhere(found: Recovered) -> bool:
    """Whether another host, whose locks do not count here, may still write it: on a shared home, within a day."""
    return found.header.host not in ("", platform.node()) and time.time() - found.path.stat().st_mtime < DAY


def _header_line(header: Header) -> bytes:
    """Without what is not there, so that an older planner, which knows fewer fields, can read it."""
    return _sealed({name: value for name, value in header.model_dump(mode="json").items() if value is not None})


def _line(record: Record) -> bytes:
    return _sealed(record.model_dump(mode="json"))


def _sealed(value: object) -> bytes:
    raw = canonical(value)
    return sha256(raw).encode() + b" " + raw


def _read(kind: type[R], line: bytes, path: Path) -> R | None:
    """The record in a line; None when the line is not what was written, or was written by another version."""
    checksum, _, raw = line.partition(b" ")
    if checksum != sha256(raw).encode():
        return None
    try:
        parse(raw, path)
        return kind.model_validate_json(raw, strict=True)
    except (FaultError, ValidationError):
        return None
