"""Screens of one to three pixels a point: all is painted as finely, and nothing is cut."""

import os
import subprocess
import sys

import pytest

from planner.storage.resources import RESOURCES


@pytest.mark.parametrize(
    ("scale", "seen"),
    [
        ("1", "1 1440x900 True []"),
        ("1.5", "1.5 2160x1350 True []"),
        ("2", "2 2880x1800 True []"),
        ("3", "3 4320x2700 True []"),
    ],
)
def test_a_window_is_painted_as_finely_as_its_screen(scale: str, seen: str) -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.ui.high_density"]
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=RESOURCES.parent, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.stdout == seen, ran.stderr[-2000:]
