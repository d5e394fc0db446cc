"""The command palette: everything there is to do, found by words of its name, its menu or what else it is called."""

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QMenuBar,
    QVBoxLayout,
    QWidget,
)

from planner.ui.theme import in_text_size
from planner.ui.widgets.tips import ALSO_CALLED, HINDRANCE
from planner.words import translated

SIZE = (520, 400)
ROOM = 10
"""Above and below a command, in pixels."""
_TO_THE_LIST = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class Command(Struct, frozen=True):
    """What is done, under which heading it is found, the keys that do the same, and whether it can be done now.

    `hindrance` says why not, where that is known; `also` holds further words by which it is found.
    """

    text: str
    place: str
    keys: str
    run: Callable[[], object]
    is_possible: bool = True
    hindrance: str = ""
    also: str = ""

    def distance(self, word: str) -> int | None:
        """How far a typed word is found: as the name's beginning, a word's, within it, in the menu, in other words."""
        name, place, also = self.text.casefold(), self.place.casefold(), self.also.casefold()
        found = (name.startswith(word), f" {word}" in name, word in name, word in place, word in also)
        return found.index(True) if any(found) else None


def menu_commands(bar: QMenuBar | QMenu, place: str = "") -> Iterator[Command]:
    """Every entry of the menus."""
    for entry in bar.actions():
        text = entry.text().replace("&", "").rstrip("…")
        menu = entry.menu()
        if isinstance(menu, QMenu):
            yield from menu_commands(menu, f"{place}: {text}" if place else text)
        elif text and not entry.isSeparator():
            keys = entry.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            hindrance, also = entry.property(HINDRANCE) or "", entry.property(ALSO_CALLED) or ""
            yield Command(text, place, keys, entry.trigger, entry.isEnabled(), hindrance, also)


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """The commands in which every typed word is found, those first that bear them in their own name."""
    wanted = typed.casefold().split()
    found: list[tuple[int, Command]] = []
    for command in commands:
        distances = [distance for word in wanted if (distance := command.distance(word)) is not None]
        if len(distances) == len(wanted):
            found.append((sum(distances), command))
    return [command for _, command in sorted(found, key=itemgetter(0))]


class Palette(QDialog):
    """A line to type into above the commands that fit; Enter does the one that is marked."""

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        """A palette of those commands."""
        super().__init__(parent)
        self.setWindowTitle(translated("Commands"))
        self.commands = tuple(commands)
        self.found: list[Command] = []
        self.typed = QLineEdit(self)
        self.typed.setPlaceholderText(translated("What do you want to do?"))
        self.typed.setAccessibleName(translated("Command"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(translated("Commands that fit"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.empty = QLabel(self)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setWordWrap(True)
        self.empty.setProperty("role", "detail")
        layout = QVBoxLayout(self)
        for part in (self.typed, self.empty, self.list):
            layout.addWidget(part)
        self.typed.textChanged.connect(self._show)
        self.typed.returnPressed.connect(self._run)
        self.list.itemClicked.connect(lambda _item: self._run())
        self.typed.installEventFilter(self)
        self.resize(in_text_size(*SIZE))
        self._show("")

    def _show(self, typed: str) -> None:
        fitting = matching(self.commands, typed)
        self.found = [command for command in fitting if command.is_possible]
        self.list.clear()
        for command in self.found:
            item = QListWidgetItem(self.list)
            line = _Line(command)
            item.setSizeHint(line.sizeHint() + QSize(0, ROOM))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{command.place}: {command.text} {command.keys}".strip())
            self.list.setItemWidget(item, line)
        self.list.setCurrentRow(0)
        told = _why_not(fitting, typed) if self.found else _why_nothing(fitting)
        self.empty.setText(told)
        self.empty.setVisible(bool(told))

    def _run(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self.found):
            self.accept()
            QTimer.singleShot(0, self.found[row].run)  # once the key that was pressed has been dealt with

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys move in the list while the line is typed into."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _TO_THE_LIST:
            self.list.event(event)
            return True
        return super().eventFilter(watched, event)


def _why_nothing(fitting: Sequence[Command]) -> str:
    """What is said where nothing that fits can be done."""
    return _impossible(fitting) if fitting else translated("Nothing here is called that.")


def _why_not(fitting: Sequence[Command], typed: str) -> str:
    """What is said above what can be done: why not all that was looked for, where that is known."""
    hindered = [command for command in fitting if command.hindrance and not command.is_possible]
    return _impossible(hindered) if typed.strip() and hindered else ""


def _impossible(commands: Sequence[Command]) -> str:
    names = translated("Not possible now: {names}", names=", ".join(command.text for command in commands))
    reasons = dict.fromkeys(command.hindrance for command in commands if command.hindrance)
    return "\n".join((names, *reasons))


class _Line(QWidget):
    """A command with its place before it and its keys at the right."""

    def __init__(self, command: Command) -> None:
        super().__init__()
        place, text, keys = QLabel(command.place, self), QLabel(command.text, self), QLabel(command.keys, self)
        for quiet in (place, keys):
            quiet.setProperty("role", "detail")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 8, 0)
        for part in (place, text):
            part.setTextFormat(Qt.TextFormat.PlainText)
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(keys)
