"""Moments that are entered, on days of which an hour comes twice."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt, QTime
from pytestqt.qtbot import QtBot

from planner.ui.widgets.moment_edit import MomentEdit

# in Berlin the clock is put back at 01:00 UTC: half past two is 00:30 UTC, and 01:30 UTC once more
FIRST = datetime(2025, 10, 26, 0, 30, 20, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)


@pytest.mark.parametrize("at", [FIRST, FIRST + AN_HOUR])
def test_a_moment_that_a_key_only_passed_by_stays_in_its_hour(qtbot: QtBot, at: datetime) -> None:
    edit = MomentEdit(at, "Europe/Berlin")
    qtbot.addWidget(edit)
    edit.show()
    assert edit.text() == "2025-10-26 02:30"
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.moment() == at
    edit.setDateTime(edit.dateTime().addSecs(60))
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.moment() == at.replace(minute=31, second=0)


def test_a_moment_of_the_hour_that_comes_twice_is_the_first_one_elsewhere(qtbot: QtBot) -> None:
    edit = MomentEdit(FIRST + 5 * AN_HOUR, "Europe/Berlin")
    qtbot.addWidget(edit)
    edit.setTime(QTime(2, 30))
    assert edit.moment() == FIRST.replace(second=0)
