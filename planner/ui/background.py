"""Work off the GUI thread that the next line needs the result of: the window keeps painting meanwhile."""

from collections.abc import Callable
from threading import Event
from typing import Generic, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QRunnable, QThreadPool, Signal

T = TypeVar("T")


class _Finished(QObject):
    happened = Signal()


class _Job(QRunnable, Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.work = work
        self.finished = _Finished()
        self.result: T | None = None
        self.error: Exception | None = None
        self.is_done = Event()

    def run(self) -> None:
        try:
            self.result = self.work()
        except Exception as error:  # noqa: BLE001 - it is raised again where the result is wanted
            self.error = error
        self.finished.happened.emit()
        self.is_done.set()  # last: who waits for it may end the program, and Qt's objects with it


def in_background(work: Callable[[], T], *, takes_input: bool = False) -> T:
    """The result of `work`, done in another thread while the window stays alive; raises what it raised.

    Keys and the mouse wait, unless there is something to press meanwhile: a modal dialog that can stop the work.
    """
    job: _Job[T] = _Job(work)
    loop = QEventLoop()
    job.finished.happened.connect(loop.quit)
    QThreadPool.globalInstance().start(job)
    flags = QEventLoop.ProcessEventsFlag
    loop.exec(flags.AllEvents if takes_input else flags.ExcludeUserInputEvents)
    job.is_done.wait()  # where the program is ending no loop goes on, and what was begun is still wanted whole
    del job.finished  # in the thread it lives in: the other one may hold the job a moment longer
    if job.error is not None:
        raise job.error
    return job.result  # type: ignore[return-value] # set whenever no error is
