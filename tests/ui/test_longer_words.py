"""Room in the ticket and the portfolio for what is wider than English words and usual amounts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.settings import Theme
from planner.storage.folders import Folders
from planner.ui.main_window import MainWindow
from planner.words import speak
from tests.pseudo import longer, speak_pseudo
from tests.ui.charts.builders import settle
from tests.ui.screen import SIZES, shown_window
from tests.ui.test_screens import EXAMPLES, clipped, keep_picture


@pytest.fixture
def longer_words(tmp_path: Path) -> Iterator[None]:
    """Everything is read in a language whose words are longer by a third."""
    speak_pseudo(tmp_path / "languages", longer)
    yield
    speak(tmp_path, [])


def sides_are_read_whole(window: MainWindow) -> bool:
    """Whether nothing in the ticket or the portfolio has to be scrolled to sideways."""
    return all(side.horizontalScrollBar().maximum() == 0 for side in window.sides)


@pytest.mark.usefixtures("longer_words")
@pytest.mark.parametrize("size", ["small", "usual"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_longer_words_have_room_in_the_ticket_and_the_portfolio(
    qtbot: QtBot, folders: Folders, example: str, size: str
) -> None:
    window = shown_window(qtbot, example, folders, Theme.LIGHT, SIZES[size])
    for _ in range(3):
        settle()
    keep_picture(window, f"{example}-longer-{size}")
    assert window.width() == SIZES[size].width()
    assert window.outer.horizontalScrollBar().maximum() == 0
    assert sides_are_read_whole(window)
    assert clipped(window) == []


@pytest.mark.parametrize("size", ["small", "usual"])
def test_the_portfolio_grows_with_its_amounts_and_stays_so(qtbot: QtBot, folders: Folders, size: str) -> None:
    window = shown_window(qtbot, "cross-book", folders, Theme.LIGHT, SIZES[size])
    side, before = window.sides[1], window.sides[1].width()
    situation = window.workspace.document.draft.situation
    positions, venue = situation.positions, situation.venue
    window.workspace.document.apply(
        edits.set_positions(tuple(one.replace(quantity=one.quantity * 10**7) for one in positions), venue)
    )
    settle()
    wide = side.width()
    assert wide > before
    assert sides_are_read_whole(window)
    assert clipped(window.portfolio) == []
    window.workspace.document.apply(edits.set_positions(positions, venue))
    settle()
    assert side.width() == wide, "the chart does not move with every digit"
