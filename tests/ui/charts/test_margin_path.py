from dataclasses import replace

import pytest

from planner.ui.charts.margin_path import Sideways
from planner.ui.charts.plane import Plane
from tests.ui.charts.builders import PATH

PLANE = Plane(170, 500, 0, 1, 40_000, 60_000)


def test_the_curves_are_cut_at_the_view_and_keep_their_corners() -> None:
    bent = replace(PATH, prices=(0.0, 50_000.0, 100_000.0), equity=(0.0, 100.0, 1_100.0), requirement=(0.0, 1.0, 2.0))
    sideways = Sideways(bent, PLANE)
    assert list(sideways.equity) == pytest.approx([80, 100, 300])
    corners = sideways.line(sideways.equity)
    assert [corners.at(index).y() for index in range(corners.size())] == pytest.approx([500, 250, 0])


def test_a_jump_in_the_requirement_stays_a_jump() -> None:
    stepped = replace(
        PATH,
        prices=(0.0, 50_000.0, 50_000.0, 100_000.0),
        equity=(0.0, 50.0, 50.0, 100.0),
        requirement=(10.0, 10.0, 20.0, 20.0),
    )
    assert list(Sideways(stepped, PLANE).requirement) == pytest.approx([10, 10, 20, 20])


def test_what_is_in_view_fills_the_width_and_zero_is_always_in_it() -> None:
    sideways = Sideways(PATH, PLANE)
    assert sideways.x(0.0) == pytest.approx(160 - 150 * 3_000 / 4_000)
    assert sideways.x(-1_000.0) == pytest.approx(10)
    assert sideways.x(3_000.0) == pytest.approx(160)


def test_a_view_beyond_the_path_is_no_fault() -> None:
    short = replace(PATH, prices=(1.0, 2.0))
    sideways = Sideways(short, PLANE)
    assert sideways.line(sideways.equity).size() == 2
