"""The account after prices moved, against accounts calculated by hand and the same account typed in afterwards."""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.plan import Draft
from planner.domain.venue import DeficitPolicy
from planner.simulation.against import Event
from planner.simulation.stress import Stressed, stressed
from planner.simulation.way import Stress
from tests.conftest import (
    cfd_instrument,
    cfd_venue,
    exact,
    fx_draft,
    is_near,
    linear_instrument,
    linear_venue,
    make_draft,
    position,
)
from tests.regimes import futures_draft, inverse_draft

D = Decimal


def _stressed(draft: Draft, moves: dict[str, str], **changes: Decimal) -> Stressed:
    rates = {symbol: D(rate) for symbol, rate in moves.items()}
    found = stressed(assess(draft).evaluation, Stress(rates, **changes))  # type: ignore[arg-type] # rates by name
    assert found is not None
    return found


def _cross(**changes: object) -> Draft:
    """25,000 of notional with 1,000 at 100x: 0.5 at 50,000."""
    return make_draft(
        **{
            "margin_mode": "cross",
            "wallet_balance": "1000",
            "size_by": "quantity",
            "size": "0.5",
            "leverage": "100",
            "stop_price": None,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("rate", "equity"),
    [("0", "1000"), ("-0.01", "750"), ("-0.02", "500"), ("-0.035", "125"), ("-0.04", "0"), ("-0.2923", "-6307.5")],
)
def test_the_published_account_after_a_move(rate: str, equity: str) -> None:
    assert _stressed(_cross(), {"BTCUSDT": rate}).state.equity == D(equity)


def test_a_held_position_stands_at_the_far_end_with_its_margin_level() -> None:
    found = _stressed(_cross(), {"BTCUSDT": "-0.02"})
    assert (found.ends_by, found.price, found.loss) == (None, D(49000), D(500))
    assert is_near(found.state.margin_level, str(D(500) / D(245)))
    assert not found.is_called


POLICIES = {
    DeficitPolicy.PROTECTED: "0",
    DeficitPolicy.INSURANCE_AND_ADL: "0",
    DeficitPolicy.SOCIALISED: "0",
    DeficitPolicy.OWED: "300",
}


@pytest.mark.parametrize("policy", POLICIES)
def test_who_owes_a_balance_of_minus_300(policy: DeficitPolicy) -> None:
    found = _stressed(_cross(venue=linear_venue(deficit_policy=policy)), {"BTCUSDT": "-0.052"})
    assert (found.deficit, found.ends_by) == (D(300), Event.LIQUIDATION)
    assert found.owed == D(POLICIES[policy])
    assert found.kept == -D(POLICIES[policy])


def test_a_stop_is_gapped_through() -> None:
    found = _stressed(_cross(stop_price="49000"), {"BTCUSDT": "-0.2923"})
    assert (found.ends_by, found.price, found.loss) == (Event.STOP, D("35385"), D("7307.5"))
    assert found.deficit == D("6307.5")


def test_a_flash_fills_a_stop_half_way() -> None:
    """From 49,000 half the way to 45,000: 47,000, 1,500 lost of 0.5."""
    found = _stressed(_cross(stop_price="49000", wallet_balance="10000"), {"BTCUSDT": "-0.1"}, slip=D("0.5"))
    assert (found.price, found.loss, found.state.equity) == (D(47000), D(1500), D(8500))


def test_a_stop_fills_no_better_than_its_slippage_allowance() -> None:
    found = _stressed(_cross(stop_price="49000", wallet_balance="10000", slippage_rate="0.01"), {"BTCUSDT": "-0.0201"})
    assert found.price == D(49000) * D("0.99")


def test_a_guaranteed_stop_fills_at_its_price_in_a_gap() -> None:
    """Half a unit from 50,000 to 49,000 and a premium of 0.1 %: 500 + 25 are lost where 7,307.50 would be."""
    draft = _cross(stop_price="49000", guaranteed_stop={"premium": "0.001"}, slippage_rate="0.01")
    found = _stressed(draft, {"BTCUSDT": "-0.2923"})
    assert (found.ends_by, found.price, found.loss) == (Event.STOP, D(49000), D(525))
    assert (found.state.equity, found.deficit) == (D(475), D(0))


def test_a_guarantee_does_not_help_a_stop_that_liquidation_comes_before() -> None:
    draft = make_draft(size_by="quantity", size="0.5", stop_price="44000", guaranteed_stop={})
    assert _stressed(draft, {"BTCUSDT": "-0.3"}).ends_by is Event.LIQUIDATION


def test_a_stop_takes_though_targets_wait_in_the_book() -> None:
    """Filled at 40,000: 0.5 x (10,000 + 0.0002 x 50,000 + 0.0005 x 40,000) = 5,015."""
    listed = linear_venue(linear_instrument(fee_rate="0.0005", maker_fee_rate="0.0002"))
    makers = {"entry_liquidity": "maker", "exit_liquidity": "maker"}
    draft = _cross(stop_price="49000", wallet_balance="20000", venue=listed, **makers)
    assert _stressed(draft, {"BTCUSDT": "-0.2"}).loss == D(5015)


@pytest.mark.parametrize("rate", ["-0.0199", "0.5"])
def test_a_stop_that_is_not_reached_stays(rate: str) -> None:
    found = _stressed(_cross(stop_price="49000", wallet_balance="10000"), {"BTCUSDT": rate})
    assert (found.ends_by, found.fills) == (None, ())


def test_the_venue_comes_before_a_stop_beyond_liquidation() -> None:
    """Isolated at 10x liquidation is at 45,226: the margin of 2,500 is gone, the stop at 44,000 never fills."""
    draft = make_draft(size_by="quantity", size="0.5", stop_price="44000")
    found = _stressed(draft, {"BTCUSDT": "-0.3"})
    assert found.ends_by is Event.LIQUIDATION
    assert (found.state.equity, found.shortfall) == (D(7500), D(5000))
    assert (found.deficit, found.owed, found.fills) == (D(5000), D(0), ())


def test_an_isolated_stop_that_is_gapped_through_loses_its_margin_and_no_more() -> None:
    found = _stressed(make_draft(size_by="quantity", size="0.5"), {"BTCUSDT": "-0.3"})
    assert (found.ends_by, found.price, found.loss) == (Event.STOP, D(35000), D(7500))
    assert (found.state.equity, found.deficit) == (D(7500), D(5000))


def test_a_liquidation_in_a_flash_fills_half_way_and_leaves_something() -> None:
    """Isolated 10x: from 45,226.13 half the way to 45,200: 45,213.07 leaves 106.53 of 2,500."""
    draft = make_draft(size_by="quantity", size="0.5", stop_price=None)
    found = _stressed(draft, {"BTCUSDT": "-0.096"}, slip=D("0.5"))
    fill = (exact(found.price or D(0)), 45226.130653 / 2 + 22600)
    assert float(fill[0]) == pytest.approx(fill[1])
    assert float(found.state.equity) == pytest.approx(7500 + 2500 - 0.5 * (50000 - 45213.0653266))


def test_a_liquidation_fee_is_paid_from_what_is_left() -> None:
    venue = linear_venue(linear_instrument(liquidation_fee_rate="0.002"))
    draft = make_draft(size_by="quantity", size="0.5", stop_price=None, venue=venue)
    found = _stressed(draft, {"BTCUSDT": "-0.096"})
    assert found.state.equity == 7500 + (2500 - D("0.5") * 4800) - D("0.002") * D("0.5") * 45200


def test_a_venue_that_takes_over_returns_nothing() -> None:
    venue = linear_venue(liquidation={"taken_over": True})
    draft = make_draft(size_by="quantity", size="0.5", stop_price=None, venue=venue)
    assert _stressed(draft, {"BTCUSDT": "-0.096"}).state.equity == 7500


ETH = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
TWO_COINS = linear_venue(linear_instrument(), ETH)


def _with_eth(**changes: object) -> Draft:
    eth = position(
        instrument="ETHUSDT",
        margin_mode="cross",
        quantity="10",
        entry_price="2000",
        mark_price="2000",
        **{"stop_price": None, **changes},
    )
    return make_draft(
        venue=TWO_COINS, margin_mode="cross", positions=[eth], size_by="quantity", size="0.2", stop_price=None
    )


def test_the_whole_book_moves_with_its_signs() -> None:
    """Long 10,000 of BTC loses 2,000 at -20 %; short 20,000 of ETH gains 6,000 at -30 %."""
    found = _stressed(_with_eth(side="short"), {"BTCUSDT": "-0.2", "ETHUSDT": "-0.3"})
    assert found.state.equity == 14000
    assert found.has_winners


def test_another_position_can_end_the_plan() -> None:
    """At -60 % ETH loses 12,000 of 10,000: the account is liquidated though BTC stands still."""
    found = _stressed(_with_eth(), {"ETHUSDT": "-0.6"})
    assert (found.ends_by, found.price) == (Event.LIQUIDATION, D(50000))
    assert found.state.equity == -2000
    assert {part.symbol for part in found.closed} == {"BTCUSDT", "ETHUSDT"}


def test_a_stop_of_another_position_saves_the_account() -> None:
    """ETH closes at 1,600 in a flash from a stop at 1,900 to 1,300: 4,000 lost, and BTC stands."""
    found = _stressed(_with_eth(stop_price="1900"), {"ETHUSDT": "-0.35"}, slip=D("0.5"))
    assert found.ends_by is None
    assert [(fill.symbol, fill.price, fill.pnl) for fill in found.fills] == [("ETHUSDT", D(1600), D(-4000))]
    assert found.state.equity == 6000


def test_a_margin_hike_liquidates_what_would_have_stood() -> None:
    """At 48,750 equity is 375 over a maintenance of 121.875: 3.08 times; four times as much is asked with +300 %."""
    assert _stressed(_cross(), {"BTCUSDT": "-0.025"}).ends_by is None
    hiked = _stressed(_cross(), {"BTCUSDT": "-0.025"}, margin_hike=D(3))
    assert hiked.ends_by is Event.LIQUIDATION
    assert hiked.state.equity == 375


def test_collateral_that_falls_backs_less() -> None:
    found = _stressed(_cross(), {"BTCUSDT": "-0.02"}, haircut=D("0.35"))
    assert found.state.equity == D(650) - 500


def test_an_isolated_margin_falls_with_the_collateral() -> None:
    draft = make_draft(size_by="quantity", size="0.5", stop_price=None)
    found = _stressed(draft, {}, haircut=D("0.35"))
    assert found.state.equity == 6500


def test_the_largest_loss_is_closed_first_at_a_broker() -> None:
    """Two lots at 1.00 and one at 1.00 of the pound, 10,000: the loser alone is closed."""
    pound = {"symbol": "GBPUSD", "base_currency": "GBP"}
    listed = (cfd_venue().instruments[0], cfd_venue().instruments[0].replace(**pound))
    held = position(
        instrument="GBPUSD",
        margin_mode="cross",
        quantity="1",
        entry_price="1",
        mark_price="1",
        stop_price=None,
        leverage="30",
    )
    draft = fx_draft(
        venue=cfd_venue(*listed, liquidation={"close_order": "largest_loss"}), positions=[held], stop_price=None
    )
    found = _stressed(draft, {"EURUSD": "-0.07"})
    assert [(part.symbol, part.quantity, part.is_plan) for part in found.closed] == [("EURUSD", D(1), True)]
    assert found.state.equity == 3000
    assert found.state.used_margin > 0


def test_oil_can_fall_below_nothing_where_contracts_are_settled_in_money() -> None:
    draft = futures_draft(wallet_balance="300000", stop_price=None)
    found = _stressed(draft, {"ES": "-3.1224"})
    assert found.prices["ES"] == D(4000) * D("-2.1224")
    assert found.deficit == D(4000) * D("3.1224") * 50 - 300000
    assert found.owed == found.deficit


def test_a_coin_falls_to_its_tick_and_not_below() -> None:
    found = _stressed(_cross(wallet_balance="30000", leverage="2"), {"BTCUSDT": "-1"})
    assert found.prices["BTCUSDT"] == D("0.1")


def test_an_inverse_contract_loses_coin() -> None:
    """10,000 dollars at 50,000 are 0.2 coins; at 40,000 they are 0.25: 0.05 coins lost, 0.02 of them margin."""
    found = _stressed(inverse_draft(), {"BTCUSD": "-0.2"})
    assert found.ends_by is Event.LIQUIDATION
    assert (found.state.equity, found.shortfall) == (D("0.98"), D("0.03"))


def test_a_rate_of_conversion_moves_with_its_currency() -> None:
    """1,000 dollars lost are 1,000 euros at par, and 1,250 where the dollar gains a quarter."""
    listed = cfd_venue().instruments[0].replace(symbol="GBPUSD", base_currency="GBP")
    draft = fx_draft(venue=cfd_venue(listed), instrument="GBPUSD", currency="EUR", rates={"USD": "1"}, stop_price=None)
    found = stressed(assess(draft).evaluation, Stress({"GBPUSD": D("-0.01")}, currencies={"USD": D("0.25")}))
    assert found is not None
    assert found.state.equity == 8750


def test_positions_that_net_are_held_through() -> None:
    faced = position(margin_mode="cross", side="short", quantity="0.1", stop_price="51000")
    draft = make_draft(margin_mode="cross", positions=[faced], position_mode="one_way", size_by="quantity", size="0.3")
    found = _stressed(draft, {"BTCUSDT": "-0.1"})
    assert found.fills == ()
    assert found.state.equity == 10000 - D("0.2") * 5000


def test_what_cannot_be_evaluated_cannot_be_stressed() -> None:
    assert stressed(assess(make_draft(size="0")).evaluation, Stress({})) is None


@pytest.mark.parametrize("rate", ["-0.01", "-0.015", "0.02"])
@pytest.mark.parametrize("mode", ["cross", "isolated"])
def test_what_stands_is_the_account_typed_in_afterwards(rate: str, mode: str) -> None:
    """The same positions entered at the far prices by hand have the same equity, margins and requirement."""
    draft = _with_eth()
    draft = draft.replace(plan=draft.plan.replace(margin_mode=mode))
    found = _stressed(draft, {"BTCUSDT": rate, "ETHUSDT": rate})
    far = [50000 * (1 + D(rate)), 2000 * (1 + D(rate))]
    typed = [
        position(quantity="0.2", margin_mode=mode, mark_price=far[0], stop_price=None),
        draft.situation.positions[0].replace(mark_price=far[1]),
    ]
    expected = assess(draft.replace(situation=draft.situation.replace(positions=tuple(typed)))).evaluation.before
    assert found.state == expected


def test_targets_are_filled_at_their_prices_on_the_way_and_the_rest_stands() -> None:
    """0.5 at 50,000 up by a tenth: half of it at 52,000 brings 500, a quarter at 54,000 brings 500, the rest 625."""
    targets = [
        {"price": "54000", "share": "0.25"},
        {"price": "52000", "share": "0.5"},
        {"price": "60000", "share": "0.25"},
    ]
    found = _stressed(_cross(targets=targets), {"BTCUSDT": "0.1"})
    assert [(fill.price, fill.pnl) for fill in found.fills] == [(D(52000), D(500)), (D(54000), D(500))]
    assert (found.ends_by, found.price, found.state.equity, found.loss) == (None, D(55000), D(2625), D(-1625))
    all_of_it = _stressed(_cross(targets=targets), {"BTCUSDT": "0.3"})
    assert (all_of_it.ends_by, all_of_it.price, all_of_it.state.equity) == (Event.TARGET, D(60000), D(3250))
    assert all_of_it.state.used_margin == 0


def test_targets_on_the_way_close_whole_steps() -> None:
    """0.003 in halves: 0.002 at 52,000 and 0.001 at 54,000 bring 4 each; a step alone is all closed at 52,000."""
    halves = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    found = _stressed(_cross(targets=halves, size="0.003"), {"BTCUSDT": "0.1"})
    assert [(fill.price, fill.pnl) for fill in found.fills] == [(D(52000), D(4)), (D(54000), D(4))]
    assert found.ends_by is Event.TARGET
    alone = _stressed(_cross(targets=halves, size="0.001"), {"BTCUSDT": "0.1"})
    assert (alone.ends_by, alone.price, alone.loss) == (Event.TARGET, D(52000), D(-2))


def test_an_isolated_target_frees_its_margin_and_a_short_takes_its_profit_below() -> None:
    """0.2 short at 50,000, all of it at 48,000: 400 more than the 10,000 there were, less nothing."""
    draft = make_draft(side="short", stop_price="51000", targets=[{"price": "48000", "share": "1"}])
    found = _stressed(draft, {"BTCUSDT": "-0.5"})
    assert (found.ends_by, found.state.equity, found.state.used_margin) == (Event.TARGET, D(10400), D(0))


def test_a_hedge_that_takes_its_profit_no_longer_pays_for_what_it_hedged() -> None:
    """0.2 short to a target at 45,000 gains 1,000; the 0.2 long beside it lose 5,000 at half the price."""
    held = position(quantity="0.2", margin_mode="cross", stop_price=None)
    short = {"side": "short", "margin_mode": "cross", "stop_price": "60000", "size_by": "quantity", "size": "0.2"}
    hedged = make_draft(positions=[held], **short)
    assert _stressed(hedged, {"BTCUSDT": "-0.5"}).state.equity == 10000
    ended = make_draft(positions=[held], targets=[{"price": "45000", "share": "1"}], **short)
    assert _stressed(ended, {"BTCUSDT": "-0.5"}).state.equity == 6000


def test_a_stop_of_what_the_venue_has_left_standing_still_fills() -> None:
    """Pounds that have lost 9,000 of 10,000 are closed first; 0.1 lots of euros sell at 0.945, halfway to 0.90."""
    pounds = cfd_instrument(symbol="GBPUSD", base_currency="GBP")
    venue = cfd_venue(cfd_instrument(), pounds, liquidation={"close_order": "largest_loss"})
    marks = {"quantity": "1", "entry_price": "1.30", "mark_price": "1.21", "stop_price": None}
    held = position(instrument="GBPUSD", margin_mode="cross", leverage="30", **marks)
    found = _stressed(fx_draft(venue=venue, positions=[held], size="0.1"), {"EURUSD": "-0.1"}, slip=D("0.5"))
    assert [part.symbol for part in found.closed] == ["GBPUSD"]
    assert [(fill.symbol, fill.price, fill.pnl) for fill in found.fills] == [("EURUSD", D("0.945"), D(-550))]
    assert (found.state.equity, found.ends_by) == (D(450), Event.STOP)


def test_a_stop_sells_no_more_than_the_venue_has_left() -> None:
    """1,000 + 0.5 (p - 50,000) = 0.0025 p at 48,241.21: to twice what is required half is closed there."""
    venue = linear_venue(liquidation={"partial": "to_target", "target_ratio": "2"})
    found = _stressed(_cross(venue=venue, stop_price="47000"), {"BTCUSDT": "-0.1"}, slip=D(0))
    assert is_near(found.fills[0].pnl, "-750")
    assert is_near(found.state.equity, "-189.698492")
