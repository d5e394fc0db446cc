"""What a plan shows at first glance: its levels, and the candles that led to them."""

import math

import pytest
from pytestqt.qtbot import QtBot

from planner.settings import Theme
from planner.storage.folders import Folders
from planner.ui.charts.fit import MOST_CANDLES
from planner.ui.charts.price_chart import PriceChart
from tests.ui.charts.builders import settle
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
    assert size == "small" or seen.stop - seen.start == MOST_CANDLES
