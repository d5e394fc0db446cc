"""Qt's menus and shortcuts, built from the tables of actions."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from planner.ui.actions import ACTIONS, ALSO, MENUS, Action, Entries, Submenu
from planner.ui.widgets.tips import ALSO_CALLED, HINDRANCE
from planner.ui.workspace import Workspace
from planner.words import translated

Entry = QAction | QMenu


class Menus:
    """The menu bar of a window: actions by id."""

    def __init__(self, window: QMainWindow, workspace: Workspace, own: Mapping[str, Entry]) -> None:
        """Build all menus; `own` holds the entries only the window can make."""
        self.workspace = workspace
        self.actions = {action.id: self._made(action, window) for action in ACTIONS}
        self.table = {action.id: action for action in ACTIONS}
        for title, entries in MENUS.items():
            menu = window.menuBar().addMenu(translated(title))
            self._fill(menu, entries, own)
        self.refresh()

    def _fill(self, menu: QMenu, entries: Entries, own: Mapping[str, Entry]) -> None:
        menu.aboutToShow.connect(partial(_let_reasons_show, menu))
        for entry in entries:
            if isinstance(entry, Submenu):
                self._fill(menu.addMenu(translated(entry.title)), entry.entries, own)
            else:
                _add(menu, None if entry is None else self._named(entry, own))

    def _named(self, name: str, own: Mapping[str, Entry]) -> Entry:
        """The entry of that name, with what else it may be called."""
        entry = own.get(name) or self.actions[name]
        entry.setProperty(ALSO_CALLED, translated(ALSO.get(name, "")))
        return entry

    def _made(self, action: Action, window: QMainWindow) -> QAction:
        made = QAction(translated(action.text), window)
        made.setShortcut(QKeySequence(action.shortcut))
        made.setCheckable(action.checked is not None)
        made.triggered.connect(lambda _checked=False: action.run(self.workspace))
        return made

    def refresh(self) -> None:
        """Let every entry say what it would do now."""
        for name, action in self.table.items():
            made = self.actions[name]
            if action.hindered is not None:
                hinder(made, action.hindered(self.workspace))
            if action.text_now is not None:
                made.setText(action.text_now(self.workspace))
            if action.checked is not None:
                made.setChecked(action.checked(self.workspace))


def hinder(made: QAction, why: str) -> None:
    """An entry that cannot be done says why where the mouse rests on it; without a reason it can be."""
    if made.property(HINDRANCE) == why:
        return
    made.setProperty(HINDRANCE, why)
    made.setEnabled(not why)
    made.setToolTip(why)


def _let_reasons_show(menu: QMenu) -> None:
    """Where one of its entries has a reason, a menu shows tooltips."""
    menu.setToolTipsVisible(any(entry.property(HINDRANCE) for entry in menu.actions()))


def _add(menu: QMenu, entry: Entry | None) -> None:
    if entry is None:
        menu.addSeparator()
    elif isinstance(entry, QMenu):
        menu.addMenu(entry)
    else:
        menu.addAction(entry)


def menu_keys(bar: QMenuBar | QMenu) -> Iterator[tuple[str, str]]:
    """The shortcut of every entry that has one, with its text, as the menus list them."""
    for entry in bar.actions():
        menu = entry.menu()
        if isinstance(menu, QMenu):
            yield from menu_keys(menu)
        elif not entry.shortcut().isEmpty():
            yield entry.shortcut().toString(QKeySequence.SequenceFormat.PortableText), entry.text()


def window_action(text: str, run: Callable[[], object], window: QMainWindow, shortcut: str = "") -> QAction:
    """An entry that only the window can make."""
    made = QAction(text, window)
    made.setShortcut(QKeySequence(shortcut))
    made.triggered.connect(lambda _checked=False: run())
    return made
