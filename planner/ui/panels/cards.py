"""The three questions at the bottom of the window, answered in short once a key is painted."""

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from planner.assess import Assessment
from planner.ui.panels.panel import Panel
from planner.ui.theme import Theme
from planner.ui.widgets.after_paint import AfterPaint
from planner.ui.widgets.question_card import QuestionCard

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from planner.simulation.cards import Cards as Answers
    from planner.simulation.scenario import Scenario

    AtrSource = Callable[[str], Decimal | None]
    Scenarios = Callable[[], tuple[Scenario, ...]]

KEYS = ("against", "losing_run", "gap")
_SHARES = (9, 11, 10)
"""How wide each card is beside the others: the second has a picture too."""
_STEP = 16
"""Pixels: a digit more or less moves no card."""


class Cards(Panel):
    """One card for each question; `opened` names the one whose page is wanted.

    The answers take longer than the figures of a key, so they wait until those are painted and `follow` says that it
    is their turn; of several keys the last one is answered.
    """

    opened = Signal(str)

    def __init__(self, theme: Theme, scenarios: "Scenarios", atr: "AtrSource", parent: QWidget | None = None) -> None:
        """Cards without answers yet; `scenarios` is asked for what a gap may be like, `atr` for a usual move."""
        super().__init__(parent)
        self.theme = theme
        self.scenarios, self.atr = scenarios, atr
        self.cards = {key: QuestionCard(self) for key in KEYS}
        self.answers: Answers | None = None
        self._assessment: Assessment | None = None
        self._is_upright = False
        self._later = AfterPaint(self, self.catch_up)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 5)
        layout.setSpacing(8)
        self.row = layout
        for (key, card), share in zip(self.cards.items(), _SHARES, strict=True):
            card.opened.connect(lambda key=key: self.opened.emit(key))
            layout.addWidget(card, share)
        self.stand(upright=False)

    def show_assessment(self, assessment: Assessment) -> None:
        """Answer when it is their turn."""
        self._assessment = assessment

    def follow(self) -> None:
        """Answer once what is shown now is painted."""
        self._later.start()

    def catch_up(self) -> None:
        """Answer now."""
        from planner.report.question_cards import question_cards  # noqa: PLC0415 - not before the first picture
        from planner.simulation.cards import cards  # noqa: PLC0415 - as above

        self._later.stop()
        if self._assessment is None:
            return
        found = self._assessment
        self.answers = cards(found.evaluation, self.scenarios(), found.pauses.replayed, self.answers)
        for card in question_cards(found, self.answers, self.atr(found.draft.plan.instrument)):
            self.cards[card.key].show_card(card, self.theme)
        self._share_out()

    def fold(self, *, folded: bool) -> None:
        """In a low window, one line for each."""
        for card in self.cards.values():
            card.fold(folded=folded)
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """The usual shares, unless a card of one line has no room in its own: then each as much as its line needs."""
        margins, beside = self.row.contentsMargins(), self.row.spacing() * (len(KEYS) - 1)
        room = self.width() - margins.left() - margins.right() - beside
        needs = [card.line_width() for card in self.cards.values()]
        if sum(needs) > room and not self._is_upright:
            needs = [card.line_width(brief=True) for card in self.cards.values()]
        fits = self._is_upright or all(
            need * sum(_SHARES) <= room * share for need, share in zip(needs, _SHARES, strict=True)
        )
        shares = _SHARES if fits else [ceil(need / _STEP) * _STEP for need in needs]
        for at, share in enumerate(shares):
            if self.row.stretch(at) != share:
                self.row.setStretch(at, share)

    def stand(self, *, upright: bool) -> None:
        """One above the other at a side of the window; beside each other elsewhere, no higher than they need."""
        self._is_upright = upright
        self.row.setDirection(QBoxLayout.Direction.TopToBottom if upright else QBoxLayout.Direction.LeftToRight)
        down = QSizePolicy.Policy.Preferred if upright else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, down)
