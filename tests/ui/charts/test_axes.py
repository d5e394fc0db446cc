import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from planner.report.levels import LevelKind
from planner.ui.charts.axes import _placed_times, prices_fit
from planner.ui.charts.colours import DARK
from planner.ui.charts.price_chart import PriceChart
from planner.ui.charts.ticks import Tick
from tests.ui.charts.builders import MODEL, drag, level, settle, shown_chart, viewport, waves, wheel

GROUND = QColor(DARK.window).rgb() & 0xFFFFFF


def _written(chart: PriceChart) -> NDArray[np.bool_]:
    """Where the picture of the chart is not bare ground, by row and column."""
    image = viewport(chart).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    written: NDArray[np.bool_] = (pixels & 0xFFFFFF) != GROUND
    return written


def _middles(written: NDArray[np.bool_], axis: int, least_gap: int = 1) -> list[float]:
    """The middles of what is written one beside the other, along one axis; a gap up to `least_gap` ends nothing."""
    places = np.flatnonzero(written.sum(axis=axis))
    runs = np.split(places, np.flatnonzero(np.diff(places) > least_gap) + 1) if len(places) else []
    return [(run[0] + run[-1]) / 2 for run in runs]


def test_each_price_stands_at_its_height_and_none_is_cut(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    plane, axes = chart._canvas.plane(), chart._canvas.axes()
    left = int(plane.width) + 2
    column = _written(chart)[: int(plane.height), left : left + int(axes.width()) - 4]
    expected = [plane.y(tick.value) for tick in chart._picture.prices]
    half = chart._picture.note.height / 2
    whole = sorted(y for y in expected if half <= y <= plane.height - half)
    assert len(whole) > 3
    assert np.abs(np.subtract(_middles(column, 1), whole)).max() <= 2


def test_each_date_stands_under_its_candle(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    plane, axes = chart._canvas.plane(), chart._canvas.axes()
    top = int(plane.height) + 2
    row = _written(chart)[top : top + int(axes.height()) - 4, : int(plane.width)]
    note = chart._picture.note
    halves = [(plane.x(tick.value), note.width(tick.text) / 2) for tick in chart._picture.dates]
    whole = [x for x, half in halves if half - 0.5 <= x <= plane.width - half + 0.5]  # of text in whole pixels
    assert len(whole) > 2
    assert np.abs(np.subtract(_middles(row, 0, 12), whole)).max() <= 2


def test_prices_follow_when_the_view_is_moved(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    plane, axes = chart._canvas.plane(), chart._canvas.axes()
    part = np.s_[: int(plane.height), int(plane.width) + 2 : int(plane.width + axes.width()) - 2]
    first = _written(chart)[part]
    chart._look_as_asked(plane.panned(0, 7))
    moved = _written(chart)[part]
    assert (moved[40:-40] == first[33:-47]).all()


def test_the_axis_is_as_wide_as_its_longest_price(qtbot: QtBot) -> None:
    narrow, wide = shown_chart(qtbot), shown_chart(qtbot)
    dear = replace(MODEL, levels=(level("entry", LevelKind.ENTRY, "98765432.1"),), zones=(), path=None)
    wide.show_model(dear, reset_view=True)
    assert narrow._canvas.axes().width() < wide._canvas.axes().width()


def test_a_lone_date_at_the_edge_is_moved_into_view_and_not_left_away(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    plane, note = chart._canvas.plane(), chart._picture.note
    near, far = Tick(plane.index_at(5), "2024-02-03"), Tick(plane.index_at(200), "2024-02-04")
    assert _placed_times(plane, (near,), note) == [(0, near.text)]
    last = Tick(plane.index_at(plane.width - 5), "2024-02-05")
    assert _placed_times(plane, (last,), note) == [(int(plane.width - note.width(last.text)), last.text)]
    assert [text for _, text in _placed_times(plane, (near, far, last), note)] == [far.text]
    assert _placed_times(plane, (replace(near, value=plane.first - 50),), note) == []


@pytest.mark.parametrize("size", [10.0, 11.3, 12.7, 19.0])
def test_both_axes_have_their_lines_whatever_the_font(qtbot: QtBot, size: float) -> None:
    chart = shown_chart(qtbot, candles=waves())
    font = chart.font()
    font.setPointSizeF(size)
    chart.setFont(font)
    settle()
    plane, picture = chart._canvas.plane(), viewport(chart).grab().toImage()
    right, below = round(plane.width), round(plane.height)
    assert {picture.pixelColor(right, y).name() for y in range(below)} == {DARK.border}
    assert {picture.pixelColor(x, below).name() for x in range(right)} == {DARK.border}


def test_who_zooms_far_out_still_reads_every_price_and_fit_gives_the_room_back(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    before = chart._canvas.axes().width()
    chart._look_as_asked(chart._canvas.plane().zoomed_in_price(1e6, 300.0))
    assert prices_fit(chart._picture.prices, chart._canvas.axes().width(), chart._picture.note)
    assert chart._canvas.axes().width() > before
    chart.fit()
    assert chart._canvas.axes().width() == before


def test_who_zooms_far_in_still_reads_two_prices(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    for spot in (QPointF(200, 100.3), QPointF(chart._canvas.plane().width + 10, 180)):
        for _ in range(150):
            wheel(chart, spot, 1, Qt.KeyboardModifier.ControlModifier)
        drag(chart, spot, 0, -30)
        plane, note = chart._canvas.plane(), chart._picture.note
        assert plane.high - plane.low == pytest.approx(0.4)  # four ticks
        tops = {tick.text: plane.y(tick.value) - note.height / 2 for tick in chart._picture.prices}
        assert sum(0 <= top <= plane.height - note.height for top in tops.values()) >= 2
