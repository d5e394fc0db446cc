"""If the market gaps: every scenario, a gap of one's own, and gaps at every correlation."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain.number import ONE, ZERO
from planner.domain.typed import PERCENT, FieldRule
from planner.report.gap_table import HEADINGS, NUMBERS, cell_of, custom_row, scenario_row, shares
from planner.report.question_pages import gap_page
from planner.report.question_words import BREADTHS, FILLS, NOTES, TOGETHER
from planner.simulation.gap import (
    CORRELATIONS,
    GAPS,
    Breadth,
    Options,
    custom_stress,
    heat_map,
    historic_gaps,
    zero_gap,
)
from planner.simulation.questions import GapAnswer, answered
from planner.simulation.stress import Stressed, stressed
from planner.storage.scenario_files import shipped_scenarios
from planner.ui.latest import Latest
from planner.ui.questions.page import QuestionPage, ThemeNow
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.plain_table import PlainTable
from planner.ui.widgets.tone_grid import ToneGrid
from planner.words import translated, translated_choices, translated_each

RATE = FieldRule(scale=PERCENT, nudge=PERCENT, maximum=Decimal("0.99"), allows_zero=True, allows_empty=True)
HIKE = FieldRule(scale=PERCENT, nudge=Decimal("0.1"), maximum=Decimal(10), allows_zero=True, allows_empty=True)
PART = FieldRule(scale=PERCENT, nudge=Decimal("0.1"), maximum=ONE, allows_zero=True, allows_empty=True)
WIDE = (1120, 600)
FILL_SHARES = {"happened": None, "gap": ONE, "partial": Decimal("0.5")}
_FIELDS = {"gap_hike": HIKE, "gap_haircut": RATE, "gap_rate": RATE, "gap_together": PART}


class GapPage(QuestionPage):
    """What is assumed above three tabs: scenarios, gaps of one's own, and words."""

    def __init__(self, theme: ThemeNow, parent: QWidget | None = None) -> None:
        """A page about no plan yet."""
        super().__init__(theme, parent)
        self.breadth, self.fill = ChoiceField("gap_breadth", self), ChoiceField("gap_fill", self)
        self.breadth.offer(translated_choices((breadth.value, words) for breadth, words in BREADTHS.items()))
        self.fill.offer(translated_choices(FILLS.items()))
        self.aligned = QCheckBox(translated(TOGETHER), self)
        self.fields = {key: NumberField(key, rule, unit="%", parent=self) for key, rule in _FIELDS.items()}
        headings, numbers = translated_each(HEADINGS), translated_each(NUMBERS)
        self.table = PlainTable(translated("Scenarios"), headings, numbers=numbers, parent=self)
        self.custom = PlainTable(translated("A gap of your own"), headings, numbers=numbers, parent=self)
        self.heat = ToneGrid(translated("Equity left, by gap and by how much others move with it"), self)
        self.latest = Latest(self)
        self.values: dict[str, Decimal | None] = dict.fromkeys(_FIELDS)
        self._breadth, self._fill = Breadth.BOOK, "happened"
        self._mapped: tuple[object, Decimal] | None = None
        self._lay_out()
        self._connect()
        self.resize(*WIDE)

    def _lay_out(self) -> None:
        assumed, own = QHBoxLayout(), QHBoxLayout()
        parts: tuple[QWidget, ...] = (self.breadth, self.fill, self.fields["gap_hike"], self.fields["gap_haircut"])
        for part in parts:
            assumed.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
        assumed.addWidget(self.aligned, 0, Qt.AlignmentFlag.AlignBottom)
        for key in ("gap_rate", "gap_together"):
            own.addWidget(self.fields[key], 0, Qt.AlignmentFlag.AlignTop)
        own.addStretch(1)
        gaps = QWidget(self)
        column = QVBoxLayout(gaps)
        column.addLayout(own)
        column.addWidget(self.custom)
        column.addWidget(self.heat, 1)
        self.custom.setFixedHeight(76)
        self.tabs = QTabWidget(self)
        for tab, name in (
            (self.table, translated("&Scenarios")),
            (gaps, translated("&Gaps of your own")),
            (self.view, translated("In &words")),
        ):
            self.tabs.addTab(tab, name)
        self.column.addLayout(assumed)
        self.column.addWidget(self.tabs, 1)
        self.column.addWidget(self.buttons)

    def _connect(self) -> None:
        self.breadth.chosen.connect(self._choose_breadth)
        self.fill.chosen.connect(self._choose_fill)
        self.aligned.toggled.connect(lambda _on: self._again())
        for key, field in self.fields.items():
            field.edited.connect(lambda value, key=key: self._take(key, value))
        self.latest.done.connect(self._show_heat)
        self.breadth.show_value(self._breadth.value)
        self.fill.show_value(self._fill)

    def options(self) -> Options:
        """What is assumed of every scenario."""
        return Options(
            self._breadth,
            FILL_SHARES[self._fill],
            self.values["gap_hike"],
            self.values["gap_haircut"] or ZERO,
            self.aligned.isChecked(),
        )

    def follow(self, assessment: Assessment) -> None:
        """Show the plan."""
        evaluation = assessment.evaluation
        zero = zero_gap(evaluation)
        answers = tuple(answered(evaluation, historic_gaps(evaluation, shipped_scenarios(), zero), self.options()))
        self.table.show_rows([scenario_row(assessment, answer) for answer in answers])
        self.show_page(gap_page(assessment, zero, answers, _notes(answers)))
        self._show_custom(assessment)
        self._map(assessment)

    def _show_custom(self, assessment: Assessment) -> None:
        gap, evaluation = self.values["gap_rate"], assessment.evaluation
        if not gap:
            self.custom.show_rows([])
            return
        together = self.values["gap_together"] or ZERO
        found = stressed(evaluation, custom_stress(evaluation, gap, together, slip=self._slip()))
        rate = -assessment.draft.plan.side.sign * gap
        self.custom.show_rows([] if found is None else [custom_row(assessment, rate, found)])

    def _slip(self) -> Decimal:
        return FILL_SHARES[self._fill] or ONE

    def _map(self, assessment: Assessment) -> None:
        """Some forty accounts, in another thread."""
        evaluation, slip = assessment.evaluation, self._slip()
        if self._mapped is not None and self._mapped[0] is evaluation and self._mapped[1] == slip:
            self.heat.wear(self.theme())
            return
        self._mapped = evaluation, slip
        self.latest.ask(lambda _progress: heat_map(evaluation, slip=slip))

    def _show_heat(self, found: tuple[tuple[Stressed | None, ...], ...]) -> None:
        if self.assessment is None:
            return
        cells = [
            [
                cell_of(self.assessment, gap, correlation, result)
                for correlation, result in zip(CORRELATIONS, row, strict=True)
            ]
            for gap, row in zip(GAPS, found, strict=True)
        ]
        self.heat.show_cells(shares(GAPS), shares(CORRELATIONS), cells)
        self.heat.wear(self.theme())

    def _choose_breadth(self, value: str) -> None:
        self._breadth = Breadth(value)
        self._again()

    def _choose_fill(self, value: str) -> None:
        self._fill = value
        self._again()

    def _take(self, key: str, value: Decimal | None) -> None:
        self.values[key] = value
        self._again()

    def _again(self) -> None:
        if self.assessment is not None:
            self.show_assessment(self.assessment)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is worked out."""
        self.latest.cancel()
        self._mapped = None
        super().hideEvent(event)


def _notes(answers: tuple[GapAnswer, ...]) -> list[str]:
    return [translated(NOTES[note]) for note in dict.fromkeys(note for answer in answers for note in answer.notes)]
