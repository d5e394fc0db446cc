"""Work off the GUI thread that the next line needs the result of: the window keeps painting meanwhile."""

from collections.abc import Callable
from decimal import localcontext
from threading import Event
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QThreadPool, QTimer, Signal

from planner.domain.number import ENGINE

T = TypeVar("T")

PATIENCE = 300
"""Milliseconds after which it is shown that work takes long."""


class Waiting(Protocol):
    """What is shown while work takes long, and how it is stopped; both are called in the GUI thread."""

    def show(self) -> None:
        """Show a modal dialog that can stop the work."""

    def stop(self) -> None:
        """Nobody waits any more: stop the work."""


class _Finished(QObject):
    happened = Signal()


class _Job(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work
        self.finished = _Finished()
        self.result: T | None = None
        self.error: Exception | None = None
        self.is_over = False
        self.is_done = Event()

    def run(self) -> None:
        try:
            with localcontext(ENGINE):
                self.result = self.work()
        except Exception as error:  # noqa: BLE001 - it is raised again where the result is wanted
            self.error = error
        self.is_over = True
        self.finished.happened.emit()
        self.is_done.set()  # last: who waits for it may end the program, and Qt's objects with it

    def outcome(self) -> T:
        """The result, or what was raised; an error that knew its job, and the job it, would keep all of the work."""
        error, self.error = self.error, None
        try:
            if error is not None:
                raise error
            return self.result  # type: ignore[return-value] # set whenever no error is
        finally:
            del error


def in_background(work: Callable[[], T], *, waiting: Waiting | None = None) -> T:
    """The result of `work`, done in another thread while the window stays alive; raises what it raised.

    Keys and the mouse wait, unless the work takes long and there is something `waiting` to press meanwhile.
    """
    job: _Job[T] = _Job(work)
    loop, flags = QEventLoop(), QEventLoop.ProcessEventsFlag
    job.finished.happened.connect(loop.quit)
    patience = QTimer(loop, singleShot=True, interval=PATIENCE)
    if waiting is not None:
        patience.timeout.connect(loop.quit)
        patience.start()
    QThreadPool.globalInstance().start(job.run)
    loop.exec(flags.ExcludeUserInputEvents)
    if waiting is not None and not job.is_over and not patience.isActive():
        waiting.show()
        loop.exec(flags.AllEvents)
    if waiting is not None and not job.is_over:
        waiting.stop()
    job.is_done.wait()  # where the program is ending no loop goes on, and what was begun is still wanted whole
    del job.finished  # in the thread it lives in: the other one may hold the job a moment longer
    return job.outcome()
