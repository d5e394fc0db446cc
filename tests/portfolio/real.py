"""Real prices for tests: where they come from stands in tests/data/README.md."""

from pathlib import Path

import numpy as np

from planner.market.candles import load_candles, shipped_candles
from planner.market.price_series import price_series
from planner.portfolio.common_clock import Floats, PriceSeries
from planner.storage.resources import resource

DATA = Path(__file__).parent.parent / "data"


def stocks() -> list[PriceSeries]:
    """Daily closes of 20 large shares, 2021 and 2022."""
    lines = (DATA / "sp500_20_stocks_close_1d_2021-2022.csv").read_text(encoding="utf-8").split()
    names, rows = lines[0].split(",")[1:], [line.split(",") for line in lines[1:]]
    time = np.array([row[0] for row in rows], dtype="datetime64[s]").astype(float)
    close = np.array([row[1:] for row in rows], dtype=float)
    return [PriceSeries(name, time, close[:, at]) for at, name in enumerate(names)]


def closes() -> Floats:
    """The same as one table."""
    return np.column_stack([one.close for one in stocks()])


def indices() -> list[PriceSeries]:
    """The S&P 500 and the Nasdaq Composite by day; 2017 and 2018 are in both."""
    return [shipped("US500"), price_series(load_candles(DATA / "nasdaq_1d_2017-2018.csv", symbol="US100"))]


def shipped(symbol: str) -> PriceSeries:
    """The shipped candles of an instrument."""
    candles = shipped_candles(resource("candles"), symbol)
    assert candles is not None
    return price_series(candles)
