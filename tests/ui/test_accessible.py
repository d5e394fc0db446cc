"""What a screen reader is told, and what weak eyes can read: names, roles, contrast."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from planner.domain.cost_units import CostUnit
from planner.domain.distances import Unit
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.charts.colours import ChartColours, luminance
from planner.ui.dialogs.limits_dialog import LimitsDialog
from planner.ui.dialogs.position_dialog import PositionDialog
from planner.ui.main_window import MainWindow
from planner.ui.panels.chart_panel import chart_colours
from planner.ui.theme import load_theme
from planner.ui.widgets.asking import Asker
from planner.ui.widgets.unit_label import UnitLabel
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script, window_on
from tests.ui.screen import type_into

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar,
    QTextEdit,
)  # fmt: skip
PRESS = QAccessibleActionInterface.pressAction()
READABLE = 4.5
"""WCAG 2 AA, 1.4.3, for text; what is not text but must be told apart needs 3 (1.4.11)."""
TOLD_APART = 3.0
THEMES = ("dark", "light", "dark-safe", "light-safe")
TEXTS = (
    "text", "muted", "ok", "caution", "danger",
    "entry_text", "stop_text", "target_text", "margin_call_text", "liquidation_text", "bankruptcy_text",
)  # fmt: skip
GROUNDS = ("window", "panel", "field")
SHOWN = ("show_why", "show_rules", "show_history", "show_settings", "show_pause_rules", "show_pause", "show_together",
         "show_correlations", "show_shortcuts", "show_palette", "show_book")  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot, folders: Folders) -> MainWindow:
    """A window on a plan beside four open cross positions."""
    made = window_on(resource("examples", "cross-book.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    settle()
    return made


def unnamed(whole: QWidget) -> list[str]:
    """Visible controls without a name or with a role that says nothing."""
    found = []
    for control in whole.findChildren(QWidget):
        if not isinstance(control, CONTROLS) or not control.isVisible() or _is_part(control):
            continue
        told = QAccessible.queryAccessibleInterface(control)
        if not told.text(QAccessible.Text.Name).strip() or told.role() in {
            QAccessible.Role.NoRole,
            QAccessible.Role.Client,
        }:
            found.append(f"{type(control).__name__} in {type(control.parent()).__name__}")
    return found


def _is_part(control: QWidget) -> bool:
    """Whether Qt made it as a part of another control, that is told of as a whole."""
    return control.objectName().startswith("qt_") or isinstance(
        control.parent(), (QComboBox, QAbstractSpinBox, QAbstractItemView)
    )


def test_every_control_of_the_window_has_a_name_and_a_role(window: MainWindow) -> None:
    window.portfolio.liquidation.toggle.setChecked(True)
    window.portfolio.table.selectRow(0)
    settle()
    assert unnamed(window) == []


def _read(widget: QWidget) -> tuple[str, str]:
    """Name and value as a screen reader has them."""
    told = QAccessible.queryAccessibleInterface(widget)
    return told.text(QAccessible.Text.Name), told.text(QAccessible.Text.Value)


def test_the_chart_is_told_as_one_with_its_levels(window: MainWindow) -> None:
    told = QAccessible.queryAccessibleInterface(window.chart.chart)
    assert (told.role(), told.text(QAccessible.Text.Name)) == (QAccessible.Role.Chart, "BTCUSDT")
    levels = told.text(QAccessible.Text.Value)
    assert levels.startswith("BTCUSDT long: Entry ")
    assert "Liquidation" in levels
    assert told.text(QAccessible.Text.Description) == levels
    assert told.childCount() > 0, "the switch above it"


def _units(window: MainWindow) -> list[UnitLabel]:
    return [unit for unit in window.findChildren(UnitLabel) if unit.isVisible()]


def test_every_unit_that_can_be_clicked_is_a_button_with_a_menu_a_name_and_a_value(window: MainWindow) -> None:
    told = {unit: QAccessible.queryAccessibleInterface(unit) for unit in _units(window)}
    buttons = [one for unit, one in told.items() if unit.is_button]
    assert len(buttons) >= 6
    assert {(one.role(), bool(one.state().hasPopup)) for one in buttons} == {(QAccessible.Role.ButtonMenu, True)}
    assert all(one.text(QAccessible.Text.Name) and one.text(QAccessible.Text.Value) for one in buttons)
    assert {one.actionInterface().actionNames()[0] for one in buttons} == {PRESS}
    assert {one.role() for unit, one in told.items() if not unit.is_button} == {QAccessible.Role.StaticText}
    assert [unit for unit in told if unit.focusPolicy() != Qt.FocusPolicy.NoFocus] == [], "Ctrl+U in the field"


def test_a_unit_is_named_after_its_field_and_says_in_what_it_is_entered(window: MainWindow) -> None:
    stop = window.ticket.stop
    assert _read(stop.unit) == ("Unit of Stop-loss: Price", "Price")
    stop.enter_in(Unit.PERCENT)
    assert _read(stop.unit) == ("Unit of Stop-loss: Percent from the entry", "Percent from the entry")
    targets = [row.price.unit for row in window.ticket.targets.rows]
    assert _read(targets[0]) == ("Unit of Target 1: Price", "Price")
    assert _read(window.ticket.reward_risk.field.unit) == ("Usual values of Reward : risk", ": 1")


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen, a menu cannot grab the keyboard
def test_a_unit_that_is_pressed_offers_the_others(window: MainWindow) -> None:
    stop = window.ticket.stop
    QAccessible.queryAccessibleInterface(stop.unit).actionInterface().doAction(PRESS)
    menu = stop.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert menu.isVisible()
    assert [entry.text() for entry in menu.actions()][:2] == ["Price", "Percent from the entry"]
    menu.actions()[1].trigger()
    menu.close()
    assert stop.entered_in is Unit.PERCENT


@pytest.mark.parametrize("example", sorted(path.name for path in resource("examples").glob("*.plan.json")))
def test_no_two_fields_that_can_be_typed_into_have_the_same_name(qtbot: QtBot, folders: Folders, example: str) -> None:
    window = window_on(resource("examples", example), folders, Settings(), Script())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    for line in (window.ticket.costs.header, window.ticket.notes.header, window.portfolio.liquidation.toggle):
        line.setChecked(True)
    window.menus.actions["add_rung"].trigger()
    window.menus.actions["break_even"].trigger()
    window.menus.actions["trailing"].trigger()
    settle()
    fields = [line for line in window.findChildren(QLineEdit) if line.isVisible() and not _is_part(line)]
    assert len(fields) > 8
    named = Counter(field.accessibleName() for field in fields)
    assert [name for name, count in named.items() if count > 1] == []


def test_a_what_if_is_told_as_one_and_labelled_as_what_it_changes(window: MainWindow) -> None:
    window.portfolio.liquidation.toggle.setChecked(True)
    leverage = window.portfolio.liquidation.trials["other_leverage"]
    assert leverage.field.input.accessibleName() == "What if: Leverage"
    assert leverage.field.label.text() == "Leverage"


def value_of(control: QWidget) -> str:
    """What a screen reader is told of what a control stands at."""
    told = QAccessible.queryAccessibleInterface(control)
    if isinstance(control, QAbstractButton):
        return str(bool(told.state().checked))
    return told.text(QAccessible.Text.Value)


def test_every_control_of_the_window_tells_its_value(window: MainWindow) -> None:
    window.portfolio.liquidation.toggle.setChecked(True)
    settle()
    lines = [line for line in window.ticket.findChildren(QLineEdit) if line.isVisible() and not _is_part(line)]
    assert len(lines) > 10
    assert [line.accessibleName() for line in lines if value_of(line) != line.text()] == []
    lists = [box for box in window.ticket.findChildren(QComboBox) if box.isVisible()]
    assert [box.accessibleName() for box in lists if value_of(box) != box.currentText()] == []
    assert (value_of(window.ticket.side.buttons["long"]), value_of(window.ticket.side.buttons["short"])) == (
        "True", "False",
    )  # fmt: skip
    assert value_of(window.portfolio.liquidation.trials["other_leverage"].slider) == "20"


def test_the_unit_a_number_is_in_is_told_with_it(window: MainWindow, qtbot: QtBot) -> None:
    holding = window.ticket.measured.holding
    told = QAccessible.queryAccessibleInterface(holding.input)
    for unit in (CostUnit.HOURS, CostUnit.WEEKS):
        holding.enter_in(unit)
        assert told.text(QAccessible.Text.Description).startswith(f"{unit}. How long the trade may stay open")
    type_into(qtbot, holding.input, "-3")
    assert told.text(QAccessible.Text.Description).startswith("weeks. -3 is below zero")
    window.portfolio.liquidation.toggle.setChecked(True)
    hike = QAccessible.queryAccessibleInterface(window.portfolio.liquidation.trials["margin_hike"].field.input)
    assert hike.text(QAccessible.Text.Description).startswith("%. ")


def test_a_limit_is_told_as_a_bar_with_its_percent(window: MainWindow) -> None:
    bar = window.portfolio.bars["single_trade"].bar  # 1.5 % of the 2 % that are allowed
    told = QAccessible.queryAccessibleInterface(bar)
    assert told.role() is QAccessible.Role.ProgressBar
    assert told.text(QAccessible.Text.Name) == "Single trade"
    assert told.valueInterface().currentValue() == 75
    assert "1.50" in told.text(QAccessible.Text.Description)


def _asked_why(window: MainWindow) -> list[QWidget]:
    """All that can be asked or opened and is shown."""
    found = (asker.parent() for asker in window.findChildren(Asker))
    return [widget for widget in found if isinstance(widget, QWidget) and widget.isVisible()]


def test_all_that_can_be_asked_is_a_button_with_a_name_and_a_value(window: MainWindow) -> None:
    window.portfolio.liquidation.toggle.setChecked(True)
    settle()
    told = [QAccessible.queryAccessibleInterface(widget) for widget in _asked_why(window)]
    assert len(told) > 20
    assert {one.role() for one in told} == {QAccessible.Role.Button}
    assert [one for one in told if not one.text(QAccessible.Text.Name) or not one.text(QAccessible.Text.Value)] == []
    assert [one for one in told if one.actionInterface().actionNames()[0] != PRESS or one.childCount()] == []


def test_a_figure_that_is_pressed_is_asked_why(window: MainWindow, qtbot: QtBot) -> None:
    figure = QAccessible.queryAccessibleInterface(window.summary.figures["quantity"])
    assert (figure.text(QAccessible.Text.Name), figure.text(QAccessible.Text.Value)) == ("Quantity", "0.184 BTC")
    with qtbot.waitSignal(window.summary.asked) as asked:
        figure.actionInterface().doAction(PRESS)
    assert asked.args == ["quantity"]
    figure.actionInterface().doAction("SetFocus")
    assert window.summary.focused() == "quantity"


def test_a_card_that_is_pressed_opens_its_page(window: MainWindow, qtbot: QtBot) -> None:
    card = window.cards.cards["against"]
    told = QAccessible.queryAccessibleInterface(card)
    assert told.text(QAccessible.Text.Name) == "1 · If price goes against me"
    assert told.text(QAccessible.Text.Value) == "−154.50 USDT at the stop"
    with qtbot.waitSignal(card.opened):
        told.actionInterface().doAction(PRESS)


def test_a_figure_of_the_account_is_text_with_a_value(window: MainWindow) -> None:
    told = QAccessible.queryAccessibleInterface(window.header.chips[0])
    assert (told.role(), told.text(QAccessible.Text.Value)) == (QAccessible.Role.StaticText, "10,315.00 USDT")
    assert PRESS not in told.actionInterface().actionNames()


@pytest.mark.parametrize("shown", SHOWN)
def test_every_control_of_what_can_be_opened_has_a_name_and_a_role(window: MainWindow, shown: str) -> None:
    before = set(QApplication.topLevelWidgets())
    getattr(window.asides, shown)(*(["liquidation"] if shown == "show_why" else []))
    settle()
    opened = [each for each in QApplication.topLevelWidgets() if each not in before and each.isVisible()]
    assert opened
    assert [name for each in opened for name in unnamed(each)] == []
    for each in opened:
        each.close()


@pytest.mark.parametrize("question", ["against", "losing_run", "gap"])
def test_every_control_of_the_questions_has_a_name_and_a_role(window: MainWindow, question: str) -> None:
    window.asides.show_question(question)
    settle()
    page = window.asides.questions[question]
    assert unnamed(page) == []
    page.close()


def test_every_control_of_the_forms_has_a_name_and_a_role(window: MainWindow, qtbot: QtBot) -> None:
    draft = window.workspace.document.draft
    forms: list[QDialog] = [
        PositionDialog(draft, draft.situation.venue, None),
        LimitsDialog(draft.situation.limits, draft.situation.rules),
    ]
    for form in forms:
        qtbot.addWidget(form)
        form.show()
        settle()
        assert unnamed(form) == []


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_text_can_be_read_on_every_ground(theme: str, ground: str) -> None:
    colours = load_theme(theme).colours
    ratios = {name: contrast(colours[name], colours[ground]) for name in TEXTS if name in colours}
    assert len(ratios) >= 5
    assert {name: ratio for name, ratio in ratios.items() if ratio < READABLE} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_what_is_pressed_can_be_read(theme: str) -> None:
    colours = load_theme(theme).colours
    assert contrast(colours["on_accent"], colours["accent"]) >= READABLE
    for side in ("target", "liquidation"):
        assert contrast(colours["on_accent"], colours[side]) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_of_the_chart_can_be_read_where_it_stands(theme: str) -> None:
    colours: ChartColours = chart_colours(load_theme(theme))
    kinds = ("entry", "stop", "target", "break_even", "margin_call", "liquidation", "bankruptcy", "mark")
    grounds = (colours.window, colours.risk_zone, colours.reward_zone, colours.liquidated_zone, colours.negative_zone)
    tags = {kind: contrast(colours.text_on(colours.of(kind)), colours.of(kind)) for kind in kinds}
    notes = {(kind, ground): contrast(colours.note_of(kind), ground) for kind in kinds for ground in grounds}
    assert {kind: ratio for kind, ratio in tags.items() if ratio < READABLE} == {}
    assert {place: ratio for place, ratio in notes.items() if ratio < READABLE} == {}
    for text, ground in ((colours.muted, colours.panel), (colours.text, colours.panel), (colours.text, colours.border)):
        assert contrast(text, ground) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
def test_every_line_and_candle_can_be_told_from_its_ground(theme: str) -> None:
    colours = chart_colours(load_theme(theme))
    names = (
        "entry",
        "stop",
        "target",
        "liquidation",
        "margin_call",
        "equity",
        "requirement",
        "candle_up",
        "candle_down",
    )
    ratios = {name: contrast(colours.of(name), colours.window) for name in names}
    assert {name: ratio for name, ratio in ratios.items() if ratio < TOLD_APART} == {}
