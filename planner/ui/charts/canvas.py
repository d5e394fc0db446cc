"""The scene: the chart, its two axes, the margin path beside it; and which part of the market is in view."""

from enum import Enum, auto
from math import ceil

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView

from planner.ui.charts.colours import ChartColours
from planner.ui.charts.layers import Layer
from planner.ui.charts.picture import Picture
from planner.ui.charts.plane import Plane


class Region(Enum):
    """Where the mouse is."""

    CHART = auto()
    PRICE_AXIS = auto()
    TIME_AXIS = auto()
    PATH = auto()


class _View(QGraphicsView):
    """A scene of the size of the widget, a pixel to a unit; only what has changed is painted again."""

    resized = Signal()

    def __init__(self) -> None:
        """An empty scene."""
        super().__init__()
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the size."""
        super().resizeEvent(event)
        self.scene().setSceneRect(0, 0, self.width(), self.height())
        self.resized.emit()


class Canvas:
    """Places the parts and keeps the range in view."""

    def __init__(self, picture: Picture) -> None:
        """Show what `picture` paints."""
        self.widget = _View()
        self._range = (0.0, 1.0, 0.0, 1.0)
        self._chart = Layer(lambda painter: picture.paint_chart(painter, self.plane()))
        self._prices = Layer(lambda painter: picture.paint_prices(painter, self.plane(), self.axes()))
        self._times = Layer(lambda painter: picture.paint_times(painter, self.plane()))
        self._path = Layer(lambda painter: picture.paint_path(painter, replace(self.plane(), width=self.path_width())))
        self._over = Layer(lambda painter: picture.paint_over(painter, self.plane(), self.axes(), self.path_width()))
        for item in (self._chart, self._prices, self._times, self._path, self._over):
            self.widget.scene().addItem(item)

    def arrange(self, axis_width: float, axis_height: float, path_width: float) -> None:
        """Place the parts in the widget, in whole pixels: the line of an axis begins where its part does."""
        width, height = float(self.widget.width()), float(self.widget.height())
        axis_width, axis_height = float(ceil(axis_width)), float(ceil(axis_height))
        chart_width, chart_height = max(1.0, width - axis_width - path_width), max(1.0, height - axis_height)
        self._chart.cover(QRectF(0, 0, chart_width, chart_height))
        self._prices.cover(QRectF(chart_width, 0, axis_width, chart_height))
        self._times.cover(QRectF(0, chart_height, chart_width, axis_height))
        self._path.cover(QRectF(chart_width + axis_width, 0, path_width, chart_height))
        self._over.cover(QRectF(0, 0, width, height))

    def set_ground(self, colours: ChartColours) -> None:
        """Take the colour of the ground."""
        self.widget.setBackgroundBrush(QColor(colours.window))
        self.label_again()

    def plane(self) -> Plane:
        """What is in view."""
        area = self._chart.boundingRect()
        return Plane(area.width(), area.height(), *self._range)

    def path_width(self) -> float:
        """The width of the margin path; zero while it is hidden."""
        return self._path.boundingRect().width()

    def axes(self) -> QSizeF:
        """The width of the price axis and the height of the time axis."""
        return QSizeF(self._prices.boundingRect().width(), self._times.boundingRect().height())

    def look_at(self, plane: Plane) -> None:
        """Bring another range into view."""
        self._range = plane.first, plane.last, plane.low, plane.high
        self.refresh()

    def label_again(self) -> None:
        """Write on the axes again, once, when Qt next paints."""
        self._prices.update()
        self._times.update()

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
