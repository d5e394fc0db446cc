"""The average true range, by hand."""

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np

from planner.market.candles import Candles
from planner.market.volatility import average_true_range, measured_atr


def _candles(*rows: tuple[float, float, float, float], gap: float = 1, title: str = "X") -> Candles:
    first, high, low, last = (np.array(column) for column in zip(*rows, strict=True))
    return Candles("X", title, "1 d", np.arange(len(rows), dtype=float) * gap, first, high, low, last)


def test_it_begins_as_a_mean_and_then_follows_slowly() -> None:
    """Ranges 2, 4 (gap from 10 to 14), 3: the mean of two is 3, then 3 + (3 - 3) / 2; with 7 it is 5."""
    rows = [(10.0, 11.0, 9.0, 10.0), (13.0, 14.0, 12.0, 13.0), (13.0, 15.0, 12.0, 14.0), (14.0, 20.0, 13.0, 18.0)]
    assert average_true_range(_candles(*rows[:2]), 2) == 3
    assert average_true_range(_candles(*rows[:3]), 2) == 3
    assert average_true_range(_candles(*rows), 2) == 5


def test_it_names_the_history_it_is_of() -> None:
    """Twenty candles of a day, each with a range of 2.00001: told in five digits."""
    measured = measured_atr(_candles(*[(10.0, 12.00001, 10.0, 10.0)] * 20, gap=86_400.0, title="long " * 20))
    assert measured is not None
    assert (measured.atr, measured.seconds) == (Decimal("2.0000"), Decimal(86_400))
    assert measured.opened == datetime(1970, 1, 20, tzinfo=UTC)
    assert measured.history == ("long " * 20)[:80]


def test_candles_that_do_not_move_have_none_to_size_by() -> None:
    assert measured_atr(_candles(*[(10.0, 10.0, 10.0, 10.0)] * 20)) is None


def test_too_few_candles_have_none() -> None:
    assert average_true_range(_candles((1.0, 2.0, 1.0, 2.0))) is None
    assert measured_atr(_candles((1.0, 2.0, 1.0, 2.0))) is None
