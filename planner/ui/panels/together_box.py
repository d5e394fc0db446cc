"""The book as one: how much is at risk together, which positions are one bet, and how they move."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.report.correlation_grid import correlation_grid
from planner.report.portfolio import ClusterRow, book_rows, cluster_rows
from planner.ui.panels.panel import Panel
from planner.ui.theme import Theme
from planner.ui.widgets.correlation_grid import CorrelationGrid
from planner.ui.widgets.limit_bar import NamedBar
from planner.ui.widgets.row_line import RowLine
from planner.ui.widgets.style import heading
from planner.words import translated

ONE_POSITION = 1
"""A bet of one position alone says nothing that the table does not."""


class TogetherBox(Panel):
    """Hidden where nothing is open beside the plan."""

    page_wanted = Signal()
    correlations_wanted = Signal()
    pair_wanted = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """A box without figures yet."""
        super().__init__(parent)
        self.theme = theme
        self.lines: dict[str, RowLine] = {}
        self.bets: list[NamedBar] = []
        self.grid = CorrelationGrid(self)
        self.more, self.correlations = (
            QPushButton(translated("More…"), self),
            QPushButton(translated("Correlations…"), self),
        )
        self.more.setToolTip(translated("Contributions, currencies, drivers and where each correlation comes from"))
        self._lay_out()
        self.more.clicked.connect(self.page_wanted)
        self.correlations.clicked.connect(self.correlations_wanted)
        self.grid.asked.connect(self.pair_wanted)
        self.hide()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(heading(translated("Open risk together")), 1)
        top.addWidget(self.more)
        middle = QHBoxLayout()
        middle.addWidget(heading(translated("Correlation")), 1)
        middle.addWidget(self.correlations)
        self.rows, self.bars = QVBoxLayout(), QVBoxLayout()
        self.rows.setSpacing(3)
        self.bars.setSpacing(9)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(self.rows)
        layout.addLayout(self.bars)
        layout.addLayout(middle)
        layout.addWidget(self.grid)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the book with this plan."""
        rows = {row.key: row for row in book_rows(assessment)}
        if self.isHidden() is bool(rows):
            self.setVisible(bool(rows))
        for key, row in rows.items():
            if key not in self.lines:
                self.lines[key] = RowLine(self)
                self.lines[key].asked.connect(self.page_wanted)
                self.rows.addWidget(self.lines[key])
            self.lines[key].show_row(row, translated("Click, or Enter: more."))
        for key, line in self.lines.items():
            if line.isHidden() is (key in rows):
                line.setVisible(key in rows)
        self._show_bets([row for row in cluster_rows(assessment) if row.size > ONE_POSITION])
        grid = correlation_grid(assessment)
        if grid is not None:
            self.grid.show_grid(grid, self.theme)

    def _show_bets(self, rows: list[ClusterRow]) -> None:
        while len(self.bets) < len(rows):
            self.bets.append(NamedBar(self))
            self.bars.addWidget(self.bets[-1])
        for bar, row in zip(self.bets, rows, strict=False):
            bar.show_bar(row, self.theme)
        for place, bar in enumerate(self.bets):
            if bar.isHidden() is (place < len(rows)):
                bar.setVisible(place < len(rows))
