"""While a field holds what cannot be taken, nothing takes the plan out of the window: it is not what is seen."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from planner.storage.plan_files import load_plan
from planner.ui.main_window import MainWindow
from planner.ui.panels.notes_box import NotesBox
from tests.ui.conftest import Script
from tests.ui.screen import field, type_into, verdict

_WAY_OUT = "Mend it, or press Esc in the field to take it back; then try again."


@pytest.mark.parametrize(
    ("action", "failed"),
    [
        ("save", "The plan is not saved"),
        ("save_as", "The plan is not saved"),
        ("copy_ticket", "The order ticket is not copied"),
        ("export", "The report is not written"),
        ("template_save", "The templates are as they were"),
        ("template_apply", "The template is not applied"),
    ],
)
def test_what_would_take_the_last_good_plan_says_what_is_wrong_instead(
    window: MainWindow, script: Script, qtbot: QtBot, tmp_path: Path, *, action: str, failed: str
) -> None:
    QGuiApplication.clipboard().setText("mine")
    script.save_path, script.export_path, script.name = tmp_path / "a.plan.json", tmp_path / "a.md", "Mine"
    entry = field(window, "entry_price")
    type_into(qtbot, entry.input, "50,100")
    window.menus.actions[action].trigger()
    (told,) = script.told
    assert told.startswith(f"{failed}: Entry: “50,100”")
    assert told.endswith(_WAY_OUT)
    assert script.asked == []
    assert QGuiApplication.clipboard().text() == "mine"
    assert not list(window.workspace.folders.templates.glob("*"))
    assert not (tmp_path / "a.plan.json").exists()
    assert not (tmp_path / "a.md").exists()
    qtbot.keyClick(entry.input, Qt.Key.Key_Escape)
    window.menus.actions[action].trigger()
    assert len(script.told) == 1


@pytest.mark.parametrize(
    ("part", "name", "text", "good"),
    [
        ("review", "Review by", "31 March", "2026-12-01"),
        ("review", "Review by", "2026-13-45", "2026-12-01"),
        ("tags", "Tags", "x" * 25, "breakout"),
    ],
)
def test_words_that_cannot_be_taken_stay_and_hold_up_saving_too(
    window: MainWindow, script: Script, qtbot: QtBot, tmp_path: Path, *, part: str, name: str, text: str, good: str
) -> None:
    notes = _notes(window)
    written = script.save_path = tmp_path / "a.plan.json"
    line, before = getattr(notes, part).input, window.workspace.document.draft
    type_into(qtbot, line, text)
    sentence = getattr(notes, part).message.text()
    assert f"“{text[:24]}" in sentence
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    type_into(qtbot, notes.source.input, "screen")
    assert (line.text(), getattr(notes, part).message.text()) == (text, sentence)
    assert verdict(window).startswith(f"Cannot say. {name}: {sentence}")
    window.menus.actions["save_as"].trigger()
    assert script.told == [f"The plan is not saved: {name}: {sentence} {_WAY_OUT}"]
    assert not written.exists()
    type_into(qtbot, line, good)
    window.menus.actions["save_as"].trigger()
    assert len(script.told) == 1
    kept = load_plan(written).draft.plan
    assert kept == before.plan.replace(
        signal_source="screen", **({"review_by": date(2026, 12, 1)} if part == "review" else {"tags": ("breakout",)})
    )


@pytest.mark.parametrize("way", ["Escape", "the key of undo", "the menu", "another plan"])
def test_a_day_that_cannot_be_taken_is_taken_back_before_any_step_of_the_plan(
    window: MainWindow, qtbot: QtBot, way: str
) -> None:
    notes = _notes(window)
    type_into(qtbot, notes.review.input, "2026-12-01")
    notes.source.input.setFocus()
    type_into(qtbot, notes.review.input, "tomorrow")
    if way == "Escape":
        qtbot.keyClick(notes.review.input, Qt.Key.Key_Escape)
    elif way == "the key of undo":
        qtbot.keyClick(notes.review.input, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    else:
        window.menus.actions["undo" if way == "the menu" else "new"].trigger()
    kept = "" if way == "another plan" else "2026-12-01"
    assert (notes.review.input.text(), notes.review.message.text(), window.workspace.unreadable) == (kept, "", "")
    assert str(window.workspace.document.draft.plan.review_by or "") == kept


def test_a_day_typed_on_into_none_takes_its_run_of_typing_back(window: MainWindow, qtbot: QtBot) -> None:
    review = _notes(window).review
    type_into(qtbot, review.input, "2026-12-011")
    assert window.workspace.document.draft.plan.review_by is None
    assert review.input.text() == "2026-12-011"
    qtbot.keyClick(review.input, Qt.Key.Key_Backspace)
    assert window.workspace.document.draft.plan.review_by == date(2026, 12, 1)


def _notes(window: MainWindow) -> NotesBox:
    window.activateWindow()
    content = window.ticket.notes.unfold()
    assert isinstance(content, NotesBox)
    return content


def test_a_what_if_is_not_applied_to_a_plan_that_is_not_what_is_seen(window: MainWindow, qtbot: QtBot) -> None:
    box = window.portfolio.liquidation
    box.toggle.setChecked(True)
    type_into(qtbot, box.trials["less_size"].field.input, "50")
    assert box.apply.isEnabled()
    entry = field(window, "entry_price")
    type_into(qtbot, entry.input, "abc")
    assert not box.apply.isEnabled()
    assert box.apply.toolTip().startswith("Entry: “abc” is not a number")
    qtbot.keyClick(entry.input, Qt.Key.Key_Escape)
    assert box.apply.isEnabled()
