from decimal import Decimal

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.report.levels import LevelKind
from planner.ui.charts.colours import DARK, blend
from planner.ui.charts.plane import Plane
from planner.ui.charts.price_chart import PriceChart
from tests.ui.charts.builders import (
    ENTRY,
    LIQUIDATION,
    MODEL,
    STOP,
    drag,
    key,
    level,
    mouse,
    settle,
    shown_chart,
    viewport,
    waves,
    wheel,
    with_price,
)

EMPTY_SPOT = QPointF(100.0, 60.0)


class PaintCounter(QObject):
    """Counts the paints of a widget."""

    def __init__(self, chart: PriceChart) -> None:
        """Begin to count."""
        super().__init__(chart)
        self.count = 0
        viewport(chart).installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count and let pass."""
        self.count += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


def colours_in(chart: PriceChart) -> set[str]:
    """Every colour painted in the chart."""
    image = viewport(chart).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32) & 0xFFFFFF
    return {f"#{colour:06x}" for colour in np.unique(pixels)}


def plane_of(chart: PriceChart) -> Plane:
    """What is in view."""
    return chart._canvas.plane()


def tags_of(chart: PriceChart) -> dict[str, int]:
    """Each level's place: 0 in view, -1 above, 1 below."""
    return {each.level.key: each.beyond for each in chart._picture.layout(plane_of(chart)).levels}


def test_one_model_is_one_paint(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    counter = PaintCounter(chart)
    for step in range(10):
        chart.show_model(with_price(MODEL, "stop", Decimal(48_900 - step)))
        settle()
    assert counter.count == 10


def test_many_models_before_the_paint_are_one_paint(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    counter = PaintCounter(chart)
    for step in range(10):
        chart.show_model(with_price(MODEL, "stop", Decimal(48_900 - step)))
    settle()
    assert counter.count == 1


def test_candles_are_painted(qtbot: QtBot) -> None:
    bare = replace(MODEL, levels=(ENTRY,), zones=(), path=None)
    without, with_them = shown_chart(qtbot, bare), shown_chart(qtbot, bare, waves())
    both = {DARK.candle_up, DARK.candle_down}
    assert both.isdisjoint(colours_in(without))
    assert both <= colours_in(with_them)


def test_crowded_candles_are_painted_too(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, replace(MODEL, levels=(ENTRY,), zones=(), path=None), waves(20_000))
    chart._look_as_asked(replace(plane_of(chart), first=0, last=20_000))
    settle()
    assert {DARK.candle_up, DARK.candle_down} <= colours_in(chart)


def test_levels_are_painted_without_candles_and_a_sentence_says_so(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot)
    assert {DARK.entry, DARK.stop, DARK.target, DARK.liquidation} <= colours_in(chart)
    sentence = viewport(chart).grab().toImage()
    chart.set_candles(waves())
    chart.set_candles(None)
    settle()
    assert viewport(chart).grab().toImage() == sentence


def test_another_theme_repaints_everything(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    light = replace(DARK, window="#ffffff", grid="#eeeeee", entry="#0b5fd3", equity="#0b5fd3", on_tag="#101010")
    chart.set_colours(light)
    settle()
    seen = colours_in(chart)
    assert {"#ffffff", "#0b5fd3"} <= seen
    assert seen.isdisjoint({DARK.window, DARK.entry})


def test_targets_come_and_go(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot)
    second = level("target-2", LevelKind.TARGET, "52500", draggable=True)
    chart.show_model(replace(MODEL, levels=(*MODEL.levels, second)))
    assert "target-2" in tags_of(chart)
    chart.show_model(replace(MODEL, levels=(ENTRY, STOP)))
    settle()
    assert set(tags_of(chart)) == {"entry", "stop"}
    assert DARK.target not in colours_in(chart)


def test_a_far_level_is_marked_at_the_edge_and_squashes_nothing(qtbot: QtBot) -> None:
    near = shown_chart(qtbot, replace(MODEL, levels=(ENTRY, STOP)), waves())
    far = replace(level("liquidation", LevelKind.LIQUIDATION, "20000"), distance="−60.0 %")
    chart = shown_chart(qtbot, replace(MODEL, levels=(ENTRY, STOP, far)), waves())
    assert plane_of(chart).low == pytest.approx(plane_of(near).low, rel=1e-4)
    assert plane_of(chart).high == pytest.approx(plane_of(near).high, rel=1e-4)
    placed = chart._picture.layout(plane_of(chart)).levels[2]
    assert (placed.beyond, placed.level.distance) == (1, "−60.0 %")
    assert placed.tag.bottom() <= plane_of(chart).height


def test_the_view_stays_when_a_model_arrives(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    before = plane_of(chart)
    chart.show_model(with_price(MODEL, "target-1", Decimal(90_000)))
    assert plane_of(chart) == before
    assert tags_of(chart)["target-1"] == -1


def test_a_view_the_user_chose_survives_models_and_resizing(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    drag(chart, EMPTY_SPOT, 30, 300)
    chosen = plane_of(chart)
    chart.show_model(with_price(MODEL, "stop", Decimal(48_900)))
    chart.show_model(replace(MODEL, levels=()))
    chart.resize(1000, 700)
    settle()
    after = plane_of(chart)
    assert (after.first, after.last, after.low, after.high) == (chosen.first, chosen.last, chosen.low, chosen.high)


def test_another_instrument_resets_the_view(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    drag(chart, EMPTY_SPOT, 0, 300)
    levels = (level("entry", LevelKind.ENTRY, "1.1"), level("stop", LevelKind.STOP, "1.09"))
    chart.set_candles(None)
    chart.show_model(replace(MODEL, levels=levels, price_decimals=5), reset_view=True)
    assert plane_of(chart).low < 1.09
    assert plane_of(chart).high > 1.1


def test_a_view_nobody_chose_follows_a_trade_that_left_it(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, replace(MODEL, levels=(level("entry", LevelKind.ENTRY, "5"),)))
    chart.show_model(MODEL)
    assert set(tags_of(chart).values()) == {0}


@pytest.mark.parametrize("way", ["key", "price axis", "time axis"])
def test_home_and_a_double_click_on_an_axis_fit(qtbot: QtBot, way: str) -> None:
    chart = shown_chart(qtbot, candles=waves())
    fitted = plane_of(chart)
    drag(chart, EMPTY_SPOT, 50, 100)
    assert plane_of(chart) != fitted
    if way == "key":
        key(chart, Qt.Key.Key_Home)
    else:
        spot = QPointF(fitted.width + 5, 100) if way == "price axis" else QPointF(100, fitted.height + 5)
        mouse(chart, QEvent.Type.MouseButtonDblClick, spot)
    assert plane_of(chart) == fitted


def test_the_background_is_pulled_with_the_mouse(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    before = plane_of(chart)
    drag(chart, EMPTY_SPOT, 40, 25)
    after = plane_of(chart)
    assert after.x(before.index_at(0)) == pytest.approx(40)
    assert after.y(before.price_at(0)) == pytest.approx(25)


def test_the_wheel_zooms_about_the_mouse(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    before = plane_of(chart)
    wheel(chart, EMPTY_SPOT, 1)
    in_time = plane_of(chart)
    assert in_time.last - in_time.first == pytest.approx((before.last - before.first) / 1.15)
    assert in_time.index_at(EMPTY_SPOT.x()) == pytest.approx(before.index_at(EMPTY_SPOT.x()))
    assert (in_time.low, in_time.high) == (before.low, before.high)
    wheel(chart, EMPTY_SPOT, -1, Qt.KeyboardModifier.ControlModifier)
    in_price = plane_of(chart)
    assert in_price.high - in_price.low == pytest.approx((before.high - before.low) * 1.15)
    assert in_price.price_at(EMPTY_SPOT.y()) == pytest.approx(before.price_at(EMPTY_SPOT.y()))


def test_dragging_an_axis_scales_it(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    before = plane_of(chart)
    drag(chart, QPointF(before.width + 10, 100), 0, 50)
    drag(chart, QPointF(100, before.height + 5), 50, 0)
    after = plane_of(chart)
    assert after.high - after.low > before.high - before.low
    assert after.last - after.first < before.last - before.first


def test_keys_pan_and_zoom(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    before = plane_of(chart)
    for code in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Plus):
        key(chart, code)
    after = plane_of(chart)
    assert after.last < before.last
    assert after.high > before.high
    assert after.last - after.first < before.last - before.first


def test_the_margin_path_needs_room_and_a_path(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot)
    assert chart._canvas.path_width() == 170
    chart.resize(559, 600)
    settle()
    assert chart._canvas.path_width() == 0
    chart.resize(900, 600)
    settle()
    chart.show_model(replace(MODEL, path=None))
    assert chart._canvas.path_width() == 0


def test_pointing_tells_price_and_time(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=waves())
    heard: list[tuple[Decimal | None, str]] = []
    chart.hovered.connect(lambda price, time: heard.append((price, time)))
    plane = plane_of(chart)
    mouse(chart, QEvent.Type.MouseMove, QPointF(plane.x(199), plane.y(50_123.4)))
    mouse(chart, QEvent.Type.MouseMove, QPointF(plane.width + 20, 50))
    (price, time), nothing = heard
    assert price is not None
    assert price % MODEL.price_tick == 0
    assert abs(float(price) - 50_123.4) <= 0.1
    assert time == "2024-02-03 04:00 UTC"
    assert nothing == (None, "")


def test_the_chart_names_and_describes_itself(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot)
    assert (chart.accessibleName(), chart.accessibleDescription()) == (MODEL.title, MODEL.description)


def test_an_error_is_marked_by_shape(qtbot: QtBot) -> None:
    plain = replace(MODEL, levels=(ENTRY, STOP), zones=(), path=None)
    wrong = replace(plain, levels=(ENTRY, replace(STOP, error=True)))
    danger = QColor(DARK.danger).name()
    assert danger not in colours_in(shown_chart(qtbot, plain))
    assert danger in colours_in(shown_chart(qtbot, wrong))


def test_notes_are_readable_on_every_zone(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot)
    grounds = {note.text: note.ground for note in chart._picture.layout(plane_of(chart)).notes}
    assert grounds == {"0.2 BTC": "reward", "−1.00 R": "risk", "+2.00 R": ""}


@pytest.mark.parametrize("prices", [("50000",), ("50000", "49000", "51000")])
def test_no_line_runs_through_the_words_that_there_are_no_candles(qtbot: QtBot, prices: tuple[str, ...]) -> None:
    levels = tuple(level(price, LevelKind.ENTRY, price) for price in prices)
    chart = shown_chart(qtbot, replace(MODEL, levels=levels, zones=(), path=None))
    plane, picture = plane_of(chart), viewport(chart).grab().toImage()
    columns = range(100, int(plane.width - chart._picture.tag_room(plane.width)) - 40)
    plain = {DARK.window, DARK.grid, DARK.entry}
    written = [y for y in range(int(plane.height)) if {picture.pixelColor(x, y).name() for x in columns} - plain]
    assert written
    assert not any(min(written) - 2 <= plane.y(float(price)) <= max(written) + 2 for price in prices)


def test_no_line_runs_through_how_far_a_level_out_of_view_is(qtbot: QtBot) -> None:
    far = replace(level("liquidation", LevelKind.LIQUIDATION, "20000"), distance="−60.0 %")
    chart = shown_chart(qtbot, replace(MODEL, levels=(ENTRY, STOP, far), zones=(), path=None))
    note = next(note for note in chart._picture.layout(plane_of(chart)).notes if note.text == "−60.0 %")
    middle = note.area.center()
    crossing = level("target-1", LevelKind.TARGET, f"{plane_of(chart).price_at(middle.y()):.1f}")
    chart.show_model(replace(MODEL, levels=(ENTRY, STOP, crossing, far), zones=(), path=None))
    picture = viewport(chart).grab().toImage()
    row = {picture.pixelColor(x, round(middle.y())).name() for x in range(int(note.area.left()), int(middle.x()))}
    left = picture.pixelColor(40, round(plane_of(chart).y(float(crossing.price))))
    assert left.name() == DARK.target
    assert DARK.target not in row


def test_no_levels_at_all_are_shown_without_fault(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, replace(MODEL, levels=(), zones=(), path=None))
    assert colours_in(chart) >= {DARK.window}
    chart.show_model(replace(MODEL, levels=(LIQUIDATION,)))
    assert tags_of(chart) == {"liquidation": 0}


def test_blended_colours_are_what_is_seen_through() -> None:
    assert blend("#ffffff", "#000000", 0.5) == "#808080"
    assert blend("#ff0000", "#0000ff", 0.25) == "#4000bf"


def test_the_crosshair_goes_with_the_mouse(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot)
    heard: list[object] = []
    mouse(chart, QEvent.Type.MouseMove, EMPTY_SPOT)
    chart.hovered.connect(lambda price, _time: heard.append(price))
    QApplication.sendEvent(viewport(chart), QEvent(QEvent.Type.Leave))
    assert heard == [None]


def test_a_larger_font_makes_larger_tags(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot)
    before = chart._picture.layout(plane_of(chart)).levels[0].tag
    font = chart.font()
    font.setPixelSize(24)
    chart.setFont(font)
    settle()
    after = chart._picture.layout(plane_of(chart)).levels[0].tag
    assert after.height() > before.height()
    assert after.width() > before.width()


def test_times_may_be_seconds(qtbot: QtBot) -> None:
    candles = waves()
    seconds = replace(candles, time=candles.time.astype("datetime64[s]").astype(np.float64))
    chart = shown_chart(qtbot, candles=seconds)
    assert chart._picture.time_at(plane_of(chart), plane_of(chart).x(199)) == "2024-02-03 04:00 UTC"
