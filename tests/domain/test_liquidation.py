"""What a liquidation costs and leaves, what would move it, and what a margin call asks, calculated by hand."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.liquidation import (
    Outcome,
    forced_fee,
    liquidation_range,
    margin_call_at,
    notional_to_close,
    outcome,
    planned_leg,
    top_up_to,
)
from planner.domain.margin.futures import call_amount
from tests.conftest import cfd_venue, fx_draft, is_near, linear_instrument, linear_venue, make_draft, position, tiers
from tests.regimes import cash_draft, futures_draft, instrument, loan_draft, spot_draft, stock_draft


def _plan(instrument_changes: Mapping[str, object] | None = None, **changes: object) -> Evaluation:
    rules = {key: changes.pop(key) for key in ("liquidation", "perpetual") if key in changes}
    listed = linear_instrument(**(instrument_changes or {}))
    return evaluate(
        make_draft(**{"size_by": "quantity", "size": "1", "venue": linear_venue(listed, **rules), **changes})
    )


def _outcome(evaluation: Evaluation) -> Outcome:
    found = outcome(evaluation)
    assert found is not None
    return found


CLOSES = [
    ("V7 no fee, to 1.25", "312.5", "0.03125", "0", "10000"),
    ("V7 no fee, to 5/3", "833.3333333333", "0.0416666666667", "0", "20000"),
    ("V7 a fee of 0.5 %", "312.5", "0.03125", "0.005", "11904.7619047619"),
    ("V7 the fee eats what is freed", "0", "0.005", "0.005", None),
    ("V7 the fee is more than what is freed", "10", "0.004", "0.005", None),
]


@pytest.mark.parametrize(("name", "shortage", "rate", "fee", "closed"), CLOSES, ids=[row[0] for row in CLOSES])
def test_the_least_is_closed_that_brings_the_ratio_back(
    name: str, shortage: str, rate: str, fee: str, closed: str | None
) -> None:
    found = notional_to_close(Decimal(shortage), Decimal(rate), Decimal(fee))
    assert found is None if closed is None else is_near(found, closed), name


@pytest.mark.parametrize(
    ("quantity", "leverage", "rate", "fee", "of_margin"),
    [("250", "100", "0.005", "125", "0.5"), ("250", "100", "0.01", "250", "1"), ("100", "10", "0.01", "100", "0.1")],
)
def test_v8_the_fee_is_a_share_of_the_notional_however_small_the_margin(
    quantity: str, leverage: str, rate: str, fee: str, of_margin: str
) -> None:
    listed = linear_instrument(max_leverage="1000", liquidation_fee_rate=rate)
    plan = {"entry_price": "100", "stop_price": None, "size_by": "quantity", "size": quantity, "leverage": leverage}
    found = evaluate(make_draft(venue=linear_venue(listed), **plan))
    leg, unit = planned_leg(found), found.unit
    assert leg is not None
    assert unit is not None
    assert forced_fee(leg, unit.conversion, unit.entry_price) == Decimal(fee)
    assert Decimal(fee) / (found.initial_margin or Decimal(0)) == Decimal(of_margin)


@pytest.mark.parametrize(
    ("target", "fee", "share"), [("1.25", "0", "0.2"), ("1.25", "0.005", "0.238095238095238"), ("1", "0.025", None)]
)
def test_a_part_is_closed_to_the_target_of_the_venue(target: str, fee: str, share: str | None) -> None:
    # Liquidated where 2,500 + P - 50,000 = 0.025 P, at 47,500 / 0.975: there equity is the requirement.
    found = _outcome(
        _plan(
            {"margin_tiers": tiers(("1000000", "0.025", "125")), "liquidation_fee_rate": fee},
            leverage="20",
            liquidation={"partial": "to_target", "target_ratio": target},
        )
    )
    assert is_near(found.price, "48717.948717948717948718", "1e-18")
    if share is None:
        assert found.closed_notional is None
    else:
        assert is_near(found.closed_notional, str(Decimal(share) * found.price), "1e-12")


@pytest.mark.parametrize(
    ("since", "closed"), [("40000", "9045.226130653266"), ("50000", None), (None, "9045.226130653266")]
)
def test_a_slice_is_closed_of_what_is_large_enough(since: str | None, closed: str | None) -> None:
    rules = {"partial": "slices", "slice_rate": "0.2", "slice_from": since}
    found = _outcome(_plan(liquidation=rules)).closed_notional
    assert found is None if closed is None else is_near(found, closed, "1e-12")


@pytest.mark.parametrize(
    ("rate", "least", "fee"), [("0", "0", "0"), ("0.01", "0", "452.2613065326633"), ("0.0001", "50", "50")]
)
def test_a_liquidation_takes_a_fee_of_the_whole_notional(rate: str, least: str, fee: str) -> None:
    changes = {"liquidation_fee_rate": rate, "min_liquidation_fee": least}
    evaluation = _plan(changes, margin_mode="cross", wallet_balance="5000")
    found = _outcome(evaluation)
    assert abs(found.fee - Decimal(fee)) < Decimal(1) or is_near(found.fee, fee, "1e-12")
    assert abs(found.residual - max(Decimal(0), found.equity - found.fee)) < Decimal("1e-20")
    assert is_near(found.loss, str(Decimal(5000) - found.residual), "1e-25")


def test_V8_a_fee_of_the_notional_is_most_of_the_margin_at_100x() -> None:  # noqa: N802 - the name of the example
    # 25,000 at 100x: 0.5 % to 1 % of the position is 50 % to 100 % of its margin of 250.
    for rate, least, most in (("0.005", 120, 125), ("0.01", 240, 250)):
        found = _outcome(_plan({"liquidation_fee_rate": rate}, size="0.5", leverage="100"))
        assert least < found.fee < most


def test_what_a_liquidation_costs_is_the_sum_of_its_parts() -> None:
    # 5,000 posted, 10 of spread, 30 fundings of 5: 4,840 + P - 50,000 = 0.005 P, P = 45,160 / 0.995 = 45,386.934673...
    # There 226.934673 are left; with the entry fee of 25 the loss is 5,025 - 226.934673 = 4,613.065327 + 35 + 150.
    funded = {"funding_rate": "0.0001", "funding_interval_hours": "8", "fee_rate": "0.0005", "spread": "10"}
    found = _outcome(_plan(funded, holding_days="10"))
    assert is_near(found.price, "45386.9346733668", "1e-14")
    assert [found.entry_cost, found.carry, found.fee] == [35, 150, 0]
    assert is_near(found.price_loss, "4613.0653266332", "1e-13")
    assert is_near(found.loss, "4798.0653266332", "1e-13")
    assert found.kept == 0
    kept = _outcome(_plan(funded, holding_days="10", liquidation={"taken_over": True}))
    assert kept.loss == 5025
    assert is_near(kept.kept, "226.9346733668", "1e-12")


def test_a_fee_that_is_more_than_what_is_left_is_not_paid_in_full() -> None:
    found = _outcome(_plan({"liquidation_fee_rate": "0.01"}))
    assert [found.residual, found.loss] == [0, 5000]
    assert is_near(found.kept, "-226.130653266")  # 1 % of 45,226.13 is due, 0.5 % is left


def test_a_venue_that_takes_the_position_over_gives_nothing_back() -> None:
    found = _outcome(_plan(liquidation={"taken_over": True}))
    assert (found.residual, found.loss) == (Decimal(0), Decimal(5000))
    assert found.equity > 0


def test_where_nothing_can_be_liquidated_nothing_is_said() -> None:
    for draft in (make_draft(entry_price=None), cash_draft(), make_draft(instrument="NOPE")):
        evaluation = evaluate(draft)
        assert outcome(evaluation) is None
        assert top_up_to(evaluation, Decimal(1)) is None
        assert liquidation_range(evaluation) == (None, None)
        assert margin_call_at(evaluation, Decimal(1)) is None
    assert planned_leg(evaluate(make_draft(entry_price=None))) is None


def test_a_top_up_to_a_price_is_what_is_short_there() -> None:
    evaluation = _plan()
    # At 42,500: 5,000 - 7,500 against 212.50.
    asked = top_up_to(evaluation, Decimal(42500))
    assert asked is not None
    assert Decimal("2712.5") <= asked <= Decimal("2712.50000001")
    assert top_up_to(evaluation, Decimal(46000)) == 0


def test_V9_added_margin_moves_liquidation_away() -> None:  # noqa: N802 - the name of the example
    moved = evaluate(make_draft(size_by="quantity", size="0.2", added_margin="500"))
    assert is_near(moved.roots.liquidation, "42713.5678392")
    assert is_near(moved.roots.bankruptcy, "42500")


def test_funding_until_the_end_brings_liquidation_nearer() -> None:
    evaluation = _plan({"funding_rate": "0.0001", "funding_interval_hours": "8"}, holding_days="10")
    now, later = liquidation_range(evaluation)
    assert is_near(now, "45226.13065326633")
    assert is_near(later, "45376.88442211055")  # 30 payments of 5 dollars: 45,150 / 0.995
    born = _plan({"funding_rate": "0.01", "funding_interval_hours": "1"}, holding_days="30")
    assert liquidation_range(born)[1] == 50000
    assert liquidation_range(_plan(leverage="1", holding_days="1")) == (None, None)


def test_positions_in_the_same_pool_pay_their_funding_too() -> None:
    # 10 ether at a mark of 2,100 pay 30 x 2.10 = 63; 0.5 % of 21,000 is required for them, 1,000 won.
    ether = linear_instrument(symbol="ETHUSDT", base_currency="ETH", funding_rate="0.0001", funding_interval_hours="8")
    held = {"instrument": "ETHUSDT", "quantity": "10", "entry_price": "2000", "mark_price": "2100"}
    for mode, now, later in (
        ("cross", "39301.5075376884", "39364.8241206030"),  # (50,000 - 11,000 + 105 [+ 63]) / 0.995
        ("isolated", "42211.0552763819", "42211.0552763819"),  # 2,000 of 10,000 are posted for them: 42,000 / 0.995
    ):
        beside = position(**held, margin_mode=mode)
        venue = linear_venue(linear_instrument(), ether)
        plan = {"size_by": "quantity", "size": "1", "margin_mode": "cross", "holding_days": "10"}
        found = liquidation_range(evaluate(make_draft(**plan, venue=venue, positions=[beside])))
        assert is_near(found[0], now, "1e-12")
        assert is_near(found[1], later, "1e-12")


def test_interest_accrues_into_a_loan() -> None:
    listed = instrument(
        symbol="BTCUSD",
        margin_tiers=[],
        loan={"initial_ltv": "0.65", "margin_call_ltv": "0.75", "liquidation_ltv": "0.83"},
        interest={"rate": "0.001", "rate_hours": "24", "step_hours": "1"},
    )
    now, later = liquidation_range(evaluate(loan_draft(rules={"instruments": [listed]}, holding_days="10")))
    assert is_near(now, "30120.4819277108")  # 25,000 / 0.83
    assert is_near(later, "30421.6867469880")  # 25,250 / 0.83


@pytest.mark.parametrize(
    ("equity", "initial", "maintenance", "to_initial", "asked"),
    [
        ("700", "1000", "750", True, "300"),
        ("1100", "1000", "750", True, "0"),
        ("800", "1000", "750", True, "0"),
        ("128625", "142100", "133280", False, "4655"),
        ("128625", "142100", "133280", True, "13475"),
    ],
)
def test_a_futures_call_restores_what_the_exchange_says(
    equity: str,
    initial: str,
    maintenance: str,
    to_initial: bool,  # noqa: FBT001 - a column of a table
    asked: str,
) -> None:
    found = call_amount(Decimal(equity), Decimal(initial), Decimal(maintenance), to_initial=to_initial)
    assert found == Decimal(asked)


@pytest.mark.parametrize(("restores", "asked"), [("initial", "3500"), ("maintenance", "2500")])
def test_a_call_is_known_at_any_price(restores: str, asked: str) -> None:
    # One contract of 50 a point at 4,000 with 15,000: at 3,850 equity is 7,500, asked are 10,000 or 11,000.
    evaluation = evaluate(futures_draft(rules={"call_restores": restores}))
    assert margin_call_at(evaluation, Decimal(3850)) == Decimal(asked)
    assert margin_call_at(evaluation, Decimal(3901)) == 0


def test_a_long_stock_is_called_to_its_maintenance() -> None:
    # 400 shares at 30 are worth 12,000; 10,000 are owed, 25 % of 12,000 must be left.
    assert margin_call_at(evaluate(stock_draft()), Decimal(30)) == 1000


def test_V10_spot_margin_is_called_at_80_percent() -> None:  # noqa: N802 - the name of the example
    roots = evaluate(spot_draft()).roots
    assert is_near(roots.margin_call, "28133.3333333")
    assert is_near(roots.liquidation, "25733.3333333")


def test_a_position_beside_the_plan_is_part_of_its_leg() -> None:
    leg = planned_leg(evaluate(make_draft(size_by="quantity", size="0.1", positions=[position()])))
    assert leg is not None
    assert leg.quantity == Decimal("0.2")


def test_a_broker_may_liquidate_where_an_amount_of_money_is_left() -> None:
    # one lot of 100,000 euros: of 10,000 dollars 500 are left 0.095 below the entry
    venue = cfd_venue(margin_call_money="1000", liquidation_money="500", liquidation_ratio=None)
    assert evaluate(fx_draft(venue=venue)).roots.liquidation == Decimal("0.905")
