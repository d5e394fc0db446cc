"""The scene: price view, its two axes, the margin path beside it; and which part of the market is in view."""

from collections.abc import Iterable
from enum import Enum, auto
from typing import Any

import pyqtgraph as pg
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractScrollArea, QGraphicsItem, QGraphicsView

from planner.ui.charts.colours import ChartColours
from planner.ui.charts.layers import Layer
from planner.ui.charts.picture import Picture
from planner.ui.charts.plane import Plane
from planner.ui.charts.ticks import Tick

pg.setConfigOptions(antialias=False, useOpenGL=False)

_TICK_GAP = 6


class Region(Enum):
    """Where the mouse is."""

    CHART = auto()
    PRICE_AXIS = auto()
    TIME_AXIS = auto()
    PATH = auto()


class Canvas:
    """Places the parts and keeps the range in view."""

    def __init__(self, picture: Picture) -> None:
        """Show what `picture` paints."""
        self.view: Any = pg.GraphicsView()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)  # a plain ground is filled sooner than copied
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False)
        self._box.disableAutoRange()
        self._box.hide()  # it holds the range; there is nothing in it to paint
        self._price_axis, self._time_axis = pg.AxisItem("right"), pg.AxisItem("bottom")
        self._chart = Layer(lambda painter: picture.paint_chart(painter, self.plane()))
        self._path = Layer(lambda painter: picture.paint_path(painter, replace(self.plane(), width=self.path_width())))
        self._over = Layer(lambda painter: picture.paint_over(painter, self.plane(), self.axes(), self.path_width()))
        for item in (self._box, self._price_axis, self._time_axis, self._chart, self._path, self._over):
            self.view.addItem(item)
        for axis in (self._price_axis, self._time_axis):
            axis.linkToView(self._box)
            axis.setStyle(tickLength=0, tickTextOffset=_TICK_GAP, autoReduceTextSpace=False)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # painted when the range changes alone

    @property
    def widget(self) -> QAbstractScrollArea:
        """The part Qt lays out."""
        widget: QAbstractScrollArea = self.view
        return widget

    def arrange(self, axis_width: float, axis_height: float, path_width: float) -> None:
        """Place the parts in the widget."""
        width, height = float(self.widget.width()), float(self.widget.height())
        chart_width, chart_height = max(1.0, width - axis_width - path_width), max(1.0, height - axis_height)
        self._price_axis.setWidth(axis_width)
        self._time_axis.setHeight(axis_height)
        chart = QRectF(0, 0, chart_width, chart_height)
        self._box.setGeometry(chart)
        self._chart.cover(chart)
        self._price_axis.setGeometry(QRectF(chart_width, 0, axis_width, chart_height))
        self._time_axis.setGeometry(QRectF(0, chart_height, chart_width, axis_height))
        self._path.cover(QRectF(chart_width + axis_width, 0, path_width, chart_height))
        self._over.cover(QRectF(0, 0, width, height))

    def set_style(self, colours: ChartColours, font: QFont) -> None:
        """Take colours and the font of the axes."""
        self.view.setBackground(colours.window)
        for axis in (self._price_axis, self._time_axis):
            axis.setPen(colours.border)
            axis.setTextPen(colours.muted)
            axis.setTickFont(font)

    def plane(self) -> Plane:
        """What is in view."""
        (first, last), (low, high) = self._box.viewRange()
        area = self._chart.boundingRect()
        return Plane(area.width(), area.height(), first, last, low, high)

    def path_width(self) -> float:
        """The width of the margin path; zero while it is hidden."""
        return self._path.boundingRect().width()

    def axes(self) -> QSizeF:
        """The width of the price axis and the height of the time axis."""
        return QSizeF(self._price_axis.width(), self._time_axis.height())

    def look_at(self, plane: Plane) -> None:
        """Bring another range into view."""
        self._box.setRange(xRange=(plane.first, plane.last), yRange=(plane.low, plane.high), padding=0)
        self.refresh()

    def label_axes(self, prices: Iterable[Tick], times: Iterable[Tick]) -> None:
        """Write on the axes."""
        for axis, ticks in ((self._price_axis, prices), (self._time_axis, times)):
            axis.setTicks([[(tick.value, tick.text) for tick in ticks]])

    def refresh(self) -> None:
        """Paint again, once, when Qt next paints."""
        self._chart.update()
        self._path.update()

    def refresh_over(self) -> None:
        """Paint again because the mouse moved."""
        self._over.update()

    def region_at(self, point: QPointF) -> Region:
        """What lies at a point of the widget."""
        area = self._chart.boundingRect()
        if point.y() > area.height():
            return Region.TIME_AXIS
        if point.x() <= area.width():
            return Region.CHART
        return Region.PATH if point.x() >= self._path.pos().x() and self.path_width() else Region.PRICE_AXIS
