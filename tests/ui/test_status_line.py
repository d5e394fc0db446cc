"""What the line at the foot of the window tells, and in which order."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStatusBar
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.market.candles import Candles
from planner.ui.main_window import MainWindow
from planner.ui.status_line import StatusLine
from tests.conftest import position
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script


@pytest.fixture
def bar(qtbot: QtBot) -> QStatusBar:
    """The line, with nothing in it."""
    made = QStatusBar()
    qtbot.addWidget(made)
    return made


def _told(bar: QStatusBar) -> list[str]:
    """What is told one after the other, as each has been there long enough."""
    told: list[str] = []
    while bar.currentMessage() and len(told) < 9:
        told.append(bar.currentMessage())
        bar.clearMessage()
    return told


def test_faults_that_come_together_are_told_one_after_the_other(bar: QStatusBar) -> None:
    line = StatusLine(bar)
    for text in ("one", "two", "three"):
        line.warn(text)
    assert _told(bar) == ["one", "two", "three"]


def test_a_fault_that_comes_again_and_again_is_told_once_until_it_was_there_to_read(bar: QStatusBar) -> None:
    line = StatusLine(bar)
    line.warn("one")
    for _ in range(100):
        line.warn("two")
        line.warn("one")
    assert _told(bar) == ["one", "two"]


def test_what_answers_an_action_is_told_at_once_and_the_faults_after_it(bar: QStatusBar) -> None:
    line = StatusLine(bar)
    line.warn("one")
    line.warn("two")
    line.say("Saved")
    assert _told(bar) == ["Saved", "two"]


def test_the_foot_tells_whether_the_plan_is_saved(window: MainWindow, script: Script, tmp_path: Path) -> None:
    def told() -> str:
        return window.foot.state.text().partition(" · ")[0]

    assert told() == "Not saved yet"
    script.save_path = tmp_path / "mine.plan.json"
    window.menus.actions["save_as"].trigger()
    assert told() == "Saved"
    window.workspace.document.apply(edits.add_target())
    assert told() == "Changed since it was saved"
    window.menus.actions["undo"].trigger()
    assert told() == "Saved"


def test_the_foot_tells_of_which_day_prices_are(window: MainWindow) -> None:
    days = datetime(2026, 3, 30, tzinfo=UTC).timestamp() + 86400 * np.arange(3.0)
    prices = np.full(3, 50000.0)
    window.workspace.use_candles("BTCUSDT", Candles("BTCUSDT", "mine", "1 d", days, prices, prices, prices, prices))
    assert window.foot.state.text() == "Not saved yet · prices to 1 Apr 2026"


def test_the_foot_names_keys_where_there_is_room(window: MainWindow) -> None:
    window.resize(1440, 900)
    settle()
    assert window.foot.keys.isVisible()
    assert window.foot.keys.text().endswith("Ctrl+K Commands · F1 Shortcuts")
    window.resize(1024, 640)
    settle()
    assert not window.foot.keys.isVisible()


@pytest.mark.parametrize("action", ["undo", "new"])
def test_what_was_said_of_a_step_goes_with_it(window: MainWindow, qtbot: QtBot, script: Script, action: str) -> None:
    for quantity in ("0.1", "0.3"):
        script.position = position(quantity=quantity)
        qtbot.mouseClick(window.portfolio.add, Qt.MouseButton.LeftButton)
    venue = window.ticket.venue.list
    venue.setCurrentIndex(venue.findData("eu_retail_cfd"))
    venue.activated.emit(venue.currentIndex())
    said = "2 open positions stay at the other venue; undo brings them back."
    assert window.statusBar().currentMessage() == said
    window.menus.actions[action].trigger()
    assert window.statusBar().currentMessage() == ""
    assert len(window.workspace.document.draft.situation.positions) == (2 if action == "undo" else 0)


def test_a_fault_stays_to_be_read_when_a_step_is_undone(window: MainWindow) -> None:
    window.workspace.warned.emit("one")
    window.menus.actions["duplicate"].trigger()
    window.workspace.document.undo()
    assert window.statusBar().currentMessage() == "one"
