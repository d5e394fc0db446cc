"""What a plan shows at first glance: its levels, and the candles that led to them."""

import math

import pytest
from pytestqt.qtbot import QtBot

from planner.settings import Theme
from planner.storage.folders import Folders
from planner.ui.charts.fit import FEWEST_CANDLES, MOST_CANDLES
from planner.ui.charts.price_chart import PriceChart
from tests.ui.charts.builders import settle, spot_of
from tests.ui.screen import SIZES, shown_window


def _in_window(chart: PriceChart) -> slice:
    """The candles between the left edge and the newest one."""
    candles, plane = chart._picture.candles, chart._canvas.plane()
    assert candles is not None
    return slice(max(0, math.ceil(plane.first)), len(candles.close))


def _are_whole(chart: PriceChart, seen: slice) -> bool:
    """Whether nothing of these candles lies above or below the view."""
    candles, plane = chart._picture.candles, chart._canvas.plane()
    assert candles is not None
    return bool(plane.low < candles.low[seen].min() and candles.high[seen].max() < plane.high)


@pytest.mark.parametrize("way", ["new", "fit"])
@pytest.mark.parametrize("size", SIZES)
def test_a_plan_without_prices_shows_every_candle_whole(qtbot: QtBot, folders: Folders, size: str, way: str) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES[size])
    window.menus.actions["new"].trigger()
    settle()
    chart = window.chart.chart
    if way == "fit":
        chart.fit()
    seen = _in_window(chart)
    assert _are_whole(chart, seen)
    assert seen.stop - seen.start == MOST_CANDLES or chart._canvas.plane().pixels_per_candle < 7


@pytest.mark.parametrize("example", ["btc-breakout", "inverse-btc", "spot-margin", "eurusd-pullback"])
@pytest.mark.parametrize("size", SIZES)
def test_a_plan_begins_where_candles_leave_its_prices(qtbot: QtBot, folders: Folders, size: str, example: str) -> None:
    chart = shown_window(qtbot, example, folders, Theme.DARK, SIZES[size]).chart.chart
    seen = _in_window(chart)
    assert _are_whole(chart, seen)
    assert seen.stop - seen.start >= FEWEST_CANDLES
    assert abs(chart._canvas.plane().x(seen.start - 0.5)) < 1, "no part of the width is empty"


@pytest.mark.parametrize("size", SIZES)
def test_entry_and_stop_of_the_first_plan_are_apart_however_far_its_candles_reach(
    qtbot: QtBot, folders: Folders, size: str
) -> None:
    chart = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES[size]).chart.chart
    assert spot_of(chart, "stop").y() - spot_of(chart, "entry").y() >= 16


@pytest.mark.parametrize("scale", [2.0, 1.3, 1.0])
@pytest.mark.parametrize("example", ["majors-book", "cash"])
@pytest.mark.parametrize("size", ["small", "usual"])
def test_candles_of_a_fitted_view_have_room_for_bodies(
    qtbot: QtBot, folders: Folders, size: str, example: str, scale: float
) -> None:
    chart = shown_window(qtbot, example, folders, Theme.DARK, SIZES[size], scale=scale).chart.chart
    assert chart._canvas.plane().pixels_per_candle >= 6
