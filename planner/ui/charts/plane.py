"""The part of the chart in view, and the way between its prices and pixels."""

from decimal import Decimal
from math import floor

from msgspec import Struct
from msgspec.structs import replace

_FEWEST_CANDLES = 5.0
_MOST_CANDLES = 1e6
_FINEST = 1e-9
_LARGEST = 1e15


class Plane(Struct, frozen=True):
    """A drawing area of `width` by `height` pixels showing candles `first` to `last`, prices `low` to `high`."""

    width: float
    height: float
    first: float
    last: float
    low: float
    high: float

    def x(self, index: float) -> float:
        """Pixels from the left edge to the middle of candle `index`."""
        return (index - self.first) * self.pixels_per_candle

    def y(self, price: float) -> float:
        """Pixels from the top edge down to `price`."""
        return (self.high - price) / self.price_per_pixel

    def index_at(self, x: float) -> float:
        """The place among the candles at pixel `x`."""
        return self.first + x / self.pixels_per_candle

    def price_at(self, y: float) -> float:
        """The price at pixel `y`."""
        return self.high - y * self.price_per_pixel

    @property
    def pixels_per_candle(self) -> float:
        """The width of a candle with its gap."""
        return self.width / (self.last - self.first)

    @property
    def price_per_pixel(self) -> float:
        """How much price one pixel spans."""
        return (self.high - self.low) / max(self.height, 1.0)

    def panned(self, right: float, down: float) -> "Plane":
        """The view after its content was pulled by so many pixels."""
        candles, price = right / self.pixels_per_candle, down * self.price_per_pixel
        return replace(
            self,
            first=self.first - candles,
            last=self.last - candles,
            low=self.low + price,
            high=self.high + price,
        )

    def zoomed_in_time(self, factor: float, about: float) -> "Plane":
        """The view with `factor` times as many candles; what is at pixel `about` stays there."""
        span = self.last - self.first
        factor = min(max(factor, _FEWEST_CANDLES / span), max(1.0, _MOST_CANDLES / span))
        still = self.index_at(about)
        return replace(self, first=still + (self.first - still) * factor, last=still + (self.last - still) * factor)

    def zoomed_in_price(self, factor: float, about: float, least: float = 0.0) -> "Plane":
        """The view with `factor` times the range of prices, of which `least` stay; what is at pixel `about` stays."""
        factor = max(factor, min(1.0, least / (self.high - self.low)))
        still = self.price_at(about)
        low, high = still + (self.low - still) * factor, still + (self.high - still) * factor
        size = max(abs(low), abs(high))
        sensible = size * _FINEST < high - low < _LARGEST
        return replace(self, low=low, high=high) if sensible else self


def snapped(price: float, tick: Decimal) -> Decimal:
    """The multiple of `tick` nearest to `price`, never below one tick; the multiple itself is exact."""
    return max(1, nearest(price / float(tick))) * tick


def nearest(value: float) -> int:
    """The nearest whole number; halves go up, so equal steps stay equal."""
    return floor(value + 0.5)


def grouped(price: Decimal, decimals: int) -> str:
    """A price as text, thousands apart."""
    return f"{price:,.{decimals}f}"
