"""A plan that has as many targets as it can hold."""

from PySide6.QtCore import QEvent, QPointF, Qt
from pytestqt.qtbot import QtBot

from planner.domain.edits import add_target
from planner.ui.main_window import MainWindow
from tests.ui.charts.builders import mouse, settle, spot_of


def test_no_ninth_target_is_put_at_the_mouse_and_the_status_line_says_why(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    chart, document = window.chart.chart, window.workspace.document
    for _ in range(6):
        document.apply(add_target())
    eight = document.draft
    assert len(eight.plan.targets) == 8
    settle()
    chart.setFocus()
    mouse(chart, QEvent.Type.MouseMove, spot_of(chart, "entry") + QPointF(0, -9))
    qtbot.keyClick(chart, Qt.Key.Key_T)
    assert document.draft == eight
    said = "A plan holds 8 targets at most: move one of them, or remove one first."
    assert window.statusBar().currentMessage() == said
