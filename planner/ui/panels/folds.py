"""The folded parts of the ticket: what is in them is loaded and made when they are first opened."""

from PySide6.QtWidgets import QWidget

from planner.report.about import cost_state, notes_state
from planner.ui.panels.content import Content
from planner.ui.panels.folded_box import FoldedBox
from planner.words import translated


def folded_costs(parent: QWidget | None = None) -> FoldedBox:
    """What orders pay and how stops fill, as it stands in the ticket."""
    return FoldedBox(translated("Orders"), _costs, cost_state, ("stop_premium",), parent)


def folded_notes(parent: QWidget | None = None) -> FoldedBox:
    """Note, tags and checklist, as they stand at the bottom of the ticket."""
    return FoldedBox(translated("Notes and checklist"), _notes, notes_state, ("checklist",), parent)


def _costs(parent: QWidget) -> Content:
    from planner.ui.panels.costs_box import CostsBox  # noqa: PLC0415 - as the module says

    return CostsBox(parent)


def _notes(parent: QWidget) -> Content:
    from planner.ui.panels.notes_box import NotesBox  # noqa: PLC0415 - as the module says

    return NotesBox(parent)
