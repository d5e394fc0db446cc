"""Rules of the stop and orders, by keyboard and mouse on the real window."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from planner.domain.costs import GuaranteedStop, Liquidity, PremiumBy
from planner.domain.plan import Plan
from planner.domain.stop_rules import BreakEvenAt, BreakEvenRule, TrailBy, TrailingRule, Trigger, TriggerBy
from planner.ui.main_window import MainWindow
from planner.ui.panels.chart_model import chart_model
from planner.ui.panels.costs_box import CostsBox
from planner.ui.panels.stop_rule_rows import BreakEvenRow, TrailingRow
from tests.ui.screen import field, figure, objection, type_into, verdict

D = Decimal


def _plan(window: MainWindow) -> Plan:
    return window.workspace.document.draft.plan


def _choose(qtbot: QtBot, choices: QComboBox, text: str) -> None:
    """By keyboard: the arrow keys until it is shown."""
    choices.setFocus()
    for _ in range(choices.count()):
        qtbot.keyClick(choices, Qt.Key.Key_Up)
    for _ in range(choices.findText(text)):
        qtbot.keyClick(choices, Qt.Key.Key_Down)
    assert choices.currentText() == text


def _break_even(window: MainWindow) -> BreakEvenRow:
    window.ticket.stop_rules.add_break_even.trigger()
    row = window.ticket.stop_rules.break_even
    assert row is not None
    return row


def _trailing(window: MainWindow) -> TrailingRow:
    window.ticket.stop_rules.add_trailing.trigger()
    row = window.ticket.stop_rules.trailing
    assert row is not None
    return row


def _steps(window: MainWindow) -> list[tuple[str, str]]:
    lines = window.ticket.stop_rules.steps.lines
    return [(line.head.text(), line.figure.text()) for line in lines]


def test_a_break_even_rule_is_added_changed_and_removed(window: MainWindow, qtbot: QtBot) -> None:
    before = figure(window, "loss_at_stop")
    row = _break_even(window)
    assert _plan(window).stop_rules.break_even == BreakEvenRule()
    assert _steps(window) == [("At 1 R: stop 50,000.0", "0.00 R")]
    type_into(qtbot, row.trigger.input, "1.5")
    _choose(qtbot, row.at.list, "Entry")
    assert _plan(window).stop_rules.break_even == BreakEvenRule(trigger=Trigger(value=D("1.5")), at=BreakEvenAt.ENTRY)
    assert _steps(window) == [("At 1.5 R: stop 50,000.0", "0.00 R")]
    assert figure(window, "loss_at_stop") == before
    assert not window.ticket.stop_rules.add_break_even.isEnabled()
    qtbot.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert _plan(window).stop_rules.break_even is None
    assert not window.ticket.stop_rules.isVisible()


def test_a_trigger_is_counted_in_another_way(window: MainWindow, qtbot: QtBot) -> None:
    row = _break_even(window)
    _choose(qtbot, row.trigger_by.list, "Price")
    assert row.trigger.input.text() == "51000.0"
    type_into(qtbot, row.trigger.input, "50000")
    assert objection(row.trigger).startswith("The trigger of a long trade lies on its winning side")
    assert verdict(window).startswith("Cannot say.")
    _choose(qtbot, row.trigger_by.list, "Target")
    assert _plan(window).stop_rules.break_even == BreakEvenRule(trigger=Trigger(by=TriggerBy.TARGET))
    type_into(qtbot, row.trigger.input, "3")
    assert objection(row.trigger) == "There is no target 3: the plan has 2. Choose another target or trigger."


def test_a_trailing_stop_takes_the_average_true_range_of_the_chart(window: MainWindow, qtbot: QtBot) -> None:
    row = _trailing(window)
    assert not row.atr.isVisible()
    _choose(qtbot, row.distance_by.list, "ATR")
    assert row.atr.isVisible()
    assert _plan(window).sizing.atr == window.workspace.reference_atr("BTCUSDT")
    type_into(qtbot, row.atr.input, "200")
    type_into(qtbot, row.distance.input, "1.5")
    type_into(qtbot, row.trigger.input, "2")
    assert _plan(window).stop_rules.trailing == TrailingRule(
        trigger=Trigger(value=D(2)), by=TrailBy.ATR, distance=D("1.5")
    )
    assert _steps(window)[0] == ("At 2 R: stop 51,700.0", "+1.85 R")  # half closed at 52,000, half at 51,700
    qtbot.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert _plan(window).stop_rules.trailing is None


def test_typing_is_one_undo_step_and_undo_takes_the_rule_back(window: MainWindow, qtbot: QtBot) -> None:
    row = _break_even(window)
    type_into(qtbot, row.trigger.input, "1.75")
    window.menus.actions["undo"].trigger()
    assert _plan(window).stop_rules.break_even == BreakEvenRule()
    assert row.trigger.input.text() == "1"
    window.menus.actions["undo"].trigger()
    assert _plan(window).stop_rules.break_even is None


def test_what_cannot_be_taken_is_told_and_goes_with_the_rule(window: MainWindow, qtbot: QtBot) -> None:
    row = _break_even(window)
    type_into(qtbot, row.trigger.input, "x")
    assert verdict(window).startswith("Cannot say. Break-even rule: trigger: “x” is not a number")
    qtbot.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert verdict(window).startswith("Take")
    assert _break_even(window).trigger.input.text() == "1"


def test_the_menu_sets_and_takes_away_both_rules(window: MainWindow) -> None:
    for name in ("break_even", "trailing"):
        window.menus.actions[name].trigger()
        assert window.menus.actions[name].isChecked()
        assert getattr(_plan(window).stop_rules, name) is not None
        window.menus.actions[name].trigger()
        assert getattr(_plan(window).stop_rules, name) is None


def test_stops_of_rules_are_on_the_chart_and_cannot_be_dragged(window: MainWindow) -> None:
    _break_even(window)
    levels = {level.key: level for level in chart_model(window.workspace.document.assessment).levels}
    assert levels["stop_rules.0"].label == "Stop after 1 R"
    assert not levels["stop_rules.0"].draggable


def _costs(window: MainWindow) -> CostsBox:
    window.ticket.costs.header.click()
    content = window.ticket.costs.content
    assert isinstance(content, CostsBox)
    return content


def test_orders_are_folded_until_they_are_wanted(window: MainWindow, qtbot: QtBot) -> None:
    assert window.ticket.costs.content is None
    assert window.ticket.costs.header.accessibleName() == "Orders · taker / taker"
    costs = _costs(window)
    assert costs.isVisible()
    _choose(qtbot, costs.entry.list, "Maker")
    assert _plan(window).entry_liquidity is Liquidity.MAKER
    assert window.ticket.costs.header.accessibleName() == "Orders · maker / taker"
    window.ticket.costs.header.click()
    assert not costs.isVisible()


def test_a_guaranteed_stop_costs_its_premium_in_the_loss(window: MainWindow, qtbot: QtBot) -> None:
    """0.2 BTC lose 200; the size for 200 at risk with 50 of premium each is 200 / 1,050 = 0.190."""
    costs = _costs(window)
    assert not costs.premium.isVisible()
    _choose(qtbot, costs.guaranteed.list, "In percent")
    type_into(qtbot, costs.premium.input, "0.1")
    assert _plan(window).guaranteed_stop == GuaranteedStop(premium=D("0.001"))
    assert figure(window, "quantity") == "0.190 BTC"
    assert figure(window, "loss_at_stop") == "−199.50 USDT"
    assert not field(window, "slippage_rate").input.isEnabled()
    _choose(qtbot, costs.guaranteed.list, "Per unit")
    type_into(qtbot, costs.premium.input, "30")
    assert _plan(window).guaranteed_stop == GuaranteedStop(premium=D(30), premium_by=PremiumBy.UNIT)
    _choose(qtbot, costs.guaranteed.list, "No")
    assert _plan(window).guaranteed_stop is None
    assert field(window, "slippage_rate").input.isEnabled()


def test_every_control_has_a_name_and_tab_reaches_it(window: MainWindow) -> None:
    _break_even(window)
    _trailing(window)
    _costs(window)
    window.ticket.notes.unfold()
    boxes = (window.ticket.stop_rules, window.ticket.costs, window.ticket.notes)
    for box in boxes:
        for part in box.tab_order():
            assert part.accessibleName(), part
            assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
    buttons = [b for b in window.ticket.findChildren(QToolButton) if b.isVisible() and not b.accessibleName()]
    assert buttons == []


def test_the_ticket_is_no_wider_for_what_is_in_it(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1440, 900)
    _break_even(window)
    _trailing(window)
    _costs(window)
    window.ticket.notes.unfold()
    qtbot.waitUntil(lambda: _room(window) >= _needed(window.ticket))


def _room(window: MainWindow) -> int:
    return window.sides[0].viewport().width()


def _needed(ticket: QWidget) -> int:
    return ticket.minimumSizeHint().width()


def test_a_release_in_the_holding_time_is_said_with_the_mouse_and_reaches_the_card(window: MainWindow) -> None:
    costs = _costs(window)
    costs.news.click()
    assert _plan(window).news_blackout
    assert window.ticket.costs.header.accessibleName() == "Orders · taker / taker, news"
    window.cards.catch_up()
    assert "A release is due." in window.cards.cards["gap"].accessibleDescription()
    window.workspace.document.undo()
    assert not costs.news.isChecked()
