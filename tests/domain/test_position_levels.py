"""Where open positions are liquidated, each moving alone."""

from decimal import Decimal

from planner.domain.evaluate import evaluate
from planner.domain.position_levels import LiquidationPrices, position_levels
from tests.conftest import linear_instrument, linear_venue, make_draft, position
from tests.regimes import cash_draft

TWO = linear_venue(linear_instrument(), linear_instrument(symbol="ETHUSDT", base_currency="ETH"))
PLAN = {"venue": TWO, "margin_mode": "cross", "size_by": "quantity", "size": "0.2"}


def _eth(**changes: object) -> object:
    return position(
        **{
            "instrument": "ETHUSDT",
            "quantity": "10",
            "entry_price": "2000",
            "mark_price": "2000",
            "stop_price": None,
            "margin_mode": "cross",
            **changes,
        }
    )


def test_a_plan_moves_the_liquidation_of_others() -> None:
    (levels,) = position_levels(evaluate(make_draft(**PLAN, positions=[_eth()])))
    assert levels.key == ("ETHUSDT", "cross", None)
    # 10,000 + 10 (P - 2,000) = 0.05 P, and with 50 more for the plan
    assert levels.before == LiquidationPrices(below=Decimal("1005.1"))
    assert levels.after == LiquidationPrices(below=Decimal("1010.1"))


def test_an_isolated_position_is_not_touched_by_a_plan() -> None:
    (levels,) = position_levels(evaluate(make_draft(**PLAN, positions=[_eth(margin_mode="isolated")])))
    assert levels.before == levels.after == LiquidationPrices(below=Decimal("1809.1"))


def test_a_hedged_pair_is_liquidated_by_a_rise() -> None:
    pair = [_eth(), _eth(side="short")]
    (levels,) = position_levels(evaluate(make_draft(**{**PLAN, "wallet_balance": "1000"}, positions=pair)))
    assert levels.before == LiquidationPrices(above=Decimal("10000.0"))  # 1,000 = 2 x 10 x 0.005 P


def test_what_is_short_of_its_requirement_already_says_so() -> None:
    (levels,) = position_levels(evaluate(make_draft(**PLAN, positions=[_eth(mark_price="1000")])))
    assert levels.before == LiquidationPrices(already=True)


def test_before_a_plan_is_sized_its_account_has_levels() -> None:
    (levels,) = position_levels(evaluate(make_draft(**{**PLAN, "entry_price": None}, positions=[_eth()])))
    assert levels.before == levels.after == LiquidationPrices(below=Decimal("1005.1"))


def test_an_account_that_cannot_be_counted_or_liquidated_has_none() -> None:
    assert position_levels(evaluate(make_draft(positions=[position(instrument="NOPE")]))) == ()
    held = position(instrument="ACME", margin_mode="cross", quantity="10", entry_price="50", mark_price="50")
    (levels,) = position_levels(evaluate(cash_draft(positions=[held.replace(stop_price=None)])))
    assert levels.before == levels.after == LiquidationPrices()
