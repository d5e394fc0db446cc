"""A plot of curves: it draws what the model says, in the colours of a theme."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.ui.charts.colours import DARK
from planner.ui.charts.curve_model import Curve, CurveModel, Mark
from planner.ui.charts.curve_plot import CurvePlot
from planner.ui.charts.legend import Legend

MODEL = CurveModel(
    "Losses",
    "Equity",
    (Curve("rising", (0.0, 1.0, 2.0), (0.0, 1.0, 2.0), "equity", has_points=True),),
    (Mark(1.0, "here", "stop"),),
    "it rises",
)


def _shown(qtbot: QtBot, model: CurveModel) -> CurvePlot:
    plot = CurvePlot("A curve", DARK)
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show_curves(model, DARK)
    with qtbot.waitExposed(plot):
        plot.show()
    QApplication.processEvents()
    return plot


def _colours(plot: CurvePlot) -> set[str]:
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32) & 0xFFFFFF
    return {f"#{colour:06x}" for colour in np.unique(pixels)}


def test_curves_and_marks_are_drawn_in_their_colours(qtbot: QtBot) -> None:
    plot = _shown(qtbot, MODEL)
    assert {DARK.equity, DARK.stop, DARK.window} <= _colours(plot)
    assert plot.accessibleName() == "A curve"
    assert plot.accessibleDescription() == "it rises"


def test_what_is_no_longer_in_the_model_is_gone(qtbot: QtBot) -> None:
    plot = _shown(qtbot, MODEL)
    plot.show_curves(replace(MODEL, marks=()), DARK)
    QApplication.processEvents()
    assert DARK.stop not in _colours(plot)


def test_another_theme_changes_the_ground(qtbot: QtBot) -> None:
    plot = _shown(qtbot, MODEL)
    plot.show_curves(MODEL, replace(DARK, window="#ffffff"))
    QApplication.processEvents()
    assert "#ffffff" in _colours(plot)


def test_the_legend_names_every_curve_and_takes_a_line_more_where_it_must(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    names = ("the same share", "the same money", "the same size", "")
    legend.show_curves([Curve(name, (), (), "equity") for name in names], DARK)
    wide, narrow = legend.places(2000), legend.places(150)
    assert [curve.name for curve in legend.curves] == list(names[:3])
    assert len({place.top() for place in wide}) == 1
    assert len({place.top() for place in narrow}) == 3
    assert legend.heightForWidth(150) > 2 * legend.heightForWidth(2000)
    assert all(not one.intersects(other) for one, other in pairwise(wide))


@pytest.fixture(params=[9.5, 19.0])
def in_text_of(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    """The application in usual text, and in text twice as large."""
    usual = qapp.font()
    font = QFont(usual)
    font.setPointSizeF(request.param)
    qapp.setFont(font)
    yield
    qapp.setFont(usual)


@pytest.mark.usefixtures("in_text_of")
def test_names_of_neighbouring_places_stand_one_below_the_other(qtbot: QtBot) -> None:
    plot = _shown(qtbot, replace(MODEL, marks=tuple(Mark(1 + 0.001 * n, f"place {n}", "stop") for n in range(4))))
    view = plot._view.getViewBox()
    for height in (300, 500):
        plot.resize(400, height)
        QApplication.processEvents()
        areas = [line.label.mapRectToScene(line.label.boundingRect()) for line in plot._lines]
        assert areas[0].top() >= view.sceneBoundingRect().top()
        assert all(one.bottom() <= other.top() for one, other in pairwise(areas))
