"""Templates: one file each, numbers as text. The trader's own lie in a folder of their own and replace shipped ones."""

import re
from pathlib import Path

from planner.domain.fault import Fault, FaultError
from planner.domain.templates import Template
from planner.storage.atomic import make_folder, sync_folder, write_file
from planner.storage.file_faults import naming
from planner.storage.records import load_record
from planner.storage.strict_json import readable, sha256

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+", re.ASCII)
_FINGERPRINT = 8


def template_path(folder: Path, name: str) -> Path:
    """Where a template of that name lies: names that look alike in a file's name still have files of their own."""
    plain = _NOT_IN_A_NAME.sub("-", name.casefold()).strip("-")[:40]
    return folder / f"{plain or 'template'}-{sha256(name.encode())[:_FINGERPRINT]}.json"


def load_templates(*folders: Path) -> tuple[tuple[Template, ...], tuple[Fault, ...]]:
    """All templates of some folders by name, and what is wrong with the files that are left out."""
    found: dict[str, Template] = {}
    faults = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.json"))):
        try:
            template = load_record(path, Template)
        except FaultError as error:
            faults.append(error.fault)
        else:
            found[template.name] = template
    return tuple(sorted(found.values(), key=lambda one: one.name.casefold())), tuple(faults)


def save_template(folder: Path, template: Template) -> Path:
    """Write a template durably; where it lies. One of the same name is replaced."""
    make_folder(folder)
    path = template_path(folder, template.name)
    write_file(path, readable(template.model_dump(mode="json")))
    return path


def remove_template(folder: Path, name: str) -> bool:
    """Take one of the trader's own away for good; False where there is none of that name there."""
    for path in sorted(folder.glob("*.json")):
        try:
            is_wanted = load_record(path, Template).name == name
        except FaultError:
            continue
        if is_wanted:
            with naming(path, otherwise="write_failed", missing="file_missing"):
                path.unlink()
                sync_folder(folder)
            return True
    return False
