"""The cards follow the plan wherever the portfolio stands, and stand right as soon as they are shown themselves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.settings import Settings
from planner.storage.folders import Folders
from planner.ui.main_window import MainWindow
from tests.ui.conftest import Script, window_on
from tests.ui.screen import field, type_into


def _settle() -> None:
    for _ in range(6):
        QApplication.processEvents()


def _hide(window: MainWindow) -> None:
    window.desk.docks["portfolio"].hide()


def _tabbed(window: MainWindow) -> None:
    docks = window.desk.docks
    window.desk.tabifyDockWidget(docks["portfolio"], docks["ticket"])
    docks["ticket"].raise_()


def _floating(window: MainWindow) -> None:
    window.desk.docks["portfolio"].setFloating(True)


PLACES = (_hide, _tabbed, _floating)


@pytest.mark.parametrize("place", PLACES)
def test_the_cards_follow_wherever_the_portfolio_stands(
    window: MainWindow, qtbot: QtBot, place: Callable[[MainWindow], None]
) -> None:
    """2 % of 10,000 at risk whatever the stop, in steps of 0.001 BTC: 0.133 at a distance of 1,500."""
    place(window)
    window.activateWindow()
    _settle()
    type_into(qtbot, field(window, "stop_price").input, "48500")
    _settle()
    assert window.cards.cards["against"].headline.text() == "−199.50 USDT at the stop"


@pytest.mark.parametrize("place", PLACES)
def test_so_they_do_where_it_stood_there_from_the_start(
    plan_file: Path, qtbot: QtBot, folders: Folders, place: Callable[[MainWindow], None]
) -> None:
    again = window_on(plan_file, folders, Settings(), Script())
    qtbot.addWidget(again)
    place(again)
    with qtbot.waitExposed(again):
        again.show()
    again.activateWindow()
    _settle()
    type_into(qtbot, field(again, "stop_price").input, "48500")
    _settle()
    assert again.cards.cards["against"].headline.text() == "−199.50 USDT at the stop"


def test_cards_that_were_hidden_stand_right_once_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.desk.docks["cards"].hide()
    _settle()
    type_into(qtbot, field(window, "stop_price").input, "48500")
    _settle()
    window.desk.docks["cards"].show()
    _settle()
    assert window.cards.cards["against"].headline.text() == "−199.50 USDT at the stop"
