"""Arrow keys in fields: as many steps back lead to where the first one set out, in every unit of every field."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from planner.domain.cost_units import CostUnit
from planner.domain.distances import Unit
from planner.domain.plan import Draft
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.main_window import MainWindow
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.switched_field import SwitchedField
from tests.ui.conftest import Script, window_on
from tests.ui.screen import type_into

_UP, _DOWN, _TEN = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier
_ONE = Qt.KeyboardModifier.NoModifier
Keys = tuple[tuple[Qt.Key, Qt.KeyboardModifier], ...]
_UP_FIRST = (*((_UP, _ONE),) * 5, (_UP, _TEN), (_DOWN, _TEN), *((_DOWN, _ONE),) * 5)
_DOWN_FIRST = ((_DOWN, _ONE), (_UP, _ONE), (_UP, _ONE), (_DOWN, _ONE))


def _on(example: str, folders: Folders, qtbot: QtBot) -> MainWindow:
    window = window_on(resource("examples", f"{example}.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    return window


def _fields(window: MainWindow) -> Iterator[NumberField]:
    """Every field beside which arrow keys are pressed, in each of its units."""
    ticket = window.ticket
    prices = (row.price for row in (*ticket.targets.rows, *ticket.ladder.rows))
    bound = (binding.field for binding in ticket.bindings.values())
    for number in (*bound, *prices, *ticket.terms.fields(), ticket.sizing.value, ticket.reward_risk.field):
        if not number.isVisibleTo(window):
            continue
        units: tuple[StrEnum | None, ...] = number.offered() if isinstance(number, SwitchedField) else (None,)
        for unit in units:
            if isinstance(number, SwitchedField) and unit is not None:
                number.enter_in(unit)
            yield number


def _has_room_below(number: NumberField) -> bool:
    """Whether a step down leads to a number that can be taken: none below zero, or below the least, can."""
    rule = number.rule
    room = Decimal(number.input.text() or 0) * rule.scale - (rule.least or 0)
    return room > 2 * (rule.nudge or rule.step or 0)


def _stepped(window: MainWindow, qtbot: QtBot, number: NumberField, keys: Keys) -> Draft:
    number.input.setFocus()
    for key, held in keys:
        qtbot.keyClick(number.input, key, held)
    return window.workspace.document.draft


@pytest.mark.parametrize("keys", [_UP_FIRST, _DOWN_FIRST], ids=["up_first", "down_first"])
@pytest.mark.parametrize("example", ["btc-breakout", "eurusd-pullback", "inverse-btc", "futures-es"])
def test_as_many_steps_back_lead_to_where_the_first_set_out(
    folders: Folders, qtbot: QtBot, example: str, keys: Keys
) -> None:
    window = _on(example, folders, qtbot)
    before, strayed = window.workspace.document.draft, []
    for number in _fields(window):
        if keys is _DOWN_FIRST and not _has_room_below(number):
            continue
        shown, unit = number.input.text(), getattr(number, "entered_in", "")
        after = _stepped(window, qtbot, number, keys)
        if (after, number.input.text()) != (before, shown):
            strayed.append((number.input.accessibleName(), unit, shown, number.input.text()))
        number.settled.emit()
        assert window.workspace.document.history.undo_label is None, (number.input.accessibleName(), unit)
    assert strayed == []


def test_a_step_of_a_week_is_seven_days(window: MainWindow, qtbot: QtBot) -> None:
    """Three days are told as 0.429 weeks, which would be 3.003 days."""
    holding = window.ticket.measured.holding
    type_into(qtbot, holding.input, "3")
    holding.enter_in(CostUnit.WEEKS)
    assert holding.input.text() == "0.429"
    assert _stepped(window, qtbot, holding, ((_UP, _ONE),)).plan.holding_days == 10
    assert holding.input.text() == "1.429"
    assert _stepped(window, qtbot, holding, ((_DOWN, _ONE),)).plan.holding_days == 3


def test_what_is_typed_between_is_where_the_next_step_sets_out(window: MainWindow, qtbot: QtBot) -> None:
    """The entry is 50,000; 1.5 % of it are 750, an arrow key adds 0.1 %."""
    stop = window.ticket.stop
    stop.enter_in(Unit.PERCENT)
    _stepped(window, qtbot, stop, ((_UP, _ONE),))
    type_into(qtbot, stop.input, "1.5")
    assert _stepped(window, qtbot, stop, ((_UP, _ONE), (_UP, _ONE), (_DOWN, _ONE))).plan.stop_price == Decimal(49_200)


def test_steps_smaller_than_a_tick_add_up(folders: Folders, qtbot: QtBot) -> None:
    """Ten dollars are less than a tick of what is bought: none of them is lost on the way."""
    window = _on("futures-es", folders, qtbot)
    target = window.ticket.targets.rows[0].price
    target.enter_in(Unit.MONEY)
    before = window.workspace.document.draft.plan.targets[0].price
    after = _stepped(window, qtbot, target, ((_UP, _ONE),) * 20).plan.targets[0].price
    assert after > before
