"""Candles as what correlations are estimated from."""

from planner.market.candles import Candles
from planner.portfolio.common_clock import PriceSeries


def price_series(candles: Candles, symbol: str = "") -> PriceSeries:
    """The closes of candles and when they opened, under another name where one is given."""
    return PriceSeries(symbol or candles.symbol, candles.time, candles.close)
