"""What a plot of curves shows, as frozen values; colours are names of `ChartColours`."""

from msgspec import Struct


class Curve(Struct, frozen=True):
    """Points joined by lines, with a name for the legend; curves differ by dashes where they may share a colour."""

    name: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    colour: str
    is_dashed: bool = False
    has_points: bool = False


class Mark(Struct, frozen=True):
    """A place on the horizontal axis with a name."""

    x: float
    name: str
    colour: str


class CurveModel(Struct, frozen=True):
    """All that a plot shows; `description` says it in words. What is upright has no numbers where they are hidden."""

    x_name: str
    y_name: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...] = ()
    description: str = ""
    hides_amounts: bool = False
