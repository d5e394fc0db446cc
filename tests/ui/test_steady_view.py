"""What is in the hand, or half typed, moves nothing else."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.charts.price_chart import PriceChart
from planner.ui.main_window import MainWindow
from tests.conftest import is_near
from tests.ui.charts.builders import (
    drag,
    key,
    press,
    pull,
    settle,
    shown_price,
    spot_of,
    viewport,
)
from tests.ui.conftest import Script, window_on
from tests.ui.screen import field, type_into


def _chart(window: MainWindow) -> PriceChart:
    settle()
    return window.chart.chart


@pytest.mark.parametrize("example", ["btc-breakout", "futures-es"])
def test_a_line_stays_in_the_hand_while_what_is_said_of_it_needs_more_room(
    qtbot: QtBot, folders: Folders, example: str
) -> None:
    window = window_on(resource("examples", f"{example}.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitExposed(window):
        window.show()
    settle()
    chart, heights = _chart(window), set()
    view = chart._canvas.plane()
    start = viewport(chart).mapTo(window, spot_of(chart, "stop"))
    press(chart, spot_of(chart, "stop"))
    for down in range(20, 150, 2):
        mouse = start + QPointF(0, down)
        pull(chart, [viewport(chart).mapFrom(window, mouse)])
        settle()
        assert abs(viewport(chart).mapTo(window, spot_of(chart, "stop")).y() - mouse.y()) <= 1
        heights.add(chart._canvas.plane().height)
    assert len(heights) > 1, "the verdict has become longer"
    assert is_near(Decimal(chart._canvas.plane().price_per_pixel), str(view.price_per_pixel), "1e-9")
    key(chart, Qt.Key.Key_Escape)


@pytest.mark.parametrize(("example", "name", "typed"), [
    ("btc-breakout", "stop_price", "89500"), ("btc-breakout", "entry_price", "94000"),
    ("eurusd-pullback", "stop_price", "1.2250"),
])  # fmt: skip
def test_half_a_number_is_no_place_to_look_at(
    qtbot: QtBot, folders: Folders, example: str, name: str, typed: str
) -> None:
    window = window_on(resource("examples", f"{example}.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle()
    chart, line = _chart(window), field(window, name).input
    before = chart._canvas.plane()
    line.setFocus()
    line.selectAll()
    for digit in typed:
        qtbot.keyClicks(line, digit)
        settle()
        plane = chart._canvas.plane()
        assert (plane.low, plane.width) == (before.low, before.width)
        assert is_near(Decimal(plane.price_per_pixel), str(before.price_per_pixel), "1e-9")


def test_the_view_follows_what_has_been_typed_a_while_ago(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    chart = _chart(window)
    before = chart._canvas.plane()
    type_into(qtbot, field(window, "stop_price").input, "10000")
    assert chart._canvas.plane().low == before.low > 10_000
    qtbot.waitUntil(lambda: chart._canvas.plane().low < 10_000)


def test_escape_puts_a_dragged_level_back_where_it_was(window: MainWindow) -> None:
    chart = _chart(window)
    before = window.workspace.document.draft
    start = spot_of(chart, "stop")
    press(chart, start)
    pull(chart, [start + (spot_of(chart, "entry") - start) * -0.5])
    assert window.workspace.document.draft != before
    key(chart, Qt.Key.Key_Escape)
    assert window.workspace.document.draft == before
    assert window.workspace.document.history.undo_label is None


def test_escape_during_a_drag_keeps_what_could_be_done_again(window: MainWindow) -> None:
    chart, document = _chart(window), window.workspace.document
    drag(chart, spot_of(chart, "stop"), 0, 20)
    moved = document.draft
    document.undo()
    settle()
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 12)])
    key(chart, Qt.Key.Key_Escape)
    document.redo()
    assert document.draft == moved


def test_undo_takes_a_level_out_of_the_hand(window: MainWindow) -> None:
    chart, document = _chart(window), window.workspace.document
    before, point = document.draft, spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    document.undo()
    settle()
    assert document.draft == before
    assert shown_price(chart, "stop") == before.plan.stop_price
    pull(chart, [point + QPointF(0, 40)])
    assert document.draft == before


def test_a_menu_that_opens_during_a_drag_leaves_the_level_where_it_is(window: MainWindow) -> None:
    window.activateWindow()
    chart, document = _chart(window), window.workspace.document
    chart.setFocus()
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    dragged = document.draft.plan.stop_price
    window.menuBar().setFocus(Qt.FocusReason.MenuBarFocusReason)
    assert chart._picture.drag is None
    document.apply(edits.move_stop(Decimal(48800)))
    settle()
    assert shown_price(chart, "stop") == 48800
    document.undo()
    assert document.draft.plan.stop_price == dragged
