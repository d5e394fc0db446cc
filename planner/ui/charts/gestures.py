"""What the mouse does on the chart: drag a level, pan, zoom, fit, point."""

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from planner.ui.charts.canvas import Region
from planner.ui.charts.level_layout import PlacedLevel
from planner.ui.charts.model import Level
from planner.ui.charts.plane import Plane

_CLICK = 3
"""A press that moves less is a click."""
_NOTCH = 120
_WHEEL_ZOOM = 1.15
_DRAG_ZOOM = 1.008

Action = Callable[[float, float, bool], None]


class Surface(Protocol):
    """What the gestures act on."""

    def plane(self) -> Plane:
        """What is in view."""

    def region_at(self, point: QPointF) -> Region:
        """What lies at a point."""

    def draggable_at(self, point: QPointF) -> Level | None:
        """The level the mouse would take."""

    def level_at(self, point: QPointF) -> PlacedLevel | None:
        """The level at a point, draggable or not."""

    def show_plane(self, plane: Plane) -> None:
        """Bring a range into view because the user asked for it."""

    def fit(self) -> None:
        """Show the trade."""

    def take(self, level: Level) -> None:
        """Begin to drag."""

    def pull(self, down: float, *, fine: bool) -> None:
        """Go on dragging."""

    def let_go(self) -> None:
        """End the drag where it is."""

    def activate(self, key: str) -> None:
        """A level was double-clicked."""

    def point_at(self, point: QPointF | None) -> None:
        """The mouse is over a point, or gone."""


class Gestures(QObject):
    """Turns the mouse events of one widget into calls."""

    def __init__(self, surface: Surface, widget: QWidget) -> None:
        """Listen to `widget`."""
        super().__init__(widget)
        self._surface, self._widget = surface, widget
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._action: Action | None = None
        self._handlers: dict[QEvent.Type, Callable[[QEvent], None]] = {
            QEvent.Type.MouseButtonPress: self._press,
            QEvent.Type.MouseMove: self._move,
            QEvent.Type.MouseButtonRelease: self._release,
            QEvent.Type.MouseButtonDblClick: self._double_click,
            QEvent.Type.Wheel: self._wheel,
            QEvent.Type.Leave: self._leave,
        }
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    def stop(self) -> None:
        """Forget the press: what was being dragged follows the mouse no more."""
        self._pressed = self._action = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse events; the scene never sees them."""
        handler = self._handlers.get(event.type())
        if handler is None:
            return super().eventFilter(watched, event)
        handler(event)
        return event.type() is not QEvent.Type.Leave

    def _press(self, event: QEvent) -> None:
        mouse = cast("QMouseEvent", event)
        if mouse.button() is Qt.MouseButton.LeftButton:
            self._pressed = self._last = mouse.position()

    def _move(self, event: QEvent) -> None:
        mouse = cast("QMouseEvent", event)
        point = mouse.position()
        if self._pressed is None or not mouse.buttons() & Qt.MouseButton.LeftButton:
            self._hover(point)
            return
        if self._action is None:
            if (point - self._pressed).manhattanLength() < _CLICK:
                return
            self._action = self._begin(self._pressed)
        step, self._last = point - self._last, point
        self._action(step.x(), step.y(), bool(mouse.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self._surface.point_at(point)

    def _release(self, event: QEvent) -> None:
        mouse = cast("QMouseEvent", event)
        if mouse.button() is not Qt.MouseButton.LeftButton:
            return
        self.stop()
        self._surface.let_go()
        self._hover(mouse.position())

    def _double_click(self, event: QEvent) -> None:
        point = cast("QMouseEvent", event).position()
        level = self._surface.level_at(point)
        if self._surface.region_at(point) in {Region.PRICE_AXIS, Region.TIME_AXIS}:
            self._surface.fit()
        elif level is not None:
            self._surface.activate(level.level.key)

    def _wheel(self, event: QEvent) -> None:
        wheel = cast("QWheelEvent", event)
        plane, turned = self._surface.plane(), wheel.angleDelta()
        factor = _WHEEL_ZOOM ** (-turned.y() / _NOTCH)
        in_price = wheel.modifiers() & Qt.KeyboardModifier.ControlModifier
        if in_price or self._surface.region_at(wheel.position()) is Region.PRICE_AXIS:
            plane = plane.zoomed_in_price(factor, wheel.position().y())
        else:
            plane = plane.zoomed_in_time(factor, min(wheel.position().x(), plane.width)).panned(turned.x() / 2, 0)
        self._surface.show_plane(plane)

    def _leave(self, _event: QEvent) -> None:
        self._surface.point_at(None)

    def _hover(self, point: QPointF) -> None:
        self._widget.setCursor(self._cursor_at(point))
        self._surface.point_at(point)

    def _cursor_at(self, point: QPointF) -> Qt.CursorShape:
        region = self._surface.region_at(point)
        if region is Region.TIME_AXIS:
            return Qt.CursorShape.SizeHorCursor
        vertical = region is Region.PRICE_AXIS or self._surface.draggable_at(point) is not None
        return Qt.CursorShape.SizeVerCursor if vertical else Qt.CursorShape.ArrowCursor

    def _begin(self, point: QPointF) -> Action:
        region = self._surface.region_at(point)
        if region is Region.CHART and (level := self._surface.draggable_at(point)) is not None:
            self._surface.take(level)
            return self._pull
        return {Region.PRICE_AXIS: self._scale_prices, Region.TIME_AXIS: self._scale_times}.get(region, self._pan)

    def _pull(self, _right: float, down: float, fine: bool) -> None:  # noqa: FBT001 - one shape for all actions
        self._surface.pull(down, fine=fine)

    def _pan(self, right: float, down: float, _fine: bool) -> None:  # noqa: FBT001 - as above
        self._surface.show_plane(self._surface.plane().panned(right, down))

    def _scale_prices(self, _right: float, down: float, _fine: bool) -> None:  # noqa: FBT001 - as above
        plane = self._surface.plane()
        self._surface.show_plane(plane.zoomed_in_price(_DRAG_ZOOM**down, plane.height / 2))

    def _scale_times(self, right: float, _down: float, _fine: bool) -> None:  # noqa: FBT001 - as above
        plane = self._surface.plane()
        self._surface.show_plane(plane.zoomed_in_time(_DRAG_ZOOM**-right, plane.width))
