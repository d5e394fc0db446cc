"""Print the seconds from a moment to the first painted window: `first_paint.py planner|bare MOMENT`.

The moment is `time.monotonic()` of whoever started this process. The planner is the real window with its example; bare
is an empty window of the same libraries.
"""

import gc
import os
import sys
from time import monotonic

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QMainWindow, QWidget


def planner_window() -> "tuple[QApplication, QMainWindow, QWidget]":
    """What `planner` opens, and its chart."""
    gc.disable()  # as the program does first
    from planner.app import FIRST_EXAMPLE, example  # noqa: PLC0415 - imports are part of what is timed
    from planner.storage.folders import own_folders  # noqa: PLC0415 - as above
    from planner.storage.settings_file import load_settings  # noqa: PLC0415 - as above
    from planner.ui.start import application, open_window  # noqa: PLC0415 - as above

    app = application()
    folders = own_folders()
    settings, _ = load_settings(folders.settings_file)
    window = open_window(example(FIRST_EXAMPLE), folders, settings)
    window.restore()
    return app, window, window.chart.findChildren(_area())[0].viewport()


def bare_window() -> "tuple[QApplication, QMainWindow, QWidget]":
    """An empty chart in an empty window, and one record."""
    import pyqtgraph as pg  # noqa: PLC0415 - imports are part of what is timed
    from pydantic import BaseModel  # noqa: PLC0415 - as above
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415 - as above

    class Record(BaseModel):
        value: int

    app = QApplication(sys.argv[:1])
    window, plot = QMainWindow(), pg.PlotWidget()
    window.setCentralWidget(plot)
    window.resize(1440, 900)
    Record(value=1)
    return app, window, plot.viewport()


def _area() -> type:
    from PySide6.QtWidgets import QAbstractScrollArea  # noqa: PLC0415 - imports are part of what is timed

    return QAbstractScrollArea


def run(which: str, moment: float) -> float:
    """Seconds from the moment until every part of the window has been painted."""
    app, window, chart = {"planner": planner_window, "bare": bare_window}[which]()
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415 - imports are part of what is timed

    painted: list[float] = []

    def look() -> None:
        painted.append(monotonic())
        app.quit()

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() is QEvent.Type.Paint:
                chart.removeEventFilter(self)
                QTimer.singleShot(0, look)  # runs after all that is painted together
            return super().eventFilter(watched, event)

    watch = Watch()
    chart.installEventFilter(watch)
    window.show()
    app.exec()
    return painted[0] - moment  # what waits for the first picture may have come before the end of the loop


if __name__ == "__main__":
    sys.stdout.write(f"{run(sys.argv[1], float(sys.argv[2])):.6f}\n")
    sys.stdout.flush()
    os._exit(0)  # how long a process takes to end is not asked
