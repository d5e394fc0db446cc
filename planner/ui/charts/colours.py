"""The colours of a chart. Every one is opaque: translucent lines paint thirty times slower."""

from functools import cache

from msgspec import Struct


@cache
def blend(top: str, base: str, share: float) -> str:
    """The colour seen where `top` lies over `base` with an opacity of `share`."""
    pairs = zip(_channels(top), _channels(base), strict=True)
    return "#" + "".join(f"{round(over * share + under * (1 - share)):02x}" for over, under in pairs)


@cache
def luminance(colour: str) -> float:
    """Relative luminance between 0 (black) and 1 (white), as WCAG 2 defines it."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _contrasting(fill: str, light: str, dark: str) -> str:
    """The one that contrasts more."""
    lighter, darker, ground = (luminance(colour) + 0.05 for colour in (light, dark, fill))
    return light if lighter / ground > ground / darker else dark


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's own knee


class ChartColours(Struct, frozen=True, kw_only=True):
    """One colour per meaning, as "#rrggbb"."""

    window: str
    panel: str
    border: str
    text: str
    muted: str
    grid: str
    candle_up: str
    candle_down: str
    entry: str
    stop: str
    target: str
    break_even: str
    margin_call: str
    liquidation: str
    bankruptcy: str
    mark: str
    danger: str
    risk_zone: str
    reward_zone: str
    liquidated_zone: str
    negative_zone: str
    equity: str
    requirement: str
    on_tag: str
    on_tag_light: str

    def of(self, kind: str) -> str:
        """The colour of a kind of level."""
        return str(getattr(self, _WORN.get(kind, kind)))

    def zone(self, kind: str) -> str:
        """The fill of a kind of zone; of none, the window."""
        return str(getattr(self, f"{kind}_zone")) if kind else self.window

    def note_of(self, kind: str) -> str:
        """The colour of small text about a kind of level: nearer to the text colour, so that it can be read."""
        return blend(self.of(kind), self.text, 0.6)

    def text_on(self, fill: str) -> str:
        """The one of the two tag text colours that contrasts more with `fill`."""
        return _contrasting(fill, self.on_tag_light, self.on_tag)


_WORN = {"average": "entry", "stop_rule": "stop"}
"""Kinds that wear the colour of another."""

DARK = ChartColours(
    window="#0d1117",
    panel="#151b23",
    border="#2a3340",
    text="#d7dde6",
    muted="#8b95a5",
    grid="#212a35",
    candle_up="#3fb68b",
    candle_down="#e0556a",
    entry="#6aa9ff",
    stop="#f0a850",
    target="#3fb68b",
    break_even="#8b95a5",
    margin_call="#d9c84a",
    liquidation="#e0556a",
    bankruptcy="#b03a5b",
    mark="#d7dde6",
    danger="#e0556a",
    risk_zone=blend("#f0a850", "#0d1117", 0.10),
    reward_zone=blend("#3fb68b", "#0d1117", 0.08),
    liquidated_zone=blend("#e0556a", "#0d1117", 0.14),
    negative_zone=blend("#b03a5b", "#0d1117", 0.18),
    equity="#6aa9ff",
    requirement="#e0556a",
    on_tag="#0d1117",
    on_tag_light="#ffffff",
)
