"""The open book of a window: every question goes to another thread, and what cannot be done is told."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from planner.domain.fault import Fault, FaultError
from planner.report.sentences import fault_sentence
from planner.storage.book.address import PASSWORD_VARIABLE, Address, FileAddress, parse_address
from planner.storage.book.handle import Book
from planner.storage.book.opening import open_book
from planner.ui.background import Waiting, in_background
from planner.ui.workspace import Workspace
from planner.words import translated

T = TypeVar("T")

DAMAGED = "book_damaged"
NOT_A_BOOK = "not_a_book"


class BookSession(QObject):
    """Opened with the first question; `changed` tells that something was kept, `damaged` the fault of a damaged book.

    `fault` is what was wrong with the last question that could not be answered, None after one that could. A large file
    is looked through while it is read already; `found_damaged` tells that it must not be used any more.
    """

    changed = Signal()
    found_damaged = Signal()
    damaged = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        """A session with nothing open yet."""
        super().__init__(parent)
        self.workspace = workspace
        self.fault: Fault | None = None
        self._book: Book | None = None
        self._opened_at = ""

    def now(self) -> datetime:
        """The clock of the plan on screen."""
        return self.workspace.document.clock().astimezone(UTC)

    def attempt(self, work: Callable[[Book], T], *, waiting: Waiting | None = None) -> T | None:
        """The answer; None where it cannot be had: `fault` says why. `waiting` as for `in_background`."""
        self.fault = None
        try:
            return in_background(lambda: work(self._open()), waiting=waiting)
        except FaultError as error:
            self.fault = error.fault
            if error.fault.code == DAMAGED:
                self.damaged.emit(error.fault)
            return None

    def ask(self, work: Callable[[Book], T]) -> T | None:
        """The answer; None where it cannot be had, which has been told."""
        found = self.attempt(work)
        if self.fault is not None:
            self.workspace.dialogs.tell(translated("The book cannot do that"), fault_sentence(self.fault))
        return found

    def keep(self, work: Callable[[Book], T]) -> T | None:
        """The same for what changes the book and gives what it kept."""
        kept = self.ask(work)
        if self.fault is None:
            self.changed.emit()
        return kept

    def do(self, work: Callable[[Book], object]) -> bool:
        """Change the book; whether it was done. What could not be is told."""
        self.keep(work)
        return self.fault is None

    def refused(self, work: Callable[[Book], object]) -> str:
        """Change the book; the sentence why it could not be, or nothing."""
        self.attempt(work)
        if self.fault is not None:
            return fault_sentence(self.fault)
        self.changed.emit()
        return ""

    @property
    def address(self) -> Address:
        """Where the book is; raises `FaultError` where that cannot be said."""
        written = self.workspace.settings.book.address
        return parse_address(written) if written else FileAddress(self.workspace.folders.book_file)

    @property
    def is_own_place(self) -> bool:
        """Whether the book lies where nobody chose another place for it: a file there can be nothing else."""
        return self.address == FileAddress(self.workspace.folders.book_file)

    def _open(self) -> Book:
        """The book at the address that is set now; one at another address is closed."""
        written = self.workspace.settings.book.address
        if self._book is not None and written == self._opened_at:
            return self._book
        self._let_go()
        copies = self.workspace.folders.book_copies
        self._book = open_book(self.address, backups=copies, password=os.environ.get(PASSWORD_VARIABLE))
        self._opened_at = written
        if not self._book.is_checked:
            Thread(target=self._look_through, args=(self._book,), daemon=True).start()
        return self._book

    def _look_through(self, book: Book) -> None:
        """In a thread of its own, which no question has to wait for."""
        try:
            book.check()
        except FaultError as error:
            if error.fault.code == DAMAGED and book is self._book:
                self.found_damaged.emit()

    def close(self) -> None:
        """Let go of the book; a disk that is slow to take its last pages holds up nobody."""
        if self._book is not None:
            in_background(self._let_go)

    def _let_go(self) -> None:
        if self._book is not None:
            self._book.close()
            self._book = None
