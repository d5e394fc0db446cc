"""The average true range, by hand."""

import numpy as np

from planner.market.candles import Candles
from planner.market.volatility import average_true_range


def _candles(*rows: tuple[float, float, float, float]) -> Candles:
    first, high, low, last = (np.array(column) for column in zip(*rows, strict=True))
    return Candles("X", "X", "1 d", np.arange(len(rows), dtype=float), first, high, low, last)


def test_it_begins_as_a_mean_and_then_follows_slowly() -> None:
    """Ranges 2, 4 (gap from 10 to 14), 3: the mean of two is 3, then 3 + (3 - 3) / 2; with 7 it is 5."""
    rows = [(10.0, 11.0, 9.0, 10.0), (13.0, 14.0, 12.0, 13.0), (13.0, 15.0, 12.0, 14.0), (14.0, 20.0, 13.0, 18.0)]
    assert average_true_range(_candles(*rows[:2]), 2) == 3
    assert average_true_range(_candles(*rows[:3]), 2) == 3
    assert average_true_range(_candles(*rows), 2) == 5


def test_too_few_candles_have_none() -> None:
    assert average_true_range(_candles((1.0, 2.0, 1.0, 2.0))) is None
