"""Tables into the book and out of it, as every tab offers them."""

from collections.abc import Callable, Iterable
from pathlib import Path

from planner.domain.fault import shown
from planner.storage.atomic import write_file
from planner.storage.book.handle import Book
from planner.ui.book.import_dialog import ImportDialog
from planner.ui.book.session import BookSession
from planner.ui.book.tab import BookTab
from planner.words import translated


def bring_in(tab: BookTab) -> None:
    """Import from a file or the clipboard into the tab's account."""
    if tab.account is not None:
        ImportDialog(tab.session, tab.account, tab).open()


def write_out(session: BookSession, suggestion: Path, pieces: Callable[[Book], Iterable[str]]) -> None:
    """Ask for a file and write a table into it."""
    path = session.workspace.dialogs.ask_target(suggestion)
    if path is None:
        return
    session.ask(lambda book: write_file(path, "".join(pieces(book)).encode()))
    if session.fault is None:
        session.workspace.said.emit(translated("Wrote {name}.", name=shown(path.name)))
