"""Freqtrade's own liquidation price as a peer, where it is installed: its Binance class, fed with tiers, no network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Tier = tuple[str, str]


def liquidation_of_freqtrade(tiers: Sequence[Tier], symbols: Sequence[str]) -> Any | None:  # noqa: ANN401 - untyped
    """Freqtrade's exchange object with these tiers; None where freqtrade is not installed."""
    try:
        from freqtrade.enums import MarginMode, RunMode, TradingMode  # noqa: PLC0415 - optional, and slow to import
        from freqtrade.exchange.binance import Binance  # noqa: PLC0415 - as above
    except ImportError:
        return None

    class Offline(Binance):  # type: ignore[misc] # untyped
        """An exchange that is never connected."""

        def __init__(self) -> None:
            """Only what the formula reads."""
            self.trading_mode, self.margin_mode = TradingMode.FUTURES, MarginMode.ISOLATED
            self.liquidation_buffer = 0.0
            self._config = {"dry_run": True, "runmode": RunMode.BACKTEST}
            self._leverage_tiers = dict.fromkeys(symbols, _rows(tiers))

        def __del__(self) -> None:
            """Nothing to close."""

    return Offline()


def _rows(tiers: Sequence[Tier]) -> list[dict[str, float]]:
    rows: list[dict[str, float]] = []
    floor = amount = below = 0.0
    for cap, rate in tiers:
        amount += floor * (float(rate) - below)
        rows.append({"minNotional": floor, "maintenanceMarginRate": float(rate), "maintAmt": amount})
        floor, below = float(cap), float(rate)
    return rows


@dataclass(frozen=True)
class Trade:
    """A trade as freqtrade's formula reads it."""

    pair: str
    amount: float
    open_rate: float
    stake_amount: float
    is_short: bool = False


def one_position(exchange: Any) -> Callable[[], object]:  # noqa: ANN401 - untyped
    """Its price of one isolated position: 40 at 50,000, 10x."""
    return lambda: exchange.get_liquidation_price("BTCUSDT", 50_000.0, False, 40.0, 2_000_000.0, 10.0, 200_000.0)  # noqa: FBT003 - its own signature


def every_position(exchange: Any, wallet: float, trades: Sequence[Trade]) -> Callable[[], object]:  # noqa: ANN401 - untyped
    """Its prices of all positions of a cross account, one after the other as its refresh does."""

    def refresh() -> list[object]:
        exchange.margin_mode = exchange.margin_mode.__class__("cross")
        return [
            exchange.dry_run_liquidation_price(
                t.pair, t.open_rate, t.is_short, t.amount, t.stake_amount, 10.0, wallet, trades
            )
            for t in trades
        ]

    return refresh
