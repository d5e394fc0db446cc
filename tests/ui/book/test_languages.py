"""The book in another language: no English is left in its tabs and forms but what a trader has typed, and Qt's own."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from planner.ui.book.correct_dialog import CorrectDialog
from planner.ui.book.deviations_tab import DeviationsTab
from planner.ui.book.history_tab import HistoryTab
from planner.ui.book.limits_tab import LimitsTab
from planner.ui.book.open_tab import OpenTab
from planner.ui.book.plans_tab import PlansTab
from planner.ui.book.step_dialog import StepDialog
from planner.ui.book.window import TABS, BookWindow
from planner.ui.main_window import MainWindow
from planner.words import speak
from tests.pseudo import english_in, speak_pseudo
from tests.ui.book.desk import choose, dialog_of, fill, ok, press, tab
from tests.ui.conftest import Script
from tests.ui.screen import type_into
from tests.ui.test_languages import QT_OWN
from tests.ui.visible import texts_of

TYPED = {"too early", "Main", "Linear", "test", "BTCUSDT"}


@pytest.fixture(autouse=True)
def greek(tmp_path: Path) -> Iterator[None]:
    """Everything is read in a language made up for tests."""
    speak_pseudo(tmp_path / "languages")
    yield
    speak(tmp_path, [])


def left_in(whole: QWidget) -> list[str]:
    """The English of a window."""
    return english_in(texts_of(whole), QT_OWN | TYPED | available_timezones())


def test_no_english_is_left_in_an_empty_book(window: MainWindow, script: Script) -> None:
    book = window.asides.show_book()
    assert left_in(book) == []
    window.asides.place()
    assert english_in(script.told) == []


def test_no_english_is_left_in_any_tab_or_form(window: MainWindow, book: BookWindow, qtbot: QtBot) -> None:
    window.asides.place()
    plans = tab(book, PlansTab)
    plans.table.selectRow(0)
    press(qtbot, plans.fill)
    entry = dialog_of(book, StepDialog)
    assert left_in(entry) == []
    press(qtbot, ok(entry))
    positions = tab(book, OpenTab)
    positions.table.selectRow(0)
    for button in positions.buttons:
        press(qtbot, button)
        form = dialog_of(book, StepDialog)
        assert left_in(form) == [], form.windowTitle()
        form.reject()
    close(qtbot, book, positions)
    correct(qtbot, book)
    press(qtbot, tab(book, LimitsTab).keep_rules)
    press(qtbot, ok(dialog_of(book, StepDialog)))
    for kind in TABS:
        book.go_to(kind)
        assert left_in(book) == [], kind.__name__


def close(qtbot: QtBot, book: BookWindow, positions: OpenTab) -> None:
    """Close the position early, at a profit."""
    press(qtbot, positions.buttons[2])
    form = dialog_of(book, StepDialog)
    fill(qtbot, form, "too early", "by_hand", price="50500", pnl="95")
    press(qtbot, ok(form))


def correct(qtbot: QtBot, book: BookWindow) -> None:
    """Correct the closed trade, whose row is chosen from then on."""
    history = tab(book, HistoryTab)
    history.table.selectRow(0)
    press(qtbot, history.fix)
    form = dialog_of(book, CorrectDialog)
    assert left_in(form) == []
    type_into(qtbot, form.fields["pnl"].input, "90")
    choose(form.choice, "target")
    type_into(qtbot, form.reason, "too early")
    press(qtbot, ok(form))


def test_no_english_is_left_in_forms_of_the_book(book: BookWindow, qtbot: QtBot) -> None:
    press(qtbot, book.change)
    press(qtbot, tab(book, DeviationsTab).note)
    press(qtbot, tab(book, HistoryTab).bring)
    forms = [form for form in book.findChildren(QDialog) if form.isVisible()]
    assert len(forms) == 3
    left = {type(form).__name__: left_in(form) for form in forms}
    for form in forms:
        form.close()
    assert {name: texts for name, texts in left.items() if texts} == {}
