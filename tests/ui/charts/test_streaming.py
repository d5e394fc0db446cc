"""Candles that come while someone looks at the chart, or has a level in the hand."""

from decimal import Decimal

import numpy as np
import pytest
from msgspec.structs import astuple, replace
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from planner.ui.charts.price_chart import PriceChart
from tests.ui.charts.builders import (
    ENTRY,
    MODEL,
    Candles,
    drag,
    key,
    press,
    pull,
    release,
    settle,
    shown_chart,
    shown_price,
    spot_of,
    viewport,
    waves,
)

CLICK = 3
"""Pixels from which a press is a drag."""


def ticked(candles: Candles, close: float) -> Candles:
    """The same, the last candle closing elsewhere so far."""
    closes = np.array([*candles.close[:-1], close])
    return replace(candles, close=closes, high=np.maximum(candles.high, closes), low=np.minimum(candles.low, closes))


def longer(candles: Candles) -> Candles:
    """One candle more, like the last."""
    step = candles.time[1] - candles.time[0]
    parts = (candles.open, candles.high, candles.low, candles.close)
    opened, high, low, close = (np.append(part, part[-1]) for part in parts)
    return Candles(np.append(candles.time, candles.time[-1] + step), opened, high, low, close)


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    """A long trade over 200 candles."""
    return shown_chart(qtbot, candles=waves())


def _line_of(chart: PriceChart, name: str) -> float:
    return spot_of(chart, name).y()


@pytest.mark.parametrize("news", ["ticks", "grows", "is replaced"])
def test_a_level_in_the_hand_stays_under_the_mouse_whatever_comes(chart: PriceChart, news: str) -> None:
    history = waves()
    come = {
        "ticks": lambda step: ticked(history, 50_000.0 + 40 * step),
        "grows": lambda _: longer(history),
        "is replaced": lambda step: waves(300 + step, middle=90_000.0, swing=20_000.0),
    }[news]
    point, said = spot_of(chart, "stop"), []
    chart.dragged.connect(lambda _key, price: said.append(price))
    press(chart, point)
    for step in range(1, 21):
        pull(chart, [point + QPointF(0, step)])
        held, line = shown_price(chart, "stop"), _line_of(chart, "stop")
        chart.set_candles(come(step))
        settle()
        assert (shown_price(chart, "stop"), _line_of(chart, "stop")) == (held, line)
        assert step < CLICK or abs(line - (point.y() + step)) <= 1
    release(chart, point + QPointF(0, 20))
    assert said == sorted(said, reverse=True)
    assert len(said) == 21 - CLICK


def test_escape_after_news_puts_the_level_back(chart: PriceChart) -> None:
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 20)])
    chart.set_candles(waves(50, middle=70_000.0))
    key(chart, Qt.Key.Key_Escape)
    assert shown_price(chart, "stop") == Decimal(49_000)


def test_another_history_is_fitted_when_the_level_is_let_go(chart: PriceChart) -> None:
    before = chart._canvas.plane()
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, 5)])
    chart.set_candles(waves(40, middle=52_500.0))
    assert chart._canvas.plane() == before
    release(chart, point + QPointF(0, 5))
    assert chart._canvas.plane().high > before.high


def test_a_tick_is_painted_and_leaves_the_view_alone(chart: PriceChart) -> None:
    drag(chart, QPointF(120.0, 80.0), 40, 0)
    view, before = chart._canvas.plane(), viewport(chart).grab().toImage()
    chart.set_candles(ticked(waves(), 50_400.0))
    settle()
    assert chart._canvas.plane() == view
    assert viewport(chart).grab().toImage() != before


def test_a_fitted_view_follows_a_history_that_goes_on_in_time_alone_and_another_one_is_fitted(
    chart: PriceChart,
) -> None:
    view = chart._canvas.plane()
    chart.set_candles(longer(waves()))
    assert astuple(chart._canvas.plane()) == pytest.approx(astuple(view.panned(-view.pixels_per_candle, 0)))
    chart.set_candles(replace(waves(), interval="1 d"))
    chart.set_candles(waves(60, middle=52_500.0))
    assert chart._canvas.plane() != view


def test_the_newest_candle_stays_clear_of_tags_that_grow_longer(chart: PriceChart) -> None:
    def gap() -> float:
        plane = chart._canvas.plane()
        tags = min(placed.row.left() for placed in chart._picture.layout(plane).levels)
        return tags - plane.x(199.5)

    assert gap() > 0
    prices = chart._canvas.plane().low, chart._canvas.plane().high
    chart.show_model(replace(MODEL, levels=(*MODEL.levels, replace(ENTRY, key="more", label="Stop after 100,000.0"))))
    assert gap() > 0
    assert (chart._canvas.plane().low, chart._canvas.plane().high) == prices


def test_the_newest_candle_is_clear_of_tags_in_a_narrow_chart_too(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    chart.resize(330, 300)
    long = replace(ENTRY, key="more", label="Liquidation, tried")
    chart.show_model(replace(MODEL, path=None, levels=(*MODEL.levels, long)))
    settle()
    chart.fit()
    plane = chart._canvas.plane()
    assert plane.x(199.5) < min(placed.row.left() for placed in chart._picture.layout(plane).levels)


def test_a_view_the_trader_chose_does_not_follow_candles(chart: PriceChart) -> None:
    drag(chart, QPointF(120.0, 80.0), 40, 0)
    view = chart._canvas.plane()
    chart.set_candles(longer(waves()))
    assert chart._canvas.plane() == view


def test_candles_that_come_have_dates_as_those_before(chart: PriceChart) -> None:
    grown = waves()
    for _ in range(40):
        grown = longer(grown)
        chart.set_candles(grown)
    fresh = chart._picture.dates
    chart._label_axes()
    assert fresh == chart._picture.dates
    assert fresh[-1].value > 200
