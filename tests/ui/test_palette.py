"""The command palette, the history list, the settings and the sheet of shortcuts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.plan import Draft
from planner.settings import Appearance, Settings, Theme
from planner.ui.actions import ALSO, MENUS, Submenu
from planner.ui.dialogs.history_dialog import HistoryDialog
from planner.ui.dialogs.palette import Palette
from planner.ui.dialogs.settings_dialog import SettingsDialog
from planner.ui.main_window import MainWindow
from tests.ui.charts.builders import settle


@pytest.fixture(autouse=True)
def closed(window: MainWindow) -> Iterator[None]:
    """What was opened is closed again."""
    yield
    for dialog in (window.asides.history, window.asides.settings, window.asides.shortcuts):
        if dialog is not None:
            dialog.close()


def _palette(window: MainWindow) -> Palette:
    window.asides.show_palette()
    return window.findChildren(Palette)[-1]


def test_typing_a_part_of_a_name_and_enter_does_it(window: MainWindow, qtbot: QtBot, draft: Draft) -> None:
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, "flip")
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    settle()
    assert window.workspace.document.draft.plan.side is draft.plan.side.opposite


def test_every_typed_word_must_occur_in_any_order(window: MainWindow, qtbot: QtBot) -> None:
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, "light view")
    assert [(command.place, command.text) for command in palette.found] == [("View", "Light")]
    palette.close()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("theme", "Settings"),
        ("colour-blind", "Settings"),
        ("tp", "Add target"),
        ("funding", "Rules and what is not modelled"),
        ("dark theme", "Dark"),
        ("font", "Settings"),
        ("zoom", "Fit chart"),
        ("pdf", "Export report"),
        ("csv", "Export report"),
        ("screenshot", "Export report"),
        ("import", "Open price history"),
        ("candles", "Open price history"),
        ("liquidation", "If price goes against me"),
    ],
)
def test_what_is_called_otherwise_is_found_too(window: MainWindow, qtbot: QtBot, typed: str, first: str) -> None:
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, typed)
    assert palette.found[0].text.endswith(first)
    palette.close()


def test_what_bears_a_word_in_its_name_comes_before_its_menu_and_that_before_other_words(
    window: MainWindow, qtbot: QtBot
) -> None:
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, "book")
    names = [command.text for command in palette.found]
    examples = ["cross book", "majors book"]
    assert names[:4] == ["Open the book", "Place this plan into the book", *examples]
    assert {command.place for command in palette.found[4:]} == {"Book"}
    palette.typed.clear()
    qtbot.keyClicks(palette.typed, "limit")
    assert [command.text for command in palette.found] == ["Limits", "Orders"]
    palette.close()


def test_an_own_name_that_begins_with_what_is_typed_comes_first(window: MainWindow, qtbot: QtBot) -> None:
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, "open")
    names = [command.text for command in palette.found]
    assert names[:3] == ["Open", "Open price history", "Open the book"]
    palette.close()


def test_no_entry_is_called_otherwise_that_is_not_in_a_menu() -> None:
    listed = [entry for menu in MENUS.values() for entry in menu if entry is not None]
    inner = [one for entry in listed if isinstance(entry, Submenu) for one in entry.entries]
    assert set(ALSO) <= {*listed, *inner}


def test_a_field_is_found_by_its_name_and_entered(window: MainWindow, qtbot: QtBot) -> None:
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, "go to stop-loss")
    window.activateWindow()
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    settle()
    assert window.focusWidget() is window.ticket.bindings["stop_price"].field.input


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_every_command_is_read_with_its_keys_however_large_text_is(window: MainWindow, scale: float) -> None:
    window.workspace.change_settings(Settings(appearance=Appearance(text_scale=scale)))
    settle()
    palette = _palette(window)
    settle()
    assert palette.list.horizontalScrollBar().maximum() == 0
    palette.close()


@pytest.mark.parametrize("floats", [False, True])
def test_a_list_to_choose_from_is_entered_wherever_its_panel_is(
    window: MainWindow, qtbot: QtBot, *, floats: bool
) -> None:
    window.desk.docks["ticket"].setFloating(floats)
    settle()
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, "size by")
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    settle()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Size by"


def test_arrow_keys_mark_another_command_while_typing(window: MainWindow, qtbot: QtBot) -> None:
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, "text")
    assert [command.text for command in palette.found] == ["Larger text", "Smaller text"]
    qtbot.keyClick(palette.typed, Qt.Key.Key_Down)
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    settle()
    assert window.workspace.settings.appearance.text_scale == 0.9


def test_a_name_that_nothing_has_says_so_and_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, "sell everything now")
    assert palette.empty.isVisibleTo(palette)
    assert palette.empty.text() == "Nothing here is called that."
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.close()


def test_what_cannot_be_done_now_is_not_offered_and_said_where_it_is_looked_for(
    window: MainWindow, qtbot: QtBot
) -> None:
    palette = _palette(window)
    assert "Undo" not in {command.text for command in palette.found}
    qtbot.keyClicks(palette.typed, "undo")
    assert palette.empty.isVisibleTo(palette)
    assert palette.empty.text() == ("Not possible now: Undo\nThere is no edit of this plan to undo.")
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.close()


def test_who_looks_for_redo_is_told_why_there_is_none_until_something_is_undone(
    window: MainWindow, qtbot: QtBot
) -> None:
    palette = _palette(window)
    qtbot.keyClicks(palette.typed, "redo")
    why = "There is nothing to redo: no edit has been undone, or another came after it."
    assert palette.empty.text() == f"Not possible now: Redo\n{why}"
    palette.close()
    window.workspace.document.apply(edits.flip_side())
    window.menus.actions["undo"].trigger()
    assert window.menus.actions["redo"].isEnabled()
    assert not window.menus.actions["undo"].isEnabled()


def _history(window: MainWindow) -> HistoryDialog:
    window.asides.show_history()
    dialog = window.asides.history
    assert dialog is not None
    return dialog


def test_the_history_lists_every_step_and_goes_back_and_forth(window: MainWindow, draft: Draft) -> None:
    document = window.workspace.document
    document.apply(edits.move_stop(Decimal(48000)))
    document.apply(edits.flip_side())
    dialog = _history(window)
    assert [dialog.list.item(row).text() for row in range(3)] == ["0  opened", "1  stop-loss 48,000.0", "2  side short"]
    dialog.list.itemActivated.emit(dialog.list.item(0))
    assert document.draft == draft
    assert dialog.list.currentRow() == 0
    dialog.list.itemActivated.emit(dialog.list.item(1))
    assert document.draft.plan.stop_price == 48000
    document.apply(edits.move_stop(Decimal(47000)))
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())][1:] == [
        "1  stop-loss 48,000.0",
        "2  stop-loss 47,000.0",
    ]


def _settings(window: MainWindow) -> SettingsDialog:
    window.asides.show_settings()
    dialog = window.asides.settings
    assert dialog is not None
    return dialog


def test_every_setting_has_a_named_field_that_takes_hold_at_once(window: MainWindow) -> None:
    dialog = _settings(window)
    themes = cast("QComboBox", dialog.fields["appearance.theme"])
    themes.setCurrentIndex(themes.findData("light"))
    themes.activated.emit(themes.currentIndex())
    assert window.workspace.settings.appearance.theme is Theme.LIGHT
    cast("QDoubleSpinBox", dialog.fields["appearance.text_scale"]).setValue(1.3)
    assert window.workspace.settings.appearance.text_scale == 1.3
    assert all(field.accessibleName() for field in dialog.fields.values())


def test_the_settings_follow_what_the_menu_changes_and_keep_their_bounds(window: MainWindow) -> None:
    dialog = _settings(window)
    size = cast("QDoubleSpinBox", dialog.fields["appearance.text_scale"])
    assert (size.minimum(), size.maximum(), size.singleStep()) == (0.8, 2.0, 0.1)
    window.menus.actions["larger"].trigger()
    assert size.value() == 1.1
    dialog.buttons.button(dialog.buttons.StandardButton.RestoreDefaults).click()
    assert window.workspace.settings.appearance.text_scale == 1.0


def test_the_sheet_of_shortcuts_is_made_from_the_actions(window: MainWindow) -> None:
    window.asides.show_shortcuts()
    sheet = window.asides.shortcuts
    assert sheet is not None
    assert "Ctrl+Shift+S" in sheet.view.toPlainText()
    sheet.copy.click()
    assert "Ctrl+Shift+S: Save as" in QApplication.clipboard().text()
