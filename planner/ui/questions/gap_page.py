"""If the market gaps: every scenario, a gap of one's own, and gaps at every correlation."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QTabWidget, QWidget

from planner.assess import Assessment
from planner.domain.number import ONE
from planner.domain.typed import PERCENT, FieldRule
from planner.report.gap_table import HEADINGS, NUMBERS, scenario_row
from planner.report.question_pages import gap_page
from planner.report.question_words import BREADTHS, FILLS, NOTES, TOGETHER
from planner.simulation.gap import Breadth, Options, historic_gaps, zero_gap
from planner.simulation.questions import GapAnswer, answered
from planner.simulation.scenario import Scenario
from planner.storage.scenario_files import shipped_scenarios
from planner.ui.questions.own_gap import OwnGap
from planner.ui.questions.page import QuestionPage, ThemeNow
from planner.ui.scenarios import keep_scenario, remove_own_scenario
from planner.ui.theme import LARGE_SCALE, in_text_size, text_scale
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.plain_table import PlainTable
from planner.ui.workspace import Workspace
from planner.words import translated, translated_choices, translated_each

RATE = FieldRule(scale=PERCENT, nudge=PERCENT, maximum=Decimal("0.99"), allows_zero=True, allows_empty=True)
HIKE = FieldRule(scale=PERCENT, nudge=Decimal("0.1"), maximum=Decimal(10), allows_zero=True, allows_empty=True)
WIDE = (1120, 600)
FILL_SHARES = {"happened": None, "gap": ONE, "partial": Decimal("0.5")}
_FIELDS = {"gap_hike": HIKE, "gap_haircut": RATE}


class GapPage(QuestionPage):
    """What is assumed above three tabs: scenarios, gaps of one's own, and words."""

    def __init__(self, theme: ThemeNow, parent: QWidget | None = None) -> None:
        """A page about no plan yet."""
        super().__init__(theme, parent)
        self.scenarios: Callable[[], tuple[Scenario, ...]] = shipped_scenarios
        self.breadth, self.fill = ChoiceField("gap_breadth", self), ChoiceField("gap_fill", self)
        self.breadth.offer(translated_choices((breadth.value, words) for breadth, words in BREADTHS.items()))
        self.fill.offer(translated_choices(FILLS.items()))
        self.aligned = QCheckBox(translated(TOGETHER), self)
        self.fields = {key: NumberField(key, rule, unit="%", parent=self) for key, rule in _FIELDS.items()}
        self.table = PlainTable(
            translated("Scenarios"), translated_each(HEADINGS), numbers=translated_each(NUMBERS), parent=self
        )
        self.own = OwnGap(self)
        self.values: dict[str, Decimal | None] = dict.fromkeys(_FIELDS)
        self._breadth, self._fill = Breadth.BOOK, "happened"
        self._lay_out()
        self._connect()
        self.resize(in_text_size(*WIDE))

    def _lay_out(self) -> None:
        assumed = QGridLayout()
        parts: tuple[QWidget, ...] = (self.breadth, self.fill, self.fields["gap_hike"], self.fields["gap_haircut"])
        columns = len(parts) // 2 if text_scale() >= LARGE_SCALE else len(parts)
        for place, part in enumerate(parts):
            assumed.addWidget(part, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
            assumed.setColumnStretch(place % columns, 1)
        assumed.addWidget(self.aligned, 0, columns, Qt.AlignmentFlag.AlignBottom)
        self.tabs = QTabWidget(self)
        self.tabs.tabBar().setAccessibleName(translated("Parts of the page"))
        for tab, name in (
            (self.table, translated("&Scenarios")),
            (self.own, translated("&Gaps of your own")),
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
        self.own.edited.connect(self._again)
        self.tabs.currentChanged.connect(self._offer)
        self.breadth.show_value(self._breadth.value)
        self.fill.show_value(self._fill)

    def serve(self, workspace: Workspace) -> None:
        """Tell of the trader's own scenarios too, and keep them."""
        self.scenarios = workspace.scenarios
        self.own.keep_wanted.connect(lambda gap: keep_scenario(workspace, gap, self.options()))
        self.own.remove_wanted.connect(lambda: remove_own_scenario(workspace))

    def options(self) -> Options:
        """What is assumed of every scenario."""
        hike, haircut = self.values["gap_hike"], self.values["gap_haircut"]
        return Options(self._breadth, FILL_SHARES[self._fill], hike, haircut, self.aligned.isChecked())

    def follow(self, assessment: Assessment) -> None:
        """Show the plan."""
        evaluation = assessment.evaluation
        zero = zero_gap(evaluation)
        answers = tuple(answered(evaluation, historic_gaps(evaluation, self.scenarios(), zero), self.options()))
        self.table.show_rows([scenario_row(assessment, answer) for answer in answers])
        self.show_page(gap_page(assessment, zero, answers, _notes(answers)))
        self.own.show_assessment(assessment, self.options(), self.theme())

    def _offer(self) -> None:
        """How a scenario reaches other prices is no matter where that is entered by hand."""
        by_hand = self.tabs.currentWidget() is self.own
        for part in (self.breadth.list, self.aligned):
            part.setEnabled(not by_hand)

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
        self.own.forget()
        super().hideEvent(event)


def _notes(answers: tuple[GapAnswer, ...]) -> list[str]:
    return [translated(NOTES[note]) for note in dict.fromkeys(note for answer in answers for note in answer.notes)]
