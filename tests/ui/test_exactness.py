"""Figures in the window do not follow the decimal context of its thread."""

from collections.abc import Iterator
from decimal import ROUND_UP, Context, Decimal, getcontext, setcontext

import pytest
from PySide6.QtWidgets import QApplication

from planner.domain.number import ENGINE
from planner.ui.background import in_background
from planner.ui.main_window import MainWindow


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Other tests do not notice."""
    before = getcontext().copy()
    yield
    setcontext(before)


def _poison() -> None:
    setcontext(Context(prec=2, rounding=ROUND_UP, traps=[]))


@pytest.mark.usefixtures("window")
def test_each_turn_of_the_window_counts_in_the_context_of_the_engine() -> None:
    _poison()
    assert Decimal(2) / 3 == Decimal("0.67")
    QApplication.processEvents()
    assert (getcontext().prec, getcontext().rounding, getcontext().traps) == (50, ENGINE.rounding, ENGINE.traps)


def test_what_is_done_in_another_thread_counts_so_too(window: MainWindow) -> None:
    assert window.isVisible()
    assert in_background(lambda: getcontext().prec) == 50


def test_what_another_library_does_to_the_context_does_not_stay(window: MainWindow) -> None:
    QApplication.processEvents()
    getcontext().prec = 3
    QApplication.processEvents()
    assert getcontext().prec == 50
    assert ENGINE.prec == 50
    assert window.isVisible()
