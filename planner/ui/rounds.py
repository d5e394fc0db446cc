"""The round of the window's parts by a key: ticket, chart, portfolio, cards."""

from collections.abc import Iterator

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from planner.ui.docks import Desk


class Rounds(Struct, frozen=True):
    """The parts of the window that a key goes round: a part and the dock it stands in, if it does."""

    desk: Desk
    parts: tuple[tuple[QWidget, str], ...]

    def go(self, step: int) -> None:
        """Give the keys to the next part that is shown, or to the one before."""
        shown = [(part, key) for part, key in self.parts if not key or not self.desk.docks[key].isHidden()]
        focused = QApplication.focusWidget()
        at = next((at for at, (part, _) in enumerate(shown) if _holds(part, focused)), -1 if step > 0 else 0)
        part, key = shown[(at + step) % len(shown)]
        if key:
            self.desk.bring(key)
        first = next(_stops(part), None)
        if first is not None:
            first.activateWindow()
            first.setFocus(Qt.FocusReason.TabFocusReason)


def _holds(part: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (part is focused or part.isAncestorOf(focused))


def _stops(part: QWidget) -> Iterator[QWidget]:
    """Where Tab stops within a part, in its order."""
    stop: QWidget | None = part
    while stop is not None:
        takes = stop.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and _holds(part, stop) and stop.isEnabled() and stop.isVisible():
            yield stop
        stop = stop.nextInFocusChain()
        stop = None if stop is part else stop
