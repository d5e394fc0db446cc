"""Dialogs that are closed and not agreed to: what is entered holds at once, and Enter in a field does nothing else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.main_window import MainWindow
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script
from tests.ui.screen import type_into

SHOWN = (
    "why", "rules", "history", "settings", "pause_rules", "pause", "together", "correlations", "shortcuts",
)  # fmt: skip
QUESTIONS = ("against", "losing_run", "gap")


def _dialog(window: MainWindow) -> ClosingDialog:
    settle()
    (shown,) = (dialog for dialog in window.findChildren(ClosingDialog) if dialog.isVisible())
    return shown


def _shown(window: MainWindow, name: str) -> ClosingDialog:
    window.activateWindow()
    if name in QUESTIONS:
        window.asides.show_question(name)
    elif name == "why":
        window.asides.show_why("liquidation")
    else:
        getattr(window.asides, f"show_{name}")()
    return _dialog(window)


def test_enter_in_a_setting_keeps_what_was_typed_and_restores_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.menus.actions["light"].trigger()
    dialog = _shown(window, "settings")
    scale = dialog.fields["appearance.text_scale"]  # type: ignore[attr-defined] # it is that of the settings
    assert isinstance(scale, QDoubleSpinBox)
    scale.setFocus()
    scale.selectAll()
    qtbot.keyClicks(scale, "1.2")
    qtbot.keyClick(scale, Qt.Key.Key_Return)
    look = window.workspace.settings.appearance
    assert (look.theme, look.text_scale) == ("light", 1.2)
    assert not dialog.isVisible()


def test_enter_in_a_number_of_a_pause_rule_adds_no_rule(window: MainWindow, qtbot: QtBot) -> None:
    dialog = _shown(window, "pause_rules")
    before = window.workspace.document.draft
    line = next(line for line in dialog.findChildren(QLineEdit) if line.isVisible() and line.isEnabled())
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert window.workspace.document.draft == before


def test_enter_in_a_correlation_asks_for_no_file(window: MainWindow, qtbot: QtBot, script: Script) -> None:
    dialog = _shown(window, "correlations")
    line = next(line for line in dialog.findChildren(QLineEdit) if line.isVisible() and line.isEnabled())
    type_into(qtbot, line, "majors")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert script.asked == []


@pytest.mark.parametrize("name", [*SHOWN, *QUESTIONS])
def test_only_close_is_pressed_by_enter_and_the_keys_begin_above_the_buttons(window: MainWindow, name: str) -> None:
    dialog = _shown(window, name)
    buttons = dialog.buttons.buttons()
    pressed = [button for button in dialog.findChildren(QPushButton) if button.isDefault()]
    assert pressed == [dialog.buttons.button(dialog.buttons.StandardButton.Close)]
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused not in buttons
    assert focused.mapTo(dialog, focused.rect().topLeft()).y() < dialog.height() / 2
    dialog.close()
