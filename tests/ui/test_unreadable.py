"""While a field holds what cannot be taken, nothing takes the plan out of the window: it is not what is seen."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from planner.ui.main_window import MainWindow
from tests.ui.conftest import Script
from tests.ui.screen import field, type_into

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
