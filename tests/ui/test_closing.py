"""Dialogs that are closed and not agreed to: what is entered holds at once, and Enter in a field does nothing else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.main_window import MainWindow
from tests.ui.charts.builders import settle

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


@pytest.mark.parametrize(
    ("name", "field"), [("pause_rules", "Minutes"), ("correlations", "Group"), ("gap", "Margin raised by")]
)
def test_enter_in_a_field_presses_no_other_button(window: MainWindow, qtbot: QtBot, name: str, field: str) -> None:
    dialog = _shown(window, name)
    pressed: list[str] = []
    for button in dialog.findChildren(QPushButton):
        button.clicked.connect(lambda _checked=False, button=button: pressed.append(button.text()))
    line = next(line for line in dialog.findChildren(QLineEdit) if line.accessibleName() == field)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert pressed == ["Close"]


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
