"""The chart: levels that move, a candle that ticks, candles replaced, panning; beside finplot and matplotlib."""

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import count, pairwise
from time import process_time

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from planner.assess import Assessment, assess
from planner.market.candles import Candles as MarketCandles
from planner.ui.panels.chart_panel import ChartPanel
from planner.ui.theme import load_theme
from tests.benchmarks.chart_peers import HEIGHT, PEERS, WIDTH, Drawn, picture_of
from tests.benchmarks.figures import Figure, compare
from tests.benchmarks.test_keystroke import Paints
from tests.conftest import linear_instrument, linear_venue, make_draft, position, tiers
from tests.ui.charts.builders import Candles, settle, viewport, waves

POSITIONS, LEVELS, ROUNDS = 200, 12, 30
COINS = 20
_PUT_AWAY: list[QWidget] = []
_PAN, _IN_VIEW = 50.0, 0.9
"""Candles from one panned frame to the next, and the share of all that is in view."""
TIERS = tiers(("500000", "0.005", "125"), ("5000000", "0.01", "100"), ("1000000000", "0.02", "50"))
TARGETS = [{"price": str(50_400 + 100 * step), "share": "0.2"} for step in range(5)]
GOALS = {
    "finplot": {"move": "≤ 0.6 ×", "pan": "≤ 0.6 ×", "tick": "≤ 0.15 ×", "replace": "≤ 0.15 ×"},
    "matplotlib, full draw": dict.fromkeys(("move", "pan", "tick", "replace"), "≤ 0.125 ×"),
}
NAMES = {
    "move": "12 levels move",
    "tick": "the last candle ticks",
    "replace": "all candles replaced, 12 levels move",
    "pan": "panned",
}


def _assessment(stop: int) -> Assessment:
    coins = [linear_instrument(symbol=f"C{number}", margin_tiers=TIERS) for number in range(COINS)]
    held = [
        position(
            instrument=f"C{number % COINS}",
            margin_mode="cross",
            quantity="0.01",
            side=("long", "short")[number % 3 == 2],
        )
        for number in range(POSITIONS)
    ]
    return assess(
        make_draft(
            venue=linear_venue(linear_instrument(margin_tiers=TIERS), *coins),
            margin_mode="cross",
            positions=held,
            stop_price=str(stop),
            targets=TARGETS,
        )
    )


class OwnChart:
    """The chart panel of the window, fed with assessments of a plan beside 200 open positions."""

    def __init__(self, qtbot: QtBot, candles: Candles) -> None:
        """Show everything, all candles in view and none of them under a tag."""
        self._candles = candles
        self._assessments = [_assessment(49_500 - 10 * step) for step in range(8)]
        self._stops = count(1)
        self.panel = ChartPanel(self._history, lambda _symbol: None, load_theme("dark"))
        qtbot.addWidget(self.panel)
        self.panel.resize(WIDTH, HEIGHT)
        self.panel.show()
        self.panel.show_assessment(self._assessments[0])
        settle()
        self.chart = self.panel.chart
        self._viewport = viewport(self.chart)
        self.widget: QWidget | None = self._viewport
        view = self.chart._canvas.plane()
        self.chart._look_as_asked(replace(view, first=-0.5, last=len(candles.close) * 1.4))
        settle()

    def _history(self, _symbol: str) -> MarketCandles:
        shown = self._candles
        return MarketCandles(
            symbol="",
            time=shown.time.astype("datetime64[s]").astype(float),
            open=shown.open,
            high=shown.high,
            low=shown.low,
            close=shown.close,
            title=shown.title,
            interval=shown.interval,
        )

    def move(self, _prices: Sequence[float]) -> None:
        """Another stop: every level, note, zone and the margin path follow."""
        self.panel.show_assessment(self._assessments[next(self._stops) % len(self._assessments)])

    def tick(self, candles: Candles) -> None:
        """The candles go on."""
        self._candles = candles
        self.panel.show_candles()

    def replace(self, candles: Candles) -> None:
        """Another history."""
        self.tick(candles)

    def pan(self, first: float, last: float) -> None:
        """Look at other candles."""
        self.chart._look_as_asked(replace(self.chart._canvas.plane(), first=first, last=last))

    def paint(self) -> None:
        """At once."""
        self._viewport.repaint()

    def picture(self) -> bytes:
        """The panel."""
        return picture_of(self.panel)


class Scene:
    """The same changes for every chart, another one each time."""

    def __init__(self, kind: str, candles: Candles) -> None:
        """Histories are made before anything is timed."""
        size = len(candles.close)
        self._kind = kind
        self._ticked = [_ticked(candles, 450.0 + 60 * step) for step in range(4)]
        self._others = [waves(size, swing=350.0 + 20 * step) for step in range(4)]
        self._size = size

    def frame(self, chart: Drawn) -> Callable[[], None]:
        """A function that changes the chart and paints it."""
        change = self.change(chart)

        def once() -> None:
            change()
            chart.paint()

        return once

    def change(self, chart: Drawn) -> Callable[[], None]:
        """A function that changes the chart, which paints itself when Qt next paints."""
        steps = count(1)
        act: dict[str, Callable[[int], None]] = {
            "move": lambda step: chart.move(lines(step)),
            "tick": lambda step: chart.tick(self._ticked[step % 4]),
            "replace": lambda step: self._replace(chart, step),
            "pan": lambda step: chart.pan(_PAN * (step % 8), self._size * _IN_VIEW + _PAN * (step % 8)),
        }

        return lambda: act[self._kind](next(steps))

    def _replace(self, chart: Drawn, step: int) -> None:
        chart.replace(self._others[step % 4])
        chart.move(lines(step))


def lines(step: int) -> list[float]:
    """Prices of the level lines."""
    return [49_600.0 + 70 * line + 5 * (step % 8) for line in range(LEVELS)]


def _ticked(candles: Candles, change: float) -> Candles:
    closes = np.array([*candles.close[:-1], candles.close[-1] + change])
    return replace(candles, close=closes, high=np.maximum(candles.high, closes), low=np.minimum(candles.low, closes))


@pytest.fixture
def quiet_end() -> Iterator[None]:
    """What a peer leaves open is put away, and kept: a scene of finplot that Qt destroys takes the process with it."""
    yield
    for widget in QApplication.topLevelWidgets():
        widget.hide()
        _PUT_AWAY.append(widget)
    settle()


@pytest.mark.qt_log_ignore("propagateSizeHints")
@pytest.mark.filterwarnings("ignore")  # what a peer warns of is its own
@pytest.mark.usefixtures("quiet_end")
@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("size", [5_000, 20_000])
def test_a_frame_is_painted_soon(benchmark: BenchmarkFixture, qtbot: QtBot, size: int, kind: str, peer: str) -> None:
    candles = waves(size)
    other = PEERS[peer](candles, lines(0))
    if other is None:
        pytest.skip(f"{peer.partition(',')[0]} is not installed here: it is compared with only where it is")
    own, scene = OwnChart(qtbot, candles), Scene(kind, candles)
    ours, theirs = scene.frame(own), scene.frame(other)
    for chart, frame in ((own, ours), (other, theirs)):
        assert _changes(chart, frame), f"{type(chart).__name__} painted nothing new"
    figure = Figure(f"{NAMES[kind]}, {size:,} candles, {POSITIONS} open positions", GOALS[peer][kind], peer)
    paints = [Paints(chart.widget) for chart in (own, other) if chart.widget is not None]
    compare(benchmark, figure, ours, theirs, rounds=ROUNDS, clock=process_time, between=QApplication.processEvents)
    assert all(counted.count for counted in paints)


@pytest.mark.parametrize("kind", NAMES)
def test_every_change_is_one_paint_that_can_be_seen(qtbot: QtBot, kind: str) -> None:
    candles = waves(5_000)
    chart = OwnChart(qtbot, candles)
    assert len(chart.chart._picture.levels()) == LEVELS
    assert chart.widget is not None
    scene, paints = Scene(kind, candles), Paints(chart.widget)
    change = scene.change(chart)
    for done in range(1, 5):
        change()
        settle()
        assert paints.count == done
    assert _changes(chart, scene.frame(chart))


def _changes(chart: Drawn, frame: Callable[[], None]) -> bool:
    """Whether every one of three frames looks unlike the one before."""
    seen = [chart.picture()]
    for _ in range(3):
        frame()
        seen.append(chart.picture())
    return all(one != other for one, other in pairwise(seen))
