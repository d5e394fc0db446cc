"""Shaded ranges of prices, and the grid over them."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from planner.ui.charts.colours import ChartColours, blend
from planner.ui.charts.model import Zone
from planner.ui.charts.plane import Plane, nearest
from planner.ui.charts.ticks import Tick
from planner.ui.widgets.hatch import hatch

_HATCH = 0.45


def paint_zones(painter: QPainter, plane: Plane, zones: Iterable[Zone], colours: ChartColours) -> None:
    """Fill each zone over the full width; where equity is negative, hatch it as well."""
    for zone in zones:
        area = zone_area(plane, zone)
        if area.height() <= 0:
            continue
        painter.fillRect(area, QColor(colours.zone(zone.kind)))
        if zone.kind == "negative":
            lines = QColor(blend(colours.bankruptcy, colours.negative_zone, _HATCH))
            painter.fillRect(area, hatch(lines, painter))


def zone_area(plane: Plane, zone: Zone) -> QRectF:
    """The visible part of a zone, in whole pixels; without height where it is out of view."""
    top = nearest(plane.y(min(zone.high, plane.high)))
    bottom = nearest(plane.y(max(zone.low, plane.low)))
    return QRectF(0, top, plane.width, bottom - top)


def zone_at(zones: Iterable[Zone], price: float) -> str:
    """The kind of zone seen at a price; empty where there is none."""
    return next((zone.kind for zone in reversed(tuple(zones)) if zone.low <= price <= zone.high), "")


def paint_grid(painter: QPainter, plane: Plane, ticks: Iterable[Tick], colours: ChartColours) -> None:
    """A quiet line at each price of the axis."""
    colour, width = QColor(colours.grid), int(plane.width)
    for tick in ticks:
        painter.fillRect(0, nearest(plane.y(tick.value)), width, 1, colour)
