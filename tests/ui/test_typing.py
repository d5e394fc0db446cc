"""Numbers typed key by key into every field: what has been typed stays, and is what the plan gets."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.plan import SizeBy
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.main_window import MainWindow
from planner.ui.widgets.number_field import NumberField
from tests.ui.conftest import Script, window_on
from tests.ui.screen import field, type_into

_KEYS = ("0.05", "1.05", "20.05", "100")
_EXAMPLES = (
    "btc-breakout", "inverse-btc", "eurusd-pullback", "futures-es", "stock-margin", "crypto-loan", "cross-book",
)  # fmt: skip


def _on(example: str, folders: Folders, qtbot: QtBot) -> MainWindow:
    window = window_on(resource("examples", f"{example}.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    window.ticket.costs.header.setChecked(True)
    return window


def _fields(window: MainWindow) -> Iterator[NumberField]:
    """Every field of ticket and portfolio, by each method of sizing, with an instrument selected and what-ifs shown."""
    portfolio = window.portfolio
    if portfolio.liquidation.isVisibleTo(portfolio):
        portfolio.liquidation.toggle.setChecked(True)
    seen = set()
    for size_by in SizeBy:
        window.workspace.document.apply(edits.set_size(size_by, Decimal(1)))
        for found in (*window.ticket.findChildren(NumberField), *portfolio.findChildren(NumberField)):
            name = found.input.accessibleName()
            if name not in seen and found.isVisibleTo(window) and found.input.isEnabled():
                seen.add(name)
                yield found


def _kept(qtbot: QtBot, line: QLineEdit, keys: str) -> str:
    """What stands in a line once those keys have been pressed one by one; up to the first that was lost."""
    line.setFocus()
    line.selectAll()
    for count, key in enumerate(keys, 1):
        qtbot.keyClicks(line, key)
        if line.text() != keys[:count]:
            return line.text()
    return line.text()


@pytest.mark.parametrize("example", _EXAMPLES)
def test_no_field_loses_a_digit_while_it_is_typed(example: str, folders: Folders, qtbot: QtBot) -> None:
    window = _on(example, folders, qtbot)
    lost = []
    for number in _fields(window):
        for keys in _KEYS:
            found = _kept(qtbot, number.input, keys)
            if found != keys:
                lost.append((number.input.accessibleName(), keys, found))
            qtbot.keyClick(number.input, Qt.Key.Key_Escape)
    assert lost == []


def test_a_part_of_a_coin_is_typed_as_added_margin(folders: Folders, qtbot: QtBot) -> None:
    window = _on("inverse-btc", folders, qtbot)
    added = window.ticket.terms.added
    assert added is not None
    type_into(qtbot, added.input, "")
    assert (added.input.text(), added.input.placeholderText()) == ("", "0")
    type_into(qtbot, added.input, "0.05")
    assert window.workspace.document.draft.plan.added_margin == Decimal("0.05")
    type_into(qtbot, added.input, "0")
    assert added.input.text() == "0"
    type_into(qtbot, added.input, "")
    assert window.workspace.document.draft.plan.added_margin == 0
    assert added.input.text() == ""


def test_a_beta_above_one_is_typed_digit_by_digit(folders: Folders, qtbot: QtBot) -> None:
    window = _on("cross-book", folders, qtbot)
    shock = window.portfolio.shock
    window.portfolio.table.selectRow(0)
    type_into(qtbot, shock.beta.input, "2")
    type_into(qtbot, shock.beta.input, "1.25")
    assert shock.beta.input.text() == "1.25"
    assert window.workspace.document.draft.situation.betas[shock.symbol] == Decimal("1.25")


def test_arrow_keys_step_from_the_value_an_empty_field_shows_faintly(folders: Folders, qtbot: QtBot) -> None:
    """The venue takes 0.05 % of a taker; an arrow key adds 0.01 %, and ten of the account's dollars of margin."""
    window = _on("btc-breakout", folders, qtbot)
    fee, added = field(window, "fee_rate"), window.ticket.terms.added
    assert added is not None
    assert fee.input.text() == added.input.text() == ""
    usual = Decimal(fee.input.placeholderText())
    fee.input.setFocus()
    qtbot.keyClick(fee.input, Qt.Key.Key_Up)
    assert window.workspace.document.draft.plan.fee_rate == (usual + Decimal("0.01")) / 100
    added.input.setFocus()
    qtbot.keyClick(added.input, Qt.Key.Key_Up)
    assert window.workspace.document.draft.plan.added_margin == 10


def test_arrow_keys_step_what_is_tried_from_what_the_plan_has(folders: Folders, qtbot: QtBot) -> None:
    window = _on("btc-breakout", folders, qtbot)
    box = window.portfolio.liquidation
    box.toggle.setChecked(True)
    leverage = window.workspace.document.draft.plan.leverage
    tried = box.trials["other_leverage"].field
    assert tried.input.placeholderText() == str(leverage)
    tried.input.setFocus()
    qtbot.keyClick(tried.input, Qt.Key.Key_Up)
    assert box.trials["other_leverage"].value == leverage + 1
