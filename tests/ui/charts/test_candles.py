"""Candles as they are painted, pixel by pixel."""

from itertools import groupby

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from planner.ui.charts.candles import CandlePainter
from planner.ui.charts.colours import DARK
from planner.ui.charts.plane import Plane
from tests.ui.charts.builders import Candles

COUNT = 10


def _painted(spacing: float) -> QImage:
    """Ten candles that rose from 40 to 60, having been at 10 and at 90, on a view of 0 to 100 that is as high."""
    times = np.datetime64("2024-01-01T00:00:00") + np.arange(COUNT) * np.timedelta64(4, "h")
    opened, high, low, close = (np.full(COUNT, price) for price in (40.0, 90.0, 10.0, 60.0))
    candles = Candles(times, opened, high, low, close)
    image = QImage(int(spacing * COUNT), 100, QImage.Format.Format_RGB32)
    image.fill(0)
    plane = Plane(spacing * COUNT, 100, -0.5, COUNT - 0.5, 0, 100)
    painter = QPainter(image)
    CandlePainter().paint(painter, plane, candles, DARK)
    painter.end()
    return image


def _widths(image: QImage, price: int) -> list[int]:
    """How wide each candle is at a price."""
    row = [image.pixelColor(x, 100 - price).name() == DARK.candle_up for x in range(image.width())]
    return [len(list(run)) for is_candle, run in groupby(row) if is_candle]


@pytest.mark.usefixtures("qtbot")
@pytest.mark.parametrize(("spacing", "body"), [(2.5, 1), (3.0, 2), (3.5, 2), (3.9, 2), (4.0, 3), (4.5, 3), (6.0, 5)])
def test_bodies_are_wider_than_wicks_and_apart_wherever_there_is_room(spacing: float, body: int) -> None:
    image = _painted(spacing)
    assert _widths(image, 80) == [1] * COUNT
    assert _widths(image, 50) == [body] * COUNT
