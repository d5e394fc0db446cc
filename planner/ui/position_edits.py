"""What the portfolio asks for: open positions and limits, changed where the trader answers."""

from planner.domain import edits
from planner.domain.pause_edits import rules_of, set_limits
from planner.domain.staleness import marked
from planner.ui.asides import Asides
from planner.ui.panels.portfolio import Portfolio
from planner.ui.workspace import Workspace


class PositionEdits:
    """The answers to one portfolio."""

    def __init__(self, workspace: Workspace, portfolio: Portfolio, asides: Asides) -> None:
        """Answer from now on."""
        self.workspace = workspace
        together = portfolio.together
        portfolio.position_wanted.connect(self._edit_position)
        portfolio.position_removed.connect(self._remove_position)
        portfolio.limits_wanted.connect(self._edit_limits)
        portfolio.rules_wanted.connect(asides.show_pause_rules)
        together.page_wanted.connect(asides.show_together)
        together.correlations_wanted.connect(asides.show_correlations)
        together.pair_wanted.connect(asides.show_correlations)

    def _edit_position(self, index: int) -> None:
        document, dialogs = self.workspace.document, self.workspace.dialogs
        venue, positions = self.workspace.venue_of(document.draft), list(document.draft.situation.positions)
        before = positions[index] if index >= 0 else None
        position = dialogs.ask_position(self.workspace.shown.draft, venue, before)
        if position is not None:
            is_marked = isinstance(position, edits.Entered) and position.is_marked
            position = marked(position, None if is_marked else before, document.clock())
            positions[index : index + 1] = [position]
            if index < 0:
                positions = [*document.draft.situation.positions, position]
            document.apply(edits.set_positions(tuple(positions), venue))

    def _remove_position(self, index: int) -> None:
        document = self.workspace.document
        kept = tuple(p for at, p in enumerate(document.draft.situation.positions) if at != index)
        document.apply(edits.set_positions(kept, document.draft.situation.venue))

    def _edit_limits(self) -> None:
        document = self.workspace.document
        answer = self.workspace.dialogs.ask_limits(document.draft.situation.limits, rules_of(document.draft))
        if answer is not None:
            document.apply(set_limits(*answer, document.clock()))
