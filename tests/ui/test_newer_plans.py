"""Plans that a newer planner has written: what is not known here goes with them, and what must not be read stays."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner.domain import edits
from planner.ui import files
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper, offer_recovery
from tests.storage.plans import sealed
from tests.ui.conftest import Script


@pytest.fixture
def newer_file(plan_file: Path) -> Path:
    """The plan as a newer planner of the same major version saves it: with a field that is not known here."""
    envelope = json.loads(plan_file.read_bytes())
    envelope["version"] = "1.9"
    envelope["body"]["plan"]["mood"] = "calm"
    plan_file.write_bytes(sealed(envelope))
    return plan_file


def _change(window: MainWindow) -> None:
    window.workspace.document.apply(edits.move_stop(Decimal(48000)))
    window.workspace.document.settle()


def _saved(path: Path) -> tuple[str, Any, str]:
    """Version, the field that is not known here, and the stop in a file."""
    envelope = json.loads(path.read_bytes())
    plan = envelope["body"]["plan"]
    return envelope["version"], plan.get("mood"), plan["stop_price"]


def _crashed(window: MainWindow, newer_file: Path) -> None:
    """The plan is opened and changed, and the program dies before it is saved."""
    keeper = Keeper(window.workspace)
    files.open_path(window.workspace, newer_file)
    _change(window)
    keeper.rescue()
    window.workspace.document.changed.disconnect(keeper._changed)
    keeper.journal.close()


def test_recovered_work_keeps_what_a_newer_planner_wrote(window: MainWindow, script: Script, newer_file: Path) -> None:
    _crashed(window, newer_file)
    files.new_plan(window.workspace)
    keeper, script.recover = Keeper(window.workspace), True
    offer_recovery(window.workspace, keeper)
    assert files.save(window.workspace)
    assert script.told == []
    assert _saved(newer_file) == ("1.9", "calm", "48000")
    keeper.finish()


def test_work_recovered_twice_keeps_what_a_newer_planner_wrote_though_its_file_is_gone(
    window: MainWindow, script: Script, newer_file: Path, tmp_path: Path
) -> None:
    _crashed(window, newer_file)
    newer_file.unlink()
    for _ in range(2):
        keeper, script.recover = Keeper(window.workspace), True
        offer_recovery(window.workspace, keeper)
        keeper.rescue()
        window.workspace.document.changed.disconnect(keeper._changed)
        keeper.journal.close()
    script.save_path = tmp_path / "saved.plan.json"
    assert files.save(window.workspace)
    assert _saved(tmp_path / "saved.plan.json") == ("1.9", "calm", "48000")


def test_a_copy_keeps_what_a_newer_planner_wrote(
    window: MainWindow, script: Script, newer_file: Path, tmp_path: Path
) -> None:
    files.open_path(window.workspace, newer_file)
    files.duplicate(window.workspace)
    script.save_path = tmp_path / "copy.plan.json"
    assert files.save(window.workspace)
    assert _saved(tmp_path / "copy.plan.json") == ("1.9", "calm", "49000")


def test_a_restored_backup_keeps_what_a_newer_planner_wrote(
    window: MainWindow, script: Script, newer_file: Path, tmp_path: Path
) -> None:
    files.open_path(window.workspace, newer_file)
    _change(window)
    assert files.save(window.workspace)
    script.backup = 1
    window.menus.actions["restore"].trigger()
    script.save_path = tmp_path / "restored.plan.json"
    assert files.save(window.workspace)
    assert _saved(tmp_path / "restored.plan.json") == ("1.9", "calm", "49000")


def test_another_plan_takes_nothing_of_what_a_newer_planner_wrote(
    window: MainWindow, script: Script, newer_file: Path, tmp_path: Path
) -> None:
    files.open_path(window.workspace, newer_file)
    files.new_plan(window.workspace)
    script.save_path = tmp_path / "new.plan.json"
    assert files.save(window.workspace)
    assert json.loads(script.save_path.read_bytes())["version"] == "1.5"


@pytest.mark.parametrize("changes", [{"version": "1.9", "minimum_reader": "1.9"}, {"version": "2.0", "sha256": 0}])
def test_what_only_a_newer_planner_may_read_is_told_as_such_and_not_saved_over(
    window: MainWindow, script: Script, newer_file: Path, changes: dict[str, object]
) -> None:
    newer_file.write_text(json.dumps(json.loads(newer_file.read_bytes()) | changes) + "\n", encoding="utf-8")
    before = newer_file.read_bytes()
    version, told = changes["version"], script.told
    assert not files.open_path(window.workspace, newer_file)
    why = f"test.plan.json was written by a newer planner (format {version}; this one reads 1.5). Update first."
    assert told == [f"This plan cannot be opened: {why}"]
    script.save_path = newer_file
    assert not files.save_as(window.workspace)
    why = "test.plan.json is now a plan of a newer planner and is not overwritten. Save under another name."
    assert told[1:] == [f"The plan is not saved: {why}"]
    assert newer_file.read_bytes() == before
