"""A key in the stop field to the finished repaint, in the real window with 5,000 candles in view.

The window answers a key in turns of its event loop, between which other keys are taken: the ticket, the chart and all
figures of the plan; then what follows for open positions and pause rules; then the three questions.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QWidget
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from planner.app import FIRST_EXAMPLE, example
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.ui.main_window import MainWindow
from planner.ui.start import build_window
from tests.benchmarks.figures import Figure, Times, keep, repeat
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script

CANDLES = 5000
ROUNDS = 300
KEYS = (Qt.Key.Key_3, Qt.Key.Key_Backspace)
TYPING = Figure("key in the stop field to finished repaint, 5,000 candles", "p95 ≤ 16.7 ms")
FOLLOWING = Figure("open positions and pause rules after the key, painted", "p95 ≤ 16.7 ms")
ANSWERING = Figure("the three questions after the key, painted", "p95 ≤ 16.7 ms")


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        """Watch from now on."""
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count and let pass."""
        self.count += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The window as it opens, then all candles in view and the stop at 1.2257, ready to be typed on."""
    folders = Folders(tmp_path / "config", tmp_path / "state")
    made = build_window(example(FIRST_EXAMPLE), folders, Settings(), Script())
    with qtbot.waitExposed(made):
        made.show()
    chart = made.chart.chart
    shown = chart._canvas.plane()
    chart._look_as_asked(replace(shown, first=-0.5, last=CANDLES * 1.2))
    field = _stop(made)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1.2257")
    settle()
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _stop(window: MainWindow) -> QLineEdit:
    return window.ticket.bindings["stop_price"].field.input


def _view(window: MainWindow) -> QWidget:
    return window.chart.findChildren(QAbstractScrollArea)[0].viewport()


def test_the_scene_is_what_the_figure_says(window: MainWindow) -> None:
    chart = window.chart.chart
    assert (window.width(), window.height()) == (1440, 900)
    candles, model = chart._picture.candles, chart._picture.model
    assert candles is not None
    assert len(candles.close) == CANDLES
    assert chart._canvas.plane().first < 0
    assert chart._canvas.plane().last > CANDLES
    assert model is not None
    assert model.path is not None
    assert len(model.levels) >= 8
    assert window.workspace.document.draft.plan.stop_price is not None


def test_a_key_repaints_the_chart_once_at_most(window: MainWindow) -> None:
    paints = Paints(_view(window))
    for step in range(6):
        before = paints.count
        QTest.keyClick(_stop(window), KEYS[step % 2])
        settle()
        assert paints.count - before <= 1
    assert paints.count


@pytest.mark.parametrize("turn", [0, 1, 2], ids=["the plan", "its account", "three questions"])
def test_a_key_is_painted_soon(benchmark: BenchmarkFixture, window: MainWindow, turn: int) -> None:
    times, paints = Times(), Paints(_view(window))
    done = _Turns(window)
    for step in range(20):
        done.press(step)

    def press() -> None:
        times.ours.append(done.press(len(times.ours))[turn])

    before = paints.count
    repeat(benchmark, press, rounds=ROUNDS)
    keep(benchmark, (TYPING, FOLLOWING, ANSWERING)[turn], times)
    assert paints.count - before == len(times.ours)


class _Turns:
    """Types in the stop field and tells when each turn of the event loop has been painted.

    A timer of no time fires once everything else is done, painting too, and before those that were started after it.
    """

    def __init__(self, window: MainWindow) -> None:
        """In this window."""
        self.window, self.loop, self.ends = window, QEventLoop(), list[float]()
        self.is_caught_up, self.answers = False, window.cards.answers
        self.timer = QTimer(interval=0)
        self.timer.timeout.connect(self._look)
        window.portfolio.caught_up.connect(self._caught_up)

    def press(self, step: int) -> tuple[float, float, float]:
        """Seconds of the plan's own turn, of its account's, and of the three questions'."""
        self.ends.clear()
        self.is_caught_up, self.answers = False, self.window.cards.answers
        self.timer.start()
        start = perf_counter()
        QTest.keyClick(_stop(self.window), KEYS[step % 2])
        self.loop.exec()
        plan, account, last = self.ends
        return plan - start, account - plan, last - account

    def _caught_up(self) -> None:
        self.is_caught_up = True

    def _look(self) -> None:
        """Each turn ends when the next begins."""
        is_over = (True, self.is_caught_up, self.window.cards.answers is not self.answers)
        if is_over[len(self.ends)]:
            self.ends.append(perf_counter())
        if len(self.ends) == len(is_over):
            self.timer.stop()
            self.loop.quit()
