"""The chart: candles, levels to drag, zones and the margin path. It shows a model and says what a user did."""

from decimal import Decimal

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.report.levels import LevelKind
from planner.report.shortcuts import AT_MOUSE
from planner.ui.charts.axes import prices_fit
from planner.ui.charts.canvas import Canvas
from planner.ui.charts.colours import DARK, ChartColours
from planner.ui.charts.fit import MOST_CANDLES, TRADE, Fit, Room, fit_view
from planner.ui.charts.gestures import Gestures
from planner.ui.charts.header import ChartHeader
from planner.ui.charts.level_layout import EDGE, LEADER
from planner.ui.charts.model import CandleData, ChartModel
from planner.ui.charts.picture import Picture
from planner.ui.charts.plane import Plane, grouped
from planner.ui.charts.ticks import price_ticks, time_ticks
from planner.ui.theme import text_scale
from planner.ui.widgets.spoken import tell_as_chart, tell_value
from planner.ui.widgets.undoing import is_typed_into

PATH_WIDTH, LEAST_PATH = 170, 110
PATH_FROM = 560
"""A narrower chart shows no margin path unless it is asked to; text twice as large needs half as much more."""
PAUSE = 800
"""Milliseconds after the last key until the view follows what was typed: half a number is no place to look at."""
_LITTLE = 120
"""Pixels that a sentence takes, or gives back, above the chart."""
_AXIS_PAD = 18
_PRICE_SPACING = 46
_TIME_SPACING = 1.6
"""Widths of a date from one date to the next."""
_PIXELS_PER_CANDLE = 6.0
"""In a fitted view, unless so few candles have room that they say nothing: bodies can be told from wicks."""
_LEAST_FREE = 0.2
_STEP = 60.0
_ZOOM = 1.25
_SMALL = 2.0
"""A view this many times higher than the fitted one has lost the trade."""


class PriceChart(QWidget):
    """Draws a frozen model over price history; every signal is caused by the user."""

    dragged = Signal(str, object)
    """Key and exact price of a level, while it is dragged."""
    drag_finished = Signal(str)
    drag_cancelled = Signal(str)
    placed = Signal(str, object)
    """What a key puts at the mouse, and the exact price there."""
    activated = Signal(str)
    """Key of a level that was double-clicked."""
    hovered = Signal(object, str)
    """Price under the mouse or None, and the time there or nothing."""

    def __init__(self, empty_text: str = "", colours: ChartColours = DARK, parent: QWidget | None = None) -> None:
        """An empty chart; `empty_text` says that there is no price history."""
        super().__init__(parent)
        self._picture = Picture(colours, empty_text, self.font())
        self._canvas = Canvas(self._picture)
        self._header = ChartHeader()
        self._gestures = Gestures(self._canvas, self._picture)
        self._user_view = False
        self._has_fitted_trade = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._look_again)
        self._size: QSize | None = None
        self._top = 0
        self._fits_later = False
        self._path_asked: bool | None = None
        self._keys = [self._key_at_mouse(keys, what) for what, (keys, _) in AT_MOUSE.items()]
        self._lay_out()
        self._connect()
        self.set_colours(colours)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._canvas.widget, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        tell_as_chart(self)
        self.setMinimumSize(320, 220)

    def _connect(self) -> None:
        self._gestures.dragged.connect(self.dragged)
        self._gestures.let_go.connect(self._catch_up)
        self._gestures.drag_finished.connect(self.drag_finished)
        self._gestures.drag_cancelled.connect(self.drag_cancelled)
        self._gestures.activated.connect(self.activated)
        self._gestures.hovered.connect(self.hovered)
        self._gestures.hovered.connect(lambda price, _time: self._listen(is_over=price is not None))
        self._gestures.view_asked.connect(self._look_as_asked)
        self._gestures.fit_asked.connect(self.fit)
        self._canvas.widget.resized.connect(self._take_size)

    def show_model(self, model: ChartModel, *, reset_view: bool = False) -> None:
        """Show another model; the view moves only for `reset_view`, or where nobody chose it and no level is in it."""
        before, self._picture.model = self._picture.model, model
        drag = self._picture.drag
        if drag is not None and (
            reset_view or not any(level.key == drag.key and level.draggable for level in model.levels)
        ):
            self._gestures.drop()
        self._header.show_texts(model.title, model.subtitle)
        self.setAccessibleName(model.title)
        self.setAccessibleDescription(model.description)
        tell_value(self, model.description)
        is_typed = not reset_view and is_typed_into()
        if is_typed:
            self._pause.start()
        if reset_view or (self._is_lost() and not is_typed):
            self._user_view = False
            self._follow_size()
        elif _frame(before) != _frame(model):
            self._arrange(self._canvas.plane().high)
        self._follow_candles()
        self._canvas.refresh()

    def drop(self) -> None:
        """Have nothing in the hand any more: the model says where its level is."""
        if self._gestures.drop() is not None:
            self._catch_up()

    def shows_path(self) -> bool:
        """Whether the margin path is there: as asked, else where the chart is wide enough for it.

        It neither comes nor goes while a level is in the hand, or a field is typed into.
        """
        if self._picture.drag is not None or self._pause.isActive():
            return self._canvas.path_width() > 0
        model, asked = self._picture.model, self._path_asked
        has_room = self.width() >= PATH_FROM * (1 + max(1.0, text_scale())) / 2 if asked is None else asked
        return has_room and model is not None and model.path is not None

    def ask_for_path(self, *, shown: bool) -> None:
        """Show the margin path however narrow the chart is, or leave it out however wide; candles have the rest."""
        self._path_asked = shown
        self._follow_size()
        self._canvas.refresh()

    def add_tool(self, tool: QWidget) -> None:
        """Put a button into the line above the chart."""
        self._header.add_tool(tool)

    def set_candles(self, candles: CandleData | None) -> None:
        """Show another price history, or none; one that goes on with the present one leaves the view where it is."""
        goes_on, known = _goes_on(self._picture.candles, candles), len(self._picture.times)
        self._picture.set_candles(candles)
        if goes_on:
            if len(self._picture.times) != known:
                self._label_axes()
                self._follow_candles()
            self._canvas.refresh()
            return
        self._header.show_source(*("", "") if candles is None else (candles.title, candles.interval))
        if not self._gestures.is_holding:
            self._follow_size()
            return
        self._fits_later = True  # a line does not jump away from the mouse that holds it
        self._label_axes()
        self._canvas.refresh()

    def show_caution(self, text: str, hint: str) -> None:
        """Say what to be careful about with the candles, or nothing."""
        self._header.show_caution(text, hint)

    def _catch_up(self) -> None:
        """Look at what came while the button was down: candles, or a margin path that had no room."""
        if self._fits_later:
            self._fits_later = False
            self._follow_size()
        elif self.shows_path() is not self._canvas.path_width() > 0:
            self._arrange(self._canvas.plane().high)
        self._follow_candles()

    def _follow_candles(self) -> None:
        """Where nobody chose the view, the newest candle stays clear of the tags, however long they have become."""
        if self._user_view or self._gestures.is_holding or self._size is None or not len(self._picture.times):
            return
        plane = self._canvas.plane()
        over = plane.x(len(self._picture.times) - 0.5) - plane.width * self._free_of_tags(plane.width)
        if over > 1:
            self._canvas.look_at(plane.panned(-over, 0))
            self._label_axes()

    def _free_of_tags(self, width: float) -> float:
        """The share of the width that is left of the tags."""
        return max(_LEAST_FREE, 1 - (self._picture.tag_room(width) + EDGE + LEADER) / width)

    def _key_at_mouse(self, keys: str, what: str) -> QShortcut:
        """A key that works while the mouse is over the chart and nobody types in a field."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setAutoRepeat(False)
        shortcut.setEnabled(False)
        shortcut.activated.connect(lambda: self._place_at_mouse(what))
        return shortcut

    def _listen(self, *, is_over: bool) -> None:
        for shortcut in self._keys:
            if shortcut.isEnabled() is not is_over:
                shortcut.setEnabled(is_over)

    def _place_at_mouse(self, what: str) -> None:
        """Say what is to be put where the mouse is; a level in the hand is put nowhere else."""
        pointed = self._picture.pointed
        if pointed is not None and self._picture.drag is None:
            self.placed.emit(what, pointed.price)

    def set_colours(self, colours: ChartColours) -> None:
        """Show the same in other colours."""
        self._picture.colours = colours
        self._header.set_colours(colours)
        self._canvas.set_ground(colours)
        self._canvas.refresh()

    def fit(self) -> None:
        """Bring the trade and the recent candles into view."""
        self._user_view, self._has_fitted_trade = False, self._has_trade()
        self._place(self._fitted(MOST_CANDLES).high)
        plane = self._canvas.plane()
        free = self._free_of_tags(plane.width)
        fit = self._fitted(min(int(plane.width * free / _PIXELS_PER_CANDLE), MOST_CANDLES))
        first = len(self._picture.times) - 0.5 - fit.candles
        self._canvas.look_at(replace(plane, first=first, last=first + fit.candles / free, low=fit.low, high=fit.high))
        self._label_axes()

    def _fitted(self, candles: int) -> Fit:
        """The view of the trade in the present height."""
        return fit_view(self._picture.levels(), self._picture.candles, Room(candles, self._canvas.widget.height()))

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window's shortcuts while it ends a drag."""
        overrides = event.type() is QEvent.Type.ShortcutOverride and self._picture.drag is not None
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends a drag, Home fits, arrows pan, plus and minus zoom."""
        plane = self._canvas.plane()
        views = {
            Qt.Key.Key_Left: plane.panned(_STEP, 0),
            Qt.Key.Key_Right: plane.panned(-_STEP, 0),
            Qt.Key.Key_Up: plane.panned(0, _STEP),
            Qt.Key.Key_Down: plane.panned(0, -_STEP),
            Qt.Key.Key_Plus: plane.zoomed_in_time(1 / _ZOOM, plane.width),
            Qt.Key.Key_Minus: plane.zoomed_in_time(_ZOOM, plane.width),
        }
        key = Qt.Key(event.key())
        if key in views:
            self._look_as_asked(views[key])
        elif key is Qt.Key.Key_Home:
            self.fit()
        elif key is not Qt.Key.Key_Escape or not self._gestures.cancel():
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A drag does not outlive the sight of it."""
        self._gestures.end()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        if event.type() is QEvent.Type.FontChange:
            self._picture.set_font(self.font())
            self._canvas.label_again()
            self._follow_size()
        super().changeEvent(event)

    def _is_lost(self) -> bool:
        """Whether nobody chose the view, and the trade has left it, become small in it or come since it was chosen."""
        levels = self._picture.levels()
        if self._user_view or self._picture.drag is not None or not levels:
            return False
        plane, fit = self._canvas.plane(), self._fitted(MOST_CANDLES)
        own = [float(level.price) for level in levels if level.kind in TRADE] or [float(levels[0].price)]
        has_left = any(fit.low <= price <= fit.high and not plane.low <= price <= plane.high for price in own)
        shows_nothing = plane.low < 0 <= fit.low
        has_come = not self._has_fitted_trade and self._has_trade()
        return has_left or shows_nothing or has_come or plane.high - plane.low > _SMALL * (fit.high - fit.low)

    def _has_trade(self) -> bool:
        """Whether there are an entry and a stop to keep apart."""
        return {level.kind for level in self._picture.levels()} >= {LevelKind.ENTRY, LevelKind.STOP}

    def _look_again(self) -> None:
        """What was typed has been for a while: the view follows it where it is lost."""
        if self._picture.drag is None and (self._is_lost() or self.shows_path() is not self._canvas.path_width() > 0):
            self._follow_size()
            self._canvas.refresh()

    def _take_size(self) -> None:
        """Follow the canvas, whose view tells of every size more than once."""
        size, top = self._canvas.widget.size(), self._below_window_top()
        if size == self._size:
            return
        before, lower = self._size, top - self._top
        self._size, self._top = size, top
        is_little = before is not None and size.width() == before.width() and abs(lower) <= _LITTLE
        if self._gestures.is_holding or (is_little and is_typed_into()):
            self._keep_in_place(lower)
        else:
            self._follow_size()

    def _below_window_top(self) -> int:
        return (self._canvas.widget.mapToGlobal(QPoint()) - self.window().mapToGlobal(QPoint())).y()

    def _keep_in_place(self, lower: int) -> None:
        """Every price stays where it is on the screen, though the canvas begins so many pixels lower."""
        self._gestures.follow(lower)
        before = self._canvas.plane()
        self._place(before.high)
        high = before.high - lower * before.price_per_pixel
        low = high - self._canvas.plane().height * before.price_per_pixel
        self._canvas.look_at(replace(self._canvas.plane(), low=low, high=high))
        self._label_axes()

    def _follow_size(self) -> None:
        """Show what is to be seen in the present size; the first one is still to come while there is none."""
        if self._size is None:
            return
        if self._user_view:
            self._arrange(self._canvas.plane().high)
        else:
            self.fit()

    def _look_as_asked(self, plane: Plane) -> None:
        self._user_view = True
        self._canvas.look_at(plane)
        self._label_axes()
        if not prices_fit(self._picture.prices, self._canvas.axes().width(), self._picture.note):
            self._arrange(max(plane.high, -plane.low))

    def _arrange(self, highest: float) -> None:
        """Place the parts and label the axes anew."""
        self._place(highest)
        self._label_axes()

    def _place(self, highest: float) -> None:
        """Place the parts for the present size, font and model."""
        model = self._picture.model
        note, text = self._picture.note, grouped(Decimal(highest), model.price_decimals if model else 0)
        self._canvas.arrange(
            note.width(text) + _AXIS_PAD,
            note.height + _AXIS_PAD / 2,
            self._width_of_path() if self.shows_path() else 0,
        )

    def _width_of_path(self) -> int:
        """Large text needs more for names and amounts; a narrow chart keeps the rest for candles."""
        return max(LEAST_PATH, min(round(PATH_WIDTH * max(1.0, text_scale())), self.width() // 4))

    def _label_axes(self) -> None:
        """Find round prices, also for the grid, and dates."""
        plane, times, model = self._canvas.plane(), self._picture.times, self._picture.model
        most = max(2, int(plane.height / _PRICE_SPACING))
        self._picture.prices = price_ticks(plane.low, plane.high, most, model.price_decimals if model else 0)
        start, stop = max(0, int(plane.first)), max(0, int(plane.last) + 1)
        date = self._picture.note.width("2000-00-00")
        self._picture.dates = time_ticks(times[start:stop], start, _TIME_SPACING * date / plane.pixels_per_candle)
        self._canvas.label_again()
        self._gestures.point_again()


def _goes_on(before: CandleData | None, after: CandleData | None) -> bool:
    """Whether candles are those shown so far, of which the last may have changed and others followed."""
    if before is None or after is None or not len(after.close) >= len(before.close) > 0:
        return False
    named = (before.title, before.interval) == (after.title, after.interval)
    return named and bool(before.time[0] == after.time[0] and before.close[0] == after.close[0])


def _frame(model: ChartModel | None) -> tuple[bool, int] | None:
    """What decides the place of the parts."""
    return None if model is None else (model.path is None, model.price_decimals)
