"""Everything the chart shows at one moment, and how it is painted into a view."""

from decimal import Decimal
from itertools import product

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from planner.ui.charts.axes import paint_price_axis, paint_time_axis
from planner.ui.charts.candles import CandlePainter
from planner.ui.charts.colours import ChartColours
from planner.ui.charts.crosshair import Lines, Pointed, Surroundings, paint_crosshair
from planner.ui.charts.drag import LevelDrag
from planner.ui.charts.lettering import Lettering, NoteStyle
from planner.ui.charts.level_layout import EDGE, LEADER, LevelLayout, lay_out, tag_width
from planner.ui.charts.levels import LevelStyle, paint_levels
from planner.ui.charts.margin_path import PathStyle, paint_path
from planner.ui.charts.model import CandleData, ChartModel, Level
from planner.ui.charts.plane import Plane, grouped, nearest, snapped
from planner.ui.charts.ticks import Seconds, Tick, time_text
from planner.ui.charts.zones import paint_grid, paint_zones

_NOTE_SHARE = 0.9

_MOST_EMPTY = 1 / 3
"""So much of the height may be taken by words on why there are no candles."""
_EMPTY_AT = (1 / 2, 3 / 4, 1 / 4)
"""Where they stand, in parts of the height."""


class Picture:
    """The model, the candles, the drag in progress and where the mouse is; painted on demand, kept nowhere else."""

    def __init__(self, colours: ChartColours, empty_text: str, font: QFont) -> None:
        """An empty chart."""
        self.model: ChartModel | None = None
        self.candles: CandleData | None = None
        self.times: Seconds = np.empty(0, dtype="datetime64[s]")
        self.prices: tuple[Tick, ...] = ()
        self.dates: tuple[Tick, ...] = ()
        self.colours = colours
        self.drag: LevelDrag | None = None
        self.held: str | None = None
        self.pointed: Pointed | None = None
        self._empty_text = empty_text
        self._bars = CandlePainter()
        self._read: tuple[ChartModel, Decimal, bool, Lines] | None = None
        self.set_font(font)

    def set_font(self, font: QFont) -> None:
        """Take the font of the widget: tags in it, notes a little smaller."""
        heavier = QFont(font)
        heavier.setWeight(QFont.Weight.DemiBold)
        self.note, self._tag = Lettering(_smaller(font)), Lettering(heavier)

    def set_candles(self, candles: CandleData | None) -> None:
        """Take another price history."""
        self.candles = candles if candles is not None and len(candles.close) else None
        times = np.empty(0) if self.candles is None else np.asarray(self.candles.time)
        whole = times if times.dtype.kind == "M" else times.astype("int64")
        self.times = whole.astype("datetime64[s]")

    def levels(self) -> tuple[Level, ...]:
        """The levels of the model; the one being dragged is where the mouse has it."""
        if self.model is None:
            return ()
        return tuple(self._dragged(level, self.model) for level in self.model.levels)

    def _dragged(self, level: Level, model: ChartModel) -> Level:
        if self.drag is None or level.key != self.drag.key:
            return level
        return replace(level, price=self.drag.price, price_text=grouped(self.drag.price, model.price_decimals))

    def layout(self, plane: Plane) -> LevelLayout:
        """Where the levels stand in a view."""
        if self.model is None:
            return LevelLayout()
        held = self.drag.key if self.drag else ""
        return lay_out(self.levels(), self.model.zones, plane, self._tag.width, self._tag.height, held=held)

    def tag_room(self, width: float) -> float:
        """The width the tags take in a view."""
        return tag_width(self.levels(), width, self._tag.width)

    def time_at(self, plane: Plane, x: float) -> str:
        """The time of the candle at a pixel; empty beside the candles."""
        index = nearest(plane.index_at(x))
        return time_text(self.times, index) if 0 <= index < len(self.times) else ""

    def paint_chart(self, painter: QPainter, plane: Plane) -> None:
        """Zones, grid, candles, levels."""
        painter.setFont(self.note.font)
        paint_zones(painter, plane, self.model.zones if self.model else (), self.colours)
        paint_grid(painter, plane, self.prices, self.colours)
        if self.candles is None:
            self._paint_empty(painter, plane)
        else:
            self._bars.paint(painter, plane, self.candles, self.colours)
        style = LevelStyle(self.colours, self._tag, self.note, self.drag.key if self.drag else self.held)
        paint_levels(painter, plane, self.layout(plane), style)

    def _paint_empty(self, painter: QPainter, plane: Plane) -> None:
        """Why there are no candles; its first line, or nothing, where there is no room beside levels and notes."""
        layout, width = self.layout(plane), plane.width - self.tag_room(plane.width)
        painter.setPen(QColor(self.colours.muted))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        for text, share in product((self._empty_text, self._empty_text.partition("\n")[0]), _EMPTY_AT):
            free = QRectF(0, (share - _MOST_EMPTY / 2) * plane.height, width, _MOST_EMPTY * plane.height)
            needed = painter.boundingRect(free, flags, text)
            if free.contains(needed) and layout.leaves_free(needed):
                painter.drawText(free, flags, text)
                return

    def paint_prices(self, painter: QPainter, plane: Plane, axes: QSizeF) -> None:
        """The price axis."""
        painter.setFont(self.note.font)
        paint_price_axis(painter, plane, axes.width(), self.prices, NoteStyle(self.note, self.colours))

    def paint_times(self, painter: QPainter, plane: Plane) -> None:
        """The time axis."""
        painter.setFont(self.note.font)
        paint_time_axis(painter, plane, self.dates, NoteStyle(self.note, self.colours))

    def paint_path(self, painter: QPainter, plane: Plane) -> None:
        """The margin path, over the part where equity is negative."""
        if self.model is None or self.model.path is None or not plane.width:
            return
        painter.setFont(self.note.font)
        paint_zones(painter, plane, self.model.path.zones, self.colours)
        paint_path(painter, plane, self.model.path, PathStyle(self.note, self.colours))

    def paint_over(self, painter: QPainter, plane: Plane, axes: QSizeF, path_width: float) -> None:
        """The crosshair, with what holds there while nothing is dragged."""
        if self.pointed is not None:
            painter.setFont(self.note.font)
            tags = plane.width - self.tag_room(plane.width) - EDGE - LEADER
            around = Surroundings(plane, axes, path_width, tags)
            lines = () if self.drag else self.reading()
            paint_crosshair(painter, around, self.pointed, lines, NoteStyle(self.note, self.colours))

    def reading(self) -> Lines:
        """What holds where the mouse is; asked once for each price of a model."""
        pointed, model = self.pointed, self.model
        if pointed is None or model is None:
            return ()
        asked = (model, pointed.price, pointed.in_path)
        if self._read is None or self._read[0] is not model or self._read[1:3] != asked[1:]:
            source = model.path if pointed.in_path else model
            self._read = (*asked, () if source is None else source.reading(pointed.price))
        return self._read[3]

    def pointed_at(self, point: QPointF, plane: Plane, *, in_path: bool = False) -> Pointed | None:
        """What stands at a point of the view or of the margin path; None outside, and below zero."""
        inside = (in_path or 0 <= point.x() <= plane.width) and 0 <= point.y() <= plane.height
        if self.model is None or not inside or plane.price_at(point.y()) <= 0:
            return None
        price = snapped(plane.price_at(point.y()), self.model.price_tick)
        text = grouped(price, self.model.price_decimals)
        return Pointed(point, price, text, "" if in_path else self.time_at(plane, point.x()), in_path)


def _smaller(font: QFont) -> QFont:
    """The font a little smaller, whether its size is in points or in pixels."""
    small = QFont(font)
    if font.pixelSize() > 0:
        small.setPixelSize(nearest(font.pixelSize() * _NOTE_SHARE))
    else:
        small.setPointSizeF(font.pointSizeF() * _NOTE_SHARE)
    return small
