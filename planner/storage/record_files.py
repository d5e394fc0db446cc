"""A record alone in a file: numbers as text, nothing unknown."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from planner.domain.record import Record
from planner.storage.field_faults import field_fault
from planner.storage.file_faults import naming
from planner.storage.strict_json import canonical, load

Kept = TypeVar("Kept", bound=Record)


def load_record(path: Path, kind: type[Kept]) -> Kept:
    """The record in one file; raises `FaultError`."""
    value = load(path)
    with naming(path, otherwise="read_failed", missing="file_missing"):
        try:
            return kind.model_validate_json(canonical(value), strict=True)
        except ValidationError as error:
            raise field_fault(error) from None
