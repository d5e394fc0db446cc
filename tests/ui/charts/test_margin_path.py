from math import inf

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from planner.ui.charts.margin_path import Sideways, _rows
from planner.ui.charts.model import PathCurve, Zone
from planner.ui.charts.plane import Plane
from tests.ui.charts.builders import EQUITY, MODEL, PATH, shown_chart, viewport

PLANE = Plane(170, 500, 0, 1, 40_000, 60_000)


def seen(curve: PathCurve) -> list[tuple[float, float]]:
    """The points of a curve that are in view."""
    sideways = Sideways(replace(PATH, curves=(curve,)), PLANE)
    return list(sideways.curves[0][1])


def test_a_curve_is_cut_at_the_view_and_keeps_its_corners() -> None:
    bent = replace(EQUITY, prices=(0.0, 50_000.0, 100_000.0), amounts=(0.0, 100.0, 1_100.0))
    points = seen(bent)
    assert [amount for _, amount in points] == pytest.approx([80, 100, 300])
    corners = Sideways(replace(PATH, curves=(bent,)), PLANE).line(tuple(points))
    assert [corners.at(index).y() for index in range(corners.size())] == pytest.approx([500, 250, 0])


def test_a_jump_in_the_requirement_stays_a_jump() -> None:
    stepped = replace(EQUITY, prices=(0.0, 50_000.0, 50_000.0, 100_000.0), amounts=(10.0, 10.0, 20.0, 20.0))
    assert [amount for _, amount in seen(stepped)] == pytest.approx([10, 10, 20, 20])


def test_what_is_in_view_fills_the_width_and_zero_is_always_in_it() -> None:
    sideways = Sideways(PATH, PLANE)
    assert sideways.x(0.0) == pytest.approx(160 - 150 * 3_000 / 4_000)
    assert sideways.x(-1_000.0) == pytest.approx(10)
    assert sideways.x(3_000.0) == pytest.approx(160)


def test_a_view_beyond_the_path_is_no_fault() -> None:
    assert len(seen(replace(EQUITY, prices=(1.0, 2.0)))) == 2


def test_a_curve_with_other_corners_shares_the_scale() -> None:
    before = PathCurve("equity", "before", (0.0, 100_000.0), (6_000.0, 6_000.0), is_faint=True)
    sideways = Sideways(replace(PATH, curves=(*PATH.curves, before)), PLANE)
    assert sideways.x(6_000.0) == pytest.approx(160)
    assert list(sideways.curves[2][1]) == [(40_000.0, 6_000.0), (60_000.0, 6_000.0)]


@pytest.mark.parametrize(
    ("prices", "top"),
    [
        ((), 4),
        ((50_000.0,), 4),
        ((59_000.0,), 34),
        ((59_000.0, 57_000.0), 84),
        (tuple(range(40_000, 60_001, 1_000)), 4),
    ],
)
def test_curves_are_named_where_no_amount_is_covered(prices: tuple[float, ...], top: float) -> None:
    path = replace(PATH, markers=tuple(replace(PATH.markers[0], price=price) for price in prices))
    rows = _rows(Sideways(path, PLANE), path, 3, 14.0)
    assert [row.top() for row in rows] == [top, top + 16, top + 32]


def test_the_hatch_of_the_path_is_its_own_and_not_that_of_the_levels(qtbot: QtBot) -> None:
    model = replace(MODEL, zones=())
    hatched = replace(model, path=replace(PATH, zones=(Zone("negative", -inf, 49_000.0),)))
    plain, over = (viewport(shown_chart(qtbot, each)).grab().toImage() for each in (model, hatched))
    left, right = 100, plain.width() - 20
    low = plain.height() - 60
    assert over.copy(right, 0, 10, plain.height()) != plain.copy(right, 0, 10, plain.height())
    assert over.copy(left, low, 10, 10) == plain.copy(left, low, 10, 10)
