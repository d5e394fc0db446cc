"""Rules of venues, each by the smallest account that shows it."""

from contextlib import suppress
from decimal import Decimal

import pytest
from pydantic import ValidationError

from planner.domain.at_price import at_price
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.liquidation import margin_call_at, outcome, pool_carries, top_up_to
from planner.domain.shock import common_shock
from planner.domain.what_if import with_margin, with_margin_hike
from tests.conftest import is_near, linear_instrument, linear_venue, make_draft, position, tiers
from tests.regimes import REG_T, futures_draft, inverse_draft, loan_draft, stock_draft

TWO = (linear_instrument(), linear_instrument(symbol="ETHUSDT", base_currency="ETH"))
ONE = {"size_by": "quantity", "size": "0.1"}
COIN = {"instrument": "BTCUSD", "quantity": "100", "margin_mode": "cross", "stop_price": None}


def _before(evaluation: Evaluation) -> tuple[Decimal, Decimal]:
    assert evaluation.before is not None
    return evaluation.before.used_margin, evaluation.before.requirement


def test_equal_inverse_contracts_close_each_other_whatever_they_cost() -> None:
    held = [position(**COIN), position(**{**COIN, "side": "short", "entry_price": "40000"})]
    draft = inverse_draft(margin_mode="cross", size="1", position_mode="one_way", wallet_balance="10", positions=held)
    assert _before(evaluate(draft)) == (Decimal(0), Decimal(0))


def test_inverse_margin_at_entry_is_a_fixed_number_of_coins() -> None:
    held = [position(**COIN, mark_price="60000")]
    rules: dict[str, object] = {"perpetual": {"maintenance_valued_at": "entry"}}
    draft = inverse_draft(rules=rules, margin_mode="cross", size="1", wallet_balance="10", positions=held)
    assert is_near(_before(evaluate(draft))[0], "0.02")  # 10,000 / 50,000 / 10


def test_the_cap_of_a_whole_tier_belongs_to_it() -> None:
    table = tiers(("5000", "0.01", "50"), ("1000000", "0.02", "20"))
    rules = {"maintenance_valued_at": "entry", "tier_rule": "whole"}
    venue = linear_venue(linear_instrument(margin_tiers=table), perpetual=rules)
    pool = evaluate(make_draft(**ONE, venue=venue)).pool
    assert pool is not None
    assert pool.requirement_at(Decimal(50000)) == 50  # 5,000 of notional at 1 %


def test_a_call_of_an_isolated_position_asks_for_its_own_margin_only() -> None:
    draft = make_draft(**ONE, venue=linear_venue(*TWO), positions=[position(instrument="ETHUSDT", margin="5000")])
    # At 45,200 20 of 500 are left; 5,000 behind another position are not missing.
    assert margin_call_at(evaluate(draft), Decimal(45200)) == 480


def test_a_day_trade_beside_an_overnight_position_is_held_to_its_own_margin() -> None:
    held = position(
        instrument="ES", quantity="1", entry_price="4000", mark_price="4000", stop_price=None, margin_mode="cross"
    )
    pool = evaluate(futures_draft(intraday=True, wallet_balance="50000", positions=[held])).pool
    assert pool is not None
    assert pool.requirement_at(Decimal(4000)) == 11000  # 10,000 overnight and 1,000 by day


def test_a_top_up_to_a_price_holds_on_the_whole_way_there() -> None:
    table = tiers(("46000", "0.005", "50"), ("1000000", "0.05", "20"))
    venue = linear_venue(linear_instrument(margin_tiers=table), perpetual={"tier_rule": "whole"})
    evaluation = evaluate(make_draft(size_by="quantity", size="1", wallet_balance="1000000", venue=venue))
    asked = top_up_to(evaluation, Decimal(45500))
    assert asked is not None
    root = evaluate(with_margin(evaluation.draft, asked)).roots.liquidation
    assert root is None or root <= 45500


def test_a_top_up_can_be_added() -> None:
    evaluation = evaluate(make_draft(size_by="quantity", size="0.3", leverage="7"))
    asked = top_up_to(evaluation, Decimal("42000.7"))
    assert asked is not None
    with_margin(evaluation.draft, asked)


def test_closing_a_part_frees_the_requirement_of_that_part_only() -> None:
    other = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
    held = position(
        instrument="ETHUSDT", quantity="10", margin_mode="cross", entry_price="2000", mark_price="2000", stop_price=None
    )
    venue = linear_venue(linear_instrument(), other, liquidation={"partial": "to_target", "target_ratio": "1.25"})
    plan = {"margin_mode": "cross", "size_by": "quantity", "size": "1", "wallet_balance": "6000"}
    found = outcome(evaluate(make_draft(**plan, venue=venue, positions=[held])))
    assert found is not None
    # A quarter of the requirement is missing; a coin of the plan frees 1.25 x 0.5 % of its value.
    required = Decimal(100) + Decimal("0.005") * found.price
    assert found.closed_notional is not None
    assert is_near(found.closed_notional, str(required * Decimal("0.25") / Decimal("0.00625")), "1e-15")


def test_the_closing_fee_is_that_of_what_is_left_where_sides_close_each_other() -> None:
    venue = linear_venue(
        linear_instrument(liquidation_fee_rate="0.01"), perpetual={"fee_base": "notional", "bankruptcy_has_fee": True}
    )
    held = position(quantity="0.16", margin_mode="cross")
    plan = {"side": "short", "stop_price": "51000", "margin_mode": "cross", "position_mode": "one_way"}
    pool = evaluate(make_draft(**ONE, **plan, venue=venue, positions=[held])).pool
    assert pool is not None
    assert pool.closing_fee.at(Decimal(50000)) == 30  # 1 % of 0.06 coins


def test_closing_an_isolated_position_in_one_way_mode_posts_no_margin() -> None:
    plan = {"side": "short", "stop_price": "51000", "position_mode": "one_way"}
    evaluation = evaluate(make_draft(**ONE, **plan, positions=[position()]))
    assert evaluation.after is not None
    assert evaluation.after.used_margin == 0


@pytest.mark.parametrize("entry", ["50100", "49900"])
def test_nothing_is_used_and_no_level_told_where_the_plan_closes_all_that_is_open(entry: str) -> None:
    held = position(**{**COIN, "side": "short", "entry_price": "47300", "mark_price": entry, "leverage": "3"})
    plan = inverse_draft(
        entry_price=entry,
        leverage="3",
        margin_mode="cross",
        position_mode="one_way",
        wallet_balance="2",
        positions=[held],
    )
    after = evaluate(plan).after
    assert after is not None
    assert (after.used_margin, after.requirement) == (Decimal(0), Decimal(0))
    assert after.margin_level is None


def test_what_is_closed_pays_nothing_over_the_holding_time() -> None:
    plan = {"side": "short", "stop_price": "51000", "position_mode": "one_way", "holding_days": "1"}
    evaluation = evaluate(make_draft(**ONE, **plan, positions=[position()]))
    assert evaluation.key is not None
    assert pool_carries(evaluation) == {}
    assert outcome(evaluation) is None


DAY_TRADE = {"day_trade_rule": "intraday_margin"}
PATTERN = {"day_trade_rule": "pattern_day_trader", "day_trade_multiple": "4", "day_trade_min_equity": "2000"}


@pytest.mark.parametrize(
    ("rules", "intraday", "used"),
    # of 20,000 half overnight, the maintenance of a quarter by day; ten percent more at a price ten percent higher
    [(REG_T, False, "10000"), ({**REG_T, **DAY_TRADE}, True, "5000"), ({**REG_T, **PATTERN}, True, "5000"),
     ({**REG_T, **DAY_TRADE}, False, "10000"), (REG_T, True, "10000")],
)  # fmt: skip
def test_a_day_trade_uses_the_same_margin_in_the_header_and_at_its_price(
    rules: dict[str, object], used: str, *, intraday: bool
) -> None:
    draft = stock_draft(rules={"stock": rules}, wallet_balance="30000", intraday=intraday)
    evaluation = evaluate(draft)
    there, higher = (at_price(evaluation, Decimal(price)) for price in (50, 55))
    assert evaluation.after is not None
    assert there is not None
    assert higher is not None
    assert evaluation.after.used_margin == there.account.used_margin == Decimal(used)
    assert is_near(higher.account.used_margin, str(Decimal(used) * Decimal("1.1")))


def test_in_one_way_mode_nothing_stays_open_beside_the_plan() -> None:
    plan = {"side": "short", "stop_price": "51000", "position_mode": "one_way"}
    findings = evaluate(make_draft(**ONE, **plan, positions=[position()])).findings
    assert "hedge" not in {finding.code for finding in findings}


def test_an_isolated_position_with_nothing_posted_blocks_nothing() -> None:
    assert _before(evaluate(make_draft(positions=[position(margin="0")])))[0] == 0


def test_a_market_worth_nothing_is_no_level() -> None:
    venue = linear_venue(linear_instrument(margin_tiers=[]))
    draft = make_draft(leverage="1", margin_mode="cross", size_by="quantity", size="0.2", venue=venue)
    evaluation = evaluate(draft)
    assert evaluation.book_after is not None
    assert evaluation.demands.liquidation is not None
    assert evaluation.roots.liquidation is None
    assert common_shock(evaluation.book_after, evaluation.demands.liquidation, {}).fall is None


def test_a_hike_of_a_loan_moves_its_call_too() -> None:
    roots = evaluate(with_margin_hike(loan_draft(), Decimal("0.5"))).roots
    assert roots.margin_call is not None
    assert roots.liquidation is not None
    assert roots.margin_call >= roots.liquidation


def test_the_requirement_with_the_plan_counts_the_plan() -> None:
    after = evaluate(make_draft(**ONE)).after
    assert after is not None
    assert after.requirement == 25


CURVES = [{"initial_rate": "0"}, {"factor": "0.000000000000000001", "exponent": "0.000000000000000001"}]


@pytest.mark.parametrize("changes", CURVES, ids=str)
def test_a_curve_that_cannot_be_drawn_is_refused_or_evaluated(changes: dict[str, str]) -> None:
    curve = {"initial_rate": "0.01", "factor": "0.0001", "exponent": "0.5", **changes}
    with suppress(ValidationError):
        evaluate(make_draft(**ONE, venue=linear_venue(linear_instrument(maintenance_curve=curve))))


def test_a_loan_that_may_be_worth_its_collateral_is_refused_or_evaluated() -> None:
    listed = loan_draft().situation.venue.instruments[0]
    whole = {"initial_ltv": "0.5", "margin_call_ltv": "0.9", "liquidation_ltv": "1"}
    with suppress(ValidationError):
        evaluate(loan_draft(rules={"instruments": [listed.replace(loan=whole)]}))


def _free(evaluation: Evaluation) -> tuple[Decimal, Decimal]:
    assert evaluation.before is not None
    assert evaluation.after is not None
    return evaluation.before.free_margin, evaluation.after.free_margin


@pytest.mark.parametrize("mode", ["one_way", "hedge"])
def test_free_margin_is_what_equity_leaves_wherever_an_open_position_is_marked(mode: str) -> None:
    # 10,000 less a tenth of 0.5 coins at 50,000 and of 1.4 at 51,000
    held = position(quantity="0.5", margin_mode="cross")
    plan = {"entry_price": "51000", "stop_price": "50500", "margin_mode": "cross", "size_by": "quantity", "size": "1.4"}
    assert _free(evaluate(make_draft(**plan, position_mode=mode, positions=[held])))[1] == 360


HALF_SHORT = {"side": "short", "position_mode": "one_way", "size_by": "quantity", "size": "0.05"}


def test_profit_that_backs_nothing_until_it_is_realised_is_free_once_half_is_closed() -> None:
    # half of 1,000 is realised, and half of a tenth of 5,000 is no longer blocked
    venue = linear_venue(perpetual={"profit_counts": False})
    held = position(entry_price="40000", margin_mode="cross")
    plan = {**HALF_SHORT, "stop_price": "51000", "margin_mode": "cross", "venue": venue}
    before, after = _free(evaluate(make_draft(**plan, positions=[held])))
    assert after - before == 750


def test_half_of_an_isolated_position_is_closed_at_the_entry_of_the_plan_not_at_its_mark() -> None:
    # 250 of margin come back to 9,500; nothing is gained in equity before the price has moved
    plan = {**HALF_SHORT, "entry_price": "51000", "stop_price": "52000"}
    evaluation = evaluate(make_draft(**plan, positions=[position()]))
    assert _free(evaluation) == (Decimal(9500), Decimal(9750))
    assert evaluation.after is not None
    assert (evaluation.after.equity, evaluation.after.used_margin) == (Decimal(10000), Decimal(250))
