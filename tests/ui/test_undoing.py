"""Undo and redo wherever the keys are: what is typed and not yet the plan's goes first, then the plan's own steps."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from planner.domain.edits import set_leverage
from planner.domain.plan import Plan
from planner.ui.dialogs.palette import Palette
from planner.ui.main_window import MainWindow
from planner.ui.panels.notes_box import NotesBox
from tests.ui.screen import field, objection, type_into


@pytest.fixture
def notes(window: MainWindow) -> NotesBox:
    """Unfolded, in the window that has the keys."""
    window.activateWindow()
    window.ticket.notes.header.click()
    content = window.ticket.notes.content
    assert isinstance(content, NotesBox)
    return content


def _plan(window: MainWindow) -> Plan:
    return window.workspace.document.draft.plan


def _undo(qtbot: QtBot, line: QLineEdit) -> None:
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_undo_takes_an_item_of_the_checklist_back_and_not_its_words(
    window: MainWindow, notes: NotesBox, qtbot: QtBot
) -> None:
    window.ticket.edited.emit(set_leverage(_plan(window).leverage + 1))
    leverage, fresh = _plan(window).leverage, notes.checklist.fresh
    type_into(qtbot, fresh, "trend up")
    qtbot.keyClick(fresh, Qt.Key.Key_Return)
    assert [item.text for item in _plan(window).checklist] == ["trend up"]
    _undo(qtbot, fresh)
    assert (fresh.text(), _plan(window).checklist) == ("", ())
    _undo(qtbot, fresh)
    assert _plan(window).leverage == leverage - 1
    qtbot.keyClick(fresh, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(fresh, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert [item.text for item in _plan(window).checklist] == ["trend up"]


def test_undo_takes_back_what_is_being_written_before_anything_of_the_plan(
    window: MainWindow, notes: NotesBox, qtbot: QtBot
) -> None:
    window.ticket.edited.emit(set_leverage(_plan(window).leverage + 1))
    leverage = _plan(window).leverage
    type_into(qtbot, notes.checklist.fresh, "tre")
    _undo(qtbot, notes.checklist.fresh)
    assert (notes.checklist.fresh.text(), _plan(window).leverage) == ("", leverage)


@pytest.mark.parametrize("part", ["note", "tags", "source"])
def test_a_field_of_words_hands_undo_on_once_its_words_are_taken_back(
    window: MainWindow, notes: NotesBox, qtbot: QtBot, part: str
) -> None:
    window.ticket.edited.emit(set_leverage(_plan(window).leverage + 1))
    before, line = _plan(window), getattr(notes, part).input
    type_into(qtbot, line, "fade")
    _undo(qtbot, line)
    assert _plan(window) == before
    _undo(qtbot, line)
    assert _plan(window).leverage == before.leverage - 1


def test_the_name_of_the_account_hands_undo_on_too(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    leverage = _plan(window).leverage
    window.ticket.edited.emit(set_leverage(leverage + 1))
    window.ticket.account.name.setFocus()
    _undo(qtbot, window.ticket.account.name)
    assert _plan(window).leverage == leverage


def _run_from_palette(window: MainWindow, qtbot: QtBot, typed: str) -> None:
    window.asides.show_palette()
    (palette,) = [each for each in window.findChildren(Palette) if each.isVisible()]
    qtbot.keyClicks(palette.typed, typed)
    qtbot.keyClick(palette.typed, Qt.Key.Key_Return)
    QApplication.processEvents()


@pytest.mark.parametrize("way", ["menu", "palette"])
@pytest.mark.parametrize("action", ["undo", "redo"])
def test_what_cannot_be_taken_is_taken_back_before_any_step_of_the_plan(
    window: MainWindow, qtbot: QtBot, *, action: str, way: str
) -> None:
    window.activateWindow()
    entry, menu = field(window, "entry_price"), window.menus.actions
    window.ticket.edited.emit(set_leverage(Decimal(7)))
    window.ticket.edited.emit(set_leverage(Decimal(8)))
    menu["undo"].trigger()
    type_into(qtbot, entry.input, "abc")
    assert menu["undo"].text() == "&Undo typing"
    if way == "menu":
        menu[action].trigger()
    else:
        _run_from_palette(window, qtbot, "undo typing" if action == "undo" else "redo")
    assert (entry.input.text(), objection(entry)) == ("50000.0", "")
    assert _plan(window).leverage == 7
    menu[action].trigger()
    assert _plan(window).leverage == (8 if action == "redo" else 10)


def test_what_cannot_be_taken_can_be_taken_back_in_a_plan_without_a_step(window: MainWindow, qtbot: QtBot) -> None:
    entry, undo = field(window, "entry_price"), window.menus.actions["undo"]
    assert not undo.isEnabled()
    type_into(qtbot, entry.input, "abc")
    assert undo.isEnabled()
    undo.trigger()
    assert (entry.input.text(), undo.isEnabled()) == ("50000.0", False)
