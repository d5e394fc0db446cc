"""The box that follows the mouse: what it tells, where it stands, and that it is asked for once."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt
from pytestqt.qtbot import QtBot

from planner.ui.charts.crosshair import Pointed, Surroundings, box_at, price_area
from planner.ui.charts.plane import Plane
from planner.ui.charts.price_chart import PriceChart
from tests.ui.charts.builders import (
    MODEL,
    PATH,
    TICK,
    key,
    mouse,
    press,
    pull,
    release,
    settle,
    shown_chart,
    spot_of,
    viewport,
    waves,
    wheel,
    with_price,
)

AROUND = Surroundings(Plane(600, 500, 0, 1, 0, 1), QSizeF(70, 20), 170, 420)
BOX = QSizeF(150, 60)


class Told:
    """A reading that counts how often it is asked."""

    def __init__(self, name: str) -> None:
        """Nobody has asked yet."""
        self.name = name
        self.asked: list[Decimal] = []

    def __call__(self, price: Decimal) -> tuple[tuple[str, str], ...]:
        """One line."""
        self.asked.append(price)
        return ((self.name, f"{price}"),)


@pytest.fixture
def read(qtbot: QtBot) -> tuple[PriceChart, Told, Told]:
    """A chart whose readings are counted: at a price, and in the margin path."""
    at_price, in_path = Told("Equity"), Told("Backing")
    model = replace(MODEL, reading=at_price, path=replace(PATH, reading=in_path))
    return shown_chart(qtbot, model), at_price, in_path


def _path_point(chart: PriceChart, y: float) -> QPointF:
    return QPointF(chart._canvas.widget.width() - 40.0, y)


def _box(x: float, y: float, *, in_path: bool = False) -> QRectF:
    return box_at(AROUND, Pointed(QPointF(x, y), Decimal(1), "", "", in_path), BOX)


def test_the_mouse_over_the_chart_reads_the_account_at_its_price(read: tuple[PriceChart, Told, Told]) -> None:
    chart, at_price, in_path = read
    mouse(chart, QEvent.Type.MouseMove, QPointF(200, 300))
    settle()
    pointed = chart._picture.pointed
    assert pointed is not None
    assert list(chart._picture.reading()) == [("Equity", f"{pointed.price}")]
    assert at_price.asked == [pointed.price]
    assert in_path.asked == []


def test_the_mouse_over_the_margin_path_reads_the_path(read: tuple[PriceChart, Told, Told]) -> None:
    chart, at_price, in_path = read
    before = viewport(chart).grab().toImage()
    mouse(chart, QEvent.Type.MouseMove, _path_point(chart, 250))
    settle()
    pointed = chart._picture.pointed
    assert pointed is not None
    assert (pointed.in_path, pointed.time_text) == (True, "")
    assert (at_price.asked, in_path.asked) == ([], [pointed.price])
    assert viewport(chart).grab().toImage() != before


@pytest.mark.parametrize("moved", ["key", "zoom", "fit", "size", "candles"])
def test_what_is_told_follows_a_view_that_moves_below_a_resting_mouse(qtbot: QtBot, moved: str) -> None:
    chart = shown_chart(qtbot, candles=waves())
    said: list[object] = []
    chart.hovered.connect(lambda price, _time: said.append(price))
    point = QPointF(200, 200)
    if moved == "fit":
        wheel(chart, QPointF(200, 300), 3, Qt.KeyboardModifier.ControlModifier)
    mouse(chart, QEvent.Type.MouseMove, point)
    ways: dict[str, Callable[[], object]] = {
        "key": lambda: key(chart, Qt.Key.Key_Up),
        "zoom": lambda: wheel(chart, QPointF(200, 300), 2, Qt.KeyboardModifier.ControlModifier),
        "fit": chart.fit,
        "size": lambda: chart.resize(900, 900),
        "candles": lambda: chart.set_candles(waves(middle=55_000.0, swing=4_000.0)),
    }
    before = chart._canvas.plane().price_at(200)
    ways[moved]()
    settle()
    now = chart._canvas.plane().price_at(200)
    pointed = chart._picture.pointed
    assert pointed is not None
    assert abs(now - before) > 10
    assert float(pointed.price) == pytest.approx(now, abs=0.06)
    assert said[-1] == pointed.price


def test_below_zero_there_is_no_price_to_tell_or_to_put_anything_at(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, with_price(MODEL, "stop", TICK))
    chart.fit()
    key(chart, Qt.Key.Key_Down)
    placed: list[str] = []
    chart.placed.connect(lambda what, _price: placed.append(what))
    below = chart._canvas.plane().y(-400)
    assert 0 < below < chart._canvas.plane().height
    mouse(chart, QEvent.Type.MouseMove, QPointF(200, below))
    chart._place_at_mouse("stop")
    assert chart._picture.pointed is None
    assert placed == []


def test_another_model_is_read_anew_where_the_mouse_rests(read: tuple[PriceChart, Told, Told]) -> None:
    chart, _, _ = read
    mouse(chart, QEvent.Type.MouseMove, QPointF(200, 300))
    settle()
    later = Told("Equity")
    chart.show_model(replace(MODEL, reading=later))
    settle()
    assert len(later.asked) == 1


def test_nothing_is_read_while_a_level_is_dragged(read: tuple[PriceChart, Told, Told]) -> None:
    chart, at_price, _ = read
    point = spot_of(chart, "stop")
    press(chart, point)
    pull(chart, [point + QPointF(0, step) for step in range(1, 9)])
    settle()
    assert at_price.asked == []
    release(chart, point + QPointF(0, 8))
    settle()
    assert len(at_price.asked) == 1


def test_the_box_stands_beside_the_mouse_and_never_on_tags_or_outside() -> None:
    assert _box(100, 100).topLeft() == QPointF(114, 114)
    assert _box(300, 100).right() == 286
    assert _box(100, 480).bottom() == 466
    assert _box(50, 20).left() == 64
    inside = QRectF(600, 0, 240, 500)
    for y in (0.0, 250.0, 499.0):
        assert inside.contains(_box(700, y, in_path=True))
        assert inside.contains(_box(839, y, in_path=True))


def test_the_mouse_that_leaves_takes_the_box_with_it(read: tuple[PriceChart, Told, Told]) -> None:
    chart, _, _ = read
    mouse(chart, QEvent.Type.MouseMove, QPointF(200, 300))
    mouse(chart, QEvent.Type.MouseMove, QPointF(200, chart._canvas.widget.height() - 2.0))
    assert chart._picture.reading() == ()


@pytest.mark.parametrize(
    ("y", "width", "seen"),
    [
        (250, 50, QRectF(600, 242, 70, 16)),
        (3, 50, QRectF(600, 0, 70, 16)),
        (499, 90, QRectF(600, 484, 90, 16)),
        (250, 300, QRectF(540, 242, 300, 16)),
    ],
)
def test_the_price_at_the_mouse_is_never_cut(y: float, width: float, seen: QRectF) -> None:
    assert price_area(AROUND, y, QSizeF(width, 16)) == seen
