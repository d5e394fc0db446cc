from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planner.domain.fault import FaultError
from planner.storage import backups
from planner.storage.backups import Backup, all_backups, backups_of, keep_backup, kept, saved_with_backups
from planner.storage.plan_files import load_plan, save_plan
from planner.storage.plan_format import encode
from tests.storage.plans import noted

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DOCUMENT = Path("/plans/ü.plan.json")


def raw(note: object) -> bytes:
    return encode(noted(str(note)), saved_at="2026-01-02T03:04:05Z")


def notes(found: Sequence[Backup]) -> list[str]:
    return [load_plan(backup.path).draft.plan.note for backup in found]


def at(*moments: datetime) -> list[Backup]:
    """Backups of one document, newest first."""
    return [Backup(Path(str(moment)), DOCUMENT, moment) for moment in sorted(moments, reverse=True)]


HOURLY = [NOW - timedelta(hours=n) for n in range(24 * 400)]
DAILY = [NOW - timedelta(days=n) for n in range(400)]


@pytest.mark.parametrize(
    ("moments", "staying"),
    [
        ([], 0),
        ([NOW], 1),
        ([NOW - timedelta(seconds=n) for n in range(30)], 10),
        ([NOW - timedelta(days=n) for n in range(12)], 12),
        # 22 November 2026 is a Sunday: 12 days reach back to the 11th and hold 2 Sundays; 8 older Sundays stay, back to
        # 20 September; October back to March add their last days, eight, of which none is one of those Sundays
        (DAILY, 12 + 8 + 8),
        # as above, and the nine saves before the last one, on the same day
        (HOURLY, 9 + 12 + 8 + 8),
    ],
)
def test_old_backups_are_thinned(moments: list[datetime], staying: int) -> None:
    assert len(kept(at(*moments))) == staying


def test_the_newest_of_each_day_week_and_month_stays() -> None:
    staying = {backup.saved_at for backup in kept(at(*HOURLY))}
    assert {NOW - timedelta(hours=n) for n in range(10)} <= staying
    midnight = NOW.replace(hour=23) - timedelta(days=1)
    assert {midnight - timedelta(days=n) for n in range(11)} <= staying
    sunday = midnight - timedelta(days=6)
    assert {sunday - timedelta(weeks=n) for n in range(9)} <= staying
    ends = [
        datetime(2026, month, day, 23, tzinfo=UTC)
        for month, day in ((8, 31), (7, 31), (6, 30), (5, 31), (4, 30), (3, 31))
    ]
    assert set(ends) <= staying
    assert min(staying) == datetime(2026, 3, 31, 23, tzinfo=UTC)


def test_thinning_step_by_step_keeps_what_thinning_at_once_keeps() -> None:
    stepwise: list[Backup] = []
    for moment in reversed(HOURLY[: 24 * 120]):
        stepwise = kept([*at(moment), *stepwise])
    assert stepwise == kept(at(*HOURLY[: 24 * 120]))


def test_a_backup_is_a_plan_that_can_be_restored(tmp_path: Path) -> None:
    for number in range(15):
        keep_backup(tmp_path, DOCUMENT, raw(number), NOW + timedelta(minutes=number))
    found = backups_of(tmp_path, DOCUMENT)
    assert notes(found) == [str(number) for number in range(14, 4, -1)]
    assert found[0].saved_at == NOW + timedelta(minutes=14)
    assert found == all_backups(tmp_path)
    assert all(backup.document == DOCUMENT for backup in found)


def test_the_same_plan_is_kept_once(tmp_path: Path) -> None:
    for _ in range(3):
        keep_backup(tmp_path, DOCUMENT, raw("a"), NOW)
    keep_backup(tmp_path, DOCUMENT, raw("b"), NOW)
    assert notes(backups_of(tmp_path, DOCUMENT)) == ["b", "a"]


def test_a_clock_that_went_back_changes_no_order(tmp_path: Path) -> None:
    keep_backup(tmp_path, DOCUMENT, raw("first"), NOW)
    keep_backup(tmp_path, DOCUMENT, raw("second"), NOW - timedelta(days=3650))
    assert notes(backups_of(tmp_path, DOCUMENT)) == ["second", "first"]


def test_each_document_has_its_own(tmp_path: Path) -> None:
    other = Path("/elsewhere/ü.plan.json")
    keep_backup(tmp_path, DOCUMENT, raw("a"), NOW)
    keep_backup(tmp_path, other, raw("a"), NOW + timedelta(seconds=1))
    assert [backup.document for backup in all_backups(tmp_path)] == [other, DOCUMENT]
    assert len(backups_of(tmp_path, other)) == 1


def test_all_together_stay_below_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "MOST_BYTES", 3 * len(raw("0")) + 10)
    for number in range(3):
        keep_backup(tmp_path, DOCUMENT, raw(number), NOW + timedelta(minutes=number))
    keep_backup(tmp_path, Path("/other.plan.json"), raw(9), NOW + timedelta(hours=1))
    assert notes(all_backups(tmp_path)) == ["9", "2", "1"]


def test_a_save_keeps_what_was_there_and_what_is_there(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.plan.json", tmp_path / "backups"
    known = save_plan(path, noted("before"), replacing=None)
    said = saved_with_backups(folder, path, lambda: save_plan(path, noted("after"), replacing=known), lambda: NOW)
    assert said == (load_plan(path).fingerprint, None)
    assert notes(backups_of(folder, path)) == ["after", "before"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.plan.json", "backups"]


def test_what_is_overwritten_and_no_plan_is_not_kept(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.plan.json", tmp_path / "backups"
    path.write_text("milk, eggs")
    saved_with_backups(
        folder, path, lambda: save_plan(path, noted("mine"), replacing=None, overwrite=True), lambda: NOW
    )
    assert notes(backups_of(folder, path)) == ["mine"]


def test_a_save_that_fails_keeps_nothing_and_one_that_cannot_be_kept_is_still_saved(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.plan.json", tmp_path / "backups"
    path.write_bytes(raw("theirs"))
    with pytest.raises(FaultError):
        saved_with_backups(folder, path, lambda: save_plan(path, noted("mine"), replacing=None), lambda: NOW)
    assert not folder.exists()
    folder.write_text("a file where the folder should be")
    known = load_plan(path).fingerprint
    _, fault = saved_with_backups(folder, path, lambda: save_plan(path, noted("mine"), replacing=known), lambda: NOW)
    assert fault is not None
    assert fault.code == "folder_missing"
    assert load_plan(path).draft == noted("mine")


def test_what_is_no_backup_is_passed_over(tmp_path: Path) -> None:
    keep_backup(tmp_path, DOCUMENT, raw("a"), NOW)
    (home,) = tmp_path.iterdir()
    (home / "99999999T999999999999Z-0123456789abcdef.plan.json").touch()
    (home / "notes.plan.json").touch()
    (tmp_path / "stranger").mkdir()
    (tmp_path / "spoiled").mkdir()
    (tmp_path / "spoiled" / "document.txt").write_bytes(b"\xff")
    assert notes(all_backups(tmp_path)) == ["a"]
