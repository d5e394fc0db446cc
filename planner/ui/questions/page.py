"""What the pages of the three questions share: they follow the plan a moment after the last key."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.report.question_pages import Place
from planner.report.sections import Page
from planner.ui.charts.colours import ChartColours
from planner.ui.charts.curve_model import Mark
from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.dialogs.page_view import PageView
from planner.ui.panels.chart_panel import chart_colours
from planner.ui.theme import Theme, in_text_size
from planner.ui.workspace import Workspace
from planner.words import translated

SIZE = (940, 600)
PAUSE = 120
"""Milliseconds without a key before a page follows: it takes longer than a card."""

ThemeNow = Callable[[], Theme]


class QuestionPage(ClosingDialog):
    """A page of words that can be copied, and what a kind of page puts beside it."""

    def __init__(self, theme: ThemeNow, parent: QWidget | None = None) -> None:
        """A page about no plan yet."""
        super().__init__(parent)
        self.theme = theme
        self.assessment: Assessment | None = None
        self.view = PageView(self)
        self.copy = self.buttons.addButton(translated("Copy as text"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self.view.copy_page)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE)
        self._later.timeout.connect(self.catch_up)
        self.column = QVBoxLayout(self)
        self.resize(in_text_size(*SIZE))

    def serve(self, workspace: Workspace) -> None:
        """Use what a workspace has beside the plan; most pages need nothing of it."""

    def show_assessment(self, assessment: Assessment) -> None:
        """Follow the plan, once it rests."""
        self.assessment = assessment
        self._later.start()

    def catch_up(self) -> None:
        """Follow the plan now."""
        self._later.stop()
        if self.assessment is not None:
            self.follow(self.assessment)

    def follow(self, assessment: Assessment) -> None:
        """Show what a kind of page shows."""

    def show_page(self, page: Page) -> None:
        """Show the words."""
        self.setWindowTitle(page.title)
        self.view.setAccessibleName(page.title)
        self.view.show_page(page)

    def colours(self) -> ChartColours:
        """The colours of plots now."""
        return chart_colours(self.theme())

    def showEvent(self, event: QShowEvent) -> None:
        """Be right from the first sight."""
        self.catch_up()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is worked out."""
        self._later.stop()
        super().hideEvent(event)


def marks_of(places: tuple[Place, ...]) -> tuple[Mark, ...]:
    """Marks of a plot."""
    return tuple(Mark(place.price, place.name, place.kind) for place in places)
