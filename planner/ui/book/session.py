"""The open book of a window: every question goes to another thread, and what cannot be done is told."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from planner.domain.fault import FaultError
from planner.report.sentences import fault_sentence
from planner.storage.book.address import PASSWORD_VARIABLE, FileAddress, parse_address
from planner.storage.book.handle import Book
from planner.storage.book.opening import open_book
from planner.ui.background import in_background
from planner.ui.workspace import Workspace

T = TypeVar("T")


class BookSession(QObject):
    """Opened with the first question; `changed` tells that something was kept."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        """A session with nothing open yet."""
        super().__init__(parent)
        self.workspace = workspace
        self._book: Book | None = None
        self._opened_at = ""

    @staticmethod
    def now() -> datetime:
        """The clock."""
        return datetime.now(UTC)

    def ask(self, work: Callable[[Book], T]) -> T | None:
        """The answer; None where it cannot be had, which has been told."""
        try:
            return in_background(lambda: work(self._open()))
        except FaultError as error:
            self.workspace.dialogs.tell("The book cannot do that", fault_sentence(error.fault))
            return None

    def keep(self, work: Callable[[Book], T]) -> T | None:
        """The same for what changes the book and gives what it kept."""
        kept = self.ask(work)
        if kept is not None:
            self.changed.emit()
        return kept

    def do(self, work: Callable[[Book], object]) -> bool:
        """Change the book; whether it was done."""
        return self.keep(lambda book: (work(book), True)[1]) is not None

    def _open(self) -> Book:
        """The book at the address that is set now; one at another address is closed."""
        address = self.workspace.settings.book.address
        if self._book is not None and address == self._opened_at:
            return self._book
        self.close()
        folders = self.workspace.folders
        where = parse_address(address) if address else FileAddress(folders.book_file)
        self._book = open_book(where, backups=folders.book_copies, password=os.environ.get(PASSWORD_VARIABLE))
        self._opened_at = address
        return self._book

    def close(self) -> None:
        """Let go of the book."""
        if self._book is not None:
            self._book.close()
            self._book = None
