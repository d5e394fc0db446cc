"""A whole plan with the mouse alone: numbers are the only thing that a mouse cannot say, and lines say prices."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from planner.storage.plan_files import load_plan
from planner.ui.main_window import MainWindow
from tests.ui.charts.builders import drag, mouse, price_per_pixel, settle, spot_of
from tests.ui.conftest import Script
from tests.ui.screen import field, type_into, verdict

LEFT = Qt.MouseButton.LeftButton


def _click(qtbot: QtBot, widget: QWidget, at: QPoint | None = None) -> None:
    assert widget.isVisible()
    if at is None:
        qtbot.mouseClick(widget, LEFT)
    else:
        qtbot.mouseClick(widget, LEFT, pos=at)
    settle()


def _choose_from_menu(qtbot: QtBot, window: MainWindow, title: str, text: str) -> None:
    """Open a menu of the bar and click an entry."""
    bar = window.menuBar()
    head = next(action for action in bar.actions() if action.text().replace("&", "") == title)
    menu = head.menu()
    assert isinstance(menu, QMenu)
    menu.popup(bar.mapToGlobal(bar.actionGeometry(head).bottomLeft()))
    settle()
    entry = next(action for action in menu.actions() if _plain(action) == text)
    _click(qtbot, menu, menu.actionGeometry(entry).center())


def _plain(action: QAction) -> str:
    return action.text().replace("&", "")


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen, a menu cannot grab the keyboard
def test_a_plan_from_nothing_with_the_mouse_saved_reopened_and_undone(  # noqa: PLR0915 - one story
    window: MainWindow, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    path = tmp_path / "mouse.plan.json"
    script.save_path = script.open_path = path
    ticket, document = window.ticket, window.workspace.document
    _choose_from_menu(qtbot, window, "File", "New plan")
    assert verdict(window).startswith("Cannot say.")
    type_into(qtbot, field(window, "entry_price").input, "60000")
    type_into(qtbot, field(window, "stop_price").input, "58000")
    type_into(qtbot, ticket.sizing.value.input, "1")
    _click(qtbot, ticket.targets.add)
    _click(qtbot, ticket.targets.add)
    assert [target.price for target in document.draft.plan.targets] == [64000, 66000]
    _click(qtbot, ticket.targets.rows[1].remove)
    chart = window.chart.chart
    before = document.draft.plan.stop_price
    assert before is not None
    drag(chart, spot_of(chart, "stop"), 0, 6)
    settle()
    moved = document.draft.plan.stop_price
    assert moved is not None
    assert abs(float(before - moved) - 6 * price_per_pixel(chart)) < 2 * price_per_pixel(chart)
    _click(qtbot, ticket.side.buttons["short"])
    _click(qtbot, ticket.side.buttons["long"])
    assert document.draft.plan.stop_price == moved
    assert verdict(window).startswith("Take")
    _choose_from_menu(qtbot, window, "File", "Save")
    saved = document.draft
    assert load_plan(path).draft == saved
    _choose_from_menu(qtbot, window, "Edit", _plain(window.menus.actions["undo"]))
    assert document.draft != saved
    _choose_from_menu(qtbot, window, "Edit", _plain(window.menus.actions["redo"]))
    assert document.draft == saved
    mouse(chart, QEvent.Type.MouseButtonDblClick, QPointF(chart._canvas.plane().width + 10, 100))
    assert not window.isWindowModified()
    QApplication.processEvents()
    assert document.draft.plan.entry_price == Decimal(60000)
