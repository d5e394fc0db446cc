"""Tab goes through the window as it is read, also through what is made once it is asked for."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from planner.ui.main_window import MainWindow


def _go_through(qtbot: QtBot, part: QWidget, first: QWidget) -> list[QWidget]:
    """What has the keys, one after the other, until Tab leaves the part."""
    first.setFocus()
    stops = [first]
    while len(stops) < 100:
        qtbot.keyClick(stops[-1], Qt.Key.Key_Tab)
        found = QApplication.focusWidget()
        if found is None or not part.isAncestorOf(found):
            return stops
        stops.append(found)
    raise AssertionError(stops)


@pytest.mark.parametrize("is_unfolded", [False, True])
def test_tab_goes_down_the_portfolio(window: MainWindow, qtbot: QtBot, *, is_unfolded: bool) -> None:
    portfolio = window.portfolio
    box = portfolio.liquidation
    if is_unfolded:
        qtbot.keyClick(box.toggle, Qt.Key.Key_Space)
        qtbot.keyClicks(box.trials["margin_hike"].field.input, "10")
    stops = _go_through(qtbot, portfolio, portfolio.table)
    tops = [stop.mapTo(portfolio, QPoint()).y() for stop in stops]
    assert tops == sorted(tops), [stop.accessibleName() for stop in stops]
    assert portfolio.limits in stops
    tried = [trial.slider for trial in box.trials.values()]
    assert [stop for stop in stops if stop in (*tried, box.reset)] == ([*tried, box.reset] if is_unfolded else [])


def test_after_the_chart_come_the_figures_below_it(window: MainWindow, qtbot: QtBot) -> None:
    stops = _go_through(qtbot, window.desk.centre, window.chart.chart)
    assert [stop for stop in stops if stop in window.summary.figures.values()] == [
        figure for figure in window.summary.figures.values() if figure.isVisible()
    ]
