"""Every tab and form of the book as a picture for people to look at, and as geometry for this test."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from planner.settings import Appearance, Palette, Settings, Theme
from planner.ui.book.curve_tab import CurveTab
from planner.ui.book.history_tab import HistoryTab
from planner.ui.book.open_tab import OpenTab
from planner.ui.book.plans_tab import PlansTab
from planner.ui.book.window import TABS, BookWindow
from planner.ui.main_window import MainWindow
from planner.ui.panels.chart_panel import chart_colours
from planner.ui.theme import load_theme
from tests.storage.book.places import a_closed_trade
from tests.ui.book.desk import answer, dialog_of, ok, press, tab
from tests.ui.test_screens import keep_picture


def _clipped(whole: QWidget) -> list[str]:
    """Texts that do not fit where they stand."""
    found = []
    labels: list[QLabel | QPushButton] = [*whole.findChildren(QLabel), *whole.findChildren(QPushButton)]
    for label in labels:
        if not label.isVisible() or (isinstance(label, QLabel) and label.wordWrap()):
            continue
        needed = max((label.fontMetrics().horizontalAdvance(line) for line in label.text().splitlines()), default=0)
        if needed > label.width() + 1:
            found.append(f"{label.text()!r} needs {needed}, has {label.width()}")
    return found


def _fits(whole: QWidget, name: str) -> None:
    for _ in range(3):
        QApplication.processEvents()
    keep_picture(whole, f"book-{name}")
    assert _clipped(whole) == []


def _form(book: BookWindow, qtbot: QtBot, button: QPushButton, name: str) -> QDialog:
    press(qtbot, button)
    dialog = dialog_of(book, QDialog)
    _fits(dialog, name)
    return dialog


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
def test_no_text_is_clipped_in_any_tab_or_form(
    window: MainWindow, book: BookWindow, qtbot: QtBot, theme: Theme
) -> None:
    window.workspace.change_settings(Settings(appearance=Appearance(theme=theme, text_scale=1.2)))
    window.asides.place()
    for kind in TABS:
        page = book.go_to(kind)
        _fits(book, f"{page.title}-{theme}")
    plans = tab(book, PlansTab)
    plans.table.selectRow(0)
    press(qtbot, ok(_form(book, qtbot, plans.fill, f"entry-{theme}")))
    positions = tab(book, OpenTab)
    positions.table.selectRow(0)
    for place, button in enumerate(positions.buttons):
        _form(book, qtbot, button, f"step-{place}-{theme}").reject()
    _form(book, qtbot, book.change, f"account-{theme}").reject()
    _form(book, qtbot, tab(book, HistoryTab).bring, f"import-{theme}").reject()


@pytest.mark.parametrize("show", [lambda w: w.asides.show_pause(), lambda w: w.asides.show_pause_rules()])
def test_no_text_is_clipped_where_pauses_are_looked_at(window: MainWindow, show: Callable[[MainWindow], None]) -> None:
    show(window)
    assert window.asides.pausing is not None
    for dialog in (window.asides.pausing.pause, window.asides.pausing.rules):
        if dialog.isVisible():
            _fits(dialog, dialog.windowTitle())
    window.asides.close()


def test_results_wear_the_palette_and_rows_grow_with_their_text(window: MainWindow, book: BookWindow) -> None:
    account = book.account
    assert account is not None
    answer(book, lambda kept: a_closed_trade(kept, account, pnl="-400"))
    page, safe = tab(book, CurveTab), chart_colours(load_theme("dark-safe"))
    look = Appearance(palette=Palette.COLOUR_BLIND_SAFE, text_scale=2.0)
    window.workspace.change_settings(Settings(appearance=look))
    _fits(book, "Results-colour-blind-safe")
    seen = page.chart.curves.grab().toImage()
    colours = {seen.pixelColor(x, y).name() for x in range(seen.width()) for y in range(seen.height())}
    assert {safe.equity, safe.danger} <= colours
    assert page.table.rowHeight(0) >= page.table.fontMetrics().height()
