"""Further entries: price and share of each, and what is open after every one of them."""

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from planner.assess import Assessment
from planner.domain import ladder_edits
from planner.domain.distances import rung_reference
from planner.report.ladder import LadderRow, ladder_rows
from planner.ui.panels.price_rows import Listed, PriceRows
from planner.ui.widgets.step_line import StepList, StepText

_LADDER = Listed(
    path="ladder",
    shares="ladder_shares",
    price_term="rung",
    share_term="rung_share",
    add_text="Add an entry",
    more_text="One more entry",
    shortcut="Ctrl+L",
    first=2,
    of=lambda plan: plan.ladder,
    add=ladder_edits.add_rung,
    remove=ladder_edits.remove_rung,
    move=ladder_edits.move_rung,
    share=ladder_edits.share_rung,
)


class LadderBox(PriceRows):
    """One row an entry after the first, and what follows from each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A box without further entries."""
        super().__init__(_LADDER, parent)
        self.steps = StepList(self)
        self.atr: Decimal | None = None
        self.box.addWidget(self.steps)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show every further entry, what is wrong with it and what follows."""
        first = rung_reference(assessment.evaluation, self.atr)
        self.show_rows(assessment, lambda _index: first)
        self.steps.show_steps([_step(row) for row in ladder_rows(assessment)])


def _step(row: LadderRow) -> StepText:
    tone = "danger" if row.is_cut_off else "plain"
    return StepText(row.headline, row.r_multiple, row.end, row.detail, tone)
