"""The wheel scrolls: what lies under the pointer by chance is not rewritten."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QApplication, QComboBox, QDialog, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from planner.domain import ladder_edits
from planner.domain.stop_rule_edits import set_break_even, set_trailing
from planner.domain.stop_rules import BreakEvenRule, TrailingRule
from planner.domain.trades import BookAccount
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.book.account_dialog import AccountDialog
from planner.ui.dialogs.position_dialog import PositionDialog
from planner.ui.dialogs.rules_form import RulesForm
from planner.ui.main_window import MainWindow
from tests.ui.conftest import Script, window_on
from tests.ui.screen import SIZES, field

NOTCH = 120
BESIDE = ("show_settings", "show_pause_rules", "show_pause", "show_correlations", "show_why")


@pytest.fixture
def window(qtbot: QtBot, folders: Folders) -> MainWindow:
    """A window in which all is unfolded that can be, so that ticket and portfolio are scrolled."""
    made = window_on(resource("examples", "btc-breakout.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(made)
    made.resize(SIZES["usual"])
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    for edit in (ladder_edits.add_rung(), set_break_even(BreakEvenRule()), set_trailing(TrailingRule())):
        made.workspace.document.apply(edit)
    made.ticket.costs.unfold()
    made.ticket.notes.unfold()
    made.portfolio.liquidation.toggle.setChecked(True)
    _settle()
    return made


def _settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def _turn(whole: QWidget, place: QPoint, notches: int) -> None:
    """Turn the wheel over a place of a window, as the window system tells of it."""
    QTest.wheelEvent(whole.windowHandle(), QPointF(place), QPoint(0, NOTCH * notches))
    _settle()


def _turned(whole: QWidget) -> Iterator[QWidget]:
    """All that Qt turns by the wheel though it is no place that scrolls."""
    for widget in whole.findChildren(QWidget):
        is_turned = isinstance(widget, QComboBox | QAbstractSlider | QAbstractSpinBox)
        if is_turned and widget.isVisible() and not isinstance(widget, QScrollBar):
            yield widget


def _value(widget: QWidget) -> object:
    if isinstance(widget, QComboBox):
        return widget.currentIndex()
    return widget.value() if isinstance(widget, QAbstractSlider) else widget.property("text")


def _rewritten_in(whole: QWidget) -> tuple[list[str], int]:
    """What a turn each way over every control has changed or given the keys, and how many there are."""
    wrong, count = [], 0
    for widget in list(_turned(whole)):
        _let_go()
        for notches in (-1, 1):
            _reveal(widget)
            before = _value(widget)
            _turn(whole, widget.mapTo(whole, widget.rect().center()), notches)
            if _value(widget) != before or widget.hasFocus():
                wrong.append(f"{type(widget).__name__} {widget.accessibleName()}")
        count += 1
    return wrong, count


def _let_go() -> None:
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()


def _reveal(widget: QWidget) -> None:
    """Scroll all around a control to where the pointer reaches it."""
    around = widget.parentWidget()
    while around is not None:
        if hasattr(around, "ensureWidgetVisible"):
            around.ensureWidgetVisible(widget)
        around = around.parentWidget()
    _settle()


def test_the_wheel_over_a_list_or_a_slider_of_the_window_leaves_it_and_the_plan_alone(window: MainWindow) -> None:
    before = window.workspace.document.draft
    wrong, count = _rewritten_in(window)
    assert wrong == []
    assert count > 14, "venue, instrument, size by, order kinds, both rules of the stop, four what-ifs"
    assert window.workspace.document.draft is before
    assert not window.portfolio.liquidation.reset.isEnabled(), "nothing is tried"


@pytest.mark.parametrize("name", BESIDE)
def test_the_wheel_rewrites_nothing_in_what_opens_beside_the_window(window: MainWindow, name: str) -> None:
    before, settings = window.workspace.document.draft, window.workspace.settings
    seen = set(QApplication.topLevelWidgets())
    getattr(window.asides, name)(*(("liquidation",) if name == "show_why" else ()))
    _settle()
    opened = next(widget for widget in QApplication.topLevelWidgets() if widget not in seen and widget.isVisible())
    wrong, count = _rewritten_in(opened)
    assert wrong == []
    assert count > 0
    assert window.workspace.document.draft is before
    assert window.workspace.settings == settings
    opened.close()


@pytest.mark.parametrize("name", ["position", "rules", "account"])
def test_the_wheel_rewrites_nothing_in_a_form(window: MainWindow, qtbot: QtBot, name: str) -> None:
    form = _form(window, name)
    qtbot.addWidget(form)
    form.show()
    _settle()
    wrong, count = _rewritten_in(form)
    assert wrong == []
    assert count > 0
    form.close()


def _form(window: MainWindow, name: str) -> QDialog:
    draft = window.workspace.document.draft
    if name == "account":
        account = BookAccount(name="Main", venue="Bybit", currency="USDT", equity_base=Decimal(1000))
        return AccountDialog(account, ("Bybit", "OKX"), lambda _account: "", window)
    if name == "position":
        return PositionDialog(draft, draft.situation.venue, None, window)
    assert draft.instrument is not None
    return RulesForm(draft.situation.venue, draft.instrument, window)


def test_the_wheel_scrolls_the_ticket_through_to_its_end(window: MainWindow) -> None:
    field(window, "entry_price").input.setFocus()
    side = window.sides[0]
    bar, before = side.verticalScrollBar(), window.workspace.document.draft
    bar.setValue(0)
    place = side.viewport().mapTo(window, QPoint(80, 330))
    met = set()
    for _ in range(60):
        met.add(type(window.childAt(place)))
        _turn(window, place, -1)
    assert bar.maximum() > 500
    assert bar.value() == bar.maximum()
    assert any(issubclass(kind, QComboBox) for kind in met), "the pointer came over lists"
    assert window.workspace.document.draft is before
    assert field(window, "entry_price").input.hasFocus(), "the wheel takes the keys from nobody"


def test_a_slider_that_has_the_keys_is_turned(window: MainWindow) -> None:
    slider = window.portfolio.liquidation.trials["margin_hike"].slider
    _reveal(slider)
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    before = slider.value()
    _turn(window, slider.mapTo(window, slider.rect().center()), 1)
    assert slider.value() > before
