"""Notes, tags and checklist in the ticket, and templates from the menu."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from planner.domain.checklist import CheckItem
from planner.domain.checklist_edits import add_check
from planner.domain.edits import set_account, set_leverage
from planner.domain.plan import Plan
from planner.storage.folders import Folders
from planner.storage.template_files import load_templates
from planner.ui.main_window import MainWindow
from planner.ui.panels.notes_box import NotesBox
from planner.ui.templating import LONGEST_NAME
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script
from tests.ui.screen import type_into, verdict


def _plan(window: MainWindow) -> Plan:
    return window.workspace.document.draft.plan


@pytest.fixture
def notes(window: MainWindow, qtbot: QtBot) -> NotesBox:
    """The box, opened by the space bar."""
    header = window.ticket.notes.header
    header.setFocus()
    qtbot.keyClick(header, Qt.Key.Key_Space)
    content = window.ticket.notes.content
    assert isinstance(content, NotesBox)
    assert content.isVisible()
    return content


def test_words_are_kept_as_they_are_typed(window: MainWindow, notes: NotesBox, qtbot: QtBot) -> None:
    type_into(qtbot, notes.note.input, "Above the range")
    type_into(qtbot, notes.tags.input, "breakout, btc")
    type_into(qtbot, notes.source.input, "screen")
    type_into(qtbot, notes.review.input, "2026-12-01")
    plan = _plan(window)
    assert (plan.note, plan.tags, plan.signal_source) == ("Above the range", ("breakout", "btc"), "screen")
    assert plan.review_by == date(2026, 12, 1)
    assert notes.tags.input.text() == "breakout, btc"
    type_into(qtbot, notes.review.input, "")
    assert _plan(window).review_by is None


@pytest.mark.parametrize(
    ("part", "text", "sentence"),
    [
        ("tags", "x" * 99, f"The tag “{'x' * 24}…” has more than 24 signs; shorten it."),
        ("review", "tomorrow", "“tomorrow” is not a day since 2000; write year, month and day as 2026-03-26."),
    ],
)
def test_what_cannot_be_taken_is_told_below_and_changes_nothing(
    window: MainWindow, notes: NotesBox, qtbot: QtBot, *, part: str, text: str, sentence: str
) -> None:
    field = getattr(notes, part)
    type_into(qtbot, field.input, text)
    assert field.message.text() == sentence
    assert _plan(window).review_by is None
    assert all(len(tag) < 25 for tag in _plan(window).tags)


def test_undo_is_shown_in_the_box(window: MainWindow, notes: NotesBox, qtbot: QtBot) -> None:
    type_into(qtbot, notes.source.input, "screen")
    notes.note.input.setFocus()
    window.menus.actions["undo"].trigger()
    assert notes.source.input.text() == ""


def test_of_a_long_checklist_the_verdict_names_the_first(window: MainWindow) -> None:
    long = "Have I looked at the higher time frame before this one?"
    for text in (long, "Trend", "News", "Spread", "Sleep"):
        window.workspace.document.apply(add_check(text))
    assert verdict(window).endswith("Not checked yet: “Have I looked at the higher tim…”, “Trend”, “News”, +2.")


def test_the_checklist_is_kept_by_keyboard_and_told_in_the_verdict(
    window: MainWindow, notes: NotesBox, qtbot: QtBot
) -> None:
    fresh = notes.checklist.fresh
    for text in ("Trend", "News"):
        type_into(qtbot, fresh, text)
        qtbot.keyClick(fresh, Qt.Key.Key_Return)
    assert fresh.text() == ""
    assert verdict(window).endswith("Not checked yet: “Trend”, “News”.")
    assert window.ticket.notes.header.accessibleName() == "Notes and checklist · 0 of 2 done"
    assert window.ticket.notes.header.toolTip() == "Not checked yet: “Trend”, “News”."
    trend, news = notes.checklist.rows
    trend.done.setFocus()
    qtbot.keyClick(trend.done, Qt.Key.Key_Space)
    news.required.setFocus()
    qtbot.keyClick(news.required, Qt.Key.Key_Space)
    assert _plan(window).checklist == (CheckItem(text="Trend", done=True), CheckItem(text="News", required=True))
    assert verdict(window) == "Do not take. Required before this trade, and not done: “News”."
    assert (trend.done.accessibleName(), news.required.accessibleName()) == ("Checked: Trend", "Required: News")
    qtbot.keyClick(news.remove, Qt.Key.Key_Space)
    assert verdict(window).startswith("Take")
    assert len(notes.checklist.rows) == 1


def test_an_empty_item_is_none(window: MainWindow, notes: NotesBox, qtbot: QtBot) -> None:
    type_into(qtbot, notes.checklist.fresh, "  ")
    qtbot.keyClick(notes.checklist.fresh, Qt.Key.Key_Return)
    assert _plan(window).checklist == ()


def test_a_template_is_saved_applied_in_one_step_and_removed(
    window: MainWindow, folders: Folders, script: Script
) -> None:
    before = _plan(window)
    script.name = "My setup"
    window.menus.actions["template_save"].trigger()
    (kept,), _ = load_templates(folders.templates)
    assert (kept.name, str(kept.stop_rate)) == ("My setup", "0.02")
    window.ticket.edited.emit(set_leverage(Decimal(3)))
    script.choice = "My setup"
    window.menus.actions["template_apply"].trigger()
    assert _plan(window) == before
    assert script.asked[-1].startswith("Apply template: Template, Breakout")
    assert window.workspace.document.history.steps[-1].named == "My setup"
    window.menus.actions["undo"].trigger()
    assert _plan(window).leverage == 3
    window.menus.actions["template_remove"].trigger()
    assert load_templates(folders.templates) == ((), ())
    window.menus.actions["template_remove"].trigger()
    assert window.statusBar().currentMessage().startswith("There is no template yet")


def test_targets_that_a_template_cannot_put_are_told(window: MainWindow, script: Script, qtbot: QtBot) -> None:
    """In pounds, without a rate, the risk of a plan in dollars cannot be counted."""
    script.name = script.choice = "My setup"
    window.menus.actions["template_save"].trigger()
    window.ticket.edited.emit(set_account("currency", "GBP"))
    before = _plan(window).targets
    window.menus.actions["template_apply"].trigger()
    assert _plan(window).targets == before
    assert window.statusBar().currentMessage() == (
        "Decided as in “My setup”; undo takes all of it back. "
        "The targets stay where they were: R cannot be counted yet. Once it can, apply the template again."
    )
    window.menus.actions["new"].trigger()
    type_into(qtbot, window.ticket.entry.input, "50000")
    window.menus.actions["template_apply"].trigger()
    assert _plan(window).stop_price == 49000
    assert _plan(window).targets == ()
    assert "The targets are left out: R cannot be counted yet." in window.statusBar().currentMessage()


def test_nothing_happens_where_no_name_is_given(window: MainWindow, folders: Folders) -> None:
    for name in ("template_save", "template_apply", "template_remove"):
        window.menus.actions[name].trigger()
    assert not folders.templates.exists()
    assert window.workspace.document.history.is_saved


def test_a_folder_that_cannot_be_written_is_told(window: MainWindow, folders: Folders, script: Script) -> None:
    folders.templates.parent.mkdir(parents=True, exist_ok=True)
    Path(folders.templates).write_text("a file where the folder should be")
    script.name = "x" * (LONGEST_NAME + 5)
    window.menus.actions["template_save"].trigger()
    assert script.told[-1].startswith("The templates are as they were: ")


@pytest.mark.parametrize(
    ("given", "kept"), [("nul\x00byte", "nulbyte"), ("\u202eMine\n", "Mine"), ("\ud800", None), (" \t", None)]
)
def test_a_template_is_called_what_can_be_seen_and_read_back(
    window: MainWindow, folders: Folders, script: Script, given: str, kept: str | None
) -> None:
    script.name = given
    window.menus.actions["template_save"].trigger()
    templates, faults = load_templates(folders.templates)
    assert [template.name for template in templates] == ([] if kept is None else [kept])
    assert (faults, script.told) == ((), [])


def test_a_damaged_template_is_told_and_the_others_can_be_chosen(
    window: MainWindow, folders: Folders, script: Script
) -> None:
    folders.templates.mkdir(parents=True)
    (folders.templates / "bad.json").write_text("{")
    script.choice = "Pullback in two entries"
    window.menus.actions["template_apply"].trigger()
    assert _plan(window).tags == ("pullback",)
    assert len(_plan(window).ladder) == 1


def test_a_day_that_cannot_be_read_leaves_its_neighbour_where_it_was(notes: NotesBox, qtbot: QtBot) -> None:
    before = notes.source.input.y()
    type_into(qtbot, notes.review.input, "2026-13-45")
    settle()
    assert notes.review.message.isVisible()
    assert notes.source.y() == notes.review.y()
    assert notes.source.input.y() == before
