"""The panels around the chart: what can be hidden, moved, floated and stood one behind the other, and comes back."""

from zlib import crc32

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from planner.ui.panels.cards import Cards
from planner.words import translated

LAYOUT_VERSION = 1
"""Of a stored layout: with other docks than these, it is one up."""
SUM_LENGTH = 4
"""Of the checksum before a stored layout, in bytes."""
SIDE_WIDTH = 310
SETTLES_MS = 300
"""Text of another size reaches tables and what flows some turns of the event loop later."""
_LINES = 2
"""The width of what is drawn on both sides of the chart."""
TITLES = {"ticket": "Ticket", "portfolio": "Portfolio", "cards": "Three questions"}
_KEYS = ("F7", "F8", "F9")
"""Show and hide a panel, in the order of their titles."""
_AREAS = {
    "ticket": Qt.DockWidgetArea.LeftDockWidgetArea,
    "portfolio": Qt.DockWidgetArea.RightDockWidgetArea,
    "cards": Qt.DockWidgetArea.BottomDockWidgetArea,
}
_CORNERS = {Qt.Corner.BottomLeftCorner: "cards", Qt.Corner.BottomRightCorner: "cards"}
_UPRIGHT = Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea


class Side(QScrollArea):
    """What scrolls; its first width is the usual one, whatever it holds."""

    def __init__(self, parent: QWidget) -> None:
        """A side without content yet."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """The usual width."""
        return QSize(SIDE_WIDTH, super().sizeHint().height())


class WideSide(Side):
    """A side of the chart, as wide as what it holds needs; it grows with that up to its `most`, and scrolls beyond."""

    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        """A side without content yet."""
        super().__init__(parent)
        self.least = self.most = self._needed = 0
        self._settling = QTimer(self, singleShot=True, interval=SETTLES_MS)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    @property
    def wanted(self) -> int:
        """The width that it has needed so far: a number that has become shorter does not move the chart."""
        return max(self.least, self._needed)

    def minimumSizeHint(self) -> QSize:
        """What it wants, where there is room for it."""
        return QSize(max(self.least, min(self.wanted, self.most)), super().minimumSizeHint().height())

    def bound(self, most: int) -> None:
        """Be no wider than that for the sake of what it holds."""
        if most != self.most:
            self.most = most
            self.updateGeometry()

    def measure(self) -> None:
        """Forget what it has needed before."""
        self._needed = 0
        self._grow()

    def settle(self) -> None:
        """Take what it holds to need less again, until all of it has followed text of another size."""
        self._settling.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What it holds needs other room."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._grow()
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        content = self.widget()
        bar = self.verticalScrollBar().sizeHint().width()
        needed = 0 if content is None else content.minimumSizeHint().width() + bar
        if needed > self._needed or (needed < self._needed and self._settling.isActive()):
            self._needed = needed
            self.updateGeometry()
            self.grown.emit()


class Dock(QDockWidget):
    """A panel that has a title to be moved by while it floats, or while panels are being moved; else it has none."""

    def __init__(self, key: str, desk: QMainWindow) -> None:
        """A dock without content yet."""
        super().__init__(translated(TITLES[key]), desk)
        self.setObjectName(key)
        self.setAccessibleName(translated(TITLES[key]))
        self._bare = _no_title(self)
        self._is_movable = False
        self._show_title()
        self.topLevelChanged.connect(lambda _floating: self._show_title())

    def set_movable(self, *, movable: bool) -> None:
        """Show the title by which it is moved, or leave it out."""
        self._is_movable = movable
        self._show_title()

    def _show_title(self) -> None:
        wanted = None if self._is_movable or self.isFloating() else self._bare
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)  # type: ignore[arg-type] # None is Qt's own title
            self._bare.setVisible(wanted is not None)


class Desk(QMainWindow):
    """The chart with its figures in the middle, and the docks around it."""

    def __init__(self, parent: QWidget) -> None:
        """Docks where they stand at first, without their panels."""
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        for corner, key in _CORNERS.items():
            self.setCorner(corner, _AREAS[key])
        self.docks = {key: Dock(key, self) for key in TITLES}
        self.sides = (WideSide(self.docks["ticket"]), WideSide(self.docks["portfolio"]))
        self.column = QWidget(self.sides[1].viewport())
        self.centre = QWidget(self)
        self._usual = self._before = QByteArray()
        self._is_gathered = False
        self._room = 0
        for side in self.sides:
            side.grown.connect(self._share)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)

    def lay_out(self, ticket: QWidget, portfolio: QWidget, cards: Cards) -> None:
        """Put the panels where they stand at first; the portfolio has been made in its column."""
        rows = QVBoxLayout(self.column)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(portfolio, 1)
        for side, content in zip(self.sides, (ticket, self.column), strict=True):
            side.setWidget(content)
        self.setCentralWidget(self.centre)
        for (key, dock), content in zip(self.docks.items(), (*self.sides, cards), strict=True):
            dock.setWidget(content)
            self.addDockWidget(_AREAS[key], dock)
        self.docks["cards"].dockLocationChanged.connect(lambda area: cards.stand(upright=area in _UPRIGHT))
        self._usual = self.saveState(LAYOUT_VERSION)

    def set_movable(self, *, movable: bool) -> None:
        """Show or leave out the titles by which panels are moved."""
        for dock in self.docks.values():
            dock.set_movable(movable=movable)

    def gather(self, *, gathered: bool) -> None:
        """Let the panels stand one behind the other at the left, or again as they did: what floats or hides stays."""
        if gathered is self._is_gathered:
            return
        self._is_gathered = gathered
        if not gathered:
            self.restoreState(self._before, LAYOUT_VERSION)
            return
        self._before = self.saveState(LAYOUT_VERSION)
        docked = [dock for dock in self.docks.values() if not (dock.isHidden() or dock.isFloating())]
        for dock in docked:
            self.addDockWidget(_AREAS["ticket"], dock)
        for dock in docked[1:]:
            self.tabifyDockWidget(docked[0], dock)
        if docked:
            docked[0].raise_()

    def make_room(self, width: int) -> None:
        """Let the sides of the chart have what it leaves of that width."""
        self._room = width
        self._share()

    def _share(self) -> None:
        """Each side has half of the room, and what the other one does not want."""
        room = self._room - self.centre.minimumSizeHint().width() - _LINES
        for side, other in (self.sides, self.sides[::-1]):
            side.bound(room if self._is_gathered else max(room // 2, room - other.wanted))

    def layout_kept(self) -> bytes:
        """Where the docks are, to be given back to `take_layout`; while they are gathered, where they were before."""
        found = self._before if self._is_gathered else self.saveState(LAYOUT_VERSION)
        state = bytes(found.data())
        return _sum(state) + state

    def take_layout(self, kept: bytes) -> None:
        """Stand as kept; as at first, where that is not of this version, is damaged or does not fit a screen."""
        least, checked, state = self.minimumSizeHint(), kept[:SUM_LENGTH], kept[SUM_LENGTH:]
        if checked != _sum(state):  # Qt trusts a state, and ends the process over a damaged one
            return
        gathered = self._is_gathered
        self.gather(gathered=False)
        if not (self.restoreState(QByteArray(state), LAYOUT_VERSION) and self._fits(least)):
            self.reset()
        self.gather(gathered=gathered)

    def reset(self) -> None:
        """Stand as at first."""
        gathered = self._is_gathered
        self.gather(gathered=False)
        for dock in self.docks.values():
            dock.setFloating(False)
        self.restoreState(self._usual, LAYOUT_VERSION)
        self.gather(gathered=gathered)

    def _fits(self, least: QSize) -> bool:
        """Whether the whole needs no more room than a screen or the first layout has, and all that floats is seen."""
        needed, room = self.minimumSizeHint(), self.screen().availableSize().expandedTo(least)
        screens = [screen.availableGeometry() for screen in QApplication.screens()]
        floating = [dock.geometry() for dock in self.docks.values() if dock.isFloating()]
        return needed.expandedTo(room) == room and all(any(s.contains(f.topLeft()) for s in screens) for f in floating)

    def bring(self, key: str) -> None:
        """Let a panel be seen, wherever it is."""
        dock = self.docks[key]
        dock.show()
        dock.raise_()
        if dock.isFloating():
            dock.activateWindow()

    def reveal(self, part: QWidget) -> None:
        """Scroll a side to a part of it, and to as much as there is room for of what that part opens."""
        for side in self.sides:
            if side.isAncestorOf(part):
                side.ensureWidgetVisible(part.parentWidget() or part)
                side.ensureWidgetVisible(part)

    def follow(self, part: QWidget) -> None:
        """Let what the keys have gone to be seen: its panel in front, its side scrolled to it."""
        if not part.visibleRegion().isEmpty():
            return
        for key, dock in self.docks.items():
            if dock.isAncestorOf(part):
                self.bring(key)
        self.reveal(part)

    def put_away(self) -> None:
        """The window is closed, and what floats goes with it."""
        for dock in self.docks.values():
            if dock.isFloating():
                dock.hide()


def _sum(state: bytes) -> bytes:
    return crc32(state).to_bytes(SUM_LENGTH, "big")


def _no_title(dock: QDockWidget) -> QWidget:
    """A title without height: an empty widget alone would ask for one below zero."""
    bare = QWidget(dock)
    QHBoxLayout(bare).setContentsMargins(0, 0, 0, 0)
    return bare


def dock_actions(desk: Desk) -> dict[str, QAction]:
    """The entries of a menu that show and hide each panel, by its key."""
    found = {f"{key}_panel": dock.toggleViewAction() for key, dock in desk.docks.items()}
    for action, keys in zip(found.values(), _KEYS, strict=True):
        action.setShortcut(QKeySequence(keys))
    return found
