import json
from decimal import Decimal
from pathlib import Path

import pytest

from planner.domain.rule_edits import as_own
from planner.storage.resources import RESOURCES, resource
from planner.storage.venue_files import load_venue, load_venues, save_venue
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


def test_a_saved_venue_is_read_back_beside_the_shipped_ones(folder: Path, tmp_path: Path) -> None:
    own = as_own(linear_venue().replace(margin_call_ratio="2", changed=("margin_call_ratio",)))
    path = save_venue(tmp_path / "config" / "venues", own)
    assert path.name == "my_linear.json"
    assert load_venue(path) == own
    assert load_venues(folder, path.parent) == ((cfd_venue(), linear_venue(), own), ())


def test_a_venue_saved_again_replaces_its_file(tmp_path: Path) -> None:
    for ratio in ("2", "3"):
        save_venue(tmp_path, as_own(linear_venue().replace(margin_call_ratio=ratio)))
    venues, faults = load_venues(tmp_path)
    assert [venue.margin_call_ratio for venue in venues] == [Decimal(3)]
    assert faults == ()
    assert [path.name for path in tmp_path.iterdir()] == ["my_linear.json"]


def test_an_own_file_never_takes_the_place_of_a_shipped_venue(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    save_venue(own, linear_venue().replace(margin_call_ratio="9"))
    venues, faults = load_venues(folder, own)
    assert linear_venue() in venues
    assert [fault.code for fault in faults] == ["duplicate_venue"]


def test_no_id_leads_out_of_the_folder(tmp_path: Path) -> None:
    path = save_venue(tmp_path / "own", linear_venue().replace(id="a/../../b c"))
    assert path == tmp_path / "own" / "a_______b_c.json"
    assert path.is_file()


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("")
    assert refusal(lambda: save_venue(tmp_path / "own", linear_venue())).code == "folder_missing"
