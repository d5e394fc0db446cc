from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.plan import Draft
from planner.settings import Settings
from planner.storage.plan_files import load_plan
from planner.storage.recovery import Journal
from planner.ui import files
from planner.ui.dialogs.answers import Conflict
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper, offer_recovery
from planner.ui.running import listen_for_the_end
from tests.ui.conftest import Script, window_on


@pytest.fixture
def second(window: MainWindow, plan_file: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """Another window of the same trader, whose dialogs cancel everything."""
    made = window_on(plan_file, window.workspace.folders, Settings(), Script())
    qtbot.addWidget(made)
    yield made
    made.workspace.hold(None)


def _lock(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _opens_read_only(second: MainWindow, path: Path) -> bool:
    files.open_path(second.workspace, path)
    return second.workspace.document.read_only


def test_a_plan_stays_held_when_it_cannot_be_saved_elsewhere(
    window: MainWindow, second: MainWindow, script: Script, plan_file: Path
) -> None:
    files.open_path(window.workspace, plan_file)
    script.save_path = plan_file.parent / "no such folder" / "copy.plan.json"
    assert not files.save_as(window.workspace)
    assert window.workspace.document.path == plan_file
    assert _lock(plan_file).exists()
    assert _opens_read_only(second, plan_file)


def test_a_name_that_was_not_saved_to_is_free_for_others(
    window: MainWindow, second: MainWindow, script: Script, plan_file: Path, draft: Draft
) -> None:
    other = plan_file.with_name("other.plan.json")
    other.write_bytes(plan_file.read_bytes())
    files.open_path(window.workspace, plan_file)
    window.workspace.document.apply(edits.move_stop(Decimal(48000)))
    script.save_path, script.conflict = other.with_name("other"), Conflict.CANCEL
    assert not files.save_as(window.workspace)
    assert not _opens_read_only(second, other)
    assert second.workspace.document.draft == draft


def test_a_copy_is_held_under_its_name_and_the_plan_before_is_free(
    window: MainWindow, second: MainWindow, script: Script, plan_file: Path
) -> None:
    files.open_path(window.workspace, plan_file)
    copy = script.save_path = plan_file.with_name("copy.plan.json")
    assert files.save_as(window.workspace)
    assert not _lock(plan_file).exists()
    assert _opens_read_only(second, copy)
    assert not _opens_read_only(second, plan_file)


def test_a_plan_that_another_window_has_is_not_saved_over(
    window: MainWindow, second: MainWindow, script: Script, plan_file: Path, draft: Draft
) -> None:
    other = plan_file.with_name("other.plan.json")
    other.write_bytes(plan_file.read_bytes())
    files.open_path(window.workspace, plan_file)
    files.open_path(second.workspace, other)
    window.workspace.document.apply(edits.move_stop(Decimal(48000)))
    script.save_path = other
    assert not files.save_as(window.workspace)
    assert script.told == ["This plan is open elsewhere: Another window has that plan open; choose another name."]
    assert load_plan(other).draft == draft
    assert _lock(plan_file).exists()


def test_a_plan_is_saved_to_itself_through_a_link(window: MainWindow, script: Script, plan_file: Path) -> None:
    link = plan_file.with_name("link.plan.json")
    link.symlink_to(plan_file)
    files.open_path(window.workspace, plan_file)
    window.workspace.document.apply(edits.move_stop(Decimal(48000)))
    script.save_path = link
    assert files.save_as(window.workspace)
    assert load_plan(plan_file).draft.plan.stop_price == Decimal(48000)
    assert _lock(plan_file).exists()


def test_a_plan_stays_held_when_the_end_of_the_session_is_called_off(
    window: MainWindow, second: MainWindow, plan_file: Path
) -> None:
    files.open_path(window.workspace, plan_file)
    keeper, app = Keeper(window.workspace), QApplication.instance()
    assert isinstance(app, QApplication)
    endings = listen_for_the_end(app, keeper)
    endings.session_ends(None)
    endings.stop()
    assert not window.workspace.document.read_only
    assert _lock(plan_file).exists()
    assert _opens_read_only(second, plan_file)
    keeper.finish()


def test_recovered_work_that_lies_nowhere_holds_no_plan(
    window: MainWindow, script: Script, plan_file: Path, draft: Draft
) -> None:
    journal = Journal(window.workspace.folders.recovery, None, None)
    journal.append(draft, sync=True)
    journal.close()
    files.open_path(window.workspace, plan_file)
    keeper, script.recover = Keeper(window.workspace), True
    offer_recovery(window.workspace, keeper)
    assert window.workspace.document.path is None
    assert not _lock(plan_file).exists()
    keeper.finish()
