"""What the line at the foot of the window tells, and in which order."""

import pytest
from PySide6.QtWidgets import QStatusBar
from pytestqt.qtbot import QtBot

from planner.ui.status_line import StatusLine


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
