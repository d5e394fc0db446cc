"""The figures of the trade, in as many columns as there is room for."""

from math import ceil

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from planner.assess import Assessment
from planner.report.changed_rules import marked
from planner.report.numbers import NONE
from planner.report.rows import HINT, LEVELS, drawn_levels, summary_rows
from planner.ui.panels.panel import Panel
from planner.ui.widgets.asking import Asker
from planner.ui.widgets.figure import Figure
from planner.words import translated

COLUMN_CHARACTERS = 15
COMPACT_CHARACTERS = 13


class Summary(Panel):
    """All figures, re-flowed with the width; `asked` names the one that is asked why."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """A summary without figures yet."""
        super().__init__(parent)
        self.figures: dict[str, Figure] = {}
        self.columns = 0
        self.is_compact = self.is_brief = False
        self._keys: set[str] = set()
        self._drawn: set[str] = set()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(4, 4, 4, 4)
        self.grid.setSpacing(4)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show every figure of the trade."""
        rows = marked(assessment.draft, summary_rows(assessment))
        unknown = {row.key for row in rows if row.key in LEVELS and row.value == NONE}
        self._drawn = drawn_levels(assessment) | unknown
        self._keys = {row.key for row in rows}
        for row in rows:
            if row.key not in self.figures:
                self.figures[row.key] = self._made(row.key)
                self.columns = 0
            self.figures[row.key].show_row(row, f"{row.detail}\n{row.meaning}\n{translated(HINT)}".strip())
        self._reflow()

    def _choose(self, columns: int) -> None:
        """A venue without a figure has no tile for it.

        In a low window, nor has a level that is drawn or unknown, where a row is saved by that.
        """
        brief = self._keys - self._drawn if self.is_brief else self._keys
        keys = brief if ceil(len(brief) / columns) < ceil(len(self._keys) / columns) else self._keys
        for key, figure in self.figures.items():
            if figure.isHidden() is (key in keys):
                figure.setVisible(key in keys)
                self.columns = 0

    def _made(self, key: str) -> Figure:
        figure = Figure(self, in_brief=True)
        Asker(figure).asked.connect(lambda: self.asked.emit(key))
        figure.set_compact(compact=self.is_compact)
        return figure

    def focused(self) -> str:
        """The figure the keys go to, if they go to one."""
        return next((key for key, figure in self.figures.items() if figure.hasFocus()), "")

    def set_compact(self, *, compact: bool) -> None:
        """In a low window, leave the details to the tooltips."""
        if compact is not self.is_compact:
            self.is_compact = compact
            for figure in self.figures.values():
                figure.set_compact(compact=compact)
            self.columns = 0
            self._reflow()

    def set_brief(self, *, brief: bool) -> None:
        """In a low window, leave levels to the chart, which can be asked about them too."""
        if brief is not self.is_brief:
            self.is_brief = brief
            self._reflow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new width."""
        super().resizeEvent(event)
        self._reflow()

    def minimumSizeHint(self) -> QSize:
        """Two columns must fit; the rest flows."""
        return QSize(2 * self._column_width(), super().minimumSizeHint().height())

    def _column_width(self) -> int:
        characters = COMPACT_CHARACTERS if self.is_compact else COLUMN_CHARACTERS
        return self.fontMetrics().averageCharWidth() * characters + 20

    def _reflow(self) -> None:
        columns = max(2, min(5, self.width() // self._column_width()))
        self._choose(columns)
        if columns == self.columns or not self.figures:
            return
        self.columns = columns
        shown = (figure for figure in self.figures.values() if not figure.isHidden())
        for index, figure in enumerate(shown):
            self.grid.addWidget(figure, index // columns, index % columns)
        for column in range(self.grid.columnCount()):
            self.grid.setColumnStretch(column, 1 if column < columns else 0)
