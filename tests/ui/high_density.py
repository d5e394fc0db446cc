"""A window on a screen of many pixels: run as a program, because the scale is the process's own.

It prints what does not fit and how many colours its chart is painted in, and saves a picture.
"""

import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.start import build_window
from tests.ui.conftest import Script
from tests.ui.screen import SIZES
from tests.ui.test_screens import PICTURES, clipped


def look() -> str:
    """Show the window and look at it: the density, the picture's size, the chart's colours, what is clipped."""
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        folders = Folders(Path(folder) / "config", Path(folder) / "state")
        path = resource("examples", "btc-breakout.plan.json")
        window = build_window(path, folders, Settings(), Script())
        window.resize(SIZES["usual"])
        window.show()
        for _ in range(5):
            application.processEvents()
        picture = window.grab()
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture.save(str(PICTURES / f"density-{window.devicePixelRatioF():g}.png"))
        chart = window.chart.chart.grab().toImage()
        columns, rows = range(0, chart.width(), 7), range(0, chart.height(), 7)
        colours = {chart.pixelColor(x, y).name() for x in columns for y in rows}
        seen = f"{window.devicePixelRatioF():g} {picture.width()}x{picture.height()} {len(colours) > FEW}"
        cut = clipped(window)
        window.close()
    return f"{seen} {cut}"


FEW = 8

if __name__ == "__main__":
    sys.stdout.write(look())
