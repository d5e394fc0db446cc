"""The chart: candles, levels that can be dragged, zones and the margin path. It shows a model and says what a user does."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.ui.charts.canvas import Canvas, Region
from planner.ui.charts.colours import DARK, ChartColours
from planner.ui.charts.drag import LevelDrag
from planner.ui.charts.fit import fit_view
from planner.ui.charts.gestures import Gestures
from planner.ui.charts.header import ChartHeader
from planner.ui.charts.level_layout import EDGE, LEADER, PlacedLevel
from planner.ui.charts.model import CandleData, ChartModel, Level
from planner.ui.charts.picture import Picture
from planner.ui.charts.plane import Plane

_PATH_WIDTH = 170
_PATH_FROM = 560
"""A narrower chart shows no margin path."""
_AXIS_PAD = 16
_PRICE_SPACING = 46
_TIME_SPACING = 3.0
"""Widths of a date from one date to the next."""
_FEWEST_IN_VIEW = 40
_STEP = 60
_ZOOM = 1.25


class PriceChart(QWidget):
    """Draws a frozen model over price history; every signal is caused by the user."""

    dragged = Signal(str, object)
    """Key and exact price of a level, while it is dragged."""
    drag_finished = Signal(str)
    drag_cancelled = Signal(str)
    activated = Signal(str)
    """Key of a level that was double-clicked."""
    hovered = Signal(object, str)
    """Price under the mouse, or None, and the time there, or nothing."""

    def __init__(self, empty_text: str = "", colours: ChartColours = DARK, parent: QWidget | None = None) -> None:
        """An empty chart; `empty_text` says that there is no price history."""
        super().__init__(parent)
        self._picture = Picture(colours, empty_text, self.font())
        self._canvas = Canvas(self._picture)
        self._header = ChartHeader()
        self._user_view = False
        self._gestures = Gestures(self, self._canvas.viewport)
        self._arrange_widgets()
        self._canvas.view.sigDeviceRangeChanged.connect(self._resized)
        self.set_colours(colours)

    def _arrange_widgets(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._canvas.view, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 260)

    def sizeHint(self) -> QSize:
        """Room for the chart and its margin path."""
        return QSize(900, 600)

    # What it is told

    def show_model(self, model: ChartModel, *, reset_view: bool = False) -> None:
        """Show another model; the view moves only for `reset_view`, or where it would show none of the levels."""
        before, self._picture.model = self._picture.model, model
        self._drop_lost_drag(model, reset_view=reset_view)
        self._header.show_texts(model.title, model.subtitle)
        self._describe(model)
        if reset_view or (not self._user_view and not self._picture.drag and self._shows_no_level()):
            self.fit()
        elif before is None or (before.path is None) != (model.path is None) or before.price_decimals != model.price_decimals:
            self._arrange()
        self._canvas.refresh()

    def set_candles(self, candles: CandleData | None) -> None:
        """Show another price history, or none."""
        self._picture.set_candles(candles)
        self._header.show_source("" if candles is None else f"{candles.title} · {candles.interval}")
        self._refit()

    def set_colours(self, colours: ChartColours) -> None:
        """Show the same in other colours."""
        self._picture.colours = colours
        self._header.set_colours(colours)
        self._canvas.colour(colours, self._picture.note_font)
        self._canvas.refresh()

    def fit(self) -> None:
        """Bring the trade and the recent candles into view."""
        self._user_view = False
        self._arrange()
        fit = fit_view(self._picture.levels(), self._picture.candles)
        plane = self._canvas.plane()
        free = max(0.4, 1 - (self._picture.tag_room(plane.width) + EDGE + LEADER) / plane.width)
        count = len(self._picture.times)
        first = count - 0.5 - min(max(fit.candles, _FEWEST_IN_VIEW), max(count, _FEWEST_IN_VIEW))
        last = first + (count - first) / free
        self._look_at(replace(plane, first=first, last=last, low=fit.low, high=fit.high))

    # What the gestures ask and do

    def plane(self) -> Plane:
        """What is in view."""
        return self._canvas.plane()

    def region_at(self, point: QPointF) -> Region:
        """What lies at a point."""
        return self._canvas.region_at(point)

    def draggable_at(self, point: QPointF) -> Level | None:
        """The level the mouse would take."""
        if self.region_at(point) is not Region.CHART:
            return None
        placed = self._picture.layout(self.plane()).draggable_at(point)
        return placed.level if placed else None

    def level_at(self, point: QPointF) -> PlacedLevel | None:
        """The level at a point, draggable or not."""
        return self._picture.layout(self.plane()).at(point) if self.region_at(point) is Region.CHART else None

    def show_plane(self, plane: Plane) -> None:
        """Bring a range into view because the user asked for it."""
        self._user_view = True
        self._look_at(plane)

    def take(self, level: Level) -> None:
        """Begin to drag a level."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._picture.model is not None:
            self._picture.drag = LevelDrag(level, self._picture.model.price_tick)

    def pull(self, down: float, *, fine: bool) -> None:
        """Drag so many pixels further."""
        drag = self._picture.drag
        if drag is not None and drag.move(down, self.plane(), fine=fine):
            self._canvas.refresh()
            self.dragged.emit(drag.key, drag.price)

    def let_go(self) -> None:
        """End the drag where it is: from now on the model says where the level is."""
        self._end_drag(self.drag_finished.emit)

    def activate(self, key: str) -> None:
        """A level was double-clicked."""
        self.activated.emit(key)

    def point_at(self, point: QPointF | None) -> None:
        """The mouse is over a point, or gone."""
        plane = self.plane()
        pointed = None if point is None else self._picture.pointed_at(point, plane)
        self._picture.pointed = pointed
        level = None if point is None else self.draggable_at(point)
        held = None if level is None else level.key
