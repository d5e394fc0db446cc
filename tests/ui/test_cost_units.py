"""Fee, slippage and holding time in a trader's units. The plan buys 0.2 BTC at 50,000, stop 49,000."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from planner.domain.cost_units import CostUnit
from planner.domain.edits import move_stop
from planner.domain.plan import Plan
from planner.ui.main_window import MainWindow
from planner.ui.widgets.measure_field import MeasureField


def _type(qtbot: QtBot, field: MeasureField, text: str) -> None:
    field.input.setFocus()
    field.input.selectAll()
    qtbot.keyClicks(field.input, text)


def _plan(window: MainWindow) -> Plan:
    return window.workspace.document.draft.plan


def _field(window: MainWindow, name: str) -> MeasureField:
    field = window.ticket.bindings[name].field
    assert isinstance(field, MeasureField)
    return field


@pytest.mark.parametrize(
    "case",
    [
        ("slippage_rate", "ticks", "245", "0.0005"),
        ("slippage_rate", "price", "49", "0.001"),
        ("slippage_rate", "percent", "0.05", "0.0005"),
        ("fee_rate", "basis_points", "5", "0.0005"),
        ("fee_rate", "per_unit", "25", "0.0005"),
        ("holding_days", "hours", "36", "1.5"),
        ("holding_days", "weeks", "2", "14"),
    ],
)
def test_a_cost_is_typed_in_a_unit_and_the_plan_keeps_its_own(
    window: MainWindow, qtbot: QtBot, case: tuple[str, str, str, str]
) -> None:
    name, unit, typed, value = case
    field = _field(window, name)
    field.enter_in(CostUnit(unit))
    _type(qtbot, field, typed)
    assert getattr(_plan(window), name) == Decimal(value)
    assert field.input.text() == typed


@pytest.mark.parametrize("name", ["slippage_rate", "fee_rate", "holding_days"])
def test_switching_through_every_unit_changes_nothing(window: MainWindow, qtbot: QtBot, name: str) -> None:
    field = _field(window, name)
    first = field.offered()[0]
    field.enter_in(field.offered()[-1])
    _type(qtbot, field, "7.3")
    plan, steps = _plan(window), len(window.workspace.document.history.steps)
    for _ in range(2 * len(field.offered())):
        qtbot.keyClick(field.input, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert field.entered_in is field.offered()[-1]
    assert field.input.text() == "7.3"
    assert _plan(window) == plan
    assert len(window.workspace.document.history.steps) == steps
    assert first is not field.entered_in


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen, a menu cannot grab the keyboard
def test_a_click_on_the_unit_lists_what_it_can_be(window: MainWindow, qtbot: QtBot) -> None:
    field = _field(window, "slippage_rate")
    qtbot.mouseClick(field.unit, Qt.MouseButton.LeftButton)
    menu = field.findChildren(QMenu)[-1]
    assert [entry.text() for entry in menu.actions()] == ["Percent", "Ticks", "Price"]
    menu.actions()[1].trigger()
    menu.close()
    assert field.unit.text() == "ticks"


def test_the_fee_of_the_venue_is_told_in_the_unit_that_is_chosen(window: MainWindow) -> None:
    field = _field(window, "fee_rate")
    rate = window.workspace.document.draft.instrument
    assert rate is not None
    assert Decimal(field.input.placeholderText()) == rate.fee_rate * 100
    field.enter_in(CostUnit.PER_UNIT)
    assert Decimal(field.input.placeholderText()) == rate.fee_rate * 50_000
    assert field.unit.text() == "USDT/BTC"


def test_without_a_stop_slippage_is_in_percent_and_ticks_come_back_with_it(window: MainWindow, qtbot: QtBot) -> None:
    field, stop = _field(window, "slippage_rate"), window.ticket.stop
    field.enter_in(CostUnit.TICKS)
    stop.input.setFocus()
    stop.input.selectAll()
    qtbot.keyClick(stop.input, Qt.Key.Key_Backspace)
    assert field.unit.text() == "%"
    qtbot.keyClicks(stop.input, "49000")
    assert field.unit.text() == "ticks"


@pytest.mark.parametrize("stop", ["48950", "100", "49990.1"])
def test_two_ticks_of_slippage_are_two_ticks_at_every_stop(window: MainWindow, qtbot: QtBot, stop: str) -> None:
    field = _field(window, "slippage_rate")
    field.enter_in(CostUnit.TICKS)
    _type(qtbot, field, "20")
    typed, steps = _plan(window), len(window.workspace.document.history.steps)
    window.ticket.stop.input.setFocus()
    window.ticket.stop.input.selectAll()
    qtbot.keyClick(window.ticket.stop.input, Qt.Key.Key_Backspace)
    qtbot.keyClicks(window.ticket.stop.input, stop)  # digit by digit: 20 ticks are twice a stop of 1
    window.ticket.stop.input.clearFocus()
    assert field.input.text() == "20"
    document = window.workspace.document
    document.apply(move_stop(Decimal(48000)))
    assert field.input.text() == "20"
    assert _plan(window).slippage_rate == Decimal("0.000041666666666666")  # 2 / 48,000
    document.undo()
    document.undo()
    assert (_plan(window), len(document.history.steps)) == (typed, steps + 2)


def test_slippage_typed_in_percent_stays_a_share(window: MainWindow, qtbot: QtBot) -> None:
    _type(qtbot, _field(window, "slippage_rate"), "0.05")
    window.workspace.document.apply(move_stop(Decimal(48000)))
    assert _plan(window).slippage_rate == Decimal("0.0005")


def test_a_drag_of_the_stop_that_comes_back_leaves_no_step_behind(window: MainWindow, qtbot: QtBot) -> None:
    field = _field(window, "slippage_rate")
    field.enter_in(CostUnit.TICKS)
    _type(qtbot, field, "2")
    document = window.workspace.document
    document.settle()
    before = document.history
    for price in ("48999.9", "48950", "49000"):
        document.apply(move_stop(Decimal(price), continuing=True))
        assert field.input.text() == "2"
    document.settle()
    assert document.history == before


@pytest.mark.parametrize("entry", ["51000", "49500.5"])
def test_a_fee_typed_per_unit_is_the_same_at_every_entry(window: MainWindow, qtbot: QtBot, entry: str) -> None:
    field = _field(window, "fee_rate")
    field.enter_in(CostUnit.PER_UNIT)
    _type(qtbot, field, "25")
    window.ticket.entry.input.setFocus()
    window.ticket.entry.input.selectAll()
    qtbot.keyClicks(window.ticket.entry.input, entry)  # digit by digit: 25 are more than an entry at 5
    assert field.input.text() == "25"
    assert _plan(window).fee_rate == pytest.approx(25 / Decimal(entry))
    document = window.workspace.document
    document.undo()
    assert _plan(window).fee_rate == Decimal("0.0005")
    document.apply(move_stop(Decimal(48000)))
    assert _plan(window).fee_rate == Decimal("0.0005")


def test_another_number_of_ticks_is_kept_from_then_on(window: MainWindow, qtbot: QtBot) -> None:
    field, document = _field(window, "slippage_rate"), window.workspace.document
    field.enter_in(CostUnit.TICKS)
    for typed, stop in (("2", 48000), ("3", 47000), ("0", 46000)):
        _type(qtbot, field, typed)
        document.apply(move_stop(Decimal(stop)))
        assert field.input.text() == typed
    field.enter_in(CostUnit.PERCENT)
    _type(qtbot, field, "0.1")
    document.apply(move_stop(Decimal(45000)))
    assert _plan(window).slippage_rate == Decimal("0.001")


def test_a_plan_with_the_same_rate_has_no_ticks_of_the_one_before(window: MainWindow, qtbot: QtBot) -> None:
    field = _field(window, "slippage_rate")
    field.enter_in(CostUnit.TICKS)
    _type(qtbot, field, "2")
    document = window.workspace.document
    document.apply(move_stop(None))
    other = document.draft.replace(plan=_plan(window).replace(stop_price=Decimal(47777)))
    document.open(other, path=None, title="")
    document.apply(move_stop(Decimal(40000)))
    assert _plan(window).slippage_rate == other.plan.slippage_rate


def test_more_than_there_can_be_is_said_in_the_unit(window: MainWindow, qtbot: QtBot) -> None:
    field = _field(window, "holding_days")
    field.enter_in(CostUnit.WEEKS)
    _type(qtbot, field, "600")
    assert "521.428" in field.fault
    assert _plan(window).holding_days < 3650


def test_what_is_too_small_to_keep_is_said(window: MainWindow, qtbot: QtBot) -> None:
    field = _field(window, "slippage_rate")
    _type(qtbot, field, "0.00000000000000001")
    assert field.fault
    qtbot.keyClick(field.input, Qt.Key.Key_Escape)
    assert not field.fault


def test_an_arrow_key_adds_one_of_the_unit(window: MainWindow, qtbot: QtBot) -> None:
    field = _field(window, "holding_days")
    field.enter_in(CostUnit.HOURS)
    _type(qtbot, field, "5")
    qtbot.keyClick(field.input, Qt.Key.Key_Up)
    assert field.input.text() == "6"
    assert _plan(window).holding_days == Decimal("0.25")
