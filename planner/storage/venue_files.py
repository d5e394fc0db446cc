"""Venue rules: one file per venue, numbers as text."""

from pathlib import Path

from pydantic import ValidationError

from planner.domain.fault import Fault, FaultError
from planner.domain.venue import Venue
from planner.storage.field_faults import field_fault
from planner.storage.file_faults import naming
from planner.storage.strict_json import canonical, load


def load_venue(path: Path) -> Venue:
    """The venue in one file."""
    value = load(path)
    with naming(path, otherwise="read_failed", missing="file_missing"):
        try:
            return Venue.model_validate_json(canonical(value), strict=True)
        except ValidationError as error:
            raise field_fault(error) from None


def load_venues(folder: Path) -> tuple[tuple[Venue, ...], tuple[Fault, ...]]:
    """All venues of a folder by name, and what is wrong with the files that are left out."""
    venues: dict[str, Venue] = {}
    faults = []
    for path in sorted(folder.glob("*.json")):
        try:
            venue = load_venue(path)
            _refuse_second(venue, venues, path)
            venues[venue.id] = venue
        except FaultError as error:
            faults.append(error.fault)
    return tuple(sorted(venues.values(), key=lambda venue: (venue.name, venue.id))), tuple(faults)


def _refuse_second(venue: Venue, venues: dict[str, Venue], path: Path) -> None:
    with naming(path, otherwise="read_failed", missing="file_missing"):
        if venue.id in venues:
            raise FaultError("duplicate_venue", venue=venue.id)
