"""One level being dragged."""

from decimal import Decimal

from planner.ui.charts.model import Level
from planner.ui.charts.plane import Plane, snapped

_FINE = 0.1


class LevelDrag:
    """Follows the mouse from where the level was; `price` is what it shows, a multiple of the tick."""

    def __init__(self, level: Level, tick: Decimal) -> None:
        """Take a level at its price."""
        self.key = level.key
        self.price = level.price
        self._tick = tick
        self._free = float(level.price)

    def move(self, down: float, plane: Plane, *, fine: bool) -> bool:
        """Follow so many pixels, a tenth of them when `fine`, also below zero; says whether the price changed."""
        self._free -= down * plane.price_per_pixel * (_FINE if fine else 1.0)
        before, self.price = self.price, snapped(self._free, self._tick)
        return self.price != before
