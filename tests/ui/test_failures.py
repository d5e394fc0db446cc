"""What is wrong with the program itself is told once, and stops nothing."""

import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool, QTimer, qCritical
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.plan import Draft
from planner.report.failure import AGAIN
from planner.ui.failures import Failures
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper

pytestmark = [pytest.mark.qt_no_exception_capture, pytest.mark.qt_log_level_fail("NO")]
SECRET = "50123.45-key-of-joe"  # noqa: S105 - no secret, a word to search for


class Broken(QWidget):
    """Fails whenever it is painted, with its painter at work as the program's own are."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Fail."""
        event.accept()
        with QPainter(self) as painter:
            painter.drawLine(0, 0, self.width(), 0)
            raise ValueError(SECRET)


@pytest.fixture
def keeper(window: MainWindow) -> Iterator[Keeper]:
    made = Keeper(window.workspace)
    yield made
    made.finish()


@pytest.fixture
def failures(window: MainWindow, keeper: Keeper) -> Iterator[Failures]:
    before = sys.excepthook, threading.excepthook
    made = Failures(window, keeper.rescue)
    made.listen()
    yield made
    made.stop()
    sys.excepthook, threading.excepthook = before
    if made.dialog is not None:
        made.dialog.close()


def _fail() -> None:
    try:
        _ = dict[str, int]()[SECRET]
    except KeyError as error:
        raise ValueError(f"cannot read {SECRET}") from error


def _in_a_slot(window: MainWindow) -> None:
    button = QPushButton(window)
    button.clicked.connect(_fail)
    button.click()
    button.deleteLater()


def _in_a_paint_event(window: MainWindow) -> None:
    broken = Broken(window)
    broken.resize(5, 5)
    broken.show()
    broken.update()
    QTimer.singleShot(0, broken.deleteLater)


def _in_a_timer(window: MainWindow) -> None:
    QTimer.singleShot(0, window, _fail)


def _in_a_worker(window: MainWindow) -> None:
    assert window
    QThreadPool.globalInstance().start(_fail)
    QThreadPool.globalInstance().waitForDone()


def _in_a_thread(window: MainWindow) -> None:
    assert window
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()


WAYS = (_in_a_slot, _in_a_paint_event, _in_a_timer, _in_a_worker, _in_a_thread)


def test_a_hundred_failures_are_told_in_one_dialog_and_the_plan_stays(
    window: MainWindow, failures: Failures, keeper: Keeper, qtbot: QtBot, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    failures.happened.connect(told.append)
    window.workspace.document.apply(edits.move_stop(Decimal(48000)))
    before = window.workspace.document.draft
    for number in range(100):
        WAYS[number % len(WAYS)](window)
    qtbot.waitUntil(lambda: len(told) >= 100)
    first = failures.dialog
    assert first is not None
    assert first.isVisible()
    assert len(failures.told) == 1
    assert window.statusBar().currentMessage() == AGAIN
    assert window.workspace.document.draft is before
    assert keeper.kept is before
    assert SECRET not in "".join(told) + capfd.readouterr().err
    window.workspace.document.undo()
    assert window.workspace.document.draft.plan.stop_price == Decimal(49000)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_to_fail_is_told(window: MainWindow, failures: Failures, qtbot: QtBot, way: object) -> None:
    assert callable(way)
    way(window)
    qtbot.waitUntil(lambda: failures.dialog is not None)
    assert failures.dialog is not None
    report = failures.dialog.report.toPlainText()
    assert "ValueError" in report
    assert "test_failures.py" in report
    assert str(Path.home()) not in report
    assert SECRET not in report


def test_the_report_is_read_before_it_is_copied(window: MainWindow, failures: Failures, qtbot: QtBot) -> None:
    _in_a_slot(window)
    qtbot.waitUntil(lambda: failures.dialog is not None)
    assert failures.dialog is not None
    QGuiApplication.clipboard().setText("mine")
    report = failures.dialog.report.toPlainText()
    assert "KeyError → ValueError" in report
    assert QGuiApplication.clipboard().text() == "mine"
    failures.dialog.copying.click()
    assert QGuiApplication.clipboard().text() == report
    failures.dialog.going_on.click()
    assert not failures.dialog.isVisible()


def test_what_fails_again_is_only_mentioned(window: MainWindow, failures: Failures, qtbot: QtBot) -> None:
    _in_a_slot(window)
    qtbot.waitUntil(lambda: failures.dialog is not None)
    assert failures.dialog is not None
    failures.dialog.close()
    _in_a_slot(window)
    QGuiApplication.processEvents()
    assert not failures.dialog.isVisible()
    assert window.statusBar().currentMessage() == AGAIN


def test_a_failure_in_telling_a_failure_is_no_loop(window: MainWindow, failures: Failures, qtbot: QtBot) -> None:
    told: list[str] = []
    failures.happened.connect(told.append)
    failures.rescue = _fail
    window.workspace.said.connect(lambda _text: _fail())
    _in_a_slot(window)
    qtbot.wait(100)
    assert 2 <= len(told) <= 6


def test_a_grave_message_of_the_toolkit_is_told(window: MainWindow, failures: Failures, qtbot: QtBot) -> None:
    assert window
    qCritical(SECRET)
    qtbot.waitUntil(lambda: failures.dialog is not None)
    assert failures.dialog is not None
    report = failures.dialog.report.toPlainText()
    assert "QtCriticalMsg" in report
    assert SECRET not in report


def test_an_edit_that_fails_midway_leaves_the_plan(window: MainWindow, failures: Failures, draft: Draft) -> None:
    assert failures

    def change(_: Draft) -> Draft:
        raise RuntimeError(SECRET)

    with pytest.raises(RuntimeError):
        window.workspace.document.apply(edits.Edit("move_stop", change))
    assert window.workspace.document.draft == draft
