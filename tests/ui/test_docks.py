"""The panels around the chart: what moves them, what is kept of it, and how keys go round them."""

from random import Random
from zlib import crc32

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDockWidget, QMenu
from pytestqt.qtbot import QtBot

from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.storage.window_state import load_window_state
from planner.ui.main_window import MainWindow
from planner.ui.start import build_window
from tests.ui.conftest import Script

LEFT, RIGHT, BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
USUAL = {"ticket": LEFT, "portfolio": RIGHT, "cards": BOTTOM}


def _entry(window: MainWindow, text: str) -> QAction:
    view = next(entry.menu() for entry in window.menuBar().actions() if entry.text() == "&View")
    assert isinstance(view, QMenu)
    return next(entry for entry in view.actions() if entry.text().replace("&", "") == text)


def _is_usual(window: MainWindow) -> bool:
    docks = window.desk.docks
    stands = {key: window.desk.dockWidgetArea(dock) for key, dock in docks.items()}
    return stands == USUAL and not any(dock.isFloating() or dock.isHidden() for dock in docks.values())


def _settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def _leave_and_come_back(qtbot: QtBot, window: MainWindow, folders: Folders) -> MainWindow:
    window.close()
    again = build_window(resource("examples", "eurusd-pullback.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(again)
    again.restore()
    with qtbot.waitExposed(again):
        again.show()
    _settle()
    return again


def test_a_panel_is_hidden_and_shown_from_the_view_menu(window: MainWindow) -> None:
    for title, panel in (("Ticket", window.ticket), ("Portfolio", window.portfolio), ("Three questions", window.cards)):
        entry = _entry(window, title)
        assert entry.isChecked()
        assert panel.isVisible()
        entry.trigger()
        assert not panel.isVisible()
        assert not entry.isChecked()
        entry.trigger()
        assert panel.isVisible()
    assert _is_usual(window)


def test_a_panel_has_a_title_only_while_it_can_be_moved(window: MainWindow) -> None:
    window.cards.catch_up()
    _settle()
    dock, height = window.desk.docks["ticket"], window.sides[0].height()
    _entry(window, "Move panels").trigger()
    _settle()
    assert dock.titleBarWidget() is None
    assert window.sides[0].height() < height
    _entry(window, "Move panels").trigger()
    _settle()
    assert window.sides[0].height() == height
    dock.setFloating(True)
    _settle()
    assert dock.titleBarWidget() is None
    dock.setFloating(False)
    _settle()
    assert window.sides[0].height() == height


def test_the_cards_stand_one_above_the_other_at_a_side(window: MainWindow) -> None:
    first, second, _ = window.cards.cards.values()
    assert first.geometry().top() == second.geometry().top()
    window.desk.addDockWidget(RIGHT, window.desk.docks["cards"])
    _settle()
    assert first.geometry().bottom() < second.geometry().top()
    _entry(window, "Reset layout").trigger()
    _settle()
    assert first.geometry().top() == second.geometry().top()


def test_whatever_was_done_to_the_panels_reset_brings_them_back(window: MainWindow) -> None:
    desk, docks = window.desk, window.desk.docks
    window.cards.catch_up()
    _settle()
    before = [part.geometry() for part in (window.chart, *window.sides, window.cards)]
    desk.tabifyDockWidget(docks["portfolio"], docks["ticket"])
    docks["portfolio"].setFloating(True)
    docks["cards"].hide()
    _settle()
    assert not _is_usual(window)
    _entry(window, "Reset layout").trigger()
    _settle()
    assert _is_usual(window)
    assert [part.geometry() for part in (window.chart, *window.sides, window.cards)] == before


def test_the_layout_comes_back_with_the_window(qtbot: QtBot, window: MainWindow, folders: Folders) -> None:
    window.desk.tabifyDockWidget(window.desk.docks["portfolio"], window.desk.docks["ticket"])
    window.desk.docks["cards"].hide()
    again = _leave_and_come_back(qtbot, window, folders)
    docks = again.desk.docks
    assert again.desk.tabifiedDockWidgets(docks["ticket"]) == [docks["portfolio"]]
    assert docks["cards"].isHidden()
    assert not _entry(again, "Three questions").isChecked()


def test_what_floats_goes_with_its_window_and_comes_back(qtbot: QtBot, window: MainWindow, folders: Folders) -> None:
    window.desk.docks["portfolio"].setFloating(True)
    _settle()
    again = _leave_and_come_back(qtbot, window, folders)
    assert again.desk.docks["portfolio"].isFloating()
    assert again.desk.docks["portfolio"].isVisible()
    again.desk.put_away()


def test_a_layout_of_another_version_is_left_alone(window: MainWindow, folders: Folders) -> None:
    window.desk.docks["cards"].hide()
    whole = bytes(window.desk.saveState(99).data())
    other = crc32(whole).to_bytes(4, "big") + whole
    window.workspace.remember(replace(window.workspace.window_state, layout=other))
    assert load_window_state(folders.window_file).layout == other
    window.desk.reset()
    window.desk.take_layout(other)
    assert _is_usual(window)


def test_a_layout_that_needs_more_than_the_screen_is_not_taken(window: MainWindow) -> None:
    for dock in window.desk.docks.values():
        window.desk.addDockWidget(LEFT, dock, Qt.Orientation.Horizontal)
    wide = window.desk.layout_kept()
    window.desk.reset()
    window.desk.take_layout(wide)
    assert _is_usual(window)


def test_what_floats_beyond_every_screen_comes_back(window: MainWindow) -> None:
    dock = window.desk.docks["ticket"]
    dock.setFloating(True)
    dock.move(30_000, 30_000)
    _settle()
    far = window.desk.layout_kept()
    window.desk.take_layout(far)
    assert _is_usual(window) or all(s.availableGeometry().contains(dock.pos()) for s in QApplication.screens())


def test_a_damaged_layout_does_no_harm(window: MainWindow) -> None:
    random, whole = Random(1), window.desk.layout_kept()  # noqa: S311 - no secret
    for _ in range(100):
        damaged = bytearray(whole[: random.randrange(len(whole) + 1)])
        for _ in range(random.randrange(4)):
            if damaged:
                damaged[random.randrange(len(damaged))] = random.randrange(256)
        window.desk.take_layout(bytes(damaged))
        window.desk.reset()
    _settle()
    assert _is_usual(window)
    assert window.size() == QSize(1440, 900)


def _focused(window: MainWindow) -> str:
    focused = QApplication.focusWidget()
    assert focused is not None
    parts = {"ticket": window.ticket, "chart": window.chart, "portfolio": window.portfolio, "cards": window.cards}
    return next(key for key, part in parts.items() if part is focused or part.isAncestorOf(focused))


def test_f6_goes_round_the_panels_that_are_shown(window: MainWindow) -> None:
    window.ticket.side.buttons["long"].setFocus()
    onward = []
    for _ in range(5):
        _entry(window, "Next panel").trigger()
        onward.append(_focused(window))
    assert onward == ["chart", "portfolio", "cards", "ticket", "chart"]
    _entry(window, "Previous panel").trigger()
    assert _focused(window) == "ticket"
    _entry(window, "Portfolio").trigger()
    _entry(window, "Next panel").trigger()
    _entry(window, "Next panel").trigger()
    assert _focused(window) == "cards"


def test_f6_brings_up_what_stands_behind_another(window: MainWindow) -> None:
    docks = window.desk.docks
    window.desk.tabifyDockWidget(docks["portfolio"], docks["ticket"])
    docks["ticket"].raise_()
    _settle()
    window.chart.chart.setFocus()
    _entry(window, "Next panel").trigger()
    _settle()
    assert _focused(window) == "portfolio"
    assert not window.portfolio.visibleRegion().isEmpty()


def test_a_level_of_the_chart_brings_a_hidden_ticket_up(window: MainWindow) -> None:
    window.desk.docks["ticket"].hide()
    window.chart.activated.emit("liquidation")
    assert window.desk.docks["ticket"].isHidden()
    window.chart.activated.emit("stop")
    assert window.ticket.stop.input.hasFocus()
    if window.asides.why is not None:
        window.asides.why.close()


def test_a_level_of_the_chart_is_scrolled_to_where_it_is_typed(window: MainWindow) -> None:
    window.resize(1024, 640)
    QApplication.processEvents()
    side = window.desk.sides[0].verticalScrollBar()
    side.setValue(side.maximum())
    assert window.ticket.stop.input.visibleRegion().isEmpty()
    window.chart.activated.emit("stop")
    assert window.ticket.stop.input.hasFocus()
    assert not window.ticket.stop.input.visibleRegion().isEmpty()


def test_a_level_that_is_seen_already_is_not_scrolled_to(window: MainWindow) -> None:
    side = window.desk.sides[0].verticalScrollBar()
    assert side.maximum() > 0
    window.chart.activated.emit("stop")
    assert window.ticket.stop.input.hasFocus()
    assert side.value() == 0


@pytest.mark.parametrize("scrolled", [False, True])
def test_a_new_plan_begins_at_the_top_of_the_ticket(window: MainWindow, *, scrolled: bool) -> None:
    side = window.desk.sides[0].verticalScrollBar()
    side.setValue(side.maximum() if scrolled else 0)
    window.menus.actions["new"].trigger()
    _settle()
    assert side.value() == 0
    assert window.ticket.entry.input.hasFocus()
    for seen in (window.ticket.venue.list, window.ticket.instrument.list, window.ticket.entry.input):
        assert seen.visibleRegion().boundingRect() == seen.rect(), seen.accessibleName()


def test_every_panel_has_a_name(window: MainWindow) -> None:
    names = {dock.accessibleName() for dock in window.desk.findChildren(QDockWidget)}
    assert names == {"Ticket", "Portfolio", "Three questions"}
