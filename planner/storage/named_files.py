"""Records that a trader keeps under names: one file each, numbers as text, none in the way of the others."""

import re
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from planner.domain.fault import Fault, FaultError
from planner.domain.record import Record
from planner.storage.atomic import make_folder, sync_folder, write_file
from planner.storage.file_faults import naming
from planner.storage.records import load_record
from planner.storage.strict_json import readable, sha256

Kept = TypeVar("Kept", bound=Record)

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+", re.ASCII)
_FINGERPRINT = 8


def named_path(folder: Path, name: str, otherwise: str) -> Path:
    """Where what has that name lies: names that look alike in a file's name still have files of their own."""
    plain = _NOT_IN_A_NAME.sub("-", name.casefold()).strip("-")[:40]
    return folder / f"{plain or otherwise}-{sha256(name.encode())[:_FINGERPRINT]}.json"


def load_all(kind: type[Kept], key: Callable[[Kept], Hashable], *folders: Path) -> tuple[list[Kept], tuple[Fault, ...]]:
    """All records of some folders, of one key the last, and what is wrong with the files that are left out."""
    found: dict[Hashable, Kept] = {}
    faults = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.json"))):
        try:
            record = load_record(path, kind)
        except FaultError as error:
            faults.append(error.fault)
        else:
            found[key(record)] = record
    return list(found.values()), tuple(faults)


def save_named(path: Path, record: Record) -> Path:
    """Write a record durably; where it lies. What lay there is replaced."""
    make_folder(path.parent)
    write_file(path, readable(record.model_dump(mode="json")))
    return path


def remove_named(folder: Path, kind: type[Kept], is_wanted: Callable[[Kept], bool]) -> bool:
    """Take the first that is wanted away for good; False where there is none."""
    for path in sorted(folder.glob("*.json")):
        try:
            wanted = is_wanted(load_record(path, kind))
        except FaultError:
            continue
        if wanted:
            with naming(path, otherwise="write_failed", missing="file_missing"):
                path.unlink()
                sync_folder(folder)
            return True
    return False
