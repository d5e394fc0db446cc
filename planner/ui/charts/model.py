"""What a chart shows, as frozen values: no Qt, nothing of plans."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

from numpy.typing import NDArray

from planner.report.levels import LevelKind

ZoneKind = Literal["risk", "reward", "liquidated", "negative"]


@dataclass(frozen=True, slots=True)
class Level:
    """A price with a name: the line, the tag at its right and the note at its left."""

    key: str
    kind: LevelKind
    label: str
    price: Decimal
    price_text: str
    note: str = ""
    draggable: bool = False
    error: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A shaded range of prices; an infinite bound runs to the edge of the view."""

    kind: ZoneKind
    low: float
    high: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class PathMarker:
    """A dot on the equity line, in the colour of a kind of level, with the amount there."""

    price: float
    equity: float
    text: str
    kind: LevelKind


@dataclass(frozen=True, slots=True)
class PathModel:
    """Equity and requirement over price: the exact corners of two piecewise linear curves."""

    prices: tuple[float, ...]
    equity: tuple[float, ...]
    requirement: tuple[float, ...]
    equity_label: str
    requirement_label: str
    markers: tuple[PathMarker, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartModel:
    """All a chart shows except the candles."""

    title: str
    subtitle: str
    levels: tuple[Level, ...]
    zones: tuple[Zone, ...]
    path: PathModel | None
    price_tick: Decimal
    price_decimals: int
    description: str


class CandleData(Protocol):
    """Price history as arrays of one length, oldest first; times are datetime64 or seconds since 1970."""

    @property
    def time(self) -> NDArray[Any]:
        """When each candle opened."""

    @property
    def open(self) -> NDArray[Any]:
        """First prices."""

    @property
    def high(self) -> NDArray[Any]:
        """Highest prices."""

    @property
    def low(self) -> NDArray[Any]:
        """Lowest prices."""

    @property
    def close(self) -> NDArray[Any]:
        """Last prices."""

    @property
    def title(self) -> str:
        """What was traded."""

    @property
    def interval(self) -> str:
        """How long a candle lasts, as text."""
