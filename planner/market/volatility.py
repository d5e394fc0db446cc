"""How far a price usually moves: the average true range of candles (Wilder 1978)."""

import numpy as np

from planner.market.candles import Candles

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
