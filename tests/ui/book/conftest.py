"""The real book window beside the real planner, with a clock in hand."""

import pytest
from pytestqt.qtbot import QtBot

from planner.ui.book.window import BookWindow
from planner.ui.main_window import MainWindow
from tests.ui.book.desk import Clock, with_account


@pytest.fixture
def clock(window: MainWindow) -> Clock:
    """A clock in hand, which the plan is judged by."""
    made = Clock()
    document = window.workspace.document
    document.clock = made
    situation = document.draft.situation.replace(judged_at=None)
    document.open(document.draft.replace(situation=situation), path=None, title="test")
    return made


@pytest.fixture
def book(window: MainWindow, qtbot: QtBot, clock: Clock) -> BookWindow:  # noqa: ARG001 - set before the first question
    """The book with one account, Main, of 10,000 USDT."""
    return with_account(qtbot, window)
