"""Reward over risk typed, held and asked for by a key. The plan buys 0.2 BTC at 50,000, stop 49,000: 3 to 1 in all."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.plan import SizeBy
from planner.ui.dialogs.palette import Palette
from planner.ui.main_window import MainWindow
from tests.ui.screen import field, figure, objection, type_into, verdict


def _targets(window: MainWindow) -> list[Decimal]:
    return [target.price for target in window.workspace.document.draft.plan.targets]


def test_typing_the_ratio_moves_the_last_target_in_one_step(window: MainWindow, qtbot: QtBot) -> None:
    ratio = window.ticket.reward_risk.field
    assert ratio.input.text() == "3"
    type_into(qtbot, ratio.input, "2.25")  # 0.5 x 2,000 + 0.5 x 2,500
    assert _targets(window) == [52000, 52500]
    assert ratio.input.text() == "2.25"
    assert figure(window, "reward_risk") == "2.25 : 1"
    qtbot.keyClick(ratio.input, Qt.Key.Key_Tab)
    window.menus.actions["undo"].trigger()
    assert _targets(window) == [52000, 54000]
    assert ratio.input.text() == "3"


def test_what_cannot_be_is_said_beside_the_field_and_taken_back(window: MainWindow, qtbot: QtBot) -> None:
    ratio = window.ticket.reward_risk.field
    type_into(qtbot, ratio.input, "0.5")
    assert "losing side" in objection(ratio)
    assert verdict(window).startswith("Cannot say. Reward : risk: ")
    assert _targets(window) == [52000, 54000]
    qtbot.keyClick(ratio.input, Qt.Key.Key_Escape)
    assert ratio.input.text() == "3"
    type_into(qtbot, field(window, "stop_price").input, "")
    type_into(qtbot, ratio.input, "2")
    assert "stop on the losing side" in objection(ratio)


@pytest.mark.parametrize(("text", "said"), [("-1", "above zero"), ("2,5", "comma"), ("x", "not a number")])
def test_what_is_no_ratio_is_said(window: MainWindow, qtbot: QtBot, text: str, said: str) -> None:
    ratio = window.ticket.reward_risk.field
    type_into(qtbot, ratio.input, text)
    assert said in objection(ratio)
    assert _targets(window) == [52000, 54000]


def test_a_plan_without_a_target_gets_one_in_one_step(window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        window.workspace.document.apply(edits.remove_target(0))
    ratio = window.ticket.reward_risk.field
    type_into(qtbot, ratio.input, "1.5")
    assert _targets(window) == [51500]
    window.workspace.document.settle()
    window.menus.actions["undo"].trigger()
    assert _targets(window) == []
    assert ratio.input.text() == ""


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen, a menu cannot grab the keyboard
def test_what_is_asked_for_most_is_a_click_or_a_key_away(window: MainWindow, qtbot: QtBot) -> None:
    ratio = window.ticket.reward_risk.field
    qtbot.mouseClick(ratio.unit, Qt.MouseButton.LeftButton)
    menu = ratio.findChildren(QMenu)[-1]
    assert [entry.text() for entry in menu.actions()] == ["1 : 1", "2 : 1", "3 : 1"]
    menu.actions()[1].trigger()
    menu.close()
    assert _targets(window) == [52000, 52000]
    window.menus.actions["three_to_one"].trigger()
    assert _targets(window) == [52000, 54000]


ONE_STEP = edits.set_size(SizeBy.QUANTITY, Decimal("0.001"))
"""Of halves of one step the nearer target closes all, the farther nothing."""


def test_a_size_that_cannot_be_shared_moves_the_target_that_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.document.apply(ONE_STEP)
    ratio = window.ticket.reward_risk.field
    assert ratio.input.text() == "2"
    type_into(qtbot, ratio.input, "1.5")
    assert _targets(window) == [51500, 54000]
    assert figure(window, "reward_risk") == "1.50 : 1"
    assert ratio.input.text() == "1.5"
    type_into(qtbot, ratio.input, "5")
    assert "another one is reached before it" in objection(ratio)
    qtbot.keyClick(ratio.input, Qt.Key.Key_Escape)
    window.menus.actions["three_to_one"].trigger()
    assert _targets(window) == [53000, 54000]


def test_what_cannot_be_held_says_so_wherever_it_could_be_asked_for(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.document.apply(ONE_STEP)
    box, action = window.ticket.reward_risk, window.menus.actions["hold_ratio"]
    assert not box.hold.isEnabled()
    assert not action.isEnabled()
    assert "closes nothing of this size" in box.hold.toolTip()
    assert action.toolTip() == box.hold.toolTip() == box.hold.accessibleDescription()
    window.asides.show_palette()
    palette = window.findChildren(Palette)[-1]
    qtbot.keyClicks(palette.typed, "hold reward")
    assert palette.empty.text() == f"Not possible now: Hold reward : risk\n{box.hold.toolTip()}"
    palette.close()
    window.menus.actions["undo"].trigger()
    assert box.hold.isEnabled()
    assert action.isEnabled()
    assert box.hold.toolTip().startswith("Hold it")


def test_a_ratio_that_no_price_brings_is_not_offered_and_says_why(window: MainWindow, qtbot: QtBot) -> None:
    document, actions = window.workspace.document, window.menus.actions
    document.apply(ONE_STEP)
    document.apply(edits.move_target(1, Decimal(52500)))
    assert actions["two_to_one"].isEnabled()
    assert not actions["three_to_one"].isEnabled()
    assert "another one is reached before it" in actions["three_to_one"].toolTip()
    document.apply(edits.move_stop(None))
    assert not actions["two_to_one"].isEnabled()
    assert "stop on the losing side" in actions["two_to_one"].toolTip()
    assert "stop on the losing side" in window.ticket.reward_risk.field.input.toolTip()
    window.asides.show_palette()
    palette = window.findChildren(Palette)[-1]
    qtbot.keyClicks(palette.typed, "reward")
    assert palette.found, "the field can be gone to"
    assert "stop on the losing side" in palette.empty.text()
    assert not palette.empty.isHidden()
    palette.close()


def test_a_held_ratio_follows_the_stop_and_lets_go_when_the_target_is_moved(window: MainWindow, qtbot: QtBot) -> None:
    box = window.ticket.reward_risk
    qtbot.mouseClick(box.hold, Qt.MouseButton.LeftButton)
    assert box.hold.isChecked()
    assert window.menus.actions["hold_ratio"].isChecked()
    type_into(qtbot, field(window, "stop_price").input, "48000")
    assert _targets(window) == [52000, 60000]  # 0.5 x 2,000 + 0.5 x 10,000 over 2,000
    assert box.field.input.text() == "3"
    type_into(qtbot, box.field.input, "2")  # another ratio is held from now on
    assert _targets(window) == [52000, 56000]
    type_into(qtbot, field(window, "stop_price").input, "49000")
    assert _targets(window) == [52000, 52000]
    type_into(qtbot, window.ticket.targets.rows[1].price.input, "55000")
    assert not box.hold.isChecked()
    type_into(qtbot, field(window, "stop_price").input, "48500")
    assert _targets(window) == [52000, 55000]


def test_an_arrow_key_asks_for_a_tenth_more(window: MainWindow, qtbot: QtBot) -> None:
    ratio = window.ticket.reward_risk.field
    ratio.input.setFocus()
    qtbot.keyClick(ratio.input, Qt.Key.Key_Up)
    assert _targets(window) == [52000, 54200]
    qtbot.keyClick(ratio.input, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert _targets(window) == [52000, 52200]


def test_a_stop_typed_past_a_further_entry_leaves_target_and_ratio_as_they_are(
    window: MainWindow, qtbot: QtBot
) -> None:
    box = window.ticket.reward_risk
    window.menus.actions["add_rung"].trigger()  # at 49,500
    window.menus.actions["three_to_one"].trigger()
    qtbot.mouseClick(box.hold, Qt.MouseButton.LeftButton)
    before = _targets(window)
    type_into(qtbot, field(window, "stop_price").input, "49600")
    assert _targets(window) == before
    assert box.field.input.text() == "3"
    assert "losing side of every entry" in objection(box.field)
    type_into(qtbot, field(window, "stop_price").input, "49000")
    assert _targets(window) == before
    assert objection(box.field) == ""
