"""The settings file. Loading never fails: a field that cannot be taken falls back and is reported."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from planner.domain.fault import Fault, FaultError
from planner.settings import Group, Settings
from planner.storage.atomic import make_folder, write_file
from planner.storage.field_faults import field_fault, field_path
from planner.storage.file_faults import file_facts
from planner.storage.strict_json import canonical, load, readable

G = TypeVar("G", bound=Group)


def load_settings(path: Path) -> tuple[Settings, tuple[Fault, ...]]:
    """The settings in `path`, defaults where there are none, and what could not be taken."""
    try:
        value = load(path)
    except FaultError as error:
        return Settings(), () if error.fault.code == "file_missing" else (error.fault,)
    faults: list[Fault] = []
    settings = _group(Settings, value, (), faults)
    return settings, tuple(Fault(fault.code, {**file_facts(path), **fault.facts}) for fault in faults)


def save_settings(path: Path, settings: Settings) -> None:
    """Write all settings."""
    make_folder(path.parent)
    write_file(path, readable(settings.model_dump(mode="json")))


def _group(kind: type[G], value: object, location: tuple[str, ...], faults: list[Fault]) -> G:
    """A group from whatever the file holds for it, each field on its own."""
    if not isinstance(value, dict):
        faults.append(Fault("bad_field", {"field": field_path(location), "reason": "not_a_group", "count": "1"}))
        return kind()
    taken: dict[str, object] = {}
    for name, field in kind.model_fields.items():
        if name not in value:
            continue
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, Group):
            taken[name] = _group(inner, value[name], (*location, name), faults)
        else:
            taken |= _field(kind, name, value[name], location, faults)
    return kind(**taken)


def _field(
    kind: type[Group], name: str, value: object, location: tuple[str, ...], faults: list[Fault]
) -> dict[str, object]:
    """The field's value by its name; nothing when it cannot be taken."""
    try:
        return {name: getattr(kind.model_validate_json(canonical({name: value}), strict=True), name)}
    except ValidationError as error:
        fault = field_fault(error).fault
        faults.append(Fault(fault.code, {**fault.facts, "field": field_path((*location, name))}))
        return {}
