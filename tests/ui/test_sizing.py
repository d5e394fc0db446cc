"""Every method of sizing, chosen and typed in the ticket. The plan buys BTC at 50,000 with a stop at 49,000."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from planner.domain.edits import move_entry, move_stop, set_account
from planner.domain.plan import EquityBase, SizeBy
from planner.market.candles import candles_of
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.files import open_candles
from planner.ui.main_window import MainWindow
from planner.ui.panels.size_terms import SizeTerms
from planner.ui.widgets.number_field import NumberField
from tests.conftest import linear_instrument, linear_venue, make_draft
from tests.regimes import halves_by_kelly
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script, window_on


def _choose(window: MainWindow, key: str) -> SizeTerms:
    method = window.ticket.sizing.method.list
    method.setCurrentIndex(method.findData(key))
    method.activated.emit(method.currentIndex())
    return window.ticket.sizing.terms


def _type(qtbot: QtBot, field: NumberField, text: str) -> None:
    field.input.setFocus()
    field.input.selectAll()
    qtbot.keyClicks(field.input, text)


def _shown(terms: SizeTerms) -> list[str]:
    return [field.input.accessibleName() for field in terms.fields() if field.isVisibleTo(terms)]


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("risk_rate.equity", []),
        ("risk_rate.custom", ["Base"]),
        ("quantity", ["Stop at a loss of"]),
        ("volatility", ["ATR"]),
        ("kelly", ["Wins", "Payoff"]),
        ("fixed_ratio", ["Closed profit", "Delta"]),
    ],
)
def test_each_method_shows_what_it_looks_at_and_nothing_else(window: MainWindow, key: str, fields: list[str]) -> None:
    assert _shown(_choose(window, key)) == fields


@pytest.mark.parametrize(
    ("key", "meaning"),
    [
        ("risk_rate.equity", "as percent of equity."),
        ("risk_rate.balance", "as percent of the balance."),
        ("risk_rate.less_open_risk", "as percent of equity less all open risk."),
        ("risk_rate.custom", "as percent of the base you enter."),
        ("risk_amount", "in account currency."),
        ("quantity", "rounded down to the step of the venue."),
        ("margin", "the quantity follows from what a unit asks."),
        ("most", "that the available margin carries."),
        ("volatility", "as percent of the base."),
        ("fixed_ratio", "adds at each step."),
        ("kelly", "full Kelly halves accounts often."),
    ],
)
def test_the_size_says_what_it_means_by_the_method_that_is_chosen(window: MainWindow, key: str, meaning: str) -> None:
    _choose(window, key)
    field = window.ticket.sizing.value.input
    assert field.toolTip().endswith(meaning)
    assert field.accessibleDescription().endswith(meaning)


def test_the_average_true_range_comes_from_the_chart_at_first(window: MainWindow, qtbot: QtBot) -> None:
    terms = _choose(window, "volatility")
    assert window.workspace.document.draft.plan.sizing.atr == window.workspace.reference_atr("BTCUSDT")
    _type(qtbot, terms.terms["atr"], "500")
    _type(qtbot, window.ticket.sizing.value, "1")
    assert window.workspace.document.assessment.evaluation.asked_quantity == Decimal("0.2")


OLD_ATR = (
    "The ATR is of BTC/USD by month to December 2024, standing in for the perpetual, whose last candle is of "
    "2024-12-31: open a current price history or type the ATR."
)


def test_a_size_from_the_range_of_the_shipped_candles_says_that_they_are_old(window: MainWindow, qtbot: QtBot) -> None:
    atr = _choose(window, "volatility").terms["atr"]
    assert atr.message.text() == OLD_ATR
    assert OLD_ATR in window.verdict.reason.text()
    _type(qtbot, atr, "500")
    assert atr.message.text() == ""
    assert OLD_ATR not in window.verdict.reason.text()


def _open_days(window: MainWindow, script: Script, path: Path) -> None:
    """Open twenty days until the first of April, each with a range of two."""
    first = datetime(2026, 3, 13, tzinfo=UTC)
    days = [f"{first + timedelta(days=day):%Y-%m-%d},50000,50001,49999,50000\n" for day in range(20)]
    path.write_text("time,open,high,low,close\n" + "".join(days), encoding="utf-8")
    script.candles_path = path
    open_candles(window.workspace)
    settle()


def test_an_opened_price_history_renews_the_range(window: MainWindow, script: Script, tmp_path: Path) -> None:
    atr, document = _choose(window, "volatility").terms["atr"], window.workspace.document
    before, said = document.draft.plan.sizing.atr, list[str]()
    window.workspace.said.connect(said.append)
    _open_days(window, script, tmp_path / "days.csv")
    assert said == ["The ATR of the plan is now 2, of days."]
    assert document.draft.plan.sizing.atr == Decimal(2)
    assert atr.message.text() == ""
    assert "The ATR is of" not in window.verdict.reason.text()
    document.undo()
    assert document.draft.plan.sizing.atr == before


def test_an_opened_price_history_leaves_a_range_that_was_typed(
    window: MainWindow, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    _type(qtbot, _choose(window, "volatility").terms["atr"], "500")
    _open_days(window, script, tmp_path / "days.csv")
    assert window.workspace.document.draft.plan.sizing.atr == Decimal(500)


def test_kelly_is_typed_and_an_edge_that_is_none_says_so(window: MainWindow, qtbot: QtBot) -> None:
    terms = _choose(window, "kelly")
    _type(qtbot, terms.terms["win_rate"], "50")
    _type(qtbot, terms.terms["payoff"], "2")
    assert window.workspace.document.draft.plan.size == Decimal("0.25")
    asked = window.workspace.document.assessment.evaluation.asked_quantity
    assert asked == Decimal("0.625")
    _type(qtbot, terms.terms["win_rate"], "30")
    assert "Kelly takes no such trade" in terms.terms["win_rate"].message.text()


def test_a_base_of_ones_own_begins_as_the_balance(window: MainWindow, qtbot: QtBot) -> None:
    terms = _choose(window, "risk_rate.custom")
    assert window.workspace.document.draft.plan.sizing.equity_base is EquityBase.CUSTOM
    assert terms.terms["base_amount"].input.text() == "10000"
    _type(qtbot, terms.terms["base_amount"], "5000")
    assert window.workspace.document.assessment.evaluation.asked_quantity == Decimal("0.1")


def test_a_loss_moves_the_stop_of_a_fixed_quantity(window: MainWindow, qtbot: QtBot) -> None:
    terms = _choose(window, "quantity")
    assert window.workspace.document.draft.plan.size == Decimal("0.2")
    assert terms.terms["risk_to_stop"].input.text() == "200"
    _type(qtbot, terms.terms["risk_to_stop"], "150")
    assert window.workspace.document.draft.plan.stop_price == 49250
    assert terms.terms["risk_to_stop"].input.text() == "150"


def test_a_loss_that_no_stop_gives_is_said_and_moves_nothing(window: MainWindow, qtbot: QtBot) -> None:
    terms = _choose(window, "quantity")
    _type(qtbot, terms.terms["risk_to_stop"], "20000")
    assert terms.terms["risk_to_stop"].message.text().startswith("No stop loses just that")
    assert window.workspace.document.draft.plan.stop_price == 49000


def test_as_many_arrows_back_lead_to_the_stop_they_set_out_from(window: MainWindow, qtbot: QtBot) -> None:
    """0.001 BTC loses 0.0001 a tick, of which a hundred are one cent: 49,009.9 loses 0.9901, told as 1 (rounded up)."""
    terms = _choose(window, "quantity").terms
    _type(qtbot, window.ticket.sizing.value, "0.001")
    document, risk = window.workspace.document, terms["risk_to_stop"]
    document.apply(move_stop(Decimal("49009.9")))
    risk.input.setFocus()
    assert risk.input.text() == "1"
    qtbot.keyClick(risk.input, Qt.Key.Key_Up)
    assert (document.draft.plan.stop_price, risk.input.text()) == (Decimal(39000), "11")
    qtbot.keyClick(risk.input, Qt.Key.Key_Down)
    assert (document.draft.plan.stop_price, risk.input.text()) == (Decimal("49009.9"), "1")


def test_a_loss_without_an_entry_leads_to_no_stop(window: MainWindow, qtbot: QtBot) -> None:
    risk = _choose(window, "quantity").terms["risk_to_stop"]
    window.workspace.document.apply(move_entry(None))
    _type(qtbot, risk, "150")
    assert risk.message.text() == "A loss leads to a stop once entry and quantity can be read."
    assert window.workspace.document.draft.plan.stop_price == 49000


def test_another_method_keeps_the_trade_where_it_can_say_it(window: MainWindow) -> None:
    for key in ("margin", "quantity", "most", "risk_amount", "volatility", "risk_rate.equity"):
        _choose(window, key)
        assert window.workspace.document.assessment.evaluation.quantity == Decimal("0.2")
    assert window.workspace.document.draft.plan.size_by is SizeBy.RISK_RATE


@pytest.mark.parametrize("ladder", [[], [{"price": "0.316", "share": "0.3"}]])
@pytest.mark.parametrize("size", ["1001", "12345"])
def test_a_coin_that_costs_a_part_of_a_cent_is_none_more_by_another_method(
    window: MainWindow, ladder: list[object], size: str
) -> None:
    coin = linear_instrument(price_tick="0.00001", quantity_step="1", min_quantity="1")
    plan = {"entry_price": "0.3175", "stop_price": "0.3152", "leverage": "50", "size_by": "quantity", "size": size}
    window.workspace.document.open(make_draft(venue=linear_venue(coin), ladder=ladder, **plan), path=None, title="")
    for key in ("margin", "risk_amount", "margin", "risk_rate.equity", "most", "risk_amount", "quantity"):
        _choose(window, key)
        assert window.workspace.document.assessment.evaluation.quantity == Decimal(size)


@pytest.mark.parametrize(
    "key", ["risk_rate.balance", "risk_rate.equity", "risk_rate.less_open_risk", "risk_rate.custom"]
)
def test_a_risk_in_money_becomes_a_share_of_any_base(window: MainWindow, qtbot: QtBot, key: str) -> None:
    _choose(window, "risk_amount")
    _type(qtbot, window.ticket.sizing.value, "150")  # of 10,000
    _choose(window, key)
    assert window.workspace.document.draft.plan.size == Decimal("0.015")
    assert window.workspace.document.assessment.evaluation.quantity == Decimal("0.15")


def test_a_share_stays_what_it_is_where_only_its_base_changes(window: MainWindow) -> None:
    for key in ("risk_rate.custom", "risk_rate.balance", "risk_rate.equity"):
        _choose(window, key)
        window.workspace.document.apply(set_account("wallet_balance", Decimal(12000)))
        assert window.workspace.document.draft.plan.size == Decimal("0.02")


def test_a_field_that_is_not_shown_has_nothing_to_say(window: MainWindow, qtbot: QtBot) -> None:
    terms = _choose(window, "kelly")
    _type(qtbot, terms.terms["win_rate"], "a lot")
    assert window.ticket.faults()
    _choose(window, "quantity")
    assert not window.ticket.faults()
    assert not [field for field in terms.fields() if field.message.text()]


@pytest.mark.parametrize("key", ["volatility", "kelly"])
def test_what_a_share_is_of_can_be_chosen_where_the_method_does_not_name_it(window: MainWindow, key: str) -> None:
    _choose(window, "risk_rate.balance")
    terms = _choose(window, key)
    assert terms.base is not None
    assert terms.base.isVisibleTo(terms)
    assert terms.base.list.currentText() == "Balance"
    if key == "volatility":
        assert window.ticket.sizing.value.unit.text() == "% balance"
    terms.base.list.setCurrentIndex(terms.base.list.findData("custom"))
    terms.base.list.activated.emit(terms.base.list.currentIndex())
    assert window.workspace.document.draft.plan.sizing.equity_base is EquityBase.CUSTOM
    assert terms.terms["base_amount"].isVisibleTo(terms)
    _choose(window, "quantity")
    assert not terms.base.isVisibleTo(terms)


def test_a_method_without_terms_has_no_fields_for_them(window: MainWindow) -> None:
    terms = window.ticket.sizing.terms
    assert (terms.fields(), terms.tab_order(), terms.isVisibleTo(window)) == ([], [], False)
    assert len(_choose(window, "kelly").fields()) == 7
    assert terms.isVisibleTo(window)


def test_what_was_asked_for_stands_beside_what_can_be_had(window: MainWindow, qtbot: QtBot) -> None:
    _type(qtbot, window.ticket.sizing.value, "1.5")  # 150 over a stop 1,000 away
    assert window.ticket.sizing.asked.text() == "Asked: 0.15 BTC · 150.00 USDT\nCan be: 0.150 BTC · 150.00 USDT"
    _type(qtbot, window.ticket.sizing.value, "5")
    assert window.ticket.sizing.asked.text().endswith("Can be: 0.200 BTC · 200.00 USDT · your limit for a single trade")


def test_a_loss_that_is_undone_is_no_longer_in_its_field(window: MainWindow, qtbot: QtBot) -> None:
    risk = _choose(window, "quantity").terms["risk_to_stop"]
    _type(qtbot, risk, "150")
    assert window.workspace.document.draft.plan.stop_price == 49250
    qtbot.keyClick(risk.input, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.document.draft.plan.stop_price == 49000
    assert risk.input.text() == "200"
    window.workspace.document.redo()
    assert (window.workspace.document.draft.plan.stop_price, risk.input.text()) == (Decimal(49250), "150")


@pytest.fixture
def in_coins(folders: Folders, qtbot: QtBot) -> MainWindow:
    """A window on a plan that risks 1.5 % of half a BTC."""
    made = window_on(resource("examples", "inverse-btc.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("method", ["risk_amount", "margin"])
def test_another_method_keeps_the_size_of_an_account_in_coins(in_coins: MainWindow, method: str) -> None:
    """The risk of 0.0075 BTC was made 0.01 BTC, a third more."""
    document = in_coins.workspace.document
    assert document.assessment.evaluation.quantity == 23_054
    _choose(in_coins, method)
    assert document.draft.plan.size_by == method
    assert document.assessment.evaluation.quantity == 23_054


def test_an_arrow_key_moves_an_amount_of_coins_by_few_of_them(in_coins: MainWindow, qtbot: QtBot) -> None:
    sizing, document = in_coins.ticket.sizing, in_coins.workspace.document
    _choose(in_coins, "risk_amount")
    before = document.draft.plan.size
    qtbot.keyClick(sizing.value.input, Qt.Key.Key_Up)
    assert document.draft.plan.size - before == Decimal("0.000001")
    qtbot.keyClick(in_coins.ticket.account.balance.input, Qt.Key.Key_Up)
    assert document.draft.situation.account.wallet_balance == Decimal("0.5001")


def test_the_stop_from_a_loss_in_coins_is_told_in_their_digits(in_coins: MainWindow) -> None:
    _choose(in_coins, "quantity")
    assert in_coins.ticket.sizing.terms.terms["risk_to_stop"].input.text() == "0.00749999"


def test_the_range_of_any_price_a_file_may_hold_is_told(window: MainWindow) -> None:
    rows = "".join(f"2024-01-{day:02d},8e17,8e17,6e17,8e17\n" for day in range(1, 21))
    window.workspace.use_candles("BTCUSDT", candles_of("time,open,high,low,close\n" + rows))
    window.workspace.document.apply(move_entry(Decimal(8 * 10**17)))
    assert window.workspace.reference_atr("BTCUSDT") == Decimal("2e17")


def test_a_kelly_size_that_whole_steps_make_smaller_is_carried_over_as_it_is(window: MainWindow) -> None:
    """Three contracts are asked for and two are had: as money they lose 1,000 of 20,000."""
    window.workspace.document.open(halves_by_kelly("1"), path=None, title="")
    assert window.workspace.document.assessment.evaluation.quantity == 2
    _choose(window, "risk_amount")
    assert window.workspace.document.draft.plan.size == 1000
