"""What stands at the foot of the window while nothing is said: how the plan stands, and the keys to begin with."""

from collections.abc import Iterable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QStatusBar

from planner.ui.document import Document
from planner.ui.widgets.elided_label import ElidedLabel
from planner.words import translated

_INDENT = 10


class Foot:
    """A text at the left, which gives way to whatever is said, and the keys at the right where there is room."""

    def __init__(self, bar: QStatusBar, keys: Iterable[QAction]) -> None:
        """In `bar`, with the shortcuts of these entries."""
        self.state, self.keys = ElidedLabel(bar), QLabel(" · ".join(_key(entry) for entry in keys), bar)
        bar.setContentsMargins(_INDENT, 0, 0, 0)
        bar.addWidget(self.state, 1)
        bar.addPermanentWidget(self.keys)

    def show_document(self, document: Document, prices_to: str) -> None:
        """Tell whether the plan is saved, and of which day the last candle is."""
        parts = [_standing(document)]
        if prices_to:
            parts.append(translated("prices to {day}", day=prices_to))
        self.state.setText(" · ".join(parts))

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave all room to what is said."""
        self.keys.setHidden(narrow)


def _standing(document: Document) -> str:
    if document.read_only:
        return translated("Read-only")
    if document.path is None:
        return translated("Not saved yet")
    return translated("Saved" if document.history.is_saved else "Changed since it was saved")


def _key(entry: QAction) -> str:
    words = entry.text().replace("&", "").rstrip("…")
    return f"{entry.shortcut().toString(QKeySequence.SequenceFormat.NativeText)} {words}"
