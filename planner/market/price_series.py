"""Candles as what correlations are estimated from."""

from planner.market.candles import Candles
from planner.portfolio.common_clock import PriceSeries


def price_series(candles: Candles) -> PriceSeries:
    """The closes of candles and when they opened."""
    return PriceSeries(candles.symbol, candles.time, candles.close)
