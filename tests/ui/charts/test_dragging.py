from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QShortcut
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from planner.report.levels import LevelKind
from planner.ui.charts.level_layout import PlacedLevel
from planner.ui.charts.price_chart import PriceChart
from tests.ui.charts.builders import (
    ENTRY,
    LEFT,
    MODEL,
    TICK,
    drag,
    key,
    level,
    mouse,
    press,
    price_per_pixel,
    pull,
    release,
    settle,
    shown_chart,
    shown_price,
    spot_of,
    viewport,
    wheel,
    with_price,
)


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    """A long trade, no candles."""
    return shown_chart(qtbot)


def recorded(chart: PriceChart) -> list[tuple[str, ...]]:
    """Everything the chart says from now on."""
    said: list[tuple[str, ...]] = []
    chart.dragged.connect(lambda key, price: said.append(("dragged", key, str(price))))
    chart.drag_finished.connect(lambda key: said.append(("finished", key)))
    chart.drag_cancelled.connect(lambda key: said.append(("cancelled", key)))
    chart.activated.connect(lambda key: said.append(("activated", key)))
    return said


def test_a_dragged_level_follows_the_mouse(chart: PriceChart) -> None:
    said = recorded(chart)
    scale = price_per_pixel(chart)
    drag(chart, spot_of(chart, "stop"), 0, 20)
    assert said[-1] == ("finished", "stop")
    assert {entry[:2] for entry in said[:-1]} == {("dragged", "stop")}
    assert abs(float(said[-2][2]) - (49_000 - 20 * scale)) <= 0.05 + 1e-9


def test_every_dragged_price_is_an_exact_multiple_of_the_tick(chart: PriceChart) -> None:
    chart.show_model(replace(MODEL, price_tick=Decimal("0.3")))
    said = recorded(chart)
    drag(chart, spot_of(chart, "stop"), 0, 37)
    prices = [Decimal(entry[2]) for entry in said if entry[0] == "dragged"]
    assert len(prices) == 5
    assert all(price % Decimal("0.3") == 0 and price.as_tuple().exponent == -1 for price in prices)


def test_a_level_can_be_taken_by_its_tag(chart: PriceChart) -> None:
    said = recorded(chart)
    tags = {each.level.key: each.tag for each in chart._picture.layout(chart._canvas.plane()).levels}
    drag(chart, tags["target-1"].center(), 0, -15)
    assert said[-1] == ("finished", "target-1")


def _tag_of(chart: PriceChart, name: str) -> PlacedLevel:
    return next(each for each in chart._picture.layout(chart._canvas.plane()).levels if each.level.key == name)


def test_a_level_without_room_for_its_price_is_taken_by_its_name_and_then_tells_its_price(chart: PriceChart) -> None:
    rungs = [level(f"ladder.{at}", LevelKind.ENTRY, f"{49_900 - 50 * at}", draggable=True) for at in range(9)]
    chart.resize(900, 260)
    chart.show_model(replace(MODEL, levels=(*MODEL.levels, *rungs)), reset_view=True)
    settle()
    taken = _tag_of(chart, "ladder.4")
    assert not taken.is_alone
    said = recorded(chart)
    point = taken.tag.center()
    press(chart, point)
    pull(chart, [point + QPointF(0, 8)])
    assert said[0][:2] == ("dragged", "ladder.4")
    assert _tag_of(chart, "ladder.4").is_alone
    release(chart, point + QPointF(0, 8))
    assert not _tag_of(chart, "ladder.4").is_alone


def test_a_tag_the_mouse_rests_on_tells_all_there_is_to_say_of_its_level(chart: PriceChart) -> None:
    target, spot = viewport(chart), _tag_of(chart, "stop").tag.center().toPoint()
    QApplication.sendEvent(target, QHelpEvent(QEvent.Type.ToolTip, spot, target.mapToGlobal(spot)))
    assert QToolTip.text() == "Stop 49,000.0\n−1.00 R"


def test_six_pixels_beside_the_line_are_near_enough_and_seven_are_not(chart: PriceChart) -> None:
    said = recorded(chart)
    drag(chart, spot_of(chart, "stop") + QPointF(0, 7), 0, 20)
    assert said == []
    drag(chart, spot_of(chart, "stop") + QPointF(0, 6), 0, 20)
    assert said[-1] == ("finished", "stop")


def test_what_cannot_be_dragged_does_not_take_the_mouse(chart: PriceChart) -> None:
    said = recorded(chart)
    drag(chart, spot_of(chart, "liquidation"), 0, 20)
    assert said == []


def test_a_click_moves_nothing(chart: PriceChart) -> None:
    said = recorded(chart)
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(1, 1)])
    release(chart, point + QPointF(1, 1))
    assert said == []


def test_shift_moves_a_tenth(chart: PriceChart) -> None:
    point, scale = spot_of(chart, "stop"), price_per_pixel(chart)
    press(chart, point)
    pull(chart, [point + QPointF(0, 50)], Qt.KeyboardModifier.ShiftModifier)
    assert abs(float(shown_price(chart, "stop")) - (49_000 - 5 * scale)) <= 0.05 + 1e-9
    release(chart, point)


def test_escape_gives_up_and_the_level_is_back_at_once(chart: PriceChart) -> None:
    said = recorded(chart)
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    key(chart, Qt.Key.Key_Escape)
    assert shown_price(chart, "stop") == Decimal(49_000)
    pull(chart, [point + QPointF(0, 40)])
    release(chart, point + QPointF(0, 40))
    assert [entry[0] for entry in said] == ["dragged", "cancelled"]


def test_a_model_that_arrives_during_the_drag_does_not_move_the_level(chart: PriceChart) -> None:
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    held = shown_price(chart, "stop")
    chart.show_model(with_price(MODEL, "stop", Decimal(48500)))
    assert shown_price(chart, "stop") == held != Decimal(48500)
    release(chart, point + QPointF(0, 20))
    assert shown_price(chart, "stop") == Decimal(48500)


def test_other_levels_follow_the_model_during_the_drag(chart: PriceChart) -> None:
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    chart.show_model(with_price(MODEL, "liquidation", Decimal(47777)))
    assert shown_price(chart, "liquidation") == Decimal(47777)
    release(chart, point)


def test_a_drag_ends_silently_when_its_level_is_gone(chart: PriceChart) -> None:
    said = recorded(chart)
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    chart.show_model(replace(MODEL, levels=(ENTRY,)))
    pull(chart, [point + QPointF(0, 30)])
    release(chart, point + QPointF(0, 30))
    assert [entry[0] for entry in said] == ["dragged"]


def test_a_hidden_chart_lets_its_level_go_where_it_is(chart: PriceChart) -> None:
    said = recorded(chart)
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    chart.hide()
    assert said[-1] == ("finished", "stop")
    assert chart._picture.drag is None


def test_a_button_released_where_nobody_told_of_it_ends_the_drag_with_the_next_move(chart: PriceChart) -> None:
    said = recorded(chart)
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    mouse(chart, QEvent.Type.MouseMove, point + QPointF(0, 40))
    assert [entry[0] for entry in said] == ["dragged", "finished"]
    assert chart._picture.drag is None


def test_the_margin_path_neither_comes_nor_goes_while_a_level_is_in_the_hand(chart: PriceChart) -> None:
    width, point = chart._canvas.plane().width, spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    chart.show_model(replace(MODEL, path=None))
    assert chart._canvas.plane().width == width
    release(chart, point + QPointF(0, 20))
    assert chart._canvas.plane().width > width


def test_showing_a_model_says_nothing(chart: PriceChart) -> None:
    said = recorded(chart)
    chart.show_model(with_price(MODEL, "stop", Decimal(48000)))
    settle()
    assert said == []


def test_a_price_never_falls_below_one_tick(chart: PriceChart) -> None:
    chart.show_model(with_price(MODEL, "stop", TICK), reset_view=True)
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 500)])
    assert shown_price(chart, "stop") == TICK
    release(chart, point)


def test_a_level_that_was_pulled_below_zero_comes_back_with_the_mouse(chart: PriceChart) -> None:
    chart.show_model(with_price(MODEL, "stop", Decimal(500)), reset_view=True)
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 300), point + QPointF(0, 3)])
    assert abs(shown_price(chart, "stop") - 500) <= Decimal(4 * price_per_pixel(chart))
    release(chart, point)


def test_the_cursor_tells_what_can_be_dragged(chart: PriceChart) -> None:
    shapes = []
    for name in ("stop", "liquidation"):
        mouse(chart, QEvent.Type.MouseMove, spot_of(chart, name))
        shapes.append(viewport(chart).cursor().shape())
    assert shapes == [Qt.CursorShape.SizeVerCursor, Qt.CursorShape.ArrowCursor]


def test_a_double_click_on_any_level_activates_it(chart: PriceChart) -> None:
    said = recorded(chart)
    mouse(chart, QEvent.Type.MouseButtonDblClick, spot_of(chart, "liquidation"))
    assert said == [("activated", "liquidation")]


def test_zooming_during_a_drag_keeps_the_price(chart: PriceChart) -> None:
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    held = shown_price(chart, "stop")
    wheel(chart, point, 2, Qt.KeyboardModifier.ControlModifier)
    assert shown_price(chart, "stop") == held
    release(chart, point)


def test_escape_during_a_drag_does_not_reach_the_window(chart: PriceChart) -> None:
    heard: list[str] = []
    QShortcut(Qt.Key.Key_Escape, chart).activated.connect(lambda: heard.append("escape"))
    chart.activateWindow()
    chart.setFocus()
    settle()
    said = recorded(chart)
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    key(chart, Qt.Key.Key_Escape)
    assert (said[-1], heard) == (("cancelled", "stop"), [])
    key(chart, Qt.Key.Key_Escape)
    assert heard == ["escape"]


def test_the_right_button_neither_drags_nor_ends_a_drag(chart: PriceChart) -> None:
    said = recorded(chart)
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    mouse(chart, QEvent.Type.MouseButtonRelease, point, held=LEFT, button=Qt.MouseButton.RightButton)
    assert [entry[0] for entry in said] == ["dragged"]
    release(chart, point)
    assert said[-1] == ("finished", "stop")
