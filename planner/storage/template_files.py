"""Templates: one file each, numbers as text. The trader's own lie in a folder of their own and replace shipped ones."""

from operator import attrgetter
from pathlib import Path

from planner.domain.fault import Fault
from planner.domain.templates import Template
from planner.storage.named_files import load_all, named_path, remove_named, save_named


def template_path(folder: Path, name: str) -> Path:
    """Where a template of that name lies."""
    return named_path(folder, name, "template")


def load_templates(*folders: Path) -> tuple[tuple[Template, ...], tuple[Fault, ...]]:
    """All templates of some folders by name, and what is wrong with the files that are left out."""
    found, faults = load_all(Template, attrgetter("name"), *folders)
    return tuple(sorted(found, key=lambda one: one.name.casefold())), faults


def save_template(folder: Path, template: Template) -> Path:
    """Write a template durably; where it lies. One of the same name is replaced."""
    return save_named(template_path(folder, template.name), template)


def remove_template(folder: Path, name: str) -> bool:
    """Take one of the trader's own away for good; False where there is none of that name there."""
    return remove_named(folder, Template, lambda template: template.name == name)
