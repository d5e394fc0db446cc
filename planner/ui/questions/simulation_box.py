"""Futures of the account, drawn in another thread: the fan of equity, and probabilities beside the exact ones.

They follow the plan and what is entered while they are seen; one that is cancelled stays so until something changes.
"""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain.evaluation import Evaluation
from planner.domain.journal import Event
from planner.domain.older_events import OlderEvents
from planner.domain.plan import Situation
from planner.domain.typed import FieldRule
from planner.report.simulated import HEADINGS, NAMES, pace_text, progress_text, simulated_rows
from planner.simulation.experiments import (
    CLUSTER,
    FEWEST_RESULTS,
    PATHS,
    SEED,
    TRADES,
    Draws,
    Exact,
    drawn,
    exact_of,
    own_results,
    own_trades_per_day,
)
from planner.simulation.monte_carlo import Simulated, simulate
from planner.simulation.walks import Odds
from planner.ui.charts.colours import ChartColours
from planner.ui.charts.curve_model import Curve, CurveModel
from planner.ui.charts.curve_plot import CurvePlot
from planner.ui.latest import Latest, Progress
from planner.ui.widgets.choice import Segments
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.plain_table import PlainTable
from planner.words import counted, translated, translated_each

ODDS, OWN = "odds", "own"
ONE = Decimal(1)
_FAN = (("stop", True), ("entry", False), ("target", True))


def _whole(most: int, nudge: int) -> FieldRule:
    return FieldRule(step=ONE, nudge=Decimal(nudge), least=ONE, maximum=Decimal(most))


_FIELDS = {
    "paths": (_whole(1_000_000, 10_000), PATHS),
    "trades_ahead": (_whole(2_000, 50), TRADES),
    "trades_per_day": (_whole(100, 1), 1),
    "seed": (_whole(1_000_000_000, 1), SEED),
    "cluster": (_whole(100, 1), CLUSTER),
}


class SimulationBox(QWidget):
    """What is drawn, a button that draws it again, how far it is, and what came of it."""

    def __init__(self, colours: ChartColours, parent: QWidget | None = None) -> None:
        """Nothing is drawn yet."""
        super().__init__(parent)
        self.values = {key: usual for key, (_, usual) in _FIELDS.items()}
        self.fields = {key: NumberField(key, rule, parent=self) for key, (rule, _) in _FIELDS.items()}
        self.source = Segments("draws", ((ODDS, translated("Odds")), (OWN, translated("My results"))), self)
        self.together = QCheckBox(translated("Keep neighbouring trades together"), self)
        self.start, self.stop = QPushButton(translated("Simulate"), self), QPushButton(translated("Cancel"), self)
        self.progress = QProgressBar(self)
        self.note = QLabel(self)
        self.note.setProperty("role", "detail")
        self.note.setWordWrap(True)
        self.plot = CurvePlot(translated("Equity of the simulated futures"), colours, self)
        headings = translated_each(HEADINGS)
        self.table = PlainTable(translated("Simulated and exact"), headings, numbers=headings[1:], parent=self)
        self.latest = Latest(self)
        self.result: Simulated | None = None
        self._chosen = ODDS
        self._pace_entered = False
        self._known = ""
        self._happened: tuple[OlderEvents, tuple[Event, ...]] = OlderEvents(), ()
        self._results, self._pace = 0, 1
        self._colours = colours
        self._asked: tuple[Evaluation, Odds] | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        asking, running = QHBoxLayout(), QHBoxLayout()
        asking.addWidget(self.source, 0, Qt.AlignmentFlag.AlignBottom)
        for field in self.fields.values():
            asking.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        for part in (self.start, self.stop, self.together):
            running.addWidget(part)
        running.addWidget(self.progress, 1)
        below = QHBoxLayout()
        below.addWidget(self.plot, 4)
        below.addWidget(self.table, 6)
        layout = QVBoxLayout(self)
        layout.addLayout(asking)
        layout.addLayout(running)
        layout.addWidget(self.note)
        layout.addLayout(below, 1)
        self.progress.setAccessibleName(translated("Paths drawn"))
        self.progress.setTextVisible(False)
        self.source.show_value(ODDS)
        for key, value in self.values.items():
            self.fields[key].show_value(Decimal(value))

    def _connect(self) -> None:
        for key, field in self.fields.items():
            field.edited.connect(lambda value, key=key: self._take(key, value))
            field.fault_changed.connect(self._offer)
        self.source.chosen.connect(self._take_source)
        self.together.toggled.connect(lambda _on: self._again())
        self.start.clicked.connect(self.run)
        self.stop.clicked.connect(self.cancel)
        self.latest.progressed.connect(self._follow)
        self.latest.done.connect(self._show)

    def _look_at(self, situation: Situation) -> None:
        """Count what was closed, where it is not known: a long history is not gone through with every key."""
        happened = situation.older_events, situation.events
        if happened != self._happened:
            self._happened = happened
            self._results, self._pace = len(own_results(situation)), own_trades_per_day(situation)

    def show_plan(self, assessment: Assessment, odds: Odds, colours: ChartColours) -> None:
        """Follow the plan: what was simulated of another one is no longer shown as its own."""
        asked = assessment.evaluation, odds
        is_other = self._asked is None or (asked[0] is not self._asked[0] or odds != self._asked[1])
        if is_other:
            self.cancel()
            self._asked = asked
            self._forget()
        self._colours = colours
        self._look_at(assessment.draft.situation)
        results = self._results
        self.source.offer((ODDS, OWN) if results >= FEWEST_RESULTS else (ODDS,))
        if results < FEWEST_RESULTS:
            self._choose(ODDS)
        self._show_pace(self._pace)
        known = counted(
            "{count} closed trade is in this plan; {fewest} are needed to draw from them.",
            "{count} closed trades are in this plan; {fewest} are needed to draw from them.",
            results,
            fewest=FEWEST_RESULTS,
        )
        self._known = (
            known
            if results < FEWEST_RESULTS
            else counted("{count} closed trade to draw from.", "{count} closed trades to draw from.", results)
        )
        self._show_note()
        self._offer()
        if is_other:
            self._again()

    def showEvent(self, event: QShowEvent) -> None:
        """What has not been drawn while nobody looked is drawn now."""
        super().showEvent(event)
        if self.result is None:
            self._again()

    def _show_pace(self, usual: int) -> None:
        """As many trades a day as before, until a number is entered."""
        if not self._pace_entered and usual != self.values["trades_per_day"]:
            self.values["trades_per_day"] = usual
            self.fields["trades_per_day"].show_value(Decimal(usual))

    def _show_note(self) -> None:
        self.note.setText(f"{self._known} {pace_text(self.values['trades_per_day'])}")

    def _forget(self) -> None:
        self.result = None
        self.table.show_rows([])
        self.plot.show_curves(CurveModel(translated("Trades"), translated("Equity · of the first"), ()), self._colours)

    def _choose(self, source: str) -> None:
        self._chosen = source
        self.source.show_value(source)
        self._offer()

    def _take_source(self, source: str) -> None:
        self._choose(source)
        self._again()

    def _take(self, key: str, value: Decimal | None) -> None:
        if value is not None:
            self.values[key] = int(value)
            self._pace_entered = self._pace_entered or key == "trades_per_day"
            self._show_note()
            self._again()

    def _again(self) -> None:
        """Draw what has changed, while it is seen."""
        self._offer()
        if self.isVisible() and self._can_draw:
            self.run()

    def _offer(self) -> None:
        """Let be pressed what can be done now."""
        is_own = self._chosen == OWN
        self.together.setEnabled(is_own)
        self.fields["cluster"].input.setEnabled(is_own and self.together.isChecked())
        self.start.setEnabled(self._can_draw and not self.latest.is_busy)
        self.stop.setEnabled(self.latest.is_busy)

    @property
    def _can_draw(self) -> bool:
        """Whether there is a share at risk, and everything entered can be read."""
        faulty = any(field.fault for field in self.fields.values())
        risk = None if self._asked is None else self._asked[0].risk_rate
        return not faulty and risk is not None and 0 < risk < 1

    def draws(self) -> Draws | None:
        """What is to be drawn as it stands in the fields."""
        if self._asked is None:
            return None
        is_own, values = self._chosen == OWN, self.values
        cluster = values["cluster"] if is_own and self.together.isChecked() else 1
        odds = None if is_own else self._asked[1]
        return Draws(odds, values["paths"], values["trades_ahead"], values["seed"], cluster, values["trades_per_day"])

    def run(self) -> None:
        """Draw, while everything else goes on."""
        draws = self.draws()
        if self._asked is None or draws is None:
            return
        evaluation = self._asked[0]
        self._follow(0, draws.paths)
        self.latest.ask(lambda progress: _drawn(evaluation, draws, progress))
        self._offer()

    def cancel(self) -> None:
        """Draw no more."""
        self.latest.cancel()
        self.progress.reset()
        self._offer()

    def _follow(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.setAccessibleDescription(progress_text(done, total))

    def _show(self, found: tuple[Simulated, Exact | None] | None) -> None:
        self._offer()
        if found is None:
            return
        self.result, exact = found
        self.table.show_rows(simulated_rows(self.result, exact))
        xs = tuple(float(trade) for trade in self.result.fan_trades)
        curves = tuple(
            Curve(name, xs, tuple(band[place] for band in self.result.fan), colour, is_dashed)
            for place, (name, (colour, is_dashed)) in enumerate(zip(translated_each(NAMES), _FAN, strict=True))
        )
        last = self.result.final
        told = "; ".join(f"{name} {value:.2f}" for name, value in zip(translated_each(NAMES), last, strict=True))
        self.plot.show_curves(
            CurveModel(translated("Trades"), translated("Equity · of the first"), curves, (), told), self._colours
        )


def _drawn(evaluation: Evaluation, draws: Draws, progress: Progress) -> tuple[Simulated, Exact | None] | None:
    """The futures and what is known of them exactly; None where they cannot be drawn, or were cancelled."""
    experiment = drawn(evaluation, draws)
    found = None if experiment is None else simulate(experiment, progress)
    return None if found is None else (found, exact_of(found.experiment))
