"""Plans on disk. Nothing is overwritten that was not read, and nothing is written that could not be read back."""

from pathlib import Path

from msgspec import Struct

from planner.domain.fault import FaultError, shown
from planner.domain.plan import Draft
from planner.storage.atomic import write_file
from planner.storage.file_faults import file_facts, naming
from planner.storage.plan_format import decode, encode, is_newer
from planner.storage.strict_json import read_file, sha256
from planner.storage.unknown_fields import Unknown

SUFFIX = ".plan.json"


def plan_name(path: Path) -> str:
    """What a plan is called after its file: without the ending, everything invisible spelled out."""
    return shown(path.name.removesuffix(SUFFIX))


class OpenedPlan(Struct, frozen=True):
    """A plan file as it was read; `fingerprint` tells later whether the disk still holds it."""

    draft: Draft
    path: Path
    fingerprint: str
    read_only: bool
    unknown: Unknown | None


def load_plan(path: Path) -> OpenedPlan:
    """Read a plan file."""
    raw = read_file(path)
    decoded = decode(raw, path)
    return OpenedPlan(decoded.draft, path, sha256(raw), decoded.read_only, decoded.unknown)


def save_plan(
    path: Path,
    draft: Draft,
    *,
    replacing: str | None,
    unknown: Unknown | None = None,
    overwrite: bool = False,
    saved_at: str | None = None,
) -> str:
    """Write a plan over the file whose fingerprint is `replacing`, None for a new one; the fingerprint of the result.

    A file that is not the one we know, is unexpectedly there or gone, is only replaced on `overwrite`; one that a newer
    planner keeps to itself never.
    """
    with naming(path, otherwise="write_failed", missing="folder_missing"):
        raw = encode(draft, unknown=unknown, saved_at=saved_at)
    _read_back(raw, draft, path)
    write_file(path, raw, last_check=lambda: _check_disk(path, raw, replacing, overwrite=overwrite))
    return sha256(raw)


def fingerprint_on_disk(path: Path) -> str | None:
    """What the disk holds now, to notice changes from outside; None when the file is gone."""
    raw = _on_disk(path)
    return None if raw is None else sha256(raw)


def _read_back(raw: bytes, draft: Draft, path: Path) -> None:
    """Refuse to write what would not open again as the same plan."""
    try:
        same = decode(raw, path).draft == draft
    except FaultError as error:
        raise FaultError("cannot_be_written", **{"why": error.fault.code, **error.fault.facts}) from None
    if not same:
        raise FaultError("cannot_be_written", why="different", **file_facts(path))


def _check_disk(path: Path, raw: bytes, replacing: str | None, *, overwrite: bool) -> None:
    found = _on_disk(path)
    if found is None:
        if replacing is not None and not overwrite:
            raise FaultError("gone_from_disk")
        return
    if is_newer(found, path):
        raise FaultError("newer_on_disk")
    if overwrite or sha256(found) == replacing or _holds_the_same(found, raw, path):
        return
    raise FaultError("already_exists" if replacing is None else "changed_on_disk")


def _on_disk(path: Path) -> bytes | None:
    """The bytes there; None when there is no file, nothing when they are too many to be a plan."""
    try:
        return read_file(path)
    except FaultError as error:
        if error.fault.code == "file_missing":
            return None
        if error.fault.code == "too_large":
            return b""
        raise


def _holds_the_same(found: bytes, raw: bytes, path: Path) -> bool:
    """Whether the disk already holds this very plan: a save whose last step failed can then simply be repeated."""
    try:
        return decode(found, path) == decode(raw, path)
    except FaultError:
        return False
