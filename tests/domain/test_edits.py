from decimal import Decimal

import pytest
from pydantic import ValidationError

from planner.domain import edits
from planner.domain.edits import Edit
from planner.domain.fault import FaultError
from planner.domain.plan import Draft, MeasuredAtr, Position, PositionMode, SizeBy
from planner.domain.venue import MarginMode, Side
from tests.conftest import (
    cfd_instrument,
    cfd_venue,
    figure,
    limits,
    linear_instrument,
    linear_venue,
    make_draft,
    position,
)
from tests.happenings import NOW, counts
from tests.regimes import REG_T, cash_draft, futures_draft, inverse_draft, loan_draft, stock_draft

AIMED = make_draft(targets=[{"price": "51000", "share": "0.5"}])
ETHER = linear_instrument(symbol="ETHUSDT", base_currency="ETH", price_tick="0.01", max_leverage="5")


def _number(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("edit", "name", "path", "value"),
    [
        (edits.move_entry(_number("50100")), "move_entry", "plan.entry_price", _number("50100")),
        (edits.move_stop(None), "move_stop", "plan.stop_price", None),
        (edits.set_leverage(_number("7")), "set_leverage", "plan.leverage", _number("7")),
        (edits.set_margin_mode(MarginMode.CROSS), "set_margin_mode", "plan.margin_mode", MarginMode.CROSS),
        (edits.set_size(SizeBy.QUANTITY, _number("1")), "set_size", "plan.size_by", SizeBy.QUANTITY),
        (edits.set_loan_to_value(_number("0.4")), "set_loan_to_value", "plan.loan_to_value", _number("0.4")),
        (edits.set_news_blackout(news=True), "set_news_blackout", "plan.news_blackout", True),
        (edits.set_sizing("atr", _number("400")), "set_sizing", "plan.sizing.atr", _number("400")),
        (
            edits.choose_sizing(SizeBy.KELLY, _number("0.5"), {"win_rate": _number("0.6")}),
            "set_size",
            "plan.sizing.win_rate",
            _number("0.6"),
        ),
        (edits.set_intraday(intraday=True), "set_intraday", "plan.intraday", True),
        (edits.add_margin(_number("50")), "add_margin", "plan.added_margin", _number("50")),
        (edits.add_margin(None), "add_margin", "plan.added_margin", 0),
        (
            edits.set_position_mode(PositionMode.ONE_WAY),
            "set_position_mode",
            "situation.account.position_mode",
            PositionMode.ONE_WAY,
        ),
        (edits.set_beta("BTCUSDT", _number("1.5")), "set_beta", "situation.betas", {"BTCUSDT": _number("1.5")}),
        (edits.set_beta("BTCUSDT", None), "set_beta", "situation.betas", {}),
        (edits.set_cost("holding_days", _number("3")), "set_cost", "plan.holding_days", _number("3")),
        (edits.write_note("why"), "write_note", "plan.note", "why"),
        (
            edits.set_account("wallet_balance", _number("5")),
            "set_account",
            "situation.account.wallet_balance",
            _number("5"),
        ),
        (edits.set_rate("EUR", _number("1.1")), "set_rate", "situation.rates", {"EUR": _number("1.1")}),
        (edits.set_rate("EUR", None), "set_rate", "situation.rates", {}),
        (edits.count("losing_streak", 2, NOW), "count", "situation.events", counts(losing_streak=2)),
        (edits.take_side(Side.LONG), "take_side", "plan", AIMED.plan),
        (edits.remove_target(0), "remove_target", "plan.targets", ()),
    ],
    ids=lambda value: value.name if isinstance(value, Edit) else "",
)
def test_an_edit_changes_one_thing_and_has_a_name(edit: Edit, name: str, path: str, value: object) -> None:
    assert edit.name == name
    assert not edit.continuing
    assert figure(edit.change(AIMED), path) == value


def test_a_count_entered_again_takes_the_place_of_the_one_before() -> None:
    draft = AIMED
    for edit in (
        edits.count("losing_streak", 2, NOW),
        edits.count("deviations", 1, NOW),
        edits.count("losing_streak", 1, NOW),
    ):
        draft = edit.change(draft)
    assert draft.situation.events == counts(deviations=1, losing_streak=1)


def test_an_edit_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValidationError):
        edits.set_leverage(_number("0")).change(AIMED)


def test_a_drag_says_that_it_continues() -> None:
    price = _number("51100")
    assert edits.move_stop(price, continuing=True).continuing
    assert edits.move_target(0, price, continuing=True).continuing


def test_a_target_is_moved_and_its_share_set() -> None:
    moved = edits.share_target(0, _number("0.3")).change(edits.move_target(0, _number("51500")).change(AIMED))
    assert [(target.price, target.share) for target in moved.plan.targets] == [(_number("51500"), _number("0.3"))]


def test_a_new_target_is_a_stop_distance_further_for_the_share_left() -> None:
    one = edits.add_target().change(make_draft())
    assert [(target.price, target.share) for target in one.plan.targets] == [(_number("52000"), _number("1"))]
    two = edits.add_target().change(AIMED)
    assert [(target.price, target.share) for target in two.plan.targets][1] == (_number("52000"), _number("0.5"))


def test_a_new_target_with_nothing_left_takes_half_of_the_last() -> None:
    three = make_draft(targets=[{"price": "51000", "share": "0.7"}, {"price": "52000", "share": "0.3"}])
    shares = [target.share for target in edits.add_target().change(three).plan.targets]
    assert shares == [_number("0.7"), _number("0.15"), _number("0.15")]


def test_a_target_put_at_a_price_takes_what_is_left() -> None:
    added = edits.add_target_at(_number("53000")).change(AIMED).plan.targets
    assert [(target.price, target.share) for target in added][1:] == [(_number("53000"), _number("0.5"))]


def test_a_new_target_needs_an_entry_but_no_stop() -> None:
    assert edits.add_target().change(make_draft(entry_price=None)).plan.targets == ()
    added = edits.add_target().change(make_draft(stop_price=None, side="short")).plan.targets
    assert [target.price for target in added] == [_number("48000")]  # twice 2 % of the entry


def test_the_other_side_keeps_every_distance() -> None:
    flipped = edits.flip_side().change(AIMED)
    assert (flipped.plan.side, flipped.plan.stop_price) == (Side.SHORT, _number("51000"))
    assert [target.price for target in flipped.plan.targets] == [_number("49000")]
    assert edits.flip_side().change(flipped) == AIMED


def test_a_target_beyond_twice_the_entry_lands_on_the_lowest_price() -> None:
    far = make_draft(stop_price=None, targets=[{"price": "150000", "share": "1"}])
    assert edits.flip_side().change(far).plan.targets[0].price == _number("0.1")


def test_the_side_alone_changes_without_an_entry() -> None:
    flipped = edits.flip_side().change(make_draft(entry_price=None))
    assert (flipped.plan.side, flipped.plan.stop_price) == (Side.SHORT, _number("49000"))


def test_another_instrument_keeps_distances_in_percent() -> None:
    venue = linear_venue(linear_instrument(), ETHER)
    held = make_draft(targets=[{"price": "51000", "share": "1"}], fee_rate="0.001", positions=[position()])
    changed = edits.choose_instrument(venue, "ETHUSDT", _number("2000")).change(held)
    plan = changed.plan
    assert [plan.entry_price, plan.stop_price, plan.targets[0].price] == [_number(n) for n in ("2000", "1960", "2040")]
    assert (plan.leverage, plan.fee_rate) == (_number("5"), None)
    assert [i.symbol for i in changed.situation.venue.instruments] == ["BTCUSDT", "ETHUSDT"]
    assert changed.situation.positions == held.situation.positions


@pytest.mark.parametrize("entry", ["50000", None])
def test_prices_are_cleared_without_a_reference(entry: str | None) -> None:
    reference = None if entry else _number("2000")
    edit = edits.choose_instrument(linear_venue(ETHER), "ETHUSDT", reference)
    plan = edit.change(make_draft(entry_price=entry)).plan
    assert (plan.entry_price, plan.stop_price, plan.targets) == (None, None, ())


def test_another_venue_leaves_positions_behind_and_sets_what_it_offers() -> None:
    draft = make_draft(positions=[position()], stop_price=None)
    changed = edits.choose_instrument(cfd_venue(cfd_instrument()), "EURUSD", _number("1.1")).change(draft)
    assert changed.situation.positions == ()
    assert changed.situation.account.currency == "USD"
    assert changed.plan.margin_mode is MarginMode.CROSS
    assert (changed.plan.entry_price, changed.plan.stop_price) == (_number("1.1"), None)


def test_an_instrument_the_venue_does_not_list_changes_nothing() -> None:
    assert edits.choose_instrument(linear_venue(), "NOPE", None).change(AIMED) is AIMED


def test_open_positions_bring_the_rules_of_their_instruments() -> None:
    held = position(instrument="ETHUSDT")
    changed = edits.set_positions((held,), linear_venue(linear_instrument(max_leverage="1"), ETHER)).change(AIMED)
    assert changed.situation.positions == (held,)
    assert [i.symbol for i in changed.situation.venue.instruments] == ["BTCUSDT", "ETHUSDT"]
    assert changed.situation.venue.instruments[0].max_leverage == 125
    assert edits.set_positions((), linear_venue()).change(changed) == AIMED


def test_a_position_entered_with_its_beta_is_one_edit() -> None:
    entered = edits.Entered.model_validate({**dict(position()), "beta": _number("0.8")})
    changed = edits.set_positions((entered,), linear_venue()).change(AIMED)
    assert changed.situation.betas == {"BTCUSDT": _number("0.8")}
    assert [type(held) for held in changed.situation.positions] == [Position]
    assert changed.situation.positions == (position(),)
    plain = edits.Entered.model_validate(dict(position()))
    assert edits.set_positions((plain,), linear_venue()).change(changed).situation.betas == {}


ELABORATE = make_draft(
    added_margin="100",
    position_mode="one_way",
    side="short",
    stop_price="51000",
    leverage="20",
    targets=[{"price": "49000", "share": "1"}],
    betas={"BTCUSDT": "1.5"},
    rates={"JPY": "0.0067"},
)


def _moved(to: Draft, draft: Draft = ELABORATE, price: str = "100") -> Draft:
    venue = to.situation.venue
    return edits.choose_instrument(venue, venue.instruments[0].symbol, _number(price)).change(draft)


@pytest.mark.parametrize("regime", [cash_draft(), loan_draft()])
def test_where_nothing_can_be_sold_short_the_plan_turns_long(regime: Draft) -> None:
    plan = _moved(regime).plan
    # 2 % above 100 and 2 % below, mirrored
    assert (plan.side, plan.stop_price, plan.targets[0].price) == (Side.LONG, _number("98"), _number("102"))


def test_what_another_regime_does_not_know_is_dropped_and_leverage_waits() -> None:
    changed = _moved(futures_draft())
    assert (changed.plan.added_margin, changed.plan.leverage) == (_number("0"), _number("20"))
    assert changed.situation.account.position_mode is PositionMode.HEDGE
    assert (changed.situation.betas, changed.situation.rates) == ({}, {})
    assert changed.plan.margin_mode is MarginMode.CROSS


def test_an_isolated_perpetual_in_the_same_currency_keeps_what_was_added() -> None:
    kept = edits.choose_instrument(linear_venue(ETHER, id="other"), "ETHUSDT", _number("2000")).change(ELABORATE)
    assert (kept.plan.added_margin, kept.situation.account.position_mode) == (_number("100"), PositionMode.ONE_WAY)
    assert _moved(inverse_draft()).plan.added_margin == 0  # it would be coins


@pytest.mark.parametrize("size_by", ["risk_amount", "margin"])
def test_a_size_in_money_is_no_size_in_coins(size_by: str) -> None:
    terms = {"equity_base": "custom", "base_amount": "5000", "closed_profit": "40", "delta": "20"}
    draft = make_draft(size_by=size_by, size="100", sizing=terms, limits=limits(single_trade_rate="0.015"))
    plan = _moved(inverse_draft(), draft).plan
    assert (plan.size_by, plan.size) == ("risk_rate", _number("0.015"))
    assert [plan.sizing.base_amount, plan.sizing.closed_profit, plan.sizing.delta] == [None, 0, None]
    dollars = _moved(futures_draft(), draft).plan
    assert dollars.size_by == size_by
    assert [dollars.size, dollars.sizing.delta] == [100, 20]


def test_leverage_is_at_least_one_and_at_most_what_is_offered() -> None:
    low = make_draft(leverage="0.5")
    assert edits.choose_instrument(linear_venue(ETHER), "ETHUSDT", None).change(low).plan.leverage == 1


def test_a_day_trade_stays_one_only_where_there_are_such() -> None:
    by_day = futures_draft(intraday=True)
    assert _moved(futures_draft(), by_day).plan.intraday
    assert not _moved(futures_draft(margin={"initial": "10", "maintenance": "9"}), by_day).plan.intraday
    assert not _moved(stock_draft(), by_day).plan.intraday
    granted = stock_draft(rules={"stock": {**REG_T, "day_trade_rule": "intraday_margin"}})
    assert _moved(granted, by_day).plan.intraday


def test_a_loan_asks_for_no_more_than_the_next_lender_gives() -> None:
    assert _moved(loan_draft(), loan_draft(loan_to_value="0.9")).plan.loan_to_value == _number("0.65")
    assert _moved(loan_draft(), loan_draft(loan_to_value=None)).plan.loan_to_value is None
    assert _moved(cash_draft(), loan_draft()).plan.loan_to_value is None


def test_a_fixed_quantity_is_one_the_next_instrument_takes() -> None:
    held = make_draft(size_by="quantity", size="0.2")
    assert _moved(cash_draft(), held).plan.size == 1
    assert _moved(cash_draft(), make_draft(size_by="quantity", size="7.9")).plan.size == 7


def test_a_last_target_too_small_to_be_shared_stays_alone() -> None:
    shares = [{"price": "51000", "share": "0.99"}, {"price": "52000", "share": "0.01"}]
    with pytest.raises(FaultError) as caught:
        edits.add_target().change(make_draft(targets=shares))
    assert caught.value.fault.code == "no_share_left"


def test_a_plan_has_eight_targets_at_most() -> None:
    draft = make_draft(targets=[{"price": f"{51000 + 100 * number}", "share": "0.1"} for number in range(8)])
    with pytest.raises(FaultError) as caught:
        edits.add_target_at(_number("53000")).change(draft)
    assert caught.value.fault.code == "most_targets"


def test_an_average_true_range_that_is_taken_says_of_which_history_it_is_until_one_is_typed() -> None:
    measured = MeasuredAtr(atr=Decimal(400), history="BTC by day", opened=NOW, seconds=Decimal(86_400))
    taken = edits.take_atr(measured).change(make_draft())
    assert (taken.plan.sizing.atr, taken.plan.measured_atr) == (Decimal(400), measured)
    typed = edits.set_sizing("atr", Decimal(401)).change(taken)
    assert (typed.plan.sizing.atr, typed.plan.measured_atr) == (Decimal(401), None)
    assert edits.set_sizing("win_rate", Decimal("0.5")).change(taken).plan.measured_atr == measured


def test_an_edit_that_takes_no_average_true_range_names_no_history() -> None:
    measured = MeasuredAtr(atr=Decimal(400), history="BTC by day", opened=NOW, seconds=Decimal(86_400))
    edit = edits.set_leverage(Decimal(3))
    assert edits.measured_in(edit, None) is edit
    assert edits.measured_in(edit, measured).change(make_draft()).plan.measured_atr is None
