"""A long trade on a chart, candles, and a mouse that really moves."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from planner.report.levels import LevelKind
from planner.ui.charts.model import ChartModel, Level, PathCurve, PathMarker, PathModel, Zone
from planner.ui.charts.price_chart import PriceChart

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier
TICK = Decimal("0.1")


class Candles(Struct, frozen=True):
    """Plain arrays."""

    time: NDArray[Any]
    open: NDArray[np.float64]
    high: NDArray[np.float64]
    low: NDArray[np.float64]
    close: NDArray[np.float64]
    title: str = "BTC/USDT"
    interval: str = "4 h"


def waves(count: int = 200, middle: float = 50_000.0, swing: float = 400.0) -> Candles:
    """Candles of four hours that rise and fall in a sine, the last at the middle."""
    close = middle + swing * np.sin(np.arange(1 - count, 1) / 9.0)
    before = np.concatenate((close[:1], close[:-1]))
    times = np.datetime64("2024-01-01T00:00:00") + np.arange(count) * np.timedelta64(4, "h")
    return Candles(times, before, np.maximum(before, close) + 30, np.minimum(before, close) - 30, close)


def level(key: str, kind: LevelKind, price: str, *, draggable: bool = False, note: str = "") -> Level:
    """A level whose label is its key."""
    exact = Decimal(price)
    return Level(key, kind, key.title(), exact, f"{exact:,.1f}", note, draggable=draggable)


ENTRY = level("entry", LevelKind.ENTRY, "50000", draggable=True, note="0.2 BTC")
STOP = level("stop", LevelKind.STOP, "49000", draggable=True, note="−1.00 R")
TARGET = level("target-1", LevelKind.TARGET, "52000", draggable=True, note="+2.00 R")
LIQUIDATION = level("liquidation", LevelKind.LIQUIDATION, "48000")

EQUITY = PathCurve("equity", "equity", (0.0, 100_000.0), (-9_000.0, 11_000.0))
REQUIREMENT = PathCurve("requirement", "maintenance", (0.0, 100_000.0), (0.0, 100.0))
PATH = PathModel(
    curves=(EQUITY, REQUIREMENT),
    markers=(PathMarker(50_000.0, 1_000.0, "1,000", LevelKind.ENTRY),),
)
MODEL = ChartModel(
    title="BTCUSDT",
    subtitle="drag any level",
    levels=(ENTRY, STOP, TARGET, LIQUIDATION),
    zones=(Zone("risk", 49_000, 50_000), Zone("reward", 50_000, 52_000), Zone("negative", -np.inf, 47_900)),
    path=PATH,
    price_tick=TICK,
    price_decimals=1,
    description="Long at 50,000, stop at 49,000",
)


def with_price(model: ChartModel, key: str, price: Decimal) -> ChartModel:
    """The model with one level elsewhere."""
    moved = (replace(each, price=price) if each.key == key else each for each in model.levels)
    return replace(model, levels=tuple(moved))


def shown_chart(qtbot: QtBot, model: ChartModel | None = MODEL, candles: Candles | None = None) -> PriceChart:
    """A visible chart of 900 by 600."""
    chart = PriceChart("No price history")
    qtbot.addWidget(chart)
    chart.resize(900, 600)
    chart.set_candles(candles)
    if model is not None:
        chart.show_model(model)
    chart.show()
    settle()
    return chart


def settle() -> None:
    """Let Qt do all it has to."""
    for _ in range(3):
        QApplication.processEvents()


def viewport(chart: PriceChart) -> QWidget:
    """What takes the mouse."""
    return chart._canvas.widget.viewport()


def spot_of(chart: PriceChart, key: str) -> QPointF:
    """A point on a level's line, away from tags and notes."""
    placed = next(each for each in chart._picture.layout(chart._canvas.plane()).levels if each.level.key == key)
    return QPointF(250.0, placed.line)


def shown_price(chart: PriceChart, key: str) -> Decimal:
    """Where the chart has a level just now."""
    return next(each.price for each in chart._picture.levels() if each.key == key)


def price_per_pixel(chart: PriceChart) -> float:
    """The scale of the price axis."""
    return chart._canvas.plane().price_per_pixel


def mouse(
    chart: PriceChart,
    kind: QEvent.Type,
    point: QPointF,
    *,
    held: Qt.MouseButton = NONE,
    keys: Qt.KeyboardModifier = NO_KEY,
    button: Qt.MouseButton = NONE,
) -> None:
    """Send one mouse event with explicit buttons, as offscreen needs it."""
    target = viewport(chart)
    QApplication.sendEvent(target, QMouseEvent(kind, point, target.mapToGlobal(point), button, held, keys))


def press(chart: PriceChart, point: QPointF) -> None:
    """Press the left button."""
    mouse(chart, QEvent.Type.MouseButtonPress, point, held=LEFT, button=LEFT)


def pull(chart: PriceChart, points: Iterable[QPointF], keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Move with the left button held."""
    for point in points:
        mouse(chart, QEvent.Type.MouseMove, point, held=LEFT, keys=keys)


def release(chart: PriceChart, point: QPointF) -> None:
    """Let the left button go."""
    mouse(chart, QEvent.Type.MouseButtonRelease, point, button=LEFT)


def drag(chart: PriceChart, start: QPointF, right: float, down: float) -> None:
    """Press, move in five steps, release."""
    steps = [start + QPointF(right, down) * (step / 5) for step in range(1, 6)]
    press(chart, start)
    pull(chart, steps)
    release(chart, steps[-1])


def wheel(chart: PriceChart, point: QPointF, notches: int, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Turn the wheel, away from the trader when positive."""
    target = viewport(chart)
    turned = QPoint(0, 120 * notches)
    phase = Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(
        target,
        QWheelEvent(point, target.mapToGlobal(point), QPoint(), turned, NONE, keys, phase, False),  # noqa: FBT003 - Qt's own signature
    )


def key(chart: PriceChart, code: Qt.Key) -> None:
    """Press and release a key."""
    QTest.keyClick(chart, code)
