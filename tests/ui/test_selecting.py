"""Text of the verdict is taken along with the mouse."""

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from planner.ui.main_window import MainWindow
from tests.ui.screen import field, type_into


def _drag_over_the_reason(window: MainWindow, qtbot: QtBot) -> None:
    reason = window.verdict.reason
    middle = reason.height() // 2
    qtbot.mousePress(reason, Qt.MouseButton.LeftButton, pos=QPoint(2, middle))
    qtbot.mouseMove(reason, QPoint(120, middle))
    qtbot.mouseRelease(reason, Qt.MouseButton.LeftButton, pos=QPoint(120, middle))


def test_the_reason_of_the_verdict_can_be_selected_with_the_mouse(window: MainWindow, qtbot: QtBot) -> None:
    _drag_over_the_reason(window, qtbot)
    assert window.verdict.reason.selectedText()
    assert window.verdict.reason.text().startswith(window.verdict.reason.selectedText())


def test_another_reason_is_not_selected(window: MainWindow, qtbot: QtBot) -> None:
    before = window.verdict.reason.text()
    _drag_over_the_reason(window, qtbot)
    type_into(qtbot, field(window, "stop_price").input, "")
    assert window.verdict.reason.text() != before
    assert not window.verdict.reason.hasSelectedText()
