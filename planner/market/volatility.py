"""How far a price usually moves: the average true range of candles (Wilder 1978)."""

from decimal import Decimal

import numpy as np

from planner.domain.number import nearest_writable
from planner.domain.plan import MeasuredAtr
from planner.domain.record import MAX_NAME
from planner.market.candles import Candles, last_candle

PERIODS = 14


def average_true_range(candles: Candles, periods: int = PERIODS) -> float | None:
    """The newest average true range, in price; None with fewer candles than periods.

    It begins as the mean of the first true ranges; each further one counts for one part in `periods`. The first candle
    has no close before it: its range is high less low.
    """
    if periods < 1 or len(candles.close) < periods:
        return None
    before = np.concatenate((candles.open[:1], candles.close[:-1]))
    high, low = np.maximum(candles.high, before), np.minimum(candles.low, before)
    ranges = high - low
    ranges[0] = candles.high[0] - candles.low[0]
    average = float(ranges[:periods].mean())
    for following in ranges[periods:].tolist():
        average += (following - average) / periods
    return average


def measured_atr(candles: Candles) -> MeasuredAtr | None:
    """The newest average true range in five digits, and what it was measured in; None where that is none."""
    found, last = average_true_range(candles), last_candle(candles)
    if not found or last is None:
        return None
    opened, lasts = last
    atr, seconds = nearest_writable(Decimal(f"{found:.5g}")), Decimal(repr(lasts.total_seconds()))
    return MeasuredAtr(atr=atr, history=candles.title[:MAX_NAME], opened=opened, seconds=seconds)
