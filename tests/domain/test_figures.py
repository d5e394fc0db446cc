"""Figures of one plan that are neither levels nor costs, calculated by hand."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from planner.domain.account import cross_margin_ratio
from planner.domain.evaluate import evaluate
from planner.domain.shock import common_shock
from planner.domain.venue_rules import FuturesMargin, LoanRules
from tests.conftest import is_near, linear_instrument, linear_venue, make_draft, position, tiers
from tests.domain.oracle_shock import CommonMove
from tests.regimes import inverse_draft, loan_draft

SIZED = {"size_by": "quantity", "size": "0.2"}


def test_what_can_be_bought_follows_from_what_is_available() -> None:
    evaluation = evaluate(make_draft(**SIZED, positions=[position(margin="4000")]))
    assert evaluation.buying_power == 60000  # 6,000 at 10x
    assert evaluation.quote_notional == 15000  # 10,000, and 5,000 that are open
    assert evaluation.loan_to_value == Decimal("0.9")
    assert evaluate(loan_draft()).loan_to_value == Decimal("0.5")


def test_nothing_is_said_of_a_plan_without_an_entry() -> None:
    evaluation = evaluate(make_draft(entry_price=None))
    assert (evaluation.buying_power, evaluation.quote_notional, evaluation.loan_to_value) == (None, None, None)
    assert evaluation.tier_measure(Decimal(1)) == 0


@pytest.mark.parametrize(("measure", "counted"), [("notional", "10000"), ("quantity", "0.2")])
def test_tiers_count_notional_or_quantity(measure: str, counted: str) -> None:
    venue = linear_venue(perpetual={"tier_measure": measure})
    assert evaluate(make_draft(**SIZED, venue=venue)).tier_measure(Decimal("0.2")) == Decimal(counted)


def test_tiers_of_an_inverse_contract_count_coins() -> None:
    assert evaluate(inverse_draft()).tier_measure(Decimal(100)) == Decimal("0.2")


def test_where_positions_net_only_the_rest_is_leverage() -> None:
    held = position(side="short", quantity="0.1", stop_price=None, margin_mode="cross")
    plan = {**SIZED, "margin_mode": "cross", "positions": [held]}
    assert evaluate(make_draft(**plan)).effective_leverage == Decimal("1.5")
    assert evaluate(make_draft(**plan, position_mode="one_way")).effective_leverage == Decimal("0.5")


def test_in_one_way_mode_a_plan_that_faces_nothing_closes_nothing() -> None:
    plan = {**SIZED, "margin_mode": "cross", "position_mode": "one_way"}
    assert evaluate(make_draft(**plan)).effective_leverage == 1


@pytest.mark.parametrize(
    ("mode", "mark", "ratio"), [("cross", "50000", "0.0025"), ("isolated", "50000", None), ("cross", "1", None)]
)
def test_the_ratio_of_the_cross_account_is_its_requirement_over_its_equity(
    mode: str, mark: str, ratio: str | None
) -> None:
    held = position(margin_mode=mode, stop_price=None, quantity="0.4", mark_price=mark)
    book = evaluate(make_draft(positions=[held], wallet_balance="19999" if mark == "1" else "40000")).book
    assert book is not None
    assert cross_margin_ratio(book) == (None if ratio is None else Decimal(ratio))


@pytest.mark.parametrize(("entry", "available"), [("48000", "9000"), ("52000", "8800")])
def test_a_locked_profit_backs_nothing_where_profit_does_not_count(entry: str, available: str) -> None:
    pair = [
        position(entry_price=entry, margin_mode="cross", stop_price=None),
        position(side="short", margin_mode="cross", stop_price=None),
    ]
    venue = linear_venue(perpetual={"profit_counts": False})
    evaluation = evaluate(make_draft(**{**SIZED, "size": "0.1"}, venue=venue, margin_mode="cross", positions=pair))
    assert evaluation.before is not None
    assert evaluation.before.free_margin == Decimal(available)
    even = evaluate(make_draft(instrument="ETHUSDT", venue=_two(profit_counts=False), positions=pair, **_ETH))
    assert even.book is not None
    assert even.book.pool(("BTCUSDT", even.draft.plan.margin_mode, None)).equity.at(Decimal(1)) == 9800 + (
        Decimal(available) - 8800
    )


_ETH = {"entry_price": "2000", "stop_price": None, "margin_mode": "cross", "size_by": "quantity", "size": "1"}


def _two(**rules: object) -> object:
    table = tiers(("4000", "0.01", "50"), ("100000", "0.05", "20"))
    coins = (linear_instrument(margin_tiers=table), linear_instrument(symbol="ETHUSDT", base_currency="ETH"))
    return linear_venue(*coins, perpetual=rules)


def test_two_sides_of_one_size_turn_at_the_same_price() -> None:
    pair = [position(margin_mode="cross", stop_price=None), position(side="short", margin_mode="cross")]
    plan = {**_ETH, "instrument": "ETHUSDT", "wallet_balance": "1500", "positions": pair}
    evaluation = evaluate(make_draft(**plan, venue=_two()))
    assert evaluation.book is not None
    key = ("BTCUSDT", evaluation.draft.plan.margin_mode, None)
    assert evaluation.book.pool(key).requirement.edges == (Decimal(40000),)
    assert evaluation.book.pool(key).requirement_at(Decimal(50000)) == 180  # twice 40 and 5 % of 1,000


def test_an_account_in_one_of_two_coins_is_followed_where_its_value_bends() -> None:
    held = position(
        instrument="ETHUSDT", quantity="20", entry_price="2000", mark_price="2000", stop_price=None, margin_mode="cross"
    )
    plan = {"margin_mode": "cross", "size_by": "quantity", "size": "0.5", "currency": "BTC", "wallet_balance": "0.5"}
    evaluation = evaluate(make_draft(**plan, venue=_two(), positions=[held], rates={"USDT": "0.00002"}))
    assert evaluation.book_after is not None
    assert evaluation.demands.liquidation is not None
    shock = common_shock(evaluation.book_after, evaluation.demands.liquidation, {"ETHUSDT": Decimal("1.5")})
    draft = evaluation.draft
    move = CommonMove(draft.replace(situation=draft.situation.replace(betas={"ETHUSDT": "1.5"})), Decimal("0.5"))
    expected = move.root(move.excess(move.book.entry / move.book.entry), -1)
    assert expected is not None
    assert is_near(shock.fall, f"{float(expected):.15f}", "1e-12")


def test_a_curve_without_growth_is_a_rate() -> None:
    curve = {"initial_rate": "0.01", "factor": "0", "exponent": "0.5"}
    pool = evaluate(make_draft(**SIZED, venue=linear_venue(linear_instrument(maintenance_curve=curve)))).pool
    assert pool is not None
    assert pool.requirement_at(Decimal(50000)) == 50


def test_a_rate_that_grows_is_followed_in_an_account_kept_in_the_coin() -> None:
    # 20 coins sold at 50,000 beside 20 in the wallet: 1,000,000 / P of equity; asked are 20 x 0.00000001 x 20 P
    curve = {"initial_rate": "0.01", "factor": "0.00000002", "exponent": "1"}
    coin = linear_venue(linear_instrument(maintenance_curve=curve), account_currencies=["BTC", "USDT"])
    plan = {"side": "short", "size_by": "quantity", "size": "20", "margin_mode": "cross", "stop_price": None}
    roots = evaluate(make_draft(venue=coin, currency="BTC", wallet_balance="20", **plan)).roots
    assert roots.liquidation == 500_000


def test_rules_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValidationError, match="listed twice"):
        linear_venue(linear_instrument(), linear_instrument())
    with pytest.raises(ValidationError, match="not above initial"):
        FuturesMargin(initial=Decimal(1), maintenance=Decimal(2))
    with pytest.raises(ValidationError, match="below that of the call"):
        LoanRules(initial_ltv=Decimal("0.8"), margin_call_ltv=Decimal("0.75"), liquidation_ltv=Decimal("0.9"))


def test_where_more_is_required_than_a_rise_brings_a_long_is_liquidated_by_it() -> None:
    table = tiers(("1000000000", "0.6", "125"))
    venue = linear_venue(linear_instrument(margin_tiers=table), liquidation_ratio="2", margin_call_ratio="2")
    plan = {"margin_mode": "cross", "size_by": "quantity", "size": "1", "wallet_balance": "100000", "venue": venue}
    roots = evaluate(make_draft(**plan)).roots
    assert roots.far_liquidation == 250000  # 50,000 + P = 2 x 0.6 P
    assert roots.liquidation is None
    assert roots.bankruptcy is None
