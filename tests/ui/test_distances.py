"""Stop and targets entered as distances. The plan buys 0.2 BTC at 50,000, stop 49,000, targets 52,000 and 54,000."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from planner.domain import edits, ladder_edits
from planner.domain.distances import Unit, stop_reference, target_reference
from planner.domain.evaluate import evaluate
from planner.domain.plan import SizeBy
from planner.domain.typed import FieldRule
from planner.settings import Appearance, Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.main_window import MainWindow
from planner.ui.widgets.distance_field import DistanceField, Entering
from tests.conftest import fx_draft, linear_instrument, linear_venue, make_draft
from tests.regimes import halves_by_kelly
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script, window_on


def _type(qtbot: QtBot, field: DistanceField, text: str) -> None:
    field.input.setFocus()
    field.input.selectAll()
    qtbot.keyClicks(field.input, text)


@pytest.mark.parametrize(
    "case",
    [("percent", "2", "3", "48500"), ("ticks", "10000", "5000", "49500")],
)
def test_a_stop_is_shown_and_typed_as_a_distance(
    window: MainWindow, qtbot: QtBot, case: tuple[str, str, str, str]
) -> None:
    unit, shown, typed, price = case
    stop = window.ticket.stop
    stop.enter_in(Unit(unit))
    assert stop.input.text() == shown
    _type(qtbot, stop, typed)
    assert window.workspace.document.draft.plan.stop_price == Decimal(price)
    assert stop.input.text() == typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12.5", "12.5 is not a multiple of 1; 12 or 13 would be right."),
        ("0.5", "0.5 is below the first step; 1 would be right."),
    ],
)
def test_a_part_of_a_tick_is_refused_beside_the_field(window: MainWindow, qtbot: QtBot, typed: str, said: str) -> None:
    stop = window.ticket.stop
    stop.enter_in(Unit.TICKS)
    _type(qtbot, stop, typed)
    assert stop.fault == said
    _type(qtbot, stop, "12")
    assert stop.fault == ""
    assert window.workspace.document.draft.plan.stop_price == Decimal("49998.8")


def test_a_part_of_a_pip_is_taken_as_far_as_there_are_ticks(qtbot: QtBot) -> None:
    """A tick of EURUSD is a tenth of a pip: 25.5 pips below 1.00000 are 0.99745."""
    field = DistanceField("stop_price", FieldRule())
    qtbot.addWidget(field)
    reference = stop_reference(evaluate(fx_draft()), None)
    field.show_price(Decimal("0.99"), Entering(FieldRule(), "", "USD", reference))
    field.enter_in(Unit.PIPS)
    assert field.input.text() == "100"
    taken: list[Decimal] = []
    field.edited.connect(taken.append)
    _type(qtbot, field, "25.5")
    assert taken[-1] == Decimal("0.99745")
    _type(qtbot, field, "25.55")
    assert field.fault == "25.55 is not a multiple of 0.1; 25.5 or 25.6 would be right."


def test_targets_are_entered_in_r_and_keep_their_text_while_typed(window: MainWindow, qtbot: QtBot) -> None:
    first = window.ticket.targets.rows[0].price
    first.enter_in(Unit.R)
    assert first.input.text() == "2"
    _type(qtbot, first, "2.5")
    assert window.workspace.document.draft.plan.targets[0].price == 52500
    assert first.input.text() == "2.5"
    assert window.ticket.targets.rows[1].price.entered_in is Unit.PRICE


def test_a_distance_that_is_typed_as_it_is_shown_moves_nothing(window: MainWindow, qtbot: QtBot) -> None:
    """52,000 is 4.05556... % above 49,973.3: rounded down it would be the tick below."""
    _type(qtbot, window.ticket.entry, "49973.3")
    first = window.ticket.targets.rows[0].price
    first.enter_in(Unit.PERCENT)
    assert first.input.text() == "4.0556"
    _type(qtbot, first, "4.0556")
    assert window.workspace.document.draft.plan.targets[0].price == 52_000


def test_coins_are_told_and_moved_by_in_their_own_digits(folders: Folders, qtbot: QtBot) -> None:
    """23,054 contracts of 1 USD, sold at 93,400 and bought back at 88,800, bring 0.0128 BTC but for costs."""
    window = window_on(resource("examples", "inverse-btc.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(window)
    first = window.ticket.targets.rows[0].price
    first.enter_in(Unit.MONEY)
    brings = Decimal(first.input.text())
    assert abs(brings - Decimal(23_054) * (1 / Decimal(88_800) - 1 / Decimal(93_400))) < Decimal("0.0004")
    first.input.setFocus()
    qtbot.keyClick(first.input, Qt.Key.Key_Up)
    assert abs(Decimal(first.input.text()) - brings - Decimal("0.00001")) < Decimal("0.0000002")  # within a tick
    assert 88_790 < (window.workspace.document.draft.plan.targets[0].price or 0) < 88_800


def test_an_arrow_key_moves_by_a_step_of_the_unit(window: MainWindow, qtbot: QtBot) -> None:
    first = window.ticket.targets.rows[0].price
    first.enter_in(Unit.R)
    first.input.setFocus()
    qtbot.keyClick(first.input, Qt.Key.Key_Up)
    assert window.workspace.document.draft.plan.targets[0].price == 52100


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen, a menu cannot grab the keyboard
def test_the_unit_is_switched_by_key_and_by_its_menu(window: MainWindow, qtbot: QtBot) -> None:
    stop = window.ticket.stop
    stop.input.setFocus()
    qtbot.keyClick(stop.input, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert stop.input.text() == "2"
    qtbot.mouseClick(stop.unit, Qt.MouseButton.LeftButton)
    menu = stop.findChildren(QMenu)[-1]
    assert [entry.isChecked() for entry in menu.actions()][:2] == [False, True]
    menu.actions()[0].trigger()
    menu.close()
    assert stop.input.text() == "49000.0"


def test_what_a_target_brings_is_said_to_be_of_all_of_it(window: MainWindow) -> None:
    target, stop = window.ticket.targets.rows[0].price, window.ticket.stop
    assert target.name_of(Unit.MONEY) == "Money if all of it closes there, all costs in"
    assert target.name_of(Unit.TICKS) == stop.name_of(Unit.TICKS)
    assert stop.name_of(Unit.MONEY) == "Money, all costs in"


def test_the_distance_follows_the_entry_and_the_price_stays(window: MainWindow, qtbot: QtBot) -> None:
    window.ticket.stop.enter_in(Unit.TICKS)
    entry = window.ticket.bindings["entry_price"].field
    entry.input.setFocus()
    entry.input.selectAll()
    qtbot.keyClicks(entry.input, "50100")
    assert window.workspace.document.draft.plan.stop_price == 49000
    assert window.ticket.stop.input.text() == "11000"


def test_a_distance_that_no_price_has_is_said_and_taken_back(window: MainWindow, qtbot: QtBot) -> None:
    stop = window.ticket.stop
    stop.enter_in(Unit.PERCENT)
    _type(qtbot, stop, "120")
    assert "no price that far away" in stop.fault
    assert window.workspace.document.draft.plan.stop_price == 49000
    qtbot.keyClick(stop.input, Qt.Key.Key_Escape)
    assert stop.input.text() == "2"


def test_a_further_entry_is_a_distance_from_the_first_one(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.document.apply(ladder_edits.add_rung())
    rung = window.ticket.ladder.rows[0].price
    for unit, typed, price in ((Unit.PERCENT, "1", 49500), (Unit.TICKS, "4000", 49600), (Unit.PERCENT, "0.5", 49750)):
        rung.enter_in(unit)
        _type(qtbot, rung, typed)
        assert window.workspace.document.draft.plan.ladder[0].price == price
        assert rung.input.text() == typed, "the average it moves is not what it is counted from"


def test_a_stop_that_moves_the_average_stays_the_distance_that_is_typed(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.document.apply(ladder_edits.add_rung())
    window.workspace.document.apply(ladder_edits.move_rung(0, Decimal(49700)))
    stop = window.ticket.stop
    stop.enter_in(Unit.TICKS)
    _type(qtbot, stop, "15000")
    found = window.workspace.document.assessment.evaluation
    assert found.entry_price is not None
    assert found.draft.plan.stop_price is not None
    assert 14999 < (found.entry_price - found.draft.plan.stop_price) * 10 <= 15000
    assert stop.input.text() == "15000"
    stop.enter_in(Unit.PRICE)
    assert stop.unit.text() == "1,500 pts"


def _in_money(coins: str) -> Entering:
    """Targets of so many coins bought at 50,000, without costs."""
    evaluation = evaluate(make_draft(size_by="quantity", size=coins))
    return Entering(FieldRule(), "", "USDT", target_reference(evaluation, None, 0))


def test_what_is_being_typed_stays_whatever_size_it_leads_to_until_something_else_changes_it(qtbot: QtBot) -> None:
    field = DistanceField("target", FieldRule())
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.show_price(Decimal(54000), _in_money("0.2"))
    field.enter_in(Unit.MONEY)
    assert field.input.text() == "800"
    with qtbot.waitSignal(field.edited) as edited:
        _type(qtbot, field, "4")
    assert edited.args == [50020]
    field.show_price(Decimal(50020), _in_money("0.1"))
    assert field.input.text() == "4", "it is half as much by now, but is still being typed"
    field.show_price(Decimal(50020), _in_money("0.05"))
    assert field.input.text() == "1", "the size was changed elsewhere"
    _type(qtbot, field, "5")
    field.show_price(Decimal(50100), _in_money("0.1"))
    assert field.input.text() == "5"
    qtbot.keyClick(field.input, Qt.Key.Key_Enter)
    field.show_price(Decimal(50100), _in_money("0.1"))
    assert field.input.text() == "10", "the typing had ended"


@pytest.mark.parametrize(("unit", "typed"), [(Unit.R, "1.25"), (Unit.MONEY, "500")])
def test_a_target_that_sets_the_size_is_typed_key_by_key(
    window: MainWindow, qtbot: QtBot, unit: Unit, typed: str
) -> None:
    """A quarter of Kelly buys 2.5 (0.6 - 0.4 / b) coins for a target of b R: half a coin for one of 1,000 points."""
    document = window.workspace.document
    document.apply(edits.choose_sizing(SizeBy.KELLY, Decimal("0.25"), {"win_rate": Decimal("0.6")}))
    document.apply(edits.remove_target(1))
    document.apply(edits.share_target(0, Decimal(1)))
    target = window.ticket.targets.rows[0].price
    target.enter_in(unit)
    target.input.setFocus()
    target.input.selectAll()
    for count, key in enumerate(typed, start=1):
        qtbot.keyClicks(target.input, key)
        assert target.input.text() == typed[:count]
    qtbot.keyClick(target.input, Qt.Key.Key_Tab)
    assert target.input.text() == typed, "it has come to that"


def test_an_entry_is_a_distance_above_or_below_the_last_price(window: MainWindow, qtbot: QtBot) -> None:
    last = window.workspace.reference_price("BTCUSDT")
    assert last == 93381  # the last close of the shipped candles
    entry = window.ticket.entry
    entry.enter_in(Unit.TICKS)
    assert entry.input.text() == "-433810"  # 50,000 is 43,381 below, in tenths
    for unit, typed, price in (
        (Unit.TICKS, "190", "93400"),
        (Unit.PERCENT, "-1", "92447.1"),
        (Unit.TICKS, "0", "93381"),
    ):
        entry.enter_in(unit)
        _type(qtbot, entry, typed)
        assert window.workspace.document.draft.plan.entry_price == Decimal(price)
        assert entry.input.text() == typed
    _type(qtbot, entry, "-9338100")
    assert "no price that far away" in entry.fault


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen, a menu cannot grab the keyboard
@pytest.mark.parametrize("example", ["inverse-btc", "crypto-loan", "spot-margin", "cross-book"])
def test_where_a_unit_has_no_room_there_is_still_something_to_click(
    folders: Folders, qtbot: QtBot, example: str
) -> None:
    window = window_on(resource("examples", f"{example}.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(window)
    window.resize(1024, 640)
    window.show()
    for _ in range(2):
        window.workspace.document.apply(ladder_edits.add_rung())
    settle()
    stop, rungs = window.ticket.stop, window.ticket.ladder.rows
    for each in (window.ticket.entry, stop, *(row.price for row in rungs)):
        assert each.unit.isVisible()
        assert each.unit.shown_text() in {each.unit.text(), "▾"}
        number = each.input.fontMetrics().horizontalAdvance(each.input.text())
        assert number <= each.input.width() - each.input.textMargins().right() - 16, "the number is whole"
    assert any(each.unit.shown_text() == "▾" for each in (window.ticket.entry, stop, *(row.price for row in rungs)))
    assert stop.unit.toolTip().startswith(stop.unit.text())
    qtbot.mouseClick(stop.unit, Qt.MouseButton.LeftButton)
    menu = stop.findChildren(QMenu)[-1]
    assert len(menu.actions()) > 1
    menu.close()


@pytest.mark.parametrize("scale", [1.5, 2.0])
@pytest.mark.parametrize("example", ["crypto-loan", "btc-breakout", "spot-margin"])
def test_a_price_is_whole_before_its_unit_is_seen(folders: Folders, qtbot: QtBot, example: str, scale: float) -> None:
    plan, settings = resource("examples", f"{example}.plan.json"), Settings(appearance=Appearance(text_scale=scale))
    window = window_on(plan, folders, settings, Script())
    qtbot.addWidget(window)
    window.show()
    settle()
    for row in window.ticket.targets.rows:
        number = row.price.input.fontMetrics().horizontalAdvance(row.price.input.text())
        assert number <= row.price.input.width() - row.price.input.textMargins().right() - 8


def test_a_stop_that_cannot_be_as_far_as_was_typed_says_why(window: MainWindow, qtbot: QtBot) -> None:
    """Halves at 50,000 and 49,000 in whole coins for 4,900: five, bought at 49,400, lose 4,450 at 48,510.

    At 48,412, 2 % below that, they would lose 4,940: four are bought at 49,500, of which 2 % is 48,510 again.
    """
    whole = linear_venue(linear_instrument(quantity_step="1", min_quantity="1"))
    ladder = [{"price": "49000", "share": "0.5"}]
    draft = make_draft(venue=whole, ladder=ladder, size_by="risk_amount", size="4900", stop_price="47000")
    window.workspace.document.open(draft, path=None, title="")
    stop, said = window.ticket.stop, "1.8017 %, not 2 %: whole steps of the size enter at 49,400.0 on average"
    stop.enter_in(Unit.PERCENT)
    _type(qtbot, stop, "2")
    assert window.workspace.document.draft.plan.stop_price == 48510
    qtbot.keyClick(stop.input, Qt.Key.Key_Tab)
    assert stop.input.text() == "1.8017"
    assert stop.hint.startswith(said)
    assert stop.hint in stop.input.accessibleDescription()
    assert not stop.fault
    window.workspace.document.apply(edits.set_size(SizeBy.RISK_AMOUNT, Decimal(6000)))
    assert stop.input.text() == "2", "six are bought at 49,500"
    assert stop.hint == ""


def test_a_hint_of_a_distance_goes_with_its_unit(window: MainWindow, qtbot: QtBot) -> None:
    whole = linear_venue(linear_instrument(quantity_step="1", min_quantity="1"))
    ladder = [{"price": "49000", "share": "0.5"}]
    draft = make_draft(venue=whole, ladder=ladder, size_by="risk_amount", size="4900", stop_price="47000")
    window.workspace.document.open(draft, path=None, title="")
    stop = window.ticket.stop
    stop.enter_in(Unit.PERCENT)
    _type(qtbot, stop, "2.5")
    assert stop.hint == "", "a part of a tick is nothing to explain"
    _type(qtbot, stop, "2")
    assert stop.hint
    stop.enter_in(Unit.TICKS)
    assert stop.hint == ""


def test_a_target_whose_size_jumps_says_why_it_brings_less_than_was_typed(window: MainWindow, qtbot: QtBot) -> None:
    """Two contracts bring 1,975 dollars at 4,019.75; at 4,020 Kelly buys three, which bring 3,000."""
    window.workspace.document.open(halves_by_kelly("0.25", "0.6"), path=None, title="")
    target = window.ticket.targets.rows[1].price
    target.enter_in(Unit.MONEY)
    _type(qtbot, target, "2500")
    qtbot.keyClick(target.input, Qt.Key.Key_Tab)
    assert target.input.text() == "1975"
    assert target.hint.startswith("1975 USD, not 2500 USD: the size follows from the target in whole steps")
    window.menus.actions["hide_money"].trigger()
    assert target.hint == ""
    window.menus.actions["hide_money"].trigger()
    assert target.hint
    _type(qtbot, target, "3487.50")
    assert target.hint == ""
