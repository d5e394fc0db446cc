"""What is loaded when the program starts, and the one fault of a library that would end it."""

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.app import FIRST_EXAMPLE, example
from planner.domain.fault import FaultError
from planner.report.sentences import fault_sentence
from planner.ui.start import TRIAL_CALLS, refuse_unfit_toolkit

ROOT = Path(__file__).parent.parent
HEAVY = (
    "pyqtgraph",
    "scipy",
    "pandas",
    "matplotlib",
    "numba",
    "ccxt",
    "sqlalchemy",
    "alembic",
    "pg8000",
    "ssl",
    "sklearn",
    "PySide6.QtQuick",
    "PySide6.QtQml",
    "PySide6.QtWebEngineCore",
    "PySide6.QtNetwork",
    "pytest",
    "IPython",
    "planner.ui.dialogs.dialogs",
    "planner.ui.dialogs.rules_dialog",
    "planner.ui.dialogs.why_dialog",
    "planner.report.export",
    "planner.report.order_ticket",
    "planner.report.recovery",
    "planner.report.veil",
    "planner.report.why",
    "planner.report.why_crossing",
    "planner.report.why_positions",
    "planner.domain.templates",
    "planner.domain.trades",
    "planner.simulation.cards",
    "planner.storage.backups",
    "planner.storage.book.address",
    "planner.storage.differences",
    "planner.storage.template_files",
    "planner.ui.backups",
    "planner.ui.templating",
)
QT = ("PySide6", "shiboken6", "numpy", "pyqtgraph")
WINDOW = """
from pathlib import Path
from planner.settings import Settings
from planner.storage.folders import own_folders
from planner.ui.start import build_window
window = build_window(Path({plan!r}), own_folders(), Settings())
assert window.width() == 1440
"""


def _loaded(code: str, names: tuple[str, ...], home: Path) -> list[str]:
    """Which of these modules a new interpreter has loaded after some code."""
    code += f"\nimport sys\nprint(*(name for name in {names} if name in sys.modules))"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PLANNER_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_report_loads_no_qt_and_no_numpy(tmp_path: Path) -> None:
    plan = str(example(FIRST_EXAMPLE))
    code = (
        "import io, sys\nfrom planner.app import main\nout, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO())\n"
    )
    code += f"assert main(['report', {plan!r}]) == 0\nsys.stdout = out"
    assert _loaded(code, QT, tmp_path) == []


def test_the_window_loads_nothing_it_does_not_need(tmp_path: Path) -> None:
    plan = str(example(FIRST_EXAMPLE))
    assert _loaded(WINDOW.format(plan=plan), HEAVY, tmp_path) == []


def test_a_call_into_qt_does_not_lose_a_reference_to_none() -> None:
    started = time.perf_counter()
    refuse_unfit_toolkit()
    assert time.perf_counter() - started < 0.01


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is never counted from Python 3.12 on")
def test_a_toolkit_that_loses_references_to_none_is_refused_in_a_sentence() -> None:
    """PySide6 6.12 below Python 3.12 loses one at every call and aborts after some thousands."""

    def losing(_: float) -> None:
        ctypes.pythonapi.Py_DecRef(ctypes.py_object(None))

    with pytest.raises(FaultError) as caught:
        refuse_unfit_toolkit(losing)
    for _ in range(TRIAL_CALLS):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(None))
    assert fault_sentence(caught.value.fault).startswith("PySide6 6.")
