"""The box that follows the mouse: what it tells, where it stands, and that it is asked for once."""

from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF
from pytestqt.qtbot import QtBot

from planner.ui.charts.crosshair import Pointed, Surroundings, box_at, price_area
from planner.ui.charts.plane import Plane
from planner.ui.charts.price_chart import PriceChart
from tests.ui.charts.builders import MODEL, PATH, mouse, press, pull, release, settle, shown_chart, spot_of, viewport

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
