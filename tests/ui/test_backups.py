from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.plan import Draft
from planner.storage.backups import all_backups
from planner.storage.plan_files import load_plan
from planner.ui import files
from planner.ui.dialogs.answers import Unsaved
from planner.ui.dialogs.backup_dialog import BackupDialog
from planner.ui.main_window import MainWindow
from tests.ui.conftest import Script


def _saved_twice(window: MainWindow, plan_file: Path) -> None:
    """The plan, saved with its stop at 48,000 and then at 47,000."""
    files.open_path(window.workspace, plan_file)
    for price in (48000, 47000):
        window.workspace.document.apply(edits.move_stop(Decimal(price)))
        assert files.save(window.workspace)


def test_a_backup_opens_as_a_plan_of_its_own_and_overwrites_nothing(
    window: MainWindow, script: Script, plan_file: Path, draft: Draft
) -> None:
    _saved_twice(window, plan_file)
    on_disk, script.backup = plan_file.read_bytes(), 2
    window.menus.actions["restore"].trigger()
    assert script.asked == [
        "backup test: The same as the plan on screen.",
        "backup test: stop price: 47000 → 48000",
        "backup test: stop price: 47000 → 49000",
    ]
    document = window.workspace.document
    assert (document.draft, document.path, document.history.is_saved) == (draft, None, False)
    assert document.name.startswith("test (backup of 20")
    assert plan_file.read_bytes() == on_disk


def test_no_backup_is_opened_over_changes_without_a_question(
    window: MainWindow, script: Script, plan_file: Path
) -> None:
    _saved_twice(window, plan_file)
    window.workspace.document.apply(edits.move_stop(Decimal(46000)))
    script.backup, script.unsaved = 2, Unsaved.CANCEL
    window.menus.actions["restore"].trigger()
    assert script.asked[-1] == "unsaved test"
    assert window.workspace.document.draft.plan.stop_price == Decimal(46000)


def test_without_backups_the_trader_is_told_when_one_is_made(window: MainWindow, script: Script) -> None:
    window.menus.actions["restore"].trigger()
    assert script.told == ["Restore a backup: There is no backup yet: one is kept each time a plan is saved."]


def test_a_plan_that_lies_nowhere_is_offered_all_backups(window: MainWindow, script: Script, plan_file: Path) -> None:
    _saved_twice(window, plan_file)
    window.menus.actions["new"].trigger()
    window.menus.actions["restore"].trigger()
    assert len(script.asked) == 3
    assert window.workspace.document.name == "Untitled"


def test_a_damaged_backup_says_so_and_changes_nothing(window: MainWindow, script: Script, plan_file: Path) -> None:
    _saved_twice(window, plan_file)
    all_backups(window.workspace.folders.backups)[1].path.write_bytes(b"{")
    script.backup = 1
    window.menus.actions["restore"].trigger()
    assert "is no file of the planner" in script.asked[1]
    assert script.told[0].startswith("This backup cannot be opened: ")
    assert window.workspace.document.path == plan_file


def test_a_backup_that_cannot_be_kept_stops_no_save(window: MainWindow, plan_file: Path) -> None:
    window.workspace.folders.state.mkdir(parents=True)
    window.workspace.folders.backups.write_text("a file where the folder should be", encoding="utf-8")
    _saved_twice(window, plan_file)
    assert load_plan(plan_file).draft.plan.stop_price == Decimal(47000)
    assert "is not there" in window.statusBar().currentMessage()


def test_the_dialog_tells_what_the_chosen_backup_would_change(qtbot: QtBot) -> None:
    dialog = BackupDialog(["2026-01-02 mine", "2026-01-01 mine"], lambda row: f"changes of {row}")
    qtbot.addWidget(dialog)
    assert dialog.changes.text() == "changes of 0"
    dialog.list.setCurrentRow(1)
    assert dialog.changes.text() == "changes of 1"
    QTimer.singleShot(0, lambda: _press(dialog, "Open it as a new plan"))
    assert dialog.ask() == 1


def test_a_cancelled_dialog_chooses_nothing(qtbot: QtBot) -> None:
    dialog = BackupDialog(["2026-01-02 mine"], lambda row: f"changes of {row}")
    qtbot.addWidget(dialog)
    QTimer.singleShot(0, dialog.reject)
    assert dialog.ask() is None
    QApplication.processEvents()


def _press(dialog: BackupDialog, text: str) -> None:
    (button,) = (button for button in dialog.buttons.buttons() if button.text() == text)
    button.click()
