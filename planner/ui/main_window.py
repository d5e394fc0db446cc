"""The window: layout and wiring. It never grows with the panels: they are wired in one loop."""

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QMainWindow,
    QMenu,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from planner.domain import edits
from planner.report import numbers
from planner.report.sentences import units_of
from planner.ui import files
from planner.ui.asides import Asides
from planner.ui.menus import Menus, window_action
from planner.ui.panels.cards import Cards
from planner.ui.panels.chart_panel import ChartPanel
from planner.ui.panels.header import Header, VerdictLine
from planner.ui.panels.panel import Panel
from planner.ui.panels.portfolio import Portfolio
from planner.ui.panels.summary import Summary
from planner.ui.panels.ticket import Ticket
from planner.ui.theme import Theme
from planner.ui.widgets.number_field import NumberField
from planner.ui.workspace import Workspace

SIDE_CHARACTERS = (34, 33)
"""The least width of ticket and portfolio, in characters of the font."""
LOW_WINDOW = 780
"""Below, cards are a line each and levels that stand on the chart have no tile."""
HIGH_WINDOW = 1000
"""Below, tiles leave their details to the tooltip."""
NARROW_WINDOW = 1200
LOOKS_AGAIN = 30_000
"""Milliseconds after which pause rules are looked at again: a pause may have begun or be over."""


class MainWindow(QMainWindow):
    """One plan in one window."""

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        """The window of a workspace."""
        super().__init__()
        self.workspace = workspace
        self.outer = _side(self)
        self.outer.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        whole = QWidget(self.outer.viewport())
        self.header = Header(whole)
        self.verdict = VerdictLine(whole)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, whole)
        self.sides = tuple(_side(self.splitter) for _ in SIDE_CHARACTERS)
        centre = QWidget(self.splitter)
        self.ticket = Ticket(
            workspace.venues, workspace.reference_price, workspace.reference_atr, self.sides[0].viewport()
        )
        self.chart = ChartPanel(workspace.candles, workspace.reference_atr, theme, centre)
        self.summary = Summary(centre)
        self.portfolio = Portfolio(theme, self.sides[1].viewport())
        self.cards = Cards(theme, whole)
        self.panels: tuple[Panel, ...] = (
            self.header, self.ticket, self.chart, self.summary, self.portfolio, self.cards,
        )  # fmt: skip
        self.readout = QLabel(self)
        self.asides = Asides(self, workspace)
        self.recent = QMenu("Open &recent", self)
        self.examples = QMenu("&Examples", self)
        self._lay_out(whole, centre)
        self.menus = Menus(self, workspace, self._own_entries())
        self._wire()
        self._show_recent()
        self.refresh()

    def _lay_out(self, whole: QWidget, centre: QWidget) -> None:
        """Every part has been made where it stands: moving it would style all that is in it once more."""
        middle = QVBoxLayout(centre)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.chart, 1)
        middle.addWidget(self.summary)
        for side, content in zip(self.sides, (self.ticket, self.portfolio), strict=True):
            side.setWidget(content)
        for part in (self.sides[0], centre, self.sides[1]):
            self.splitter.addWidget(part)
        self._widen_sides()
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.setSizes([310, 820, 310])
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.verdict)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.cards)
        self.outer.setWidget(whole)
        self.setCentralWidget(self.outer)  # text of twice the size is scrolled to where the screen is too small for it
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addPermanentWidget(self.readout)

    def _widen_sides(self) -> None:
        """Larger text needs wider sides, and more room for the unit in a field."""
        parts = zip(self.sides, (self.ticket, self.portfolio), SIDE_CHARACTERS, strict=True)
        for side, content, characters in parts:
            least = QFontMetrics(QApplication.font()).averageCharWidth() * characters
            bar = side.verticalScrollBar().sizeHint().width()
            side.setMinimumWidth(max(least, content.minimumSizeHint().width() + bar))
        for field in self.ticket.findChildren(NumberField):
            field.fit_unit()

    def _own_entries(self) -> dict[str, QAction | QMenu]:
        for path in files.examples():
            name = path.name.removesuffix(".plan.json").replace("-", " ")
            entry = window_action(name, partial(files.open_example, self.workspace, path), self)
            self.examples.addAction(entry)
        return {
            "recent": self.recent,
            "examples": self.examples,
            "fit": window_action("&Fit chart", self.chart.chart.fit, self, "Ctrl+0"),
            "quit": window_action("&Quit", self.close, self, "Ctrl+Q"),
            "shortcuts": window_action("&Shortcuts", self.asides.show_shortcuts, self, "F1"),
            "book": window_action("&Open the book", self.asides.show_book, self, "Ctrl+B"),
            "place": window_action("&Place this plan into the book", self.asides.place, self, "Ctrl+Return"),
            "pause_rules": window_action("Pause &rules…", self.asides.show_pause_rules, self, "Ctrl+R"),
            "pause": window_action("&Pause…", self.asides.show_pause, self, "Ctrl+P"),
            "correlations": window_action("&Correlations and groups…", self.asides.show_correlations, self),
            "palette": window_action("&Commands…", self.asides.show_palette, self, "Ctrl+K"),
            "history": window_action("&History…", self.asides.show_history, self, "Ctrl+H"),
            "settings": window_action("Se&ttings…", self.asides.show_settings, self, "Ctrl+,"),
            "rules": window_action("&Rules and what is not modelled", self.asides.show_rules, self, "Shift+F1"),
        }

    def _wire(self) -> None:
        self._watch_the_clock()
        document, workspace = self.workspace.document, self.workspace
        for panel in self.panels:
            panel.edited.connect(document.apply)
            panel.settled.connect(document.settle)
            panel.retracted.connect(document.retract)
            panel.fault_changed.connect(self._follow_fault)
        document.opened.connect(self.ticket.forget_typing)
        document.opened.connect(self.chart.forget_view)
        document.changed.connect(self.refresh)
        document.refused.connect(
            lambda: workspace.said.emit("That change is beyond what a plan holds: nothing is changed.")
        )
        workspace.said.connect(lambda text: self.statusBar().showMessage(text, 8000))
        workspace.candles_changed.connect(self._redraw_candles)
        workspace.recent_changed.connect(self._show_recent)
        workspace.settings_changed.connect(self.menus.refresh)
        self.ticket.left_behind.connect(
            lambda count: workspace.said.emit(f"{count} open positions stay at the other venue; undo brings them back.")
        )
        for panel in (self.summary, self.portfolio):
            panel.asked.connect(self.asides.show_why)
        self.cards.opened.connect(self.asides.show_question)
        self.header.rules_wanted.connect(self.asides.show_rules)
        self.header.pause_wanted.connect(self.asides.show_pause)
        workspace.why_wanted.connect(lambda key: self.asides.show_why(key or self._asked_about()))
        workspace.venues_changed.connect(self.refresh)
        self._wire_chart()
        self._wire_portfolio()

    def _wire_chart(self) -> None:
        self.chart.hovered.connect(self._show_readout)
        self.chart.activated.connect(self.ticket.focus_level)
        self.chart.activated.connect(self.asides.show_level)
        self.ticket.unit_chosen.connect(self.chart.tell_distances_in)

    def _wire_portfolio(self) -> None:
        portfolio, together = self.portfolio, self.portfolio.together
        portfolio.position_wanted.connect(self._edit_position)
        portfolio.position_removed.connect(self._remove_position)
        portfolio.limits_wanted.connect(self._edit_limits)
        portfolio.rules_wanted.connect(self.asides.show_pause_rules)
        together.page_wanted.connect(self.asides.show_together)
        together.correlations_wanted.connect(self.asides.show_correlations)
        together.pair_wanted.connect(self.asides.show_correlations)

    def _asked_about(self) -> str:
        """The figure the keys go to, if they go to one."""
        return self.summary.focused() or self.portfolio.focused()

    def refresh(self) -> None:
        """Show the document everywhere."""
        document = self.workspace.document
        self.ticket.venues = self.workspace.offered_venues()
        for panel in self.panels:
            panel.show_assessment(document.assessment)
        self.asides.show_assessment(document.assessment)
        self._show_verdict()
        changed = not document.history.is_saved
        self.header.show_name(document.name, changed=changed)
        marks = " (read-only)" if document.read_only else ""
        self.setWindowTitle(f"{document.name}{marks}[*] - Planner")
        if changed is not self.isWindowModified():
            self.setWindowModified(changed)
        self.menus.refresh()

    def show_theme(self, theme: Theme) -> None:
        """Wear another theme."""
        self.portfolio.theme = self.cards.theme = theme
        self.chart.show_theme(theme)
        QTimer.singleShot(0, self._widen_sides)  # once the new font has reached every widget
        self.refresh()

    def _follow_fault(self) -> None:
        faults = self.ticket.faults()
        self.workspace.unreadable = ": ".join(faults[0]) if faults else ""
        if faults:
            self.workspace.document.retract()
        self._show_verdict()

    def _show_verdict(self) -> None:
        faults = self.ticket.faults()
        if faults:
            self.verdict.show_fault(*faults[0])
        else:
            self.verdict.show_assessment(self.workspace.document.assessment)

    def _redraw_candles(self) -> None:
        self.chart.show_candles()
        self.refresh()

    def _show_readout(self, price: Decimal | None, time: str) -> None:
        tick = units_of(self.workspace.document.draft).price_tick
        self.readout.setText("" if price is None else f"{time}   {numbers.price(price, tick)}".strip())

    def _show_recent(self) -> None:
        self.recent.clear()
        for path in self.workspace.window_state.recent:
            entry = window_action(path.name, partial(files.open_recent, self.workspace, path), self)
            entry.setToolTip(str(path))
            self.recent.addAction(entry)
        self.recent.setEnabled(bool(self.workspace.window_state.recent))

    def _edit_position(self, index: int) -> None:
        document, dialogs = self.workspace.document, self.workspace.dialogs
        venue, positions = self.workspace.venue_of(document.draft), list(document.draft.situation.positions)
        position = dialogs.ask_position(document.draft, venue, positions[index] if index >= 0 else None)
        if position is not None:
            positions[index : index + 1] = [position]
            if index < 0:
                positions = [*document.draft.situation.positions, position]
            document.apply(edits.set_positions(tuple(positions), venue))

    def _remove_position(self, index: int) -> None:
        document = self.workspace.document
        kept = tuple(p for at, p in enumerate(document.draft.situation.positions) if at != index)
        document.apply(edits.set_positions(kept, document.draft.situation.venue))

    def _watch_the_clock(self) -> None:
        ticker = QTimer(self)
        ticker.timeout.connect(self._look_again)
        ticker.start(LOOKS_AGAIN)

    def _look_again(self) -> None:
        document, situation = self.workspace.document, self.workspace.document.draft.situation
        if situation.judged_at is None and document.assessment.pauses.rules and not self.workspace.unreadable:
            document.look_again()

    def _edit_limits(self) -> None:
        situation = self.workspace.document.draft.situation
        answer = self.workspace.dialogs.ask_limits(situation.limits, situation.rules)
        if answer is not None:
            self.workspace.document.apply(edits.set_limits(*answer))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window keeps the chart high and leaves to tooltips and to the chart what they tell."""
        super().resizeEvent(event)
        is_low = event.size().height() < LOW_WINDOW
        self.summary.set_compact(compact=event.size().height() < HIGH_WINDOW)
        self.summary.set_brief(brief=is_low)
        self.cards.fold(folded=is_low)
        self.header.set_narrow(narrow=event.size().width() < NARROW_WINDOW)

    def changeEvent(self, event: QEvent) -> None:
        """Whoever comes back to the window may find that another one has let go of the plan."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            files.take_over(self.workspace)

    def restore(self) -> None:
        """Come back where the window was left."""
        if self.workspace.window_state.geometry:
            self.restoreGeometry(QByteArray(self.workspace.window_state.geometry))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before losing changes; remember where the window was."""
        if not files.may_leave(self.workspace):
            event.ignore()
            return
        state = self.workspace.window_state
        geometry = bytes(self.saveGeometry().data())
        self.workspace.remember(type(state)(state.recent, geometry))
        self.workspace.hold(None)
        super().closeEvent(event)


def _side(parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
