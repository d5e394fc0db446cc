"""What the keys go to is seen: its panel comes to the front, its side is scrolled to it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.settings import Theme
from planner.storage.folders import Folders
from tests.ui.charts.builders import settle
from tests.ui.screen import SIZES, shown_window


@pytest.mark.parametrize(("size", "scale"), [("usual", 1.0), ("small", 1.0), ("small", 1.3)])
def test_what_the_tab_key_goes_to_is_seen_wherever_it_is(
    qtbot: QtBot, folders: Folders, size: str, scale: float
) -> None:
    window = shown_window(qtbot, "cross-book", folders, Theme.DARK, SIZES[size], scale=scale)
    window.activateWindow()
    settle()
    for side in window.sides:
        side.verticalScrollBar().setValue(side.verticalScrollBar().maximum())
    window.ticket.bindings["entry_price"].field.input.setFocus(Qt.FocusReason.TabFocusReason)
    unseen = []
    for _ in range(70):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        settle()
        part = QApplication.focusWidget()
        assert part is not None
        if part.visibleRegion().isEmpty():
            unseen.append(f"{type(part).__name__} {part.accessibleName()}")
    assert unseen == []


def test_where_the_palette_goes_to_is_seen(qtbot: QtBot, folders: Folders) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES["small"], scale=1.3)
    window.desk.bring("portfolio")
    settle()
    field = window.ticket.bindings["leverage"].field.input
    assert field.visibleRegion().isEmpty()
    (command,) = (each for each in window.asides._fields() if each.text == "Leverage")
    command.run()
    settle()
    assert field.hasFocus()
    assert not field.visibleRegion().isEmpty()


def test_a_press_of_the_mouse_moves_nothing_below_it(qtbot: QtBot, folders: Folders) -> None:
    window = shown_window(qtbot, "cross-book", folders, Theme.DARK, SIZES["usual"])
    bar = window.sides[0].verticalScrollBar()
    before = bar.value()
    qtbot.mousePress(window.ticket.stop.input, Qt.MouseButton.LeftButton)
    assert bar.value() == before
    qtbot.mouseRelease(window.ticket.stop.input, Qt.MouseButton.LeftButton)
