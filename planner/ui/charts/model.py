"""What a chart shows, as frozen values: no Qt, nothing of plans."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal, Protocol

from msgspec import Struct
from numpy.typing import NDArray

from planner.report.levels import LevelKind

ZoneKind = Literal["risk", "reward", "liquidated", "negative"]
CurveKind = Literal["equity", "requirement", "margin_call"]

Reading = Callable[[Decimal], tuple[tuple[str, str], ...]]
"""What holds at a price: names and values, asked for when the mouse is there."""


def reads_nothing(price: Decimal) -> tuple[tuple[str, str], ...]:  # noqa: ARG001 - the shape of a reading
    """Where there is nothing to say."""
    return ()


class Level(Struct, frozen=True):
    """A price with a name: the line, the tag at its right and the note at its left.

    `distance` is told beside the tag where the line lies out of view; what is merely tried is faint. `short` is what it
    is called where there is no room for all of its name.
    """

    key: str
    kind: LevelKind
    label: str
    price: Decimal
    price_text: str
    note: str = ""
    distance: str = ""
    draggable: bool = False
    error: bool = False
    is_tried: bool = False
    short: str = ""


class Zone(Struct, frozen=True):
    """A shaded range of prices; an infinite bound runs to the edge of the view."""

    kind: ZoneKind
    low: float
    high: float
    note: str = ""


class PathMarker(Struct, frozen=True):
    """A dot on the equity line, in the colour of a kind of level, with the amount there."""

    price: float
    equity: float
    text: str
    kind: LevelKind


class PathCurve(Struct, frozen=True):
    """An amount over price: the exact corners of a piecewise linear curve, prices rising.

    A faint one is of the account as it is before the plan, or of what is merely tried.
    """

    kind: CurveKind
    label: str
    prices: tuple[float, ...]
    amounts: tuple[float, ...]
    is_faint: bool = False
    is_tried: bool = False


class PathModel(Struct, frozen=True):
    """Equity and what it is compared with, over price; `reading` tells what holds at one.

    `zones` are where its own equity is below nothing.
    """

    curves: tuple[PathCurve, ...]
    markers: tuple[PathMarker, ...] = ()
    zones: tuple[Zone, ...] = ()
    reading: Reading = reads_nothing


class ChartModel(Struct, frozen=True):
    """All a chart shows except the candles; `reading` tells what holds at a price."""

    title: str
    subtitle: str
    levels: tuple[Level, ...]
    zones: tuple[Zone, ...]
    path: PathModel | None
    price_tick: Decimal
    price_decimals: int
    description: str
    reading: Reading = reads_nothing


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
