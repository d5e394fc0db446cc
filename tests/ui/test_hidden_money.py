"""Hide money: no amount of the account can be read anywhere, and all else can."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.pause_edits import set_rules
from planner.domain.pause_rules import LossesRule, LossRule, PauseRule
from planner.domain.plan import SizeBy
from planner.report.export import report_of
from planner.report.numbers import HIDDEN
from planner.report.veil import veiled
from planner.report.why import subjects
from planner.settings import Appearance, Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui import files
from planner.ui.charts.curve_plot import CurvePlot
from planner.ui.main_window import MainWindow
from planner.ui.panels.chart_model import chart_model
from planner.ui.widgets.number_field import NumberField
from tests.ui.conftest import Script, window_on
from tests.ui.screen import field, figure, type_into

_FIGURES = ("notional", "initial_margin", "entry_cost", "loss_at_stop", "gain_at_targets")
_STATE = ("equity", "used_margin", "free_margin")
EXAMPLES = (
    "eurusd-pullback", "btc-breakout", "cross-book", "majors-book", "futures-es", "inverse-btc", "stock-margin",
    "spot-margin", "crypto-loan", "cash",
)  # fmt: skip


def _texts(root: QWidget) -> Iterator[str]:
    """Everything that can be read of a widget and all in it, by eye, in a tooltip or by a screen reader."""
    for widget in [root, *root.findChildren(QWidget)]:
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield from (widget.displayText(), widget.placeholderText())
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
        elif isinstance(widget, QTextEdit):
            yield widget.toPlainText()
        elif isinstance(widget, QAbstractItemView):
            yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    model = view.model()
    columns = 1 if isinstance(view, QListView) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            yield from (str(model.index(row, column).data(role) or "") for role in roles)


def _amounts(window: MainWindow) -> set[str]:
    """The digits of every amount that the full report tells and the veiled one does not, longer than a short count."""
    assessment = window.workspace.document.assessment
    full, hidden = (_told(report_of(one).sections) for one in (assessment, veiled(assessment)))
    return {number for number in full - hidden if len(number) > 4}


def _told(sections: object) -> set[str]:
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?", str(sections)))


def _leaks(root: QWidget, amounts: set[str], currency: str) -> list[str]:
    """Texts that hold a number before the account's currency, or one of the amounts of the report."""
    before = re.compile(rf"\d[\d,.]* {currency}\b(?! a contract)")
    lines = (line for text in _texts(root) for line in text.splitlines() if "Source: " not in line)
    return [line for line in lines if before.search(line) or amounts & _told(line)]


def _window(qtbot: QtBot, example: str, folders: Folders) -> MainWindow:
    settings = Settings(appearance=Appearance(hide_money=True))
    window = window_on(resource("examples", f"{example}.plan.json"), folders, settings, Script())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.portfolio.liquidation.toggle.setChecked(True)
    QApplication.processEvents()
    return window


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_amount_is_left_anywhere_in_the_window(qtbot: QtBot, folders: Folders, example: str) -> None:
    window = _window(qtbot, example, folders)
    currency = window.workspace.document.draft.situation.account.currency
    amounts = _amounts(window)
    assert len(amounts) > 3, "the harness must know amounts to look for"
    assert _leaks(window, amounts, currency) == []
    assert any(HIDDEN in text for text in _texts(window))
    window.asides.show_together()
    assert window.asides.together is not None
    assert _leaks(window.asides.together, amounts, currency) == []


@pytest.mark.parametrize("example", ["btc-breakout", "cross-book", "eurusd-pullback", "inverse-btc"])
def test_no_amount_is_left_in_any_why(qtbot: QtBot, folders: Folders, example: str) -> None:
    window = _window(qtbot, example, folders)
    amounts = _figures(window.workspace.document.assessment)
    for subject in subjects(window.workspace.document.assessment):
        window.asides.show_why(subject)
        assert window.asides.why is not None
        text = window.asides.why.view.toPlainText()
        assert not {number for number in _told(text) if _cents(number) in amounts}, subject


def _figures(assessment: Assessment) -> set[Decimal]:
    """Amounts of an assessment, to the cent; small ones could be anything."""
    evaluation, account = assessment.evaluation, assessment.draft.situation.account
    states = [state for state in (evaluation.before, evaluation.after) if state is not None]
    found = [account.wallet_balance, *(getattr(evaluation, name) for name in _FIGURES)]
    found += [getattr(state, name) for state in states for name in _STATE]
    return {_cents(str(value)) for value in found if value is not None and abs(value) > 1}


def _cents(number: str) -> Decimal:
    return abs(Decimal(number.replace(",", ""))).quantize(Decimal("0.01"))


def test_the_harness_finds_amounts_that_are_not_hidden(window: MainWindow) -> None:
    assert len(_leaks(window, _amounts(window), "USDT")) > 10


def test_prices_percent_r_and_quantities_stay(window: MainWindow) -> None:
    before = {key: figure(window, key) for key in ("quantity", "reward_risk", "liquidation", "break_even")}
    window.menus.actions["hide_money"].trigger()
    assert {key: figure(window, key) for key in before} == before
    assert figure(window, "loss_at_stop") == f"{HIDDEN} USDT"
    assert field(window, "entry_price").input.displayText() == "50000.0"
    model = chart_model(window.workspace.shown)
    assert model.path is not None
    assert {marker.text for marker in model.path.markers} == {HIDDEN}
    window.menus.actions["hide_money"].trigger()
    assert "USDT" in figure(window, "loss_at_stop")
    assert HIDDEN not in figure(window, "loss_at_stop")


def test_a_hidden_amount_can_be_typed_over_and_hides_again(window: MainWindow, qtbot: QtBot) -> None:
    window.menus.actions["hide_money"].trigger()
    line = window.ticket.account.balance.input
    assert line.displayText() == ""
    type_into(qtbot, line, "12345")
    assert line.displayText() == "12345"
    assert window.workspace.document.draft.situation.account.wallet_balance == Decimal(12345)
    line.clearFocus()
    assert line.displayText() == ""
    window.menus.actions["hide_money"].trigger()
    assert line.displayText() == "12345"


@pytest.mark.parametrize("name", ["Balance", "Stop at a loss of"])
def test_an_amount_stays_hidden_where_a_slip_is_taken_back_and_arrow_keys_step(
    window: MainWindow, qtbot: QtBot, name: str
) -> None:
    window.workspace.document.apply(edits.set_size(SizeBy.QUANTITY, Decimal("0.1")))
    window.menus.actions["hide_money"].trigger()
    line = next(line for line in window.ticket.findChildren(QLineEdit) if line.accessibleName() == name)
    reader = QAccessible.queryAccessibleInterface(line)
    type_into(qtbot, line, "x")
    assert line.displayText() == "x"
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(line, key)
        assert line.text()[:1].isdigit()
        assert line.displayText() == ""
        assert not re.search(r"\d", reader.text(QAccessible.Text.Value))


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_7, Qt.Key.Key_X])
def test_what_is_typed_takes_the_place_of_all_that_is_hidden(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    line = window.ticket.account.balance.input
    hidden = line.text()
    window.menus.actions["hide_money"].trigger()
    for begin in (Qt.Key.Key_Home, Qt.Key.Key_End):
        line.setFocus()
        qtbot.keyClick(line, begin)
        qtbot.keyClick(line, key)
        assert line.displayText() in {"", "7", "x", "X"}
        qtbot.keyClick(line, Qt.Key.Key_X)
        qtbot.keyClick(line, Qt.Key.Key_Escape)
        window.workspace.document.apply(edits.set_account("wallet_balance", Decimal(hidden)))
        assert line.displayText() == ""


@pytest.mark.parametrize("slip", ["4321x", "1,234", "4321.50%"])
@pytest.mark.parametrize("is_first", [True, False])
def test_no_sentence_quotes_what_is_hidden(window: MainWindow, qtbot: QtBot, slip: str, *, is_first: bool) -> None:
    line = window.ticket.account.balance.input
    if is_first:
        window.menus.actions["hide_money"].trigger()
    type_into(qtbot, line, slip)
    line.clearFocus()
    if not is_first:
        window.menus.actions["hide_money"].trigger()
    assert HIDDEN in window.ticket.account.balance.fault
    assert [text for text in _texts(window) if re.search("4321|1,?234", text)] == []
    window.menus.actions["hide_money"].trigger()
    assert slip in window.ticket.account.balance.fault


def test_a_screen_reader_is_not_told_either(window: MainWindow) -> None:
    window.menus.actions["hide_money"].trigger()
    reader = QAccessible.queryAccessibleInterface(window.ticket.account.balance.input)
    assert not re.search(r"\d", reader.text(QAccessible.Text.Value))


def test_a_size_in_money_is_hidden_and_one_in_coins_is_not(window: MainWindow) -> None:
    window.menus.actions["hide_money"].trigger()
    assert window.ticket.sizing.value.input.displayText() != ""
    window.workspace.document.apply(edits.set_size(SizeBy.RISK_AMOUNT, Decimal(200)))
    assert window.ticket.sizing.value.input.displayText() == ""


def test_the_slider_of_a_hidden_amount_tells_it_to_no_screen_reader(window: MainWindow, qtbot: QtBot) -> None:
    window.portfolio.liquidation.toggle.setChecked(True)
    margin, leverage = (window.portfolio.liquidation.trials[key] for key in ("more_margin", "other_leverage"))
    type_into(qtbot, margin.field.input, "777")
    assert margin.slider.accessibleDescription() == "777"
    window.menus.actions["hide_money"].trigger()
    assert margin.slider.accessibleDescription() == HIDDEN
    assert leverage.slider.accessibleDescription() == "10", "no amount"
    margin.slider.setValue(margin.slider.value() + 1)
    assert margin.slider.accessibleDescription() == HIDDEN
    window.menus.actions["hide_money"].trigger()
    assert margin.slider.accessibleDescription() == "800", "the next value of one digit"


def test_a_report_is_written_in_full(window: MainWindow, script: Script, tmp_path: Path) -> None:
    window.menus.actions["hide_money"].trigger()
    script.export_path = tmp_path / "plan.txt"
    window.menus.actions["export"].trigger()
    assert HIDDEN not in script.export_path.read_text(encoding="utf-8")


def test_an_order_ticket_is_copied_in_full_and_that_is_said(window: MainWindow) -> None:
    said: list[str] = []
    window.workspace.said.connect(said.append)
    window.menus.actions["copy_ticket"].trigger()
    shown = QApplication.clipboard().text()
    window.menus.actions["hide_money"].trigger()
    window.menus.actions["copy_ticket"].trigger()
    assert QApplication.clipboard().text() == shown
    assert "200.00 USDT" in shown, "what is lost at the stop"
    assert said == [
        "Copied the order ticket.",
        "Copied the order ticket with its amounts of money, which are hidden here.",
    ]


def test_an_order_ticket_without_amounts_is_copied_without_a_word_on_them(window: MainWindow) -> None:
    said: list[str] = []
    window.workspace.document.apply(edits.move_stop(None))
    window.menus.actions["hide_money"].trigger()
    window.workspace.said.connect(said.append)
    window.menus.actions["copy_ticket"].trigger()
    assert said == ["Copied the order ticket."]


def test_what_is_placed_next_bears_no_veil(window: MainWindow) -> None:
    window.menus.actions["hide_money"].trigger()
    window.menus.actions["flip"].trigger()
    assert type(window.workspace.document.draft.situation.account.currency) is str
    assert isinstance(window.findChild(QObject), QObject)


@pytest.mark.parametrize("example", ["btc-breakout", "cross-book", "inverse-btc", "stock-margin"])
@pytest.mark.parametrize("question", ["against", "losing_run", "gap"])
def test_no_amount_is_left_on_the_page_of_a_question(
    qtbot: QtBot, folders: Folders, example: str, question: str
) -> None:
    window = _window(qtbot, example, folders)
    amounts, currency = _amounts(window), window.workspace.document.draft.situation.account.currency
    window.asides.show_question(question)
    page = window.asides.questions[question]
    page.catch_up()
    assert _leaks(page, amounts, currency) == []
    assert any(HIDDEN in text for text in _texts(page))
    plots = [plot for plot in page.findChildren(CurvePlot) if plot.model is not None and currency in plot.model.y_name]
    assert [plot.model.hides_amounts for plot in plots if plot.model is not None] == [True] * (question != "gap")
    for plot in plots:
        assert not plot._view.getAxis("left").style["showValues"]
        assert question == "against" or HIDDEN in plot.accessibleDescription()
    page.close()


_RULES: tuple[PauseRule, ...] = (
    LossRule.model_validate(
        {"id": "loss", "anchor": "high_water_day_end", "amount": "4321.5", "initial": "76543.2", "lock_at": "8765.4"}
    ),
    LossesRule.model_validate({"id": "losses", "minimum_loss": "3456.7"}),
)


def test_no_amount_is_left_in_the_rules_editor(window: MainWindow) -> None:
    amounts = {"4,321.5", "4,321.50", "4321.5", "76543.2", "76,543.20", "8765.4", "8,765.40", "3456.7"}
    window.workspace.document.apply(set_rules(_RULES, window.workspace.document.clock()))
    window.asides.show_pause_rules()
    assert window.asides.pausing is not None
    dialog = window.asides.pausing.rules
    assert _leaks(dialog, amounts, "USDT")
    window.menus.actions["hide_money"].trigger()
    for row in range(len(_RULES)):
        dialog.list.setCurrentRow(row)
        assert _leaks(dialog, amounts, "USDT") == []
    dialog.list.setCurrentRow(0)
    window.menus.actions["hide_money"].trigger()
    assert dialog.form is not None
    shown = dialog.form.editors["amount"]
    assert isinstance(shown, NumberField)
    assert shown.input.displayText() == "4321.5"
    dialog.close()


def test_no_amount_is_left_in_what_recovery_and_backups_would_change(
    window: MainWindow, script: Script, plan_file: Path
) -> None:
    files.open_path(window.workspace, plan_file)
    window.workspace.document.apply(edits.move_stop(Decimal(48999)))
    assert files.save(window.workspace)
    for edit in (
        edits.set_account("wallet_balance", Decimal("23456.7")), edits.set_size(SizeBy.RISK_AMOUNT, Decimal("345.6")),
        edits.add_margin(Decimal("45.6")), edits.move_stop(Decimal(48765)),
    ):  # fmt: skip
        window.workspace.document.apply(edit)
    window.menus.actions["hide_money"].trigger()
    window.menus.actions["restore"].trigger()
    told = script.asked[-1]
    assert "48765" in told
    assert HIDDEN in told
    assert not re.search(r"23456|345\.6|45\.6|10000", told)
    window.menus.actions["hide_money"].trigger()
    window.menus.actions["restore"].trigger()
    assert "23456.7" in script.asked[-1]


def test_no_amount_is_left_in_the_history_and_in_the_crosshair(window: MainWindow) -> None:
    for edit in (
        edits.set_account("wallet_balance", Decimal("23456.7")),
        edits.add_margin(Decimal("765.43")),
        edits.set_size(SizeBy.RISK_AMOUNT, Decimal("345.67")),
    ):
        window.workspace.document.apply(edit)
    entered = {"765.43", "345.67", "23,456.70"}
    amounts = _amounts(window) | entered
    window.asides.show_history()
    assert window.asides.history is not None
    assert len(_leaks(window.asides.history, amounts, "USDT")) >= len(entered)
    window.menus.actions["hide_money"].trigger()
    assert window.asides.history is not None
    assert _leaks(window.asides.history, amounts, "USDT") == []
    model = chart_model(window.workspace.shown)
    read = str(model.reading(Decimal(49500)))
    assert HIDDEN in read
    assert not amounts & _told(read)
    assert model.path is not None
    read = str(model.path.reading(Decimal(49500)))
    assert not amounts & _told(read)
    window.asides.history.close()
