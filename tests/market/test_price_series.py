from planner.market.candles import shipped_candles
from planner.market.price_series import price_series
from planner.storage.resources import resource


def test_candles_lend_their_closes_and_their_times() -> None:
    candles = shipped_candles(resource("candles"), "US500")
    assert candles is not None
    series = price_series(candles)
    assert series.symbol == "US500"
    assert series.close is candles.close
    assert series.time is candles.time
