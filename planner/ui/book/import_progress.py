"""Trades on their way into the book, with a bar and a way to stop: then nothing is kept."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from planner.domain.fault import FaultError
from planner.domain.trades import BookAccount
from planner.storage.book_csv.importing import Imported, keep_trades
from planner.storage.book_csv.reading import Preview
from planner.ui.book.session import BookSession
from planner.words import translated

MANY = 2000
"""Fewer are kept before a bar could be read."""


def keep_with_progress(session: BookSession, account: BookAccount, found: Preview, parent: QWidget) -> Imported | None:
    """Keep what was read; None where it was stopped or could not be kept: the session's fault says why."""
    if len(found.trades) < MANY:
        return session.attempt(lambda book: keep_trades(book, account.id, found))
    waiting = QProgressDialog(translated("Importing trades…"), translated("Cancel"), 0, len(found.trades), parent)
    waiting.setWindowModality(Qt.WindowModality.ApplicationModal)
    waiting.setMinimumDuration(0)
    waiting.setAutoClose(False)
    waiting.show()
    stop = Stop(waiting)
    try:
        return session.attempt(lambda book: keep_trades(book, account.id, found, progress=stop.told), takes_input=True)
    finally:
        waiting.hide()
        waiting.deleteLater()


class Stop(QObject):
    """Progress told from another thread; a pressed Cancel stops the work there."""

    progressed = Signal(int)

    def __init__(self, waiting: QProgressDialog) -> None:
        """Nothing is to be stopped yet."""
        super().__init__()
        self.is_wanted = True
        self.progressed.connect(waiting.setValue)
        waiting.canceled.connect(self._cancel)

    def _cancel(self) -> None:
        self.is_wanted = False

    def told(self, done: int, _total: int) -> None:
        """Called between batches; raises `FaultError` where it was cancelled."""
        if not self.is_wanted:
            raise FaultError("import_cancelled")
        self.progressed.emit(done)
