"""Work off the GUI thread of which only the latest counts: what was asked before is cancelled and never shown."""

from collections.abc import Callable
from decimal import localcontext
from threading import Event

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from planner.domain.number import ENGINE

Progress = Callable[[int, int], bool]
"""Told how much of how much is done; answers whether to go on."""

Work = Callable[[Progress], object]


class _Post(QObject):
    """Carries what a job says to the thread of the window."""

    progressed = Signal(object, int, int)
    done = Signal(object, object)


class _Job(QRunnable):
    def __init__(self, work: Work, post: _Post) -> None:
        super().__init__()
        self.work, self.post = work, post
        self.cancelled = Event()

    def run(self) -> None:
        try:
            with localcontext(ENGINE):
                result = self.work(self._progress)
        except Exception as error:  # noqa: BLE001 - it is raised again in the window's thread
            result = error
        self.post.done.emit(self, result)

    def _progress(self, done: int, total: int) -> bool:
        if not self.cancelled.is_set():
            self.post.progressed.emit(self, done, total)
        return not self.cancelled.is_set()


class Latest(QObject):
    """`done` carries the result of what was asked last, `progressed` how far it is."""

    progressed = Signal(int, int)
    done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing is asked yet."""
        super().__init__(parent)
        self._post = _Post()
        self._job: _Job | None = None
        self._post.progressed.connect(self._follow)
        self._post.done.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether a result is still to come."""
        return self._job is not None

    def ask(self, work: Work) -> None:
        """Do this, and forget what was asked before."""
        self.cancel()
        job = self._job = _Job(work, self._post)
        QThreadPool.globalInstance().start(job)

    def cancel(self) -> None:
        """Want no result any more."""
        if self._job is not None:
            self._job.cancelled.set()
            self._job = None

    def _follow(self, job: _Job, done: int, total: int) -> None:
        if job is self._job:
            self.progressed.emit(done, total)

    def _take(self, job: _Job, result: object) -> None:
        if job is not self._job:
            return
        self._job = None
        if isinstance(result, Exception):
            raise result
        self.done.emit(result)
