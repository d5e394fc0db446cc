"""The targets: price and share of each."""

from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.distances import target_reference
from planner.ui.panels.price_rows import Listed, PriceRows

_TARGETS = Listed(
    path="targets",
    shares="shares",
    price_term="target",
    share_term="share",
    add_text="Add a target",
    more_text="One more target",
    shortcut="Ctrl+T",
    first=1,
    of=lambda plan: plan.targets,
    add=edits.add_target,
    remove=edits.remove_target,
    move=edits.move_target,
    share=edits.share_target,
)


class TargetsBox(PriceRows):
    """One row a target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A box without targets."""
        super().__init__(_TARGETS, parent)
        self.atr: Decimal | None = None

    def show_assessment(self, assessment: Assessment) -> None:
        """Show every target and what is wrong with it."""
        self.show_rows(assessment, partial(target_reference, assessment.evaluation, self.atr))
