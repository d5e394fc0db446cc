"""Venue rules: one file per venue, numbers as text. The trader's own files lie in a folder of their own."""

import re
from pathlib import Path

from planner.domain.fault import Fault, FaultError
from planner.domain.venue import Venue
from planner.storage.atomic import make_folder, write_file
from planner.storage.file_faults import naming
from planner.storage.record_files import load_record
from planner.storage.strict_json import readable

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]", re.ASCII)


def load_venue(path: Path) -> Venue:
    """The venue in one file."""
    return load_record(path, Venue)


def save_venue(folder: Path, venue: Venue) -> Path:
    """Write a venue's rules durably; where they lie. A file of the same venue is replaced."""
    make_folder(folder)
    path = folder / f"{_NOT_IN_A_NAME.sub('_', venue.id)}.json"
    write_file(path, readable(venue.model_dump(mode="json")))
    return path


def load_venues(*folders: Path) -> tuple[tuple[Venue, ...], tuple[Fault, ...]]:
    """All venues of some folders by name, and what is wrong with the files that are left out."""
    venues: dict[str, Venue] = {}
    faults = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.json"))):
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
