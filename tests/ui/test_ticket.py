from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from planner.domain.costs import PremiumBy
from planner.domain.edits import Edit
from planner.domain.plan import Draft
from planner.domain.venue import Side
from planner.ui.main_window import MainWindow
from planner.ui.panels.costs_box import CostsBox
from planner.ui.widgets.fault_label import FaultLabel
from tests.conftest import make_draft, position
from tests.ui.screen import field, figure, objection, type_into, verdict


def test_every_keystroke_changes_every_figure(window: MainWindow, qtbot: QtBot) -> None:
    stop = field(window, "stop_price").input
    seen = []
    stop.setFocus()
    stop.setText("")
    for key in "48000":
        qtbot.keyClicks(stop, key)
        seen.append(figure(window, "quantity"))
    # risk 200 over distances 49,996 ... 45,200, 2,000: 0.004, 0.004, 0.004, 0.004, 0.100
    assert seen == ["0.004 BTC", "0.004 BTC", "0.004 BTC", "0.004 BTC", "0.100 BTC"]
    assert figure(window, "notional") == "5,000.00 USDT"
    assert figure(window, "initial_margin") == "500.00 USDT"
    assert figure(window, "loss_at_stop") == "−200.00 USDT"


def test_a_plan_to_take_says_so_with_its_size(window: MainWindow) -> None:
    assert verdict(window).startswith("Take 0.200 BTC. The stop costs 200.00 USDT, 2.00")


BAD = (
    ("abc", "“abc” is not a number; write digits with a point, for example 1.5."),
    ("nan", "“nan” is not a number; write digits with a point, for example 1.5."),
    ("-5", "-5 is not above zero; enter a number above zero."),
    ("0", "0 is not above zero; enter a number above zero."),
    ("1e400", "“1e400” has an exponent; write all digits out."),
    ("50000,5", "“50000,5” has a comma; write 50000.5 with a point, and no separators between thousands."),
    ("5,00,00.0", "“5,00,00.0” has separators; write the digits together, with a point before decimals."),
    ("50000.05", "50000.05 is not a multiple of 0.1; 50000.0 or 50000.1 would be right."),
    ("9" * 31, "“999999999999999999999999…” has more than 30 digits."),
)


@pytest.mark.parametrize(("text", "sentence"), BAD)
def test_bad_text_is_explained_beside_the_field_and_changes_nothing(
    window: MainWindow, qtbot: QtBot, text: str, sentence: str
) -> None:
    before = window.workspace.document.draft
    entry = field(window, "entry_price")
    type_into(qtbot, entry.input, text)
    assert objection(entry) == sentence
    assert entry.input.text() == text
    assert verdict(window) == f"Cannot say. Entry: {sentence} All figures shown are those of the last good plan."
    assert window.workspace.document.draft == before
    assert figure(window, "quantity") == "0.200 BTC"


def test_escape_takes_back_what_cannot_be_taken(window: MainWindow, qtbot: QtBot) -> None:
    entry = field(window, "entry_price")
    type_into(qtbot, entry.input, "5x")
    qtbot.keyClick(entry.input, Qt.Key.Key_Escape)
    assert entry.input.text() == "50000.0"
    assert verdict(window).startswith("Take 0.200 BTC")


def test_undo_in_a_field_is_the_plans_own(window: MainWindow, qtbot: QtBot) -> None:
    entry = field(window, "entry_price").input
    type_into(qtbot, entry, "50500")
    qtbot.keyClick(entry, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.document.draft.plan.entry_price == Decimal(50000)
    assert entry.text() == "50000.0"


def test_an_emptied_entry_asks_for_a_number(window: MainWindow, qtbot: QtBot) -> None:
    entry = field(window, "entry_price")
    type_into(qtbot, entry.input, "")
    assert objection(entry) == "Enter a number, for example 1.5."
    assert window.workspace.document.draft.plan.entry_price == Decimal(50000)


def test_a_mended_text_is_taken_and_the_sentence_goes(window: MainWindow, qtbot: QtBot) -> None:
    entry = field(window, "entry_price")
    type_into(qtbot, entry.input, "abc")
    type_into(qtbot, entry.input, "51000")
    assert objection(entry) == ""
    assert verdict(window).startswith("Take")


def test_an_emptied_stop_is_unbounded_risk(window: MainWindow, qtbot: QtBot) -> None:
    type_into(qtbot, field(window, "stop_price").input, "")
    assert verdict(window) == "Cannot say. A stop is needed to size by risk: without one the loss is unbounded."


def _planned(window: MainWindow, draft: Draft) -> None:
    window.workspace.document.apply(Edit("move_stop", lambda _: draft))


def test_what_has_no_target_is_told_quietly_below_all_targets(window: MainWindow) -> None:
    _planned(window, make_draft(targets=[{"price": "52000", "share": "0.7"}]))
    note = window.ticket.targets.note
    assert note.isVisible()
    assert note.text() == "30.00\u202f% of the position has no target; only planned shares count as reward."
    assert note.property("role") == "detail"
    assert objection(window.ticket.targets.rows[0].price) == ""
    _planned(window, make_draft(targets=[{"price": "52000", "share": "1"}]))
    assert not note.isVisible()


def test_a_note_on_a_choice_is_told_quietly_below_it(window: MainWindow) -> None:
    _planned(window, make_draft(margin_mode="cross", positions=[position(side="short", stop_price="51000")]))
    assert window.ticket.side.note.isVisible()
    assert window.ticket.side.note.text().startswith("An open short in BTCUSDT stays open beside this one")
    assert not window.ticket.side.message.isVisible()


def test_a_note_on_a_number_is_told_below_it_and_to_a_screen_reader_and_is_no_fault(window: MainWindow) -> None:
    _planned(window, make_draft(entry_liquidity="maker"))
    fee = field(window, "fee_rate")
    (shown,) = (label for label in fee.findChildren(FaultLabel) if label.isVisible())
    assert shown.text() == fee.note
    assert fee.note.startswith("No maker fee is known here")
    assert fee.note in fee.input.accessibleDescription()
    assert not fee.input.property("fault")
    _planned(window, make_draft())
    assert not shown.isVisible()


def test_a_stop_on_the_wrong_side_is_explained_and_nothing_is_said(window: MainWindow, qtbot: QtBot) -> None:
    stop = field(window, "stop_price")
    type_into(qtbot, stop.input, "51000")
    sentence = "The stop of a long trade lies on its losing side: 51,000.0 is not, seen from the entry 50,000.0."
    assert objection(stop) == sentence
    assert verdict(window) == f"Cannot say. {sentence}"
    assert figure(window, "quantity") == "—"


def test_a_stop_beyond_liquidation_is_an_error_in_field_and_verdict(window: MainWindow, qtbot: QtBot) -> None:
    stop = field(window, "stop_price")
    type_into(qtbot, stop.input, "45000")
    # isolated, 10x, 0.5 %: 45,000 / 0.995 = 45,226.13, on the tick toward the market 45,226.2
    assert objection(stop).startswith("The stop 45,000.0 lies beyond liquidation at 45,226.2")
    assert verdict(window).startswith("Do not take. The stop 45,000.0 lies beyond liquidation at 45,226.2")


def test_leverage_never_changes_the_loss_at_the_stop(window: MainWindow, qtbot: QtBot) -> None:
    seen = set()
    for leverage in ("2", "5", "20", "40"):
        type_into(qtbot, field(window, "leverage").input, leverage)
        seen.add((figure(window, "quantity"), figure(window, "loss_at_stop")))
    assert seen == {("0.200 BTC", "−200.00 USDT")}


def test_the_other_side_mirrors_stop_and_targets(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.ticket.side.buttons[Side.SHORT], Qt.MouseButton.LeftButton)
    plan = window.workspace.document.draft.plan
    assert plan.side is Side.SHORT
    assert plan.stop_price == Decimal(51000)
    assert [target.price for target in plan.targets] == [Decimal(48000), Decimal(46000)]
    assert field(window, "stop_price").input.text() == "51000.0"
    assert verdict(window).startswith("Take 0.200 BTC")


def test_changing_what_sizes_the_trade_keeps_the_trade(window: MainWindow) -> None:
    box = window.ticket.sizing
    for index, value in ((1, "200"), (2, "0.200"), (0, "2")):
        box.method.list.setCurrentIndex(index)
        box.method.list.activated.emit(index)
        assert Decimal(box.value.input.text()) == Decimal(value)
        assert figure(window, "quantity") == "0.200 BTC"


def test_a_typed_quantity_is_rounded_down_to_the_step(window: MainWindow, qtbot: QtBot) -> None:
    box = window.ticket.sizing
    box.method.list.setCurrentIndex(2)
    box.method.list.activated.emit(2)
    type_into(qtbot, box.value.input, "0.1239")
    assert figure(window, "quantity") == "0.123 BTC"
    assert window.summary.figures["quantity"].detail.text() == "asked 0.1239"


def test_arrow_keys_move_a_price_by_ticks(window: MainWindow, qtbot: QtBot) -> None:
    stop = field(window, "stop_price").input
    qtbot.keyClick(stop, Qt.Key.Key_Up)
    assert stop.text() == "49000.1"
    qtbot.keyClick(stop, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert stop.text() == "48999.1"


def test_targets_come_and_go(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.ticket.targets.add, Qt.MouseButton.LeftButton)
    targets = window.workspace.document.draft.plan.targets
    assert len(targets) == 3
    assert sum(target.share for target in targets) == 1
    qtbot.mouseClick(window.ticket.targets.rows[0].remove, Qt.MouseButton.LeftButton)
    assert [target.price for target in window.workspace.document.draft.plan.targets] == [
        Decimal(54000),
        targets[2].price,
    ]


def test_a_target_that_cannot_be_read_is_forgotten_with_its_row(window: MainWindow, qtbot: QtBot) -> None:
    row = window.ticket.targets.rows[1]
    type_into(qtbot, row.price.input, "abc")
    assert window.workspace.unreadable
    qtbot.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert not window.workspace.unreadable


def test_a_premium_that_cannot_be_read_is_forgotten_where_it_is_folded_away(window: MainWindow, qtbot: QtBot) -> None:
    costs = window.ticket.costs
    inside = costs.unfold()
    assert isinstance(inside, CostsBox)
    inside.guaranteed.chosen.emit(PremiumBy.RATE.value)
    premium = inside.premium
    type_into(qtbot, premium.input, "abc")
    assert window.workspace.unreadable
    qtbot.mouseClick(costs.header, Qt.MouseButton.LeftButton)
    assert not window.workspace.unreadable
    assert not window.ticket.faults()


def test_another_venue_lists_its_instruments_and_moves_the_prices(window: MainWindow) -> None:
    venue = window.ticket.venue.list
    index = venue.findData("eu_retail_cfd")
    venue.setCurrentIndex(index)
    venue.activated.emit(index)
    draft = window.workspace.document.draft
    assert draft.situation.venue.name == "EU retail CFD"
    assert draft.plan.margin_mode == "cross"
    assert draft.plan.instrument == window.ticket.instrument.list.currentData()
    assert not window.ticket.margin_mode.buttons["isolated"].isEnabled()


def test_an_instrument_in_another_currency_asks_for_its_rate(window: MainWindow, qtbot: QtBot) -> None:
    for choice, value in ((window.ticket.venue, "eu_retail_cfd"), (window.ticket.instrument, "USDJPY")):
        index = choice.list.findData(value)
        choice.list.setCurrentIndex(index)
        choice.list.activated.emit(index)
    currency = window.ticket.account.currency.list
    currency.setCurrentIndex(currency.findData("EUR"))
    currency.activated.emit(currency.findData("EUR"))
    rate = window.ticket.account.rates["JPY"]
    assert rate.isVisible()
    assert objection(rate).startswith("Say what 1 JPY is worth in EUR")
    type_into(qtbot, rate.input, "0.006")
    assert window.workspace.document.draft.situation.rates == {"JPY": Decimal("0.006")}
    assert objection(rate) == ""


def test_the_verdict_wears_the_colour_of_its_answer(window: MainWindow, qtbot: QtBot) -> None:
    seen = []
    for price in ("49000", "45000", "51000"):
        type_into(qtbot, field(window, "stop_price").input, price)
        seen.append(window.verdict.headline.palette().windowText().color().name())
    assert len(set(seen)) == 3
