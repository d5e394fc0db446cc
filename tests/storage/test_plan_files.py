import json
import os
import stat
import threading
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from planner.domain.fault import FaultError
from planner.storage.plan_files import fingerprint_on_disk, load_plan, save_plan
from planner.storage.plan_format import encode
from planner.storage.strict_json import MAX_BYTES, sha256
from tests.storage.plans import full_draft, noted, noted_file, refusal, sealed, with_leverage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.plan.json"


def test_a_saved_plan_opens_as_it_was(path: Path) -> None:
    fingerprint = save_plan(path, full_draft(), replacing=None)
    opened = load_plan(path)
    assert (opened.draft, opened.path, opened.fingerprint) == (full_draft(), path, fingerprint)
    assert fingerprint == sha256(path.read_bytes()) == fingerprint_on_disk(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_each_save_replaces_the_one_before(path: Path) -> None:
    fingerprint = None
    for number in range(3):
        fingerprint = save_plan(path, noted(str(number)), replacing=fingerprint)
        assert load_plan(path).draft == noted(str(number))


def test_a_file_that_changed_since_is_not_overwritten(path: Path) -> None:
    known = save_plan(path, noted("mine"), replacing=None)
    theirs = save_plan(path, noted("theirs"), replacing=known)
    fault = refusal(lambda: save_plan(path, noted("more"), replacing=known))
    assert (fault.code, fault.facts["file"]) == ("changed_on_disk", "a.plan.json")
    assert load_plan(path).fingerprint == theirs
    save_plan(path, noted("more"), replacing=known, overwrite=True)
    assert load_plan(path).draft == noted("more")


def test_a_file_that_is_unexpectedly_there_is_not_overwritten(path: Path) -> None:
    path.write_text("shopping list")
    assert refusal(lambda: save_plan(path, noted(""), replacing=None)).code == "already_exists"
    assert path.read_text() == "shopping list"
    save_plan(path, noted(""), replacing=None, overwrite=True)
    assert load_plan(path).draft == noted("")


def test_a_file_that_is_gone_is_not_silently_made_again(path: Path) -> None:
    known = save_plan(path, noted(""), replacing=None)
    path.unlink()
    assert refusal(lambda: save_plan(path, noted(""), replacing=known)).code == "gone_from_disk"
    assert fingerprint_on_disk(path) is None
    save_plan(path, noted(""), replacing=known, overwrite=True)
    assert path.exists()


def test_a_file_grown_too_large_to_be_ours_counts_as_changed(path: Path) -> None:
    known = save_plan(path, noted(""), replacing=None)
    os.truncate(path, 200 * 2**20)
    assert refusal(lambda: save_plan(path, noted(""), replacing=known)).code == "changed_on_disk"


def test_a_save_whose_last_step_failed_can_be_repeated(path: Path) -> None:
    known = save_plan(path, noted("before"), replacing=None)
    save_plan(path, noted("after"), replacing=known, saved_at="2026-01-01T00:00:00Z")
    save_plan(path, noted("after"), replacing=known, saved_at="2026-01-01T00:00:01Z")
    assert load_plan(path).draft == noted("after")


def test_a_plan_of_a_newer_major_version_is_never_overwritten(path: Path) -> None:
    raw = sealed({**noted_file(), "version": "2.0"})
    path.write_bytes(raw)
    opened = load_plan(path)
    assert opened.read_only
    for overwrite in (False, True):
        fault = refusal(
            lambda overwrite=overwrite: save_plan(  # type: ignore[misc]  # bound now
                path, noted("x"), replacing=opened.fingerprint, overwrite=overwrite
            )
        )
        assert fault.code == "newer_on_disk"
    assert path.read_bytes() == raw


NEWER: dict[str, dict[str, str]] = {
    "minor": {"version": "1.9", "minimum_reader": "1.9"},
    "major": {"version": "2.0", "minimum_reader": "2.0"},
    "major that we may read": {"version": "2.0"},
}


@pytest.mark.parametrize("is_sealed_otherwise", [False, True])
@pytest.mark.parametrize("name", NEWER)
def test_what_only_a_newer_planner_may_read_is_never_overwritten(
    path: Path, name: str, *, is_sealed_otherwise: bool
) -> None:
    envelope = noted_file() | NEWER[name]
    if is_sealed_otherwise:
        envelope["checksum"] = envelope.pop("sha256")
    raw = json.dumps(envelope).encode() + b"\n"
    path.write_bytes(raw)
    for replacing in (None, fingerprint_on_disk(path)):
        for overwrite in (False, True):
            save = partial(save_plan, path, noted("x"), replacing=replacing, overwrite=overwrite)
            assert refusal(save).code == "newer_on_disk"
    assert path.read_bytes() == raw


def test_a_newer_plan_that_is_too_large_for_us_is_never_overwritten(path: Path) -> None:
    raw = json.dumps({**noted_file(), **NEWER["major"], "more": " " * MAX_BYTES}).encode() + b"\n"
    path.write_bytes(raw)
    assert refusal(lambda: save_plan(path, noted("x"), replacing=None, overwrite=True)).code == "newer_on_disk"
    assert path.stat().st_size == len(raw)


def test_unknown_fields_of_a_newer_minor_version_survive_a_save(path: Path) -> None:
    envelope = noted_file("a")
    envelope["version"] = "1.6"
    envelope["body"]["plan"]["trailing_stop"] = "1"
    path.write_bytes(sealed(envelope))
    opened = load_plan(path)
    save_plan(path, noted("b"), replacing=opened.fingerprint, unknown=opened.unknown)
    again = load_plan(path)
    assert again.draft == noted("b")
    assert again.unknown == opened.unknown
    assert b'"trailing_stop": "1"' in path.read_bytes()


@pytest.mark.parametrize(
    ("leverage", "why"),
    [(Decimal(1) / 3 + Decimal("1e-40"), ""), (Decimal("NaN"), "bad_field"), (Decimal(-1), "bad_field")],
)
def test_what_would_not_open_again_is_not_written(path: Path, leverage: Decimal, why: str) -> None:
    known = save_plan(path, noted("good"), replacing=None)
    draft = with_leverage(leverage)
    if not why:
        save_plan(path, draft, replacing=known)
        return
    fault = refusal(lambda: save_plan(path, draft, replacing=known))
    assert (fault.code, fault.facts["why"], fault.facts["field"]) == ("cannot_be_written", why, "plan.leverage")
    assert load_plan(path).draft == noted("good")


def test_a_number_longer_than_a_file_may_hold_is_not_written(path: Path) -> None:
    fault = refusal(lambda: save_plan(path, with_leverage(Decimal("1." + "1" * 30)), replacing=None))
    assert (fault.facts["field"], fault.facts["reason"]) == ("plan.leverage", "too_long")
    assert not path.exists()


def test_a_plan_that_opens_as_another_is_not_written(path: Path) -> None:
    draft = noted("a")
    draft = draft.model_copy(update={"plan": draft.plan.model_copy(update={"targets": []})})
    with pytest.warns(UserWarning, match="Expected `tuple"):
        fault = refusal(lambda: save_plan(path, draft, replacing=None))
    assert (fault.code, fault.facts["why"]) == ("cannot_be_written", "different")


def test_a_plan_is_saved_through_a_link(path: Path, tmp_path: Path) -> None:
    known = save_plan(path, noted("a"), replacing=None)
    link = tmp_path / "link"
    link.symlink_to(path)
    save_plan(link, noted("b"), replacing=known)
    assert link.is_symlink()
    assert load_plan(path).draft == noted("b")


def test_a_folder_in_the_place_of_the_file_is_named(path: Path) -> None:
    path.mkdir()
    assert refusal(lambda: save_plan(path, noted(""), replacing=None)).code == "is_a_folder"
    assert refusal(lambda: load_plan(path)).code == "is_a_folder"
    assert refusal(lambda: fingerprint_on_disk(path)).code == "is_a_folder"


def sign(path: Path, name: str, times: int) -> None:
    """Add a letter to the note, again and again, starting over whenever someone else was faster."""
    done = 0
    while done < times:
        opened = load_plan(path)
        try:
            save_plan(path, noted(opened.draft.plan.note + name), replacing=opened.fingerprint)
            done += 1
        except FaultError as error:
            assert error.fault.code == "changed_on_disk"  # noqa: PT017 - anything else is raised


def test_two_who_save_the_same_file_never_overwrite_each_other_unseen(path: Path) -> None:
    save_plan(path, noted(""), replacing=None)
    threads = [threading.Thread(target=sign, args=(path, name, 25)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(load_plan(path).draft.plan.note) == sorted("ab" * 25)


def test_saving_the_same_plan_at_the_same_time_gives_the_same_bytes() -> None:
    assert encode(noted("a"), saved_at="x") == encode(noted("a"), saved_at="x")
