"""The book window as a trader uses it: its tabs, and the forms that stand before them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from planner.storage.book.handle import Book
from planner.ui.book.account_dialog import AccountDialog
from planner.ui.book.step_dialog import StepDialog
from planner.ui.book.tab import BookTab
from planner.ui.book.window import BookWindow
from planner.ui.main_window import MainWindow
from tests.ui.screen import type_into

D = TypeVar("D", bound=QDialog)
T = TypeVar("T")
P = TypeVar("P", bound=BookTab)
START = datetime(2026, 4, 1, 9, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        """It stands at the start."""
        self.now = START

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def go_on(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


def press(qtbot: QtBot, button: QPushButton) -> None:
    """Click a button that can be clicked."""
    assert button.isEnabled(), f"{button.text()} cannot be pressed"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def dialog_of(book: BookWindow, kind: type[D]) -> D:
    """The form that stands open."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found = [dialog for dialog in book.findChildren(kind) if dialog.isVisible()]
    assert len(found) == 1, f"{len(found)} forms"
    return found[0]


def no_dialog(book: BookWindow) -> bool:
    """Whether nothing stands before the book."""
    return not [dialog for dialog in book.findChildren(QDialog) if dialog.isVisible()]


def ok(dialog: QDialog) -> QPushButton:
    """The button that keeps what was entered."""
    (box,) = dialog.findChildren(QDialogButtonBox)
    return box.button(QDialogButtonBox.StandardButton.Ok)


def fill(qtbot: QtBot, dialog: StepDialog, reason: str = "", choice: str = "", **figures: str) -> None:
    """Type into a step's fields, and choose."""
    for name, text in figures.items():
        type_into(qtbot, dialog.fields[name].input, text)
    if choice:
        choose(dialog.choice, choice)
    if reason:
        type_into(qtbot, dialog.reason, reason)


def choose(box: QComboBox, value: str) -> None:
    """Choose an entry, as a key or the mouse would."""
    place = box.findData(value)
    assert place >= 0, f"no {value}"
    box.setCurrentIndex(place)
    box.activated.emit(place)


def rows_of(table: QTableWidget) -> list[list[str]]:
    """What a table shows."""
    return [
        [item.text() if (item := table.item(row, column)) is not None else "" for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def tab(book: BookWindow, kind: type[P]) -> P:
    """Go to a tab."""
    return book.go_to(kind)


def answer(book: BookWindow, question: Callable[[Book], T]) -> T:
    """What the book itself says."""
    found = book.session.attempt(question)
    assert book.session.fault is None
    return found  # type: ignore[return-value] # None only with a fault


def with_account(qtbot: QtBot, window: MainWindow) -> BookWindow:
    """The book opened, with the account that it first offers."""
    book = window.asides.show_book()
    press(qtbot, book.add)
    press(qtbot, ok(dialog_of(book, AccountDialog)))
    return book
