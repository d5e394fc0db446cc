"""If I keep losing: the run at every way to size, exact odds that can be changed, and futures drawn from them."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QWidget

from planner.assess import Assessment
from planner.domain.number import ONE
from planner.domain.typed import PERCENT, FieldRule
from planner.report.numbers import HIDDEN
from planner.report.question_pages import hides_money, losing_page, money_name, run_marks, run_series
from planner.simulation.losing_run import SIZING_OF, LosingRun, Sizing, losing_run
from planner.simulation.questions import TRADES, chances, plan_odds
from planner.simulation.walks import Odds
from planner.ui.charts.curve_model import Curve, CurveModel
from planner.ui.charts.curve_plot import CurvePlot
from planner.ui.questions.page import QuestionPage, ThemeNow, marks_of
from planner.ui.questions.simulation_box import SimulationBox
from planner.ui.theme import in_text_size
from planner.ui.widgets.number_field import NumberField
from planner.words import translated

WINS = FieldRule(scale=PERCENT, nudge=PERCENT, maximum=Decimal("0.99"), allows_empty=True)
PAYOFF = FieldRule(nudge=Decimal("0.1"), maximum=Decimal(1000), allows_empty=True)
WITHIN = FieldRule(step=ONE, nudge=Decimal(10), least=ONE, maximum=Decimal(500), allows_empty=True)
"""The odds of a drawdown take as long as the square of the trades: of so many a tenth of a second."""
WIDE = (1080, 620)
_LOOKS = {
    Sizing.FIXED_FRACTION: ("entry", False),
    Sizing.FIXED_MONEY: ("target", True),
    Sizing.FIXED_SIZE: ("muted", False),
    Sizing.DOUBLING: ("liquidation", True),
}


class LosingPage(QuestionPage):
    """Own odds above two tabs: what is exact, and what is simulated."""

    def __init__(self, theme: ThemeNow, parent: QWidget | None = None) -> None:
        """A page about no plan yet."""
        super().__init__(theme, parent)
        self.wins = NumberField("win_rate", WINS, unit="%", parent=self)
        self.payoff = NumberField("payoff", PAYOFF, unit="R", parent=self)
        self.within = NumberField("run_trades", WITHIN, parent=self)
        self.within.input.setPlaceholderText(str(TRADES))
        self.plot = CurvePlot(translated("Equity after each loss"), self.colours(), self)
        self.simulation = SimulationBox(self.colours(), self)
        self._wins: Decimal | None = None
        self._payoff: Decimal | None = None
        self._within: Decimal | None = None
        self._lay_out()
        self.resize(in_text_size(*WIDE))
        self.wins.edited.connect(self._take_wins)
        self.payoff.edited.connect(self._take_payoff)
        self.within.edited.connect(self._take_within)

    def _lay_out(self) -> None:
        odds = QHBoxLayout()
        for part in (self.wins, self.payoff, self.within):
            odds.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        odds.addStretch(1)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.view)
        halves.addWidget(self.plot)
        halves.setChildrenCollapsible(False)
        halves.setSizes([460, 460])
        self.tabs = QTabWidget(self)
        self.tabs.tabBar().setAccessibleName(translated("Parts of the page"))
        self.tabs.addTab(halves, translated("&Exact"))
        self.tabs.addTab(self.simulation, translated("&Simulated"))
        self.column.addLayout(odds)
        self.column.addWidget(self.tabs, 1)
        self.column.addWidget(self.buttons)

    def odds(self, assessment: Assessment) -> Odds:
        """The odds that are entered; what is left empty, as the plan has it."""
        usual = plan_odds(assessment.evaluation)
        return Odds(
            usual.win_rate if self._wins is None else self._wins, usual.payoff if self._payoff is None else self._payoff
        )

    def follow(self, assessment: Assessment) -> None:
        """Show the plan."""
        evaluation, odds, usual = assessment.evaluation, self.odds(assessment), plan_odds(assessment.evaluation)
        self.wins.input.setPlaceholderText(f"{usual.win_rate * 100:f}".rstrip("0").rstrip("."))
        self.payoff.input.setPlaceholderText(f"{usual.payoff:.2f}")
        runs = {way: losing_run(evaluation, way, replayed=assessment.pauses.replayed) for way in Sizing}
        self.show_page(losing_page(assessment, runs, chances(evaluation, odds, int(self._within or TRADES))))
        self._draw(assessment, runs)
        self.simulation.show_plan(assessment, odds, self.colours())

    def _draw(self, assessment: Assessment, runs: dict[Sizing, LosingRun | None]) -> None:
        looks = [_LOOKS[way] for way, run in runs.items() if run is not None]
        curves = tuple(
            Curve(series.name, series.xs, series.ys, colour, is_dashed, has_points=True)
            for series, (colour, is_dashed) in zip(run_series(runs.items()), looks, strict=True)
        )
        marks = marks_of(run_marks(runs[SIZING_OF[assessment.draft.plan.size_by]], assessment))
        self.plot.setVisible(bool(curves))
        hides = hides_money(assessment)
        ends = (HIDDEN if hides else f"{curve.ys[-1]:.2f}" for curve in curves)
        told = [
            translated("{name}: {end} after {count}", name=curve.name, end=end, count=len(curve.ys) - 1)
            for curve, end in zip(curves, ends, strict=True)
        ]
        model = CurveModel(translated("Losses"), money_name(assessment), curves, marks, "; ".join(told), hides)
        self.plot.show_curves(model, self.colours())

    def _take_wins(self, value: Decimal | None) -> None:
        self._wins = value
        self._ask_again()

    def _take_payoff(self, value: Decimal | None) -> None:
        self._payoff = value
        self._ask_again()

    def _take_within(self, value: Decimal | None) -> None:
        self._within = value
        self._ask_again()

    def _ask_again(self) -> None:
        if self.assessment is not None:
            self.show_assessment(self.assessment)

    def hideEvent(self, event: QHideEvent) -> None:
        """A simulation that nobody looks at ends."""
        self.simulation.cancel()
        super().hideEvent(event)
