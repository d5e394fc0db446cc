from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar
from pytestqt.qtbot import QtBot

from planner.domain import edits, ladder_edits
from planner.domain.plan import Draft
from planner.report.shortcuts import shortcuts_page
from planner.settings import Settings, Theme
from planner.storage.folders import Folders
from planner.storage.resources import RESOURCES, resource
from planner.ui import files
from planner.ui.actions import ACTIONS, MENUS, Submenu
from planner.ui.main_window import MainWindow
from planner.ui.menus import menu_keys
from planner.ui.widgets.tips import HINDRANCE
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script, window_on

OWN_IDS = {
    "fit", "palette", "history", "settings", "recent", "examples", "shortcuts", "rules", "quit",
    "book", "place", "pause_rules", "pause", "correlations",
    "against", "losing_run", "gap", "together", "margin_path", "whole_book", "position", "limits",
    "orders", "notes", "if_liquidated",
    "ticket_panel", "portfolio_panel", "cards_panel", "movable", "reset_layout", "next_panel", "previous_panel",
}  # fmt: skip


def test_ids_are_unique() -> None:
    assert Counter(action.id for action in ACTIONS).most_common(1)[0][1] == 1


def _entries(bar: QMenuBar | QMenu) -> Iterator[QAction]:
    """Every entry of the menus that does something of its own: files and examples are no actions."""
    for entry in bar.actions():
        menu = entry.menu()
        if isinstance(menu, QMenu):
            if "recent" not in menu.title() and "xamples" not in menu.title():
                yield from _entries(menu)
        elif not entry.isSeparator():
            yield entry


def test_every_action_has_a_shortcut_of_its_own(window: MainWindow) -> None:
    keys = {entry.text(): entry.shortcut().toString() for entry in _entries(window.menuBar())}
    assert len(keys) > 50
    assert [text for text, key in keys.items() if not key] == []
    assert Counter(keys.values()).most_common(1)[0][1] == 1


@pytest.mark.parametrize("question", ["against", "losing_run", "gap"])
def test_a_question_is_opened_by_its_key(window: MainWindow, qtbot: QtBot, question: str) -> None:
    number = ("against", "losing_run", "gap").index(question)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.ControlModifier)
    assert window.asides.questions[question].isVisible()
    window.asides.questions[question].close()


def test_each_action_stands_in_exactly_one_menu() -> None:
    listed = [entry for menu in MENUS.values() for entry in menu if entry is not None]
    inner = [one for entry in listed if isinstance(entry, Submenu) for one in entry.entries if one is not None]
    entries = [entry for entry in listed if isinstance(entry, str)] + inner
    assert sorted(entries) == sorted({action.id for action in ACTIONS} | OWN_IDS)


def test_the_readme_lists_every_shortcut(window: MainWindow) -> None:
    readme = (RESOURCES.parent / "README.md").read_text(encoding="utf-8")
    page = shortcuts_page(menu_keys(window.menuBar()))
    assert len(page.section("Menus").lines) > 50
    for line in (line for section in page.sections for line in section.lines):
        assert f"| {line.label} | {line.value} |" in readme


def test_flip_and_add_target_edit_the_plan(window: MainWindow, draft: Draft) -> None:
    window.menus.actions["flip"].trigger()
    assert window.workspace.document.draft.plan.side is draft.plan.side.opposite
    window.menus.actions["add_target"].trigger()
    assert len(window.workspace.document.draft.plan.targets) == 3


def test_a_theme_is_worn_at_once_and_remembered(window: MainWindow) -> None:
    dark = window.palette().window().color().name()
    window.menus.actions["light"].trigger()
    assert window.palette().window().color().name() != dark
    assert window.workspace.settings.appearance.theme is Theme.LIGHT
    assert window.menus.actions["light"].isChecked()
    assert not window.menus.actions["dark"].isChecked()
    assert '"light"' in window.workspace.folders.settings_file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("start", "action", "bound"), [(1.8, "larger", 2.0), (1.0, "smaller", 0.8)])
def test_text_grows_and_shrinks_within_bounds(window: MainWindow, start: float, action: str, bound: float) -> None:
    workspace = window.workspace
    appearance = workspace.settings.appearance.model_copy(update={"text_scale": start})
    workspace.change_settings(workspace.settings.model_copy(update={"appearance": appearance}))
    for _ in range(4):
        window.menus.actions[action].trigger()
    assert workspace.settings.appearance.text_scale == bound


@pytest.mark.parametrize(("key", "panel"), [("G", "ticket"), ("E", "ticket"), ("I", "portfolio")])
def test_a_key_opens_what_is_folded_and_stands_in_it(window: MainWindow, qtbot: QtBot, key: str, panel: str) -> None:
    window.activateWindow()
    window.desk.docks[panel].hide()
    qtbot.keyClick(
        window, Qt.Key[f"Key_{key}"], Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert window.desk.docks[panel].isVisible()
    line = {"G": window.ticket.costs.header, "E": window.ticket.notes.header, "I": window.portfolio.liquidation.toggle}
    assert QApplication.focusWidget() is line[key]
    assert line[key].isChecked()
    qtbot.waitUntil(lambda: not line[key].visibleRegion().isEmpty())
    qtbot.keyClick(line[key], Qt.Key.Key_Tab)
    box, focused = line[key].parentWidget(), QApplication.focusWidget()
    assert box is not None
    assert focused is not None
    assert box.isAncestorOf(focused)


def test_no_more_entries_and_targets_are_offered_than_a_plan_holds(window: MainWindow) -> None:
    actions = window.menus.actions
    assert actions["add_target"].isEnabled()
    for _ in range(8):
        window.workspace.document.apply(ladder_edits.add_rung())
    for _ in range(6):
        window.workspace.document.apply(edits.add_target())
    assert len(window.workspace.document.draft.plan.targets) == 8
    assert not actions["add_target"].isEnabled()
    assert not actions["add_rung"].isEnabled()


def _entry(window: MainWindow, text: str) -> QAction:
    return next(entry for entry in _entries(window.menuBar()) if entry.text().replace("&", "") == text)


def _press_whole_book(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


def test_a_plan_that_stands_apart_says_why_it_has_no_path_of_the_whole_book(
    qtbot: QtBot, folders: Folders, script: Script
) -> None:
    window = window_on(resource("examples", "btc-breakout.plan.json"), folders, Settings(), script)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    settle()
    entry = _entry(window, "Margin path of the whole book")
    _press_whole_book(window, qtbot)
    assert not window.chart.whole_book.isChecked()
    assert (entry.isEnabled(), entry.isChecked()) == (False, False)
    assert entry.property(HINDRANCE) == (
        "There is one margin path only: nothing else that is open backs this plan and moves with it."
    )
    files.open_path(window.workspace, resource("examples", "cross-book.plan.json"))
    settle()
    assert (entry.isEnabled(), entry.isChecked(), entry.property(HINDRANCE)) == (True, False, "")
    _press_whole_book(window, qtbot)
    assert (entry.isChecked(), window.chart.whole_book.isChecked(), window.chart.paths.moves_book) == (True,) * 3
    window.chart.whole_book.click()
    assert not entry.isChecked(), "the button and the entry are one switch"
    window.chart.ask_for_path(shown=False)
    assert not entry.isEnabled()
    assert entry.property(HINDRANCE).startswith("No margin path is drawn")


def test_a_menu_shows_the_reason_of_one_entry_though_another_has_none(window: MainWindow) -> None:
    menu = next(one for one in window.menuBar().findChildren(QMenu) if one.title() == "&Edit")
    for _ in range(8):
        window.workspace.document.apply(ladder_edits.add_rung())
    for _ in range(6):
        window.workspace.document.apply(edits.add_target())
    window.workspace.document.apply(edits.remove_target(0))
    menu.aboutToShow.emit()
    assert not window.menus.actions["add_rung"].isEnabled()
    assert window.menus.actions["add_target"].isEnabled()
    assert menu.toolTipsVisible()
