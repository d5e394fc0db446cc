"""A test runs as the program does: within an event loop.

Without one, the first loop that waits for something, even in the midst of a key, would be the outermost, and Qt deletes
in the outermost loop what was told before it to be deleted later (`QCoreApplication::sendPostedEvents`): a dialog that
a key has closed would be gone while it still deals with that key.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer

T = TypeVar("T")


def in_event_loop(work: Callable[[], T]) -> T:
    """The result of `work`, done in a turn of an event loop; raises what it raised."""
    loop, results, errors = QEventLoop(), list[T](), list[BaseException]()

    def turn() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
            errors.append(error)
        loop.quit()

    QTimer.singleShot(0, turn)
    loop.exec()
    if errors:
        raise errors[0]
    return results[0]
