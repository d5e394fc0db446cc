"""A gap of one's own: entered by hand, kept as a scenario, and gaps at every correlation."""

from decimal import Decimal

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain.number import ONE, ZERO
from planner.domain.typed import PERCENT, FieldRule
from planner.domain.venue import Side
from planner.report.gap_table import HEADINGS, NUMBERS, cell_of, custom_row, shares
from planner.report.question_words import HEAT
from planner.simulation.custom import CORRELATIONS, GAPS, Gap, HeatMap, custom_stress, heat_map
from planner.simulation.gap import Options
from planner.simulation.scenario import FURTHEST
from planner.simulation.stress import stressed
from planner.ui.latest import Latest
from planner.ui.theme import Theme
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.plain_table import PlainTable
from planner.ui.widgets.tone_grid import ToneGrid
from planner.words import translated, translated_each

_RATE = FieldRule(scale=PERCENT, nudge=PERCENT, maximum=Decimal("0.99"), allows_zero=True, allows_empty=True)
_RISE = replace(_RATE, maximum=FURTHEST)
"""A price falls by less than all of it; it can rise by more."""
_PART = FieldRule(scale=PERCENT, nudge=Decimal("0.1"), maximum=ONE, allows_zero=True, allows_empty=True)
_FIELDS = {"gap_rate": _RATE, "gap_together": _PART}
_ONE_ROW = 76


class OwnGap(QWidget):
    """Two fields, what they come to, and the heat map. `keep_wanted` brings the gap that is entered."""

    edited = Signal()
    keep_wanted = Signal(object)
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """No gap is entered yet."""
        super().__init__(parent)
        self.fields = {key: NumberField(key, rule, unit="%", parent=self) for key, rule in _FIELDS.items()}
        self.values: dict[str, Decimal | None] = dict.fromkeys(_FIELDS)
        self.keep, self.remove = (
            QPushButton(translated("Keep as a scenario…"), self),
            QPushButton(translated("Remove a scenario…"), self),
        )
        self.table = PlainTable(
            translated("A gap of your own"), translated_each(HEADINGS), numbers=translated_each(NUMBERS), parent=self
        )
        self.heat = ToneGrid(translated(HEAT), self)
        self.caption = ElidedLabel(self)
        self.caption.setText(translated(HEAT))
        self.caption.setProperty("role", "detail")
        self.latest = Latest(self)
        self._assessment: Assessment | None = None
        self._theme: Theme | None = None
        self._mapped: tuple[object, Options] | None = None
        self._lay_out()
        for key, field in self.fields.items():
            field.edited.connect(lambda value, key=key: self._take(key, value))
        self.keep.clicked.connect(self._keep)
        self.remove.clicked.connect(self.remove_wanted)
        self.latest.done.connect(self._show_heat)

    def _lay_out(self) -> None:
        entered, column = QHBoxLayout(), QVBoxLayout(self)
        for field in self.fields.values():
            entered.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        entered.addStretch(1)
        for button in (self.keep, self.remove):
            entered.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(entered)
        column.addWidget(self.table)
        column.addWidget(self.caption)
        column.addWidget(self.heat, 1)
        self.table.setFixedHeight(_ONE_ROW)

    @property
    def gap(self) -> Gap | None:
        """The gap that is entered."""
        rate, most = self.values["gap_rate"], self.fields["gap_rate"].rule.maximum
        if not rate:
            return None
        return Gap(rate if most is None else min(rate, most), self.values["gap_together"] or ZERO)

    def show_assessment(self, assessment: Assessment, options: Options, theme: Theme) -> None:
        """What the gap, and those of the map, do to the plan."""
        self._assessment, self._theme = assessment, theme
        self.fields["gap_rate"].rule = _RISE if assessment.draft.plan.side is Side.SHORT else _RATE
        gap, evaluation = self.gap, assessment.evaluation
        found = None if gap is None else stressed(evaluation, custom_stress(evaluation, gap, options))
        if gap is None or found is None:
            self.table.show_rows([])
        else:
            self.table.show_rows([custom_row(assessment, -assessment.draft.plan.side.sign * gap.rate, found)])
        self.keep.setEnabled(found is not None)
        self._map(assessment, options)

    def forget(self) -> None:
        """Nobody looks: nothing is worked out."""
        self.latest.cancel()
        self._mapped = None

    def _map(self, assessment: Assessment, options: Options) -> None:
        """Some forty accounts, in another thread."""
        evaluation = assessment.evaluation
        if self._mapped is not None and self._mapped[0] is evaluation and self._mapped[1] == options:
            self._wear()
            return
        self._mapped = evaluation, options
        self.latest.ask(lambda progress: heat_map(evaluation, options=options, progress=progress))

    def _show_heat(self, found: HeatMap | None) -> None:
        assessment = self._assessment
        if assessment is None or found is None:
            return
        cells = [
            [cell_of(assessment, gap, one, result) for one, result in zip(CORRELATIONS, row, strict=True)]
            for gap, row in zip(GAPS, found, strict=True)
        ]
        self.heat.show_cells(shares(GAPS), shares(CORRELATIONS), cells)
        self._wear()

    def _wear(self) -> None:
        if self._theme is not None:
            self.heat.wear(self._theme)

    def _take(self, key: str, value: Decimal | None) -> None:
        self.values[key] = value
        self.edited.emit()

    def _keep(self) -> None:
        if self.gap is not None:
            self.keep_wanted.emit(self.gap)
