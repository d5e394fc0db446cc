"""What the mouse does on the chart: drag a level, pan, zoom, fit, point."""

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from planner.ui.charts.canvas import Canvas, Region
from planner.ui.charts.crosshair import Pointed
from planner.ui.charts.drag import LevelDrag
from planner.ui.charts.level_layout import PlacedLevel
from planner.ui.charts.picture import Picture
from planner.ui.widgets.tips import plain_tip

_CLICK = 3
"""A press that moves less is a click."""
_NOTCH = 120
_WHEEL_ZOOM = 1.15
_DRAG_ZOOM = 1.008
_FEWEST_TICKS = 4
"""In view: at least two of them are written beside the chart."""

Action = Callable[[QPointF, bool], None]


class Gestures(QObject):
    """Takes the mouse events of the canvas; the scene never sees them."""

    dragged = Signal(str, object)
    drag_finished = Signal(str)
    drag_cancelled = Signal(str)
    activated = Signal(str)
    hovered = Signal(object, str)
    view_asked = Signal(object)
    fit_asked = Signal()
    let_go = Signal()
    """The button is up again, or what was dragged has been given up."""

    def __init__(self, canvas: Canvas, picture: Picture) -> None:
        """Listen to the canvas."""
        self._widget = canvas.widget.viewport()
        super().__init__(self._widget)
        self._canvas, self._picture = canvas, picture
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._spot: QPointF | None = None
        self._action: Action | None = None
        self._handlers: dict[QEvent.Type, Callable[[QEvent], None]] = {
            QEvent.Type.MouseButtonPress: self._press,
            QEvent.Type.MouseMove: self._move,
            QEvent.Type.MouseButtonRelease: self._release,
            QEvent.Type.MouseButtonDblClick: self._double_click,
            QEvent.Type.Wheel: self._wheel,
            QEvent.Type.Leave: self._leave,
            QEvent.Type.ToolTip: self._tell,
        }
        self._widget.setMouseTracking(True)
        self._widget.installEventFilter(self)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._look_away)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle what is known, leave the rest."""
        handler = self._handlers.get(event.type())
        if handler is None:
            return super().eventFilter(watched, event)
        handler(event)
        return True

    @property
    def is_holding(self) -> bool:
        """Whether the button is down on the chart: nothing may move under the mouse."""
        return self._pressed is not None

    def follow(self, lower: int) -> None:
        """The chart begins so many pixels lower: where the mouse stands still, it is now that much higher on it."""
        if self._pressed is not None:
            higher = QPointF(0, -lower)
            self._pressed, self._last = self._pressed + higher, self._last + higher

    def cancel(self) -> bool:
        """Give up the drag in progress, if there is one; the level goes back to where the model has it."""
        drag = self.drop()
        if drag is None:
            return False
        self.drag_cancelled.emit(drag.key)
        self.let_go.emit()
        return True

    def end(self) -> None:
        """The button is up, or it was released where nobody told of it: a level in the hand stays where it is."""
        if self._pressed is None:
            return
        drag = self.drop()
        if drag is not None:
            self.drag_finished.emit(drag.key)
        self.let_go.emit()

    def drop(self) -> LevelDrag | None:
        """End the drag in progress without a word; what was pressed has no further effect."""
        drag, self._picture.drag = self._picture.drag, None
        self._pressed = self._action = None
        self._canvas.refresh()
        return drag

    def point_again(self) -> None:
        """Say what stands where the mouse rests: something else once the view has moved below it."""
        if self._spot is not None:
            (self._hover if self._pressed is None else self._point_at)(self._spot)

    # Events

    def _press(self, event: QEvent) -> None:
        mouse = cast("QMouseEvent", event)
        if mouse.button() is Qt.MouseButton.LeftButton:
            self._pressed = self._last = mouse.position()

    def _move(self, event: QEvent) -> None:
        mouse = cast("QMouseEvent", event)
        point = mouse.position()
        if not mouse.buttons() & Qt.MouseButton.LeftButton:
            self.end()
        if self._pressed is None:
            self._hover(point)
            return
        if self._action is None:
            if (point - self._pressed).manhattanLength() < _CLICK:
                return
            self._action = self._begin(self._pressed)
        step, self._last = point - self._last, point
        self._action(step, bool(mouse.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self._point_at(point)

    def _release(self, event: QEvent) -> None:
        mouse = cast("QMouseEvent", event)
        if mouse.button() is Qt.MouseButton.LeftButton:
            self.end()
            self._hover(mouse.position())

    def _look_away(self) -> None:
        """A menu or a dialog has come up during a drag: it may be that which hears of the button's release."""
        if self._picture.drag is not None:
            self.end()

    def _double_click(self, event: QEvent) -> None:
        point = cast("QMouseEvent", event).position()
        region = self._canvas.region_at(point)
        placed = self._placed_at(point)
        if placed is not None:
            self.activated.emit(placed.level.key)
        elif region in {Region.PRICE_AXIS, Region.TIME_AXIS}:
            self.fit_asked.emit()

    def _wheel(self, event: QEvent) -> None:
        wheel = cast("QWheelEvent", event)
        plane, turned, point = self._canvas.plane(), wheel.angleDelta(), wheel.position()
        factor = _WHEEL_ZOOM ** (-turned.y() / _NOTCH)
        if (
            wheel.modifiers() & Qt.KeyboardModifier.ControlModifier
            or self._canvas.region_at(point) is Region.PRICE_AXIS
        ):
            plane = plane.zoomed_in_price(factor, point.y(), self._least_range())
        else:
            plane = plane.zoomed_in_time(factor, min(point.x(), plane.width)).panned(turned.x() / 2, 0)
        self.view_asked.emit(plane)

    def _tell(self, event: QEvent) -> None:
        """What a tag stands for in full, while the mouse rests on it."""
        asked = cast("QHelpEvent", event)
        point = QPointF(asked.pos())
        placed = self._placed_at(point)
        told = placed.told if placed is not None and placed.tag.contains(point) else ""
        QToolTip.showText(asked.globalPos(), plain_tip(told), self._widget)

    def _leave(self, _event: QEvent) -> None:
        self._picture.held = None
        self._point_at(None)

    # Pointing

    def _hover(self, point: QPointF) -> None:
        held, region = self._draggable_at(point), self._canvas.region_at(point)
        vertical = held is not None or region is Region.PRICE_AXIS
        sideways = Qt.CursorShape.SizeHorCursor if region is Region.TIME_AXIS else Qt.CursorShape.ArrowCursor
        self._widget.setCursor(Qt.CursorShape.SizeVerCursor if vertical else sideways)
        self._picture.held = held.level.key if held else None
        self._point_at(point)

    def _point_at(self, point: QPointF | None) -> None:
        before, self._spot = self._picture.pointed, point
        pointed = None if point is None else self._pointed_at(point)
        self._picture.pointed = pointed
        if pointed != before:
            self._canvas.refresh_over()
            self.hovered.emit(pointed.price if pointed else None, pointed.time_text if pointed else "")

    def _pointed_at(self, point: QPointF) -> Pointed | None:
        in_path = self._canvas.region_at(point) is Region.PATH and self._picture.drag is None
        return self._picture.pointed_at(point, self._canvas.plane(), in_path=in_path)

    def _placed_at(self, point: QPointF) -> PlacedLevel | None:
        if self._canvas.region_at(point) is not Region.CHART:
            return None
        return self._picture.layout(self._canvas.plane()).at(point)

    def _draggable_at(self, point: QPointF) -> PlacedLevel | None:
        if self._canvas.region_at(point) is not Region.CHART:
            return None
        return self._picture.layout(self._canvas.plane()).draggable_at(point)

    # Dragging

    def _begin(self, point: QPointF) -> Action:
        placed, model = self._draggable_at(point), self._picture.model
        if placed is not None and model is not None:
            self._picture.drag = LevelDrag(placed.level, model.price_tick)
            return self._pull
        actions: dict[Region, Action] = {Region.PRICE_AXIS: self._scale_prices, Region.TIME_AXIS: self._scale_times}
        return actions.get(self._canvas.region_at(point), self._pan)

    def _pull(self, step: QPointF, fine: bool) -> None:  # noqa: FBT001 - one shape for all actions
        drag = self._picture.drag
        if drag is not None and drag.move(step.y(), self._canvas.plane(), fine=fine):
            self._canvas.refresh()
            self.dragged.emit(drag.key, drag.price)

    def _pan(self, step: QPointF, _fine: bool) -> None:  # noqa: FBT001 - as above
        self.view_asked.emit(self._canvas.plane().panned(step.x(), step.y()))

    def _scale_prices(self, step: QPointF, _fine: bool) -> None:  # noqa: FBT001 - as above
        plane = self._canvas.plane()
        self.view_asked.emit(plane.zoomed_in_price(_DRAG_ZOOM ** step.y(), plane.height / 2, self._least_range()))

    def _least_range(self) -> float:
        """What cannot be zoomed into any further: between two ticks there is no price to read."""
        model = self._picture.model
        return 0.0 if model is None else _FEWEST_TICKS * float(model.price_tick)

    def _scale_times(self, step: QPointF, _fine: bool) -> None:  # noqa: FBT001 - as above
        plane = self._canvas.plane()
        self.view_asked.emit(plane.zoomed_in_time(_DRAG_ZOOM ** -step.x(), plane.width))
