"""Price against the plan: amounts and the order of events, by hand."""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.simulation.against import Against, Event, Step, against
from tests.conftest import exact, fx_draft, is_near, linear_instrument, linear_venue, make_draft, position
from tests.regimes import cash_draft, inverse_draft

D = Decimal


def _against(**changes: object) -> Against:
    return against(assess(make_draft(size_by="quantity", size="0.2", **changes)).evaluation)


def test_the_stop_comes_first_and_liquidation_beyond_it_is_told() -> None:
    """Long 0.2 at 50,000 with 10x: liquidation at 45,226.1307, bankruptcy at 45,000."""
    found = _against(stop_price="49000")
    assert [met.event for met in found.order] == [
        Event.STOP,
        Event.MARGIN_CALL,
        Event.LIQUIDATION,
        Event.BANKRUPTCY,
    ]
    assert found.ends_by is Event.STOP
    assert is_near(found.order[2].price, "45226.1306532663")
    assert found.gap_to_stop is not None
    assert exact(found.gap_to_stop.rate) == pytest.approx((45226.1306532663 - 49000) / 50000)
    assert exact(found.gap_to_stop.r or D(0)) == pytest.approx((45226.1306532663 - 49000) / 1000)


def test_the_venue_ends_a_trade_whose_stop_lies_beyond_liquidation() -> None:
    found = _against(stop_price="44800")
    assert found.ends_by is Event.LIQUIDATION
    assert found.gap_to_stop is not None
    assert exact(found.gap_to_stop.rate) == pytest.approx((45226.1306532663 - 44800) / 50000)


def test_carry_that_brings_liquidation_before_the_stop_lets_the_venue_end_the_trade() -> None:
    """After 30 days, 90 fundings of 5 dollars: (45,000 + 450) / 0.995 = 45,678.39 against a stop at 45,600."""
    venue = linear_venue(linear_instrument(funding_rate="0.0001", funding_interval_hours="8"))
    for days, event in ("10", Event.STOP), ("30", Event.LIQUIDATION):
        assert _against(venue=venue, stop_price="45600", holding_days=days).ends_by is event


def test_a_liquidation_is_told_with_its_fee_and_what_is_left() -> None:
    """At 45,226.13 equity is 45.226; a fee of 0.4 % of 9,045.226 takes 36.18 of it."""
    venue = linear_venue(linear_instrument(liquidation_fee_rate="0.004"))
    found = _against(venue=venue).if_liquidated
    assert found is not None
    assert is_near(found.fee, "36.180904523")
    assert is_near(found.residual, "9.045226131")
    assert is_near(found.loss, "990.954773869")


def test_a_liquidation_is_counted_in_r() -> None:
    """1,000 of margin, 45.226 left, against 200 lost at the stop."""
    assert is_near(_against().liquidated_r, str((1000 - 45.22613065) / 200))


@pytest.mark.parametrize("leverage", ["30", "100", "500"])
def test_a_pip_costs_the_same_at_every_leverage(leverage: str) -> None:
    found = against(assess(fx_draft(leverage=leverage)).evaluation)
    assert {step.step: step.loss for step in found.steps} == {Step.TICK: D(1), Step.PIP: D(10), Step.PERCENT: D(1000)}


def test_steps_of_an_inverse_contract_are_in_coin() -> None:
    """10,000 dollars of contracts: a hundredth less is 10,000 / 49,500 - 10,000 / 50,000 of a coin."""
    found = against(assess(inverse_draft()).evaluation)
    percent = next(step.loss for step in found.steps if step.step is Step.PERCENT)
    assert is_near(percent, "0.00202020202")


def test_at_the_stop_the_margin_level_is_what_the_hand_says() -> None:
    """One lot at 1.00 and 30:1 with 10,000: 9,000 are left at 0.99 over 3,333.33; the warning is at 100 %."""
    found = against(assess(fx_draft()).evaluation).at_stop
    assert found is not None
    assert is_near(found.margin_level, "2.7")
    assert is_near(found.requirement_ratio, "2.7")
    assert found.warning_ratio == 1
    assert is_near(found.room, "5666.6666666667")


def test_a_perpetual_warns_by_its_maintenance_and_not_by_its_margin() -> None:
    """Isolated 1,000 behind 0.2 at 50,000: at 49,000 equity is 800, maintenance 49, margin 1,000."""
    found = _against().at_stop
    assert found is not None
    assert is_near(found.margin_level, "0.8")
    assert is_near(found.requirement_ratio, str(800 / 49))
    assert found.warning_ratio == D("1.25")
    assert found.room == D(800) - D("1.25") * 49


def test_other_positions_of_the_account_stand_behind_a_cross_plan() -> None:
    other = position(instrument="BTCUSDT", margin_mode="cross", side="short", quantity="0.1", stop_price="51000")
    found = against(
        assess(make_draft(margin_mode="cross", positions=[other], size_by="quantity", size="0.2")).evaluation
    )
    assert found.at_stop is not None
    assert found.at_stop.equity == D(10000) - 200 + 100


def test_only_a_perpetual_liquidates_at_the_mark() -> None:
    assert _against().stop_on_last
    assert not against(assess(fx_draft()).evaluation).stop_on_last


def test_what_is_paid_in_full_meets_only_its_stop() -> None:
    found = against(assess(cash_draft(stop_price="49")).evaluation)
    assert [met.event for met in found.order] == [Event.STOP]
    assert (found.if_liquidated, found.at_stop, found.ends_by) == (None, None, Event.STOP)


def test_without_an_entry_nothing_is_said() -> None:
    found = against(assess(make_draft(entry_price=None)).evaluation)
    assert (found.loss_at_stop, found.steps, found.order, found.at_stop, found.ends_by) == (None, (), (), None, None)


def test_a_short_meets_its_levels_above() -> None:
    found = _against(side="short", stop_price="51000")
    assert [met.event for met in found.order][:1] == [Event.STOP]
    assert is_near(found.order[2].price, "54726.3681592")
    assert all(met.distance > 0 for met in found.order)
