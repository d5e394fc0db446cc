"""Whether a book's file is as SQLite wrote it: looked through as a whole, once, before anything is written to it.

That takes seconds for a book of a million trades, so a large one is open before it ends. It is looked through by a
connection of its own, and read meanwhile; whoever wants to write waits. Until then the file stands still: it was closed
as it should be, so nothing is beside it that would still have to be put into it.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from threading import Lock

from planner.domain.fault import FaultError

QUICK_CHECK = "PRAGMA quick_check(1)"
_SOUND = "ok"
_STEPS = 100_000
"""After how many of its steps SQLite asks whether it is to go on."""


class FileCheck:
    """The check of a file that is open for reading already."""

    def __init__(self, path: Path) -> None:
        """Of an absolute path; nothing is looked at yet."""
        self._path = path
        self._found = ""
        self._lock = Lock()
        self._look: sqlite3.Connection | None = None
        self._is_stopped = False

    @property
    def is_over(self) -> bool:
        """Whether the whole file was looked through."""
        return bool(self._found)

    def run(self) -> None:
        """Look through the file unless that was done; "book_damaged", or `sqlite3.Error` where it is stopped."""
        with self._lock:
            if not self._found:
                self._found = self._looked_through()
        self.refuse_damage()

    def refuse_damage(self) -> None:
        """Raise `FaultError` "book_damaged" where damage was found."""
        refuse_unless_sound(self._found or _SOUND)

    def stop(self) -> None:
        """Let whoever looks through the file leave off, and wait until it is let go of."""
        self._is_stopped = True
        if self._look is not None:
            with suppress(sqlite3.ProgrammingError):  # it has just ended
                self._look.interrupt()
        with self._lock:
            self._look = None

    def _looked_through(self) -> str:
        if self._is_stopped:
            raise FaultError("book_failed", cause="closed")
        address = f"{self._path.as_uri()}?immutable=1"  # without locks: this process holds them all
        with closing(sqlite3.connect(address, uri=True)) as self._look:
            self._look.set_progress_handler(lambda: self._is_stopped, _STEPS)
            self._look.execute("PRAGMA cell_size_check = ON")
            try:
                return str(self._look.execute(QUICK_CHECK).fetchone()[0])
            except sqlite3.OperationalError:  # the disk, or it was stopped
                raise
            except sqlite3.DatabaseError:
                return "unreadable"


def refuse_unless_sound(found: str) -> None:
    """Raise `FaultError` "book_damaged" for the first fault of a file, in SQLite's words, or "ok"."""
    if found != _SOUND:
        raise FaultError("book_damaged", cause="quick_check")
