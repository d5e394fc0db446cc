import json
from pathlib import Path

import pytest

from planner.storage.resources import RESOURCES, resource
from planner.storage.venue_files import load_venue, load_venues
from tests.conftest import cfd_venue, linear_venue
from tests.storage.plans import refusal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "z.json").write_text(cfd_venue().model_dump_json())
    (tmp_path / "a.json").write_text(linear_venue().model_dump_json())
    return tmp_path


def test_venues_come_by_name(folder: Path) -> None:
    assert load_venues(folder) == ((cfd_venue(), linear_venue()), ())


def test_no_folder_has_no_venues(tmp_path: Path) -> None:
    assert load_venues(tmp_path / "none") == ((), ())


def test_a_broken_file_is_reported_and_the_others_load(folder: Path) -> None:
    (folder / "broken.json").write_text("{")
    (folder / "empty.json").write_text("{}")
    (folder / "copy.json").write_text(linear_venue().model_dump_json())
    venues, faults = load_venues(folder)
    assert venues == (cfd_venue(), linear_venue())
    assert [(fault.code, fault.facts["file"]) for fault in faults] == [
        ("not_json", "broken.json"),
        ("duplicate_venue", "copy.json"),
        ("bad_field", "empty.json"),
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"liquidation_ratio": 0.5}, "number_not_text"), ({"as_of": 20250101}, "not_a_date"), ({"id": 5}, "not_text")],
)
def test_a_venue_is_read_strictly(folder: Path, change: dict[str, object], reason: str) -> None:
    path = folder / "a.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert refusal(lambda: load_venue(path)).facts["reason"] == reason


def test_resources_lie_beside_the_package() -> None:
    assert resource("venues", "a.json") == RESOURCES / "venues" / "a.json"
    assert RESOURCES.is_dir()
