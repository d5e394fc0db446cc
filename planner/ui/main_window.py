"""The window: layout and wiring. It never grows with the panels: they are wired in one loop."""

from decimal import Decimal
from typing import cast

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from planner.report import numbers
from planner.report.sentences import units_of
from planner.settings import Theme as ThemeChoice
from planner.ui import files
from planner.ui.asides import Asides
from planner.ui.docks import Desk, Side
from planner.ui.foot import Foot
from planner.ui.menus import Entry, Menus
from planner.ui.own_entries import of_the_panels, of_what_is_folded, own_entries, show_examples, show_recent
from planner.ui.panels.cards import Cards
from planner.ui.panels.chart_panel import ChartPanel
from planner.ui.panels.header import Header, VerdictLine
from planner.ui.panels.panel import Panel
from planner.ui.panels.portfolio import Portfolio
from planner.ui.panels.summary import Summary
from planner.ui.panels.ticket import Ticket
from planner.ui.position_edits import PositionEdits
from planner.ui.rounds import Rounds
from planner.ui.status_line import StatusLine
from planner.ui.theme import LARGE_SCALE, Theme, text_scale
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import Row
from planner.ui.widgets.tab_order import order_tabs
from planner.ui.workspace import Workspace
from planner.words import counted, translated

SIDE_CHARACTERS, STACKED_CHARACTERS = (34, 33), (22, 33)
"""The least width of ticket and portfolio, in characters of the font; where text is large, fields stand alone."""
LOW_WINDOW = 780
"""Below, cards are a line each and levels that stand on the chart have no tile."""
HIGH_WINDOW = 1000
"""Below, tiles leave their details to the tooltip."""
NARROW_WINDOW = 1200
KEYS_TOLD = ("place", "palette", "shortcuts")
"""The entries whose keys stand at the foot."""
LOOKS_AGAIN = 30_000
"""Milliseconds after which the plan is looked at again: a pause may have begun or be over, prices have become old."""


def _least_width(scale: float) -> float:
    """Pixels below which ticket, chart and portfolio do not stand beside each other, as measured."""
    return 480 + 440 * scale


def _least_height(scale: float) -> float:
    """Pixels below which chart, figures and cards do not stand one above the other, as measured."""
    return 250 + 300 * scale


class LeastHeight(QVBoxLayout):
    """A column that asks for the least height of its parts: though text in them flows, it is not scrolled for that."""

    def hasHeightForWidth(self) -> bool:
        """Never: each part still has the height its width needs."""
        return False


class MainWindow(QMainWindow):
    """One plan in one window."""

    _stacked = _is_gathered = False
    _faults = 0

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        """The window of a workspace."""
        super().__init__()
        self.workspace = workspace
        self.outer = Side(self)
        self.outer.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        whole = QWidget(self.outer.viewport())
        self.header = Header(whole)
        self.verdict = VerdictLine(whole)
        self.desk = Desk(whole)
        self.sides, centre = self.desk.sides, self.desk.centre
        self.ticket = Ticket(
            workspace.venues, workspace.reference_price, workspace.measured_atr, self.sides[0].viewport()
        )
        self.chart = ChartPanel(workspace.candles, workspace.reference_atr, theme, centre)
        self.summary = Summary(centre)
        self.portfolio = Portfolio(theme, self.desk.column)
        self.cards = Cards(theme, workspace.scenarios, workspace.reference_atr, self.desk.docks["cards"])
        self.panels: tuple[Panel, ...] = (
            self.header, self.ticket, self.chart, self.summary, self.portfolio, self.cards,
        )  # fmt: skip
        self.readout = QLabel(self)
        self.asides = Asides(self, workspace)
        self.recent, self.examples = QMenu(translated("Open &recent"), self), QMenu(translated("&Examples"), self)
        self._lay_out(whole, centre)
        self.menus = Menus(self, workspace, own := self._own_entries())
        self.foot = Foot(self.statusBar(), [entry for name in KEYS_TOLD if isinstance(entry := own[name], QAction)])
        self._wire()
        self.refresh()
        order_tabs(self.chart, self.summary)

    def _own_entries(self) -> dict[str, Entry]:
        """The entries of the menus that are this window's alone."""
        parts = ((self.ticket, "ticket"), (self.chart, ""), (self.portfolio, "portfolio"), (self.cards, "cards"))
        show_examples(self.examples, self.workspace, self)
        show_recent(self.recent, self.workspace, self)
        made = own_entries(self, self.asides, self.desk, Rounds(self.desk, parts))
        made |= of_the_panels(self, self.chart, self.portfolio)
        made |= of_what_is_folded(self, self.desk, self.ticket, self.portfolio)
        return {**made, "recent": self.recent, "examples": self.examples}

    def _lay_out(self, whole: QWidget, centre: QWidget) -> None:
        """Every part has been made where it stands: moving it would style all that is in it once more."""
        middle = QVBoxLayout(centre)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.chart, 1)
        middle.addWidget(self.summary)
        self.desk.lay_out(self.ticket, self.portfolio, self.cards)
        self._widen_sides()
        layout = LeastHeight(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.verdict)
        layout.addWidget(self.desk, 1)
        self.outer.setWidget(whole)
        self.setCentralWidget(self.outer)  # text of twice the size is scrolled to where the screen is too small for it
        if text_scale() > 1:
            QTimer.singleShot(0, self._widen_sides)  # once every field has its figure in it and its style on
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addPermanentWidget(self.readout)
        line = StatusLine(self.statusBar())
        self.workspace.said.connect(line.say)
        self.workspace.warned.connect(line.warn)
        for gone in (self.workspace.document.stepped, self.workspace.document.opened):
            gone.connect(line.withdraw)

    def _widen_sides(self) -> None:
        """Larger text needs wider sides, and more room for the unit in a field."""
        self._stack(stacked=text_scale() >= LARGE_SCALE)
        least_characters = STACKED_CHARACTERS if self._stacked else SIDE_CHARACTERS
        for side, characters in zip(self.sides, least_characters, strict=True):
            side.least = QFontMetrics(QApplication.font()).averageCharWidth() * characters
            side.measure()
        for field in self.ticket.findChildren(NumberField):
            field.fit_unit()

    def _follow_font(self) -> None:
        """Once the new font has reached every widget."""
        for side in self.sides:
            side.settle()
        self._follow_size()
        self._widen_sides()

    def _stack(self, *, stacked: bool) -> None:
        if stacked is not self._stacked:
            self._stacked = stacked
            for row in self.ticket.findChildren(Row):
                row.stack(stacked=stacked)

    def _wire(self) -> None:
        self._watch_the_clock()
        document, workspace = self.workspace.document, self.workspace
        for panel in self.panels:
            panel.edited.connect(document.apply)
            panel.settled.connect(document.settle)
            panel.retracted.connect(document.retract)
            panel.fault_changed.connect(self._follow_fault)
        document.keep = self.ticket.measured.keep
        self.portfolio.caught_up.connect(self.cards.follow)  # a turn each, so that a key waits for one of them at most
        document.opened.connect(self.ticket.forget_typing)
        for side in self.sides:
            document.opened.connect(side.measure)
        workspace.typing_forgotten.connect(self.ticket.forget_typing)
        document.changed.connect(self.refresh)
        document.refused.connect(workspace.say)
        workspace.candles_changed.connect(self._redraw_candles)
        workspace.recent_changed.connect(lambda: show_recent(self.recent, workspace, self))
        workspace.settings_changed.connect(self.menus.refresh)
        self.ticket.left_behind.connect(
            lambda count: workspace.said.emit(
                counted(
                    "{count} open position stays at the other venue; undo brings it back.",
                    "{count} open positions stay at the other venue; undo brings them back.",
                    count,
                )
            )
        )
        for panel in (self.summary, self.portfolio):
            panel.asked.connect(self.asides.show_why)
        self.cards.opened.connect(self.asides.show_question)
        self.header.rules_wanted.connect(self.asides.show_rules)
        self.header.pause_wanted.connect(self.asides.show_pause)
        workspace.why_wanted.connect(lambda key: self.asides.show_why(key or self._asked_about()))
        for changed in (workspace.venues_changed, workspace.scenarios_changed):
            changed.connect(self.refresh)
        self._wire_chart()
        self.position_edits = PositionEdits(workspace, self.portfolio, self.asides)

    def _wire_chart(self) -> None:
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._follow_keys)
        self.workspace.document.opened.connect(self.chart.forget_view)
        self.workspace.document.stepped.connect(self.chart.chart.drop)
        self.chart.hovered.connect(self._show_readout)
        self.chart.activated.connect(self._focus_level)
        self.menus.actions["new"].triggered.connect(self._begin)
        self.chart.activated.connect(self.asides.show_level)
        self.portfolio.liquidation.tried.connect(self.chart.show_trial)
        self.ticket.unit_chosen.connect(self.chart.tell_distances_in)

    def _follow_keys(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What the keys go to is seen, unless the mouse has it: that sees what it presses."""
        if now is not None and self.desk.isAncestorOf(now) and not QApplication.mouseButtons():
            self.desk.follow(now)

    def _focus_level(self, key: str) -> None:
        """Let a level of the trader's own be typed, wherever the ticket is."""
        if self.ticket.has_level(key):
            self.desk.bring("ticket")
            self.desk.reveal(self.ticket.focus_level(key).input)

    def _begin(self) -> None:
        """The entry is what a new plan asks for first; it is seen from the top of the ticket on."""
        if self.workspace.document.draft.plan.entry_price is None:
            self.sides[0].verticalScrollBar().setValue(0)
            self._focus_level("entry")

    def _asked_about(self) -> str:
        """The figure the keys go to, if they go to one."""
        return self.summary.focused() or self.portfolio.focused()

    def refresh(self) -> None:
        """Show the document everywhere."""
        document = self.workspace.document
        self.ticket.venues = self.workspace.offered_venues()
        shown = self.workspace.shown
        for panel in self.panels:
            panel.show_assessment(shown)
        self.asides.show_assessment(shown)
        self._show_verdict()
        changed = not document.history.is_saved
        self.header.show_name(document.name, changed=changed)
        marks = translated(" (read-only)") if document.read_only else ""
        self.foot.show_document(document, self.chart.prices_to())
        self.setWindowTitle(translated("{name}{marks}[*] - Planner", name=document.name, marks=marks))
        if changed is not self.isWindowModified():
            self.setWindowModified(changed)
        self.menus.refresh()

    def catch_up(self) -> None:
        """Show now what waits until a key is painted."""
        for panel in self.panels:
            panel.catch_up()

    def show_theme(self, theme: Theme) -> None:
        """Wear another theme."""
        self.portfolio.theme = self.cards.theme = theme
        self.chart.show_theme(theme)
        QTimer.singleShot(0, self._follow_font)
        self.refresh()

    def follow_system(self) -> None:
        """The system has become dark or light."""
        if self.workspace.settings.appearance.theme is ThemeChoice.SYSTEM:
            self.workspace.settings_changed.emit()

    def _follow_fault(self) -> None:
        """What has become unreadable takes its run of typing with it; a fault that is over takes nothing."""
        before = self._faults
        self._show_verdict()
        if self._faults > before:
            self.workspace.document.retract()
        self.menus.refresh()

    def _show_verdict(self) -> None:
        """The verdict, or what cannot be read; a field that is gone with its text no longer holds up anything."""
        faults = self.ticket.faults()
        self._faults = len(faults)
        self.workspace.unreadable = ": ".join(faults[0]) if faults else ""
        self.portfolio.liquidation.hold_off(self.workspace.unreadable)
        if faults:
            self.verdict.show_fault(*faults[0])
        else:
            self.verdict.show_assessment(self.workspace.shown)

    def _redraw_candles(self) -> None:
        self.chart.show_candles()
        self.refresh()

    def _show_readout(self, price: Decimal | None, time: str) -> None:
        tick = units_of(self.workspace.document.draft).price_tick
        self.readout.setText("" if price is None else f"{time}   {numbers.price(price, tick)}".strip())

    def _watch_the_clock(self) -> None:
        ticker = QTimer(self)
        ticker.timeout.connect(self._look_again)
        ticker.start(LOOKS_AGAIN)

    def _look_again(self) -> None:
        document = self.workspace.document
        if document.draft.situation.judged_at is None and not self.workspace.unreadable:
            document.look_again()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window keeps the chart high and leaves to tooltips and to the chart what they tell."""
        super().resizeEvent(event)
        self._follow_size()

    def _follow_size(self) -> None:
        """Larger text makes a window lower and narrower."""
        scale = max(1.0, text_scale())
        is_low = self.height() < LOW_WINDOW * scale
        self.summary.set_compact(compact=self.height() < HIGH_WINDOW * scale)
        self.summary.set_brief(brief=is_low)
        self._gather(gathered=self.height() < _least_height(scale) or self.width() < _least_width(scale))
        self.desk.make_room(self.width())
        self.cards.fold(folded=is_low)
        for part in (self.header, self.foot):
            part.set_narrow(narrow=self.width() < NARROW_WINDOW * scale)

    def _gather(self, *, gathered: bool) -> None:
        """Where not all of it has room, the panels stand one behind the other and the figures go with the portfolio."""
        if gathered is self._is_gathered:
            return
        self._is_gathered = gathered
        self.desk.gather(gathered=gathered)
        self.header.set_tight(tight=gathered)
        place = self.desk.column if gathered else self.desk.centre
        layout = place.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(0 if gathered else 1, self.summary)
        for side in self.sides:
            side.measure()

    def changeEvent(self, event: QEvent) -> None:
        """Whoever comes back, also from sleep, may find a pause over, old prices, or a plan that is free again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            files.take_over(self.workspace)
            self._look_again()

    def restore(self) -> None:
        """Come back where the window was left, and its panels as they stood."""
        if self.workspace.window_state.geometry:
            self.restoreGeometry(QByteArray(self.workspace.window_state.geometry))
        self.desk.take_layout(self.workspace.window_state.layout)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before losing changes; remember where the window was."""
        if not files.may_leave(self.workspace):
            event.ignore()
            return
        state = self.workspace.window_state
        geometry = bytes(self.saveGeometry().data())
        self.workspace.remember(replace(state, geometry=geometry, layout=self.desk.layout_kept()))
        self.desk.put_away()
        self.workspace.hold(None)
        self.asides.close()
        super().closeEvent(event)
