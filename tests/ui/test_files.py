import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.fitting import begun_anew
from planner.domain.plan import Draft
from planner.settings import Settings
from planner.storage.plan_files import load_plan, save_plan
from planner.ui import files
from planner.ui.dialogs.answers import Conflict, Unsaved
from planner.ui.main_window import MainWindow
from planner.ui.start import build_window
from tests.ui.conftest import Script
from tests.ui.screen import field, type_into, verdict


def _act(window: MainWindow, name: str) -> None:
    action = window.menus.actions[name]
    assert isinstance(action, QAction)
    action.trigger()


def _change(window: MainWindow) -> None:
    window.workspace.document.apply(edits.move_stop(Decimal(48000)))


def test_a_saved_and_reopened_plan_is_identical(window: MainWindow, script: Script, tmp_path: Path) -> None:
    _change(window)
    saved = window.workspace.document.draft
    script.save_path = tmp_path / "mine.plan.json"
    _act(window, "save")
    _act(window, "new")
    assert window.workspace.document.draft != saved
    script.open_path = tmp_path / "mine.plan.json"
    _act(window, "open")
    assert window.workspace.document.draft == saved
    assert window.windowTitle() == "mine[*] - Planner"
    assert not window.isWindowModified()


def test_a_new_plan_is_begun_anew_and_its_entry_is_typed_first(window: MainWindow, qtbot: QtBot) -> None:
    old = window.workspace.document.draft
    ladder = [{"price": "49500", "share": "0.25"}]
    checklist = [{"text": "Trend", "done": True, "required": True}]
    decided = old.plan.replace(ladder=ladder, checklist=checklist, tags=("breakout",), news_blackout=True)
    window.workspace.document.open(old.replace(plan=decided), path=None, title="")
    window.activateWindow()
    _act(window, "new")
    assert window.workspace.document.draft.plan == begun_anew(decided)
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClicks(focused, "60000")
    assert window.workspace.document.draft.plan.entry_price == 60_000


def test_save_as_adds_the_ending_and_save_asks_no_more(window: MainWindow, script: Script, tmp_path: Path) -> None:
    script.save_path = tmp_path / "mine"
    _act(window, "save_as")
    assert load_plan(tmp_path / "mine.plan.json").draft == window.workspace.document.draft
    _change(window)
    asked = len(script.asked)
    _act(window, "save")
    assert len(script.asked) == asked
    assert load_plan(tmp_path / "mine.plan.json").draft.plan.stop_price == Decimal(48000)


def test_the_window_asks_before_losing_changes(window: MainWindow, script: Script) -> None:
    _change(window)
    script.unsaved = Unsaved.CANCEL
    assert not window.close()
    assert window.isVisible()
    assert script.asked == ["unsaved test"]


def test_a_saved_plan_closes_without_a_question(window: MainWindow, script: Script) -> None:
    assert window.close()
    assert script.asked == []


def test_saving_on_the_way_out_saves(window: MainWindow, script: Script, tmp_path: Path) -> None:
    _change(window)
    script.unsaved, script.save_path = Unsaved.SAVE, tmp_path / "late.plan.json"
    assert window.close()
    assert load_plan(tmp_path / "late.plan.json").draft.plan.stop_price == Decimal(48000)


def test_a_cancelled_save_dialog_keeps_the_window_open(window: MainWindow, script: Script) -> None:
    _change(window)
    script.unsaved, script.save_path = Unsaved.SAVE, None
    assert not window.close()


BROKEN = {
    "truncated": (lambda text: text[: len(text) // 2], "is no file of the planner: its text goes wrong at line"),
    "not json": (lambda _: "hello", "is no file of the planner: its text goes wrong at line 1"),
    "future": (
        lambda text: text.replace('"minimum_reader": "1.2"', '"minimum_reader": "7.0"').replace(
            '"version": "1.5"', '"version": "7.0"'
        ),
        "was written by a newer planner (format 7.0; this one reads 1.5)",
    ),
    "changed by hand": (lambda text: text.replace('"50000"', '"60000"'), "is damaged or was changed by hand"),
    "empty": (lambda _: "", "is empty"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_opened_is_explained_and_the_plan_stays(
    window: MainWindow, script: Script, plan_file: Path, name: str
) -> None:
    spoil, sentence = BROKEN[name]
    broken = plan_file.with_name("broken.plan.json")
    broken.write_text(spoil(plan_file.read_text(encoding="utf-8")), encoding="utf-8")
    _change(window)
    before = window.workspace.document.draft
    script.open_path = broken
    _act(window, "open")
    assert len(script.told) == 1
    assert script.told[0].startswith("This plan cannot be opened: broken.plan.json")
    assert sentence in script.told[0]
    assert window.workspace.document.draft == before
    assert verdict(window).startswith("Take 0.100 BTC")


def test_a_file_of_200_megabytes_is_refused_at_once(window: MainWindow, script: Script, tmp_path: Path) -> None:
    huge = tmp_path / "huge.plan.json"
    with huge.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    script.open_path = huge
    _act(window, "open")
    assert "is larger than 32 MB" in script.told[0]


def test_a_plan_changed_on_disk_is_not_overwritten_without_a_question(
    window: MainWindow, script: Script, plan_file: Path, draft: Draft
) -> None:
    files.open_path(window.workspace, plan_file)
    other = draft.replace(plan=draft.plan.replace(note="from elsewhere"))
    save_plan(plan_file, other, replacing=None, overwrite=True)
    _change(window)
    _act(window, "save")
    assert script.asked[-1] == "test.plan.json was changed by another program since it was opened."
    assert load_plan(plan_file).draft == other
    script.conflict = Conflict.OVERWRITE
    _act(window, "save")
    assert load_plan(plan_file).draft == window.workspace.document.draft


def test_a_recent_plan_opens_again(window: MainWindow, plan_file: Path) -> None:
    files.open_path(window.workspace, plan_file)
    _act(window, "new")
    (entry,) = window.recent.actions()
    assert entry.text() == "test.plan.json"
    entry.trigger()
    assert window.workspace.document.path == plan_file


def test_a_recent_plan_that_is_gone_is_told_and_forgotten(window: MainWindow, script: Script, plan_file: Path) -> None:
    files.open_path(window.workspace, plan_file)
    _act(window, "new")
    plan_file.unlink()
    (entry,) = window.recent.actions()
    entry.trigger()
    assert script.told[0].startswith("This plan cannot be opened: test.plan.json is not there")
    assert window.recent.actions() == []


def test_undo_and_redo_name_what_they_do(window: MainWindow) -> None:
    _change(window)
    assert window.menus.actions["undo"].text() == "&Undo stop-loss"
    _act(window, "undo")
    assert window.menus.actions["redo"].text() == "&Redo stop-loss"
    assert not window.menus.actions["undo"].isEnabled()


def test_the_report_is_written_as_its_name_says(window: MainWindow, script: Script, tmp_path: Path) -> None:
    for name, start in (("a.md", "# BTCUSDT long"), ("a.json", "{"), ("a.txt", "BTCUSDT long")):
        script.export_path = tmp_path / name
        _act(window, "export")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_a_second_window_opens_a_plan_read_only(
    window: MainWindow, qtbot: QtBot, script: Script, plan_file: Path, tmp_path: Path
) -> None:
    assert window.workspace.hold(plan_file)
    second = build_window(plan_file, window.workspace.folders, Settings(), script)
    qtbot.addWidget(second)
    files.open_path(second.workspace, plan_file)
    assert second.workspace.document.read_only
    assert second.windowTitle() == "test (read-only)[*] - Planner"
    script.save_path = plan_file
    files.save(second.workspace)
    assert script.told == ["This plan is read-only here: Choose another name to save a copy."]
    script.save_path = tmp_path / "copy.plan.json"
    assert files.save(second.workspace)
    assert not second.workspace.document.read_only
    second.workspace.hold(None)


def test_a_second_window_opens_a_plan_read_only_through_a_link_too(
    window: MainWindow, qtbot: QtBot, script: Script, plan_file: Path
) -> None:
    assert window.workspace.hold(plan_file)
    link = plan_file.parent / "elsewhere" / "link.plan.json"
    link.parent.mkdir()
    link.symlink_to(plan_file)
    second = build_window(link, window.workspace.folders, Settings(), script)
    qtbot.addWidget(second)
    files.open_path(second.workspace, link)
    assert second.workspace.document.read_only
    second.workspace.hold(None)


def test_a_plan_can_be_saved_again_once_the_other_window_has_gone(
    window: MainWindow, qtbot: QtBot, script: Script, plan_file: Path
) -> None:
    assert window.workspace.hold(plan_file)
    second = build_window(plan_file, window.workspace.folders, Settings(), script)
    qtbot.addWidget(second)
    files.open_path(second.workspace, plan_file)
    second.workspace.document.apply(edits.move_stop(Decimal(48000)))
    files.take_over(second.workspace)
    assert second.workspace.document.read_only
    window.workspace.hold(None)
    files.take_over(second.workspace)
    assert second.windowTitle() == "test[*] - Planner"
    assert files.save(second.workspace)
    assert load_plan(plan_file).draft.plan.stop_price == Decimal(48000)
    second.workspace.hold(None)


def test_what_the_other_window_saved_meanwhile_is_not_overwritten_unseen(
    window: MainWindow, qtbot: QtBot, script: Script, plan_file: Path, draft: Draft
) -> None:
    assert window.workspace.hold(plan_file)
    second = build_window(plan_file, window.workspace.folders, Settings(), script)
    qtbot.addWidget(second)
    files.open_path(second.workspace, plan_file)
    theirs = draft.replace(plan=draft.plan.replace(note="theirs"))
    save_plan(plan_file, theirs, replacing=None, overwrite=True)
    window.workspace.hold(None)
    second.workspace.document.apply(edits.move_stop(Decimal(48000)))
    assert not files.save(second.workspace)
    assert script.asked == ["test.plan.json was changed by another program since it was opened."]
    assert load_plan(plan_file).draft == theirs
    second.workspace.hold(None)


def test_a_plan_of_a_newer_planner_stays_read_only(window: MainWindow, plan_file: Path) -> None:
    envelope = json.loads(plan_file.read_bytes())
    plan_file.write_text(json.dumps({**envelope, "version": "9.0"}) + "\n", encoding="utf-8")
    files.open_path(window.workspace, plan_file)
    files.take_over(window.workspace)
    assert window.workspace.document.read_only


def test_an_example_opens_as_a_plan_of_its_own(window: MainWindow) -> None:
    entries = {entry.text(): entry for entry in window.examples.actions()}
    entries["btc breakout"].trigger()
    assert window.workspace.document.path is None
    assert window.workspace.document.name == "btc-breakout"
    assert window.chart.chart.accessibleDescription().startswith("BTCUSDT long: Entry")


def test_a_folder_that_cannot_be_written_stops_nothing(window: MainWindow, plan_file: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.parent.mkdir(exist_ok=True)
    state.write_text("a file where a folder should be", encoding="utf-8")
    assert files.open_path(window.workspace, plan_file)
    assert window.workspace.document.path == plan_file
    assert window.close()


def test_what_a_killed_save_left_behind_is_removed_on_opening(window: MainWindow, plan_file: Path) -> None:
    stale = plan_file.with_name(f".planner-{0:08x}-1-{0:016x}.tmp")
    stale.write_text("half a plan", encoding="utf-8")
    os.utime(stale, (0, 0))
    files.open_path(window.workspace, plan_file)
    assert not stale.exists()


def test_a_completed_name_never_replaces_a_file_without_a_question(
    window: MainWindow, script: Script, plan_file: Path, draft: Draft
) -> None:
    precious = draft.replace(plan=draft.plan.replace(note="precious"))
    save_plan(plan_file, precious, replacing=None, overwrite=True)
    script.save_path = plan_file.with_name("test")
    _act(window, "save_as")
    assert script.asked[-1] == "test.plan.json is there already."
    assert load_plan(plan_file).draft == precious


def test_a_plan_is_not_saved_while_a_field_cannot_be_read(
    window: MainWindow, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    script.save_path = tmp_path / "mine.plan.json"
    type_into(qtbot, field(window, "entry_price").input, "93x")
    _act(window, "save")
    assert script.told[0].startswith("The plan is not saved: Entry: “93x” is not a number")
    assert not script.save_path.exists()
    script.unsaved = Unsaved.CANCEL
    assert not window.close()


def test_what_could_not_be_read_goes_with_its_plan(window: MainWindow, qtbot: QtBot, plan_file: Path) -> None:
    leverage = field(window, "leverage")
    type_into(qtbot, leverage.input, "zzz")
    files.open_path(window.workspace, plan_file)
    assert leverage.input.text() == "10"
    assert verdict(window).startswith("Take 0.200 BTC")


def test_a_plan_is_saved_also_where_the_folder_the_program_was_started_in_is_gone(
    window: MainWindow, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    script.save_path = tmp_path / "saved.plan.json"
    assert files.save(window.workspace)
    assert script.save_path.exists()
