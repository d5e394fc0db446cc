"""Names of files as they are shown: a mark that turns text round, or a line end, is spelled out everywhere."""

from decimal import Decimal
from pathlib import Path

import pytest

from planner.domain import edits
from planner.domain.plan import Draft
from planner.storage.recovery import Journal
from planner.ui import files
from planner.ui.exporting import export_plan
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper, offer_recovery
from planner.ui.start import open_window
from tests.ui.conftest import Script

NAME, SPELLED = "gain\u202e\nlpj", "gain\\u202e\\nlpj"


@pytest.fixture
def turned(plan_file: Path) -> Path:
    """The plan under a name that would be read the other way round, and goes on in another line."""
    return plan_file.rename(plan_file.with_name(f"{NAME}.plan.json"))


def test_the_window_is_called_after_its_file_in_plain_sight(window: MainWindow, turned: Path) -> None:
    files.open_path(window.workspace, turned)
    assert window.windowTitle() == f"{SPELLED}[*] - Planner"
    assert window.header.name.text() == SPELLED
    (entry,) = window.recent.actions()
    assert entry.text() == f"{SPELLED}.plan.json"
    assert entry.toolTip() == str(turned.parent / f"{SPELLED}.plan.json")


def test_a_copy_of_an_example_is_called_after_its_file_in_plain_sight(
    window: MainWindow, turned: Path, script: Script
) -> None:
    started = open_window(turned, window.workspace.folders, window.workspace.settings, script)
    assert started.workspace.document.name == SPELLED
    started.deleteLater()
    files.open_example(window.workspace, turned)
    assert window.workspace.document.name == SPELLED


def test_what_is_written_is_told_in_plain_sight(
    window: MainWindow, turned: Path, script: Script, tmp_path: Path
) -> None:
    files.open_path(window.workspace, turned)
    said = list[str]()
    window.workspace.said.connect(said.append)
    window.workspace.document.apply(edits.move_stop(Decimal(48000)))
    assert files.save(window.workspace)
    script.export_path = tmp_path / f"{NAME}.txt"
    export_plan(window.workspace, window)
    assert said == [f"Saved {SPELLED}.plan.json.", f"Wrote {SPELLED}.txt."]


def test_what_is_asked_about_is_named_in_plain_sight(window: MainWindow, turned: Path, script: Script) -> None:
    files.open_path(window.workspace, turned)
    window.workspace.document.apply(edits.move_stop(Decimal(48000)))
    files.may_leave(window.workspace)
    assert files.save(window.workspace)
    window.menus.actions["restore"].trigger()
    assert script.asked[0] == f"unsaved {SPELLED}"
    assert script.asked[1].startswith(f"backup {SPELLED}: ")


def test_recovered_work_is_named_in_plain_sight(window: MainWindow, turned: Path, script: Script, draft: Draft) -> None:
    journal = Journal(window.workspace.folders.recovery, turned.with_name(f"{NAME} gone.plan.json"), None)
    journal.append(draft, sync=True)
    journal.close()
    keeper, script.recover = Keeper(window.workspace), True
    offer_recovery(window.workspace, keeper)
    assert script.asked[0].startswith(f"recover {SPELLED} gone: ")
    assert window.windowTitle() == f"{SPELLED} gone (recovered)[*] - Planner"
    keeper.finish()


def test_a_name_that_is_offered_leads_into_no_other_folder(window: MainWindow, turned: Path, script: Script) -> None:
    files.open_path(window.workspace, turned)
    files.save_as(window.workspace)
    export_plan(window.workspace, window)
    assert script.asked == ["save gain_u202e_nlpj.plan.json", "export gain_u202e_nlpj.pdf"]
