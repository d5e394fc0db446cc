"""The chart of a plan: its levels, zones and margin path, drawn from the assessment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits, ladder_edits
from planner.domain.distances import Unit
from planner.domain.edits import Edit
from planner.domain.number import floor_to_step
from planner.domain.what_if import Trial
from planner.market.candles import Candles, last_candle
from planner.report.history_cautions import cautions
from planner.report.levels import Beside
from planner.report.rules import day
from planner.report.sentences import units_of
from planner.report.what_ifs import tried_evaluation
from planner.ui.charts.colours import ChartColours
from planner.ui.charts.model import ChartModel
from planner.ui.charts.price_chart import PriceChart
from planner.ui.panels.chart_model import chart_model
from planner.ui.panels.margin_paths import MarginPaths
from planner.ui.panels.panel import Panel
from planner.ui.theme import Theme
from planner.words import translated

CandleSource = Callable[[str], Candles | None]
AtrSource = Callable[[str], Decimal | None]
WHOLE_BOOK = "Whole book"
WHOLE_BOOK_HINT = "Margin path: every position moves by its beta as this instrument moves; else this one alone"
NO_CANDLES = "No price history for this instrument.\nFile > Open price history… draws candles from a CSV file."


class ChartPanel(Panel):
    """The chart; entry, stop and targets can be dragged on it."""

    hovered = Signal(object, str)
    activated = Signal(str)
    path_shown = Signal(bool)
    """The margin path has appeared or gone."""
    choice_told = Signal(str)
    """Why there is no choice between the paths of this instrument and of the book; nothing where there is one."""

    def __init__(self, candles: CandleSource, atr: AtrSource, theme: Theme, parent: QWidget | None = None) -> None:
        """A chart that asks for candles, and for their average true range, by symbol."""
        super().__init__(parent)
        self.candles, self.atr = candles, atr
        self.symbol: str | None = None
        self.unit = Unit.PERCENT
        self.paths = MarginPaths()
        self.trial = Trial()
        self._shown: Assessment | None = None
        self._has_path = False
        self._close: float | None = None
        self._last: tuple[datetime, timedelta] | None = None
        self.chart = PriceChart(translated(NO_CANDLES), chart_colours(theme), self)
        self.whole_book = QToolButton(self)
        self.whole_book.setText(translated(WHOLE_BOOK))
        self.whole_book.setCheckable(True)
        self.whole_book.setProperty("role", "switch")
        self.whole_book.setToolTip(translated(WHOLE_BOOK_HINT))
        self.whole_book.setAccessibleDescription(translated(WHOLE_BOOK_HINT))
        self.chart.add_tool(self.whole_book)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.chart)
        self._connect()

    def _connect(self) -> None:
        self.chart.dragged.connect(self._drag)
        self.chart.drag_finished.connect(lambda _key: self.settled.emit())
        self.chart.drag_cancelled.connect(lambda _key: self.retracted.emit())
        self.chart.placed.connect(self._place)
        self.chart.activated.connect(self.activated)
        self.chart.hovered.connect(self.hovered)
        self.whole_book.toggled.connect(lambda checked: self._move_book(moves=checked))

    def show_assessment(self, assessment: Assessment) -> None:
        """Draw the plan."""
        self._shown = assessment
        symbol = assessment.draft.plan.instrument
        is_new = symbol != self.symbol
        if is_new:
            self.symbol = symbol
            self.show_candles()
        self.chart.show_model(self.model_of(assessment), reset_view=is_new)
        self._show_cautions(assessment)
        self._offer_choice()

    def model_of(self, assessment: Assessment) -> ChartModel:
        """What is drawn of an assessment, with what is tried, the unit and the last close the chart knows beside it."""
        tried = tried_evaluation(assessment, self.trial) if self.trial.is_any else None
        return chart_model(assessment, self._beside(assessment), self.paths, tried)

    def _show_cautions(self, assessment: Assessment) -> None:
        close = None if self._close is None else Decimal(repr(self._close))
        self.chart.show_caution(*cautions(assessment, self._last, close))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the margin path has no room, neither has its button."""
        super().resizeEvent(event)
        self._offer_choice()

    def _offer_choice(self) -> None:
        shown = self.chart.shows_path()
        why_not = self._why_no_choice(shown=shown)
        if self.whole_book.isHidden() is not bool(why_not):
            self.whole_book.setVisible(not why_not)
        self.choice_told.emit(why_not)
        if shown is not self._has_path:
            self._has_path = shown
            self.path_shown.emit(shown)

    def _why_no_choice(self, *, shown: bool) -> str:
        if not shown:
            return translated("No margin path is drawn: Margin path in the View menu draws it, where there is one.")
        if not self.paths.has_choice:
            return translated(
                "There is one margin path only: nothing else that is open backs this plan and moves with it."
            )
        return ""

    def ask_for_path(self, *, shown: bool) -> None:
        """Show the margin path, or leave its room to the candles, whatever the width is."""
        self.chart.ask_for_path(shown=shown)
        self._offer_choice()

    def _beside(self, assessment: Assessment) -> Beside:
        draft = assessment.draft
        atr = draft.plan.sizing.atr or self.atr(draft.plan.instrument)
        close = None if self._close is None else Decimal(repr(self._close))
        return Beside(self.unit, atr, close and floor_to_step(close, units_of(draft).price_tick))

    def show_candles(self) -> None:
        """Draw the candles of the plan's instrument anew."""
        candles = self.candles(self.symbol or "")
        self._close = float(candles.close[-1]) if candles is not None and len(candles.close) else None
        self._last = None if candles is None or candles.is_excerpt else last_candle(candles)
        self.chart.set_candles(candles)

    def prices_to(self) -> str:
        """The day of the last candle; nothing without any."""
        return "" if self._last is None else day(self._last[0])

    def tell_distances_in(self, unit: Unit) -> None:
        """Label the levels in the unit in which the trader has chosen to think; a price is told in percent."""
        self.unit = Unit.PERCENT if unit is Unit.PRICE else unit
        self._show_again()

    def show_trial(self, trial: Trial) -> None:
        """Draw what is tried faintly beside the plan."""
        self.trial = trial
        self._show_again()

    def _move_book(self, *, moves: bool) -> None:
        self.paths.moves_book = moves
        self._show_again()

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_assessment(self._shown)

    def forget_view(self) -> None:
        """Another plan follows: it is fitted anew."""
        self.symbol = None

    def show_theme(self, theme: Theme) -> None:
        """Wear another theme."""
        self.chart.set_colours(chart_colours(theme))

    def _drag(self, key: str, price: Decimal) -> None:
        edit = drag_edit(key, price)
        if edit is not None:
            self.edited.emit(edit)

    def _place(self, key: str, price: Decimal) -> None:
        """A step of its own, whatever was typed or dragged before."""
        self.settled.emit()
        self.edited.emit(_PLACED[key](price))


_PLACED: dict[str, Callable[[Decimal], Edit]] = {
    "entry": edits.move_entry,
    "stop": edits.move_stop,
    "target": edits.add_target_at,
}


def drag_edit(key: str, price: Decimal) -> Edit | None:
    """The edit that a dragged level makes."""
    if key == "entry":
        return edits.move_entry(price, continuing=True)
    if key == "stop":
        return edits.move_stop(price, continuing=True)
    if key.startswith("ladder."):
        return ladder_edits.move_rung(int(key.removeprefix("ladder.")), price, continuing=True)
    if key.startswith("targets."):
        return edits.move_target(int(key.removeprefix("targets.")), price, continuing=True)
    return None


def chart_colours(theme: Theme) -> ChartColours:
    """The colours the chart needs, from the theme's names."""
    return ChartColours(**{name: theme[_CHART_NAMES.get(name, name)] for name in ChartColours.__struct_fields__})


_CHART_NAMES = {
    "break_even": "muted",
    "mark": "text",
    "equity": "accent",
    "requirement": "liquidation",
}
