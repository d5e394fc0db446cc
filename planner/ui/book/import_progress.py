"""Tables on their way in and trades on their way into the book, with a bar and a way to stop: then nothing is kept."""

import gc
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from planner.domain.fault import FaultError
from planner.domain.trades import BookAccount
from planner.storage.book_csv.candles import CandlePreview
from planner.storage.book_csv.importing import Imported, keep_trades
from planner.storage.book_csv.progress import Progress, let_go
from planner.storage.book_csv.reading import Preview
from planner.storage.book_csv.table import Table
from planner.ui.background import in_background
from planner.ui.book.session import BookSession
from planner.words import translated

T = TypeVar("T")

STEPS = 1000
"""Of the bar: more could not be told apart."""


def read_with_progress(work: Callable[[Progress], T], parent: QWidget) -> T:
    """What is read; raises what was raised, and "import_cancelled" where it was stopped, even at the last row."""
    bar = Bar(translated("Reading the table…"), parent)
    try:
        found = in_background(lambda: _uncollected(lambda: work(bar.told)), waiting=bar)
    finally:
        bar.put_away()
    if bar.is_wanted:
        return found
    if isinstance(found, Table | Preview | CandlePreview):
        forget([found])
    raise FaultError("import_cancelled")


def keep_with_progress(session: BookSession, account: BookAccount, found: Preview, parent: QWidget) -> Imported | None:
    """Keep what was read; None where it was stopped or could not be kept: the session's fault says why."""
    bar = Bar(translated("Importing trades…"), parent)
    try:
        return session.attempt(lambda book: keep_trades(book, account.id, found, progress=bar.told), waiting=bar)
    finally:
        bar.put_away()


def _uncollected(work: Callable[[], T]) -> T:
    """A table has no reference cycles: to look for some in millions of objects would hold the window up for seconds."""
    gc.disable()
    try:
        return work()
    finally:
        gc.freeze()
        gc.enable()


def forget(*held: list[Any]) -> None:
    """Free tables and what was read of them in pieces, where nobody else holds them."""
    lists = [list(rows) for each in held for one in each if one is not None for rows in _rows_of(one)]
    for each in held:
        each.clear()
    for rows in lists:
        let_go(rows)


def _rows_of(held: Table | Preview | CandlePreview) -> tuple[Sequence[object], ...]:
    if isinstance(held, Table):
        return (held.rows,)
    return (held.rejected, held.trades) if isinstance(held, Preview) else (held.rejected,)


class Bar(QObject):
    """Progress told from another thread; a pressed Cancel stops the work there.

    Its dialog is made when it is shown: one that only waits shows itself after four seconds, work or no work.
    """

    progressed = Signal(int)

    def __init__(self, text: str, parent: QWidget) -> None:
        """Nothing is shown, and nothing is to be stopped yet."""
        super().__init__()
        self.text, self.window = text, parent
        self.dialog: QProgressDialog | None = None
        self.is_wanted, self.value = True, 0

    def show(self) -> None:
        """Show the bar."""
        dialog = QProgressDialog(self.text, translated("Cancel"), 0, STEPS, self.window)
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.setMinimumDuration(2**31 - 1)
        dialog.setAutoReset(False)
        self.progressed.connect(dialog.setValue)
        dialog.canceled.connect(self.stop)
        dialog.show()
        self.dialog = dialog

    def stop(self) -> None:
        """The next that is told of progress stops; until then nothing else can be pressed."""
        self.is_wanted = False
        if self.dialog is not None:
            self.dialog.show()

    def put_away(self) -> None:
        """The work is over."""
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.hide()
            dialog.deleteLater()

    def told(self, done: int, total: int) -> None:
        """Called between batches; raises `FaultError` where it was cancelled."""
        if not self.is_wanted:
            raise FaultError("import_cancelled")
        value = done * STEPS // max(total, 1)
        if self.dialog is not None and value != self.value:
            self.value = value
            self.progressed.emit(value)
