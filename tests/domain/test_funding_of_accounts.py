"""What backs a new position, in accounts whose rules are not those of a perpetual."""

from decimal import Decimal

from planner.assess import assess
from planner.domain.evaluate import evaluate
from planner.domain.liquidation import margin_call_at
from tests.conftest import make_draft, position
from tests.regimes import REG_T, futures_draft, stock_draft

BY_NOTIONAL = {"unit": "notional", "initial": "0.099", "maintenance": "0.09"}


def test_a_margin_in_percent_of_notional_follows_the_price() -> None:
    held = position(
        instrument="ES", quantity="1", entry_price="2000", mark_price="5000", stop_price=None, margin_mode="cross"
    )
    draft = futures_draft(margin=BY_NOTIONAL, wallet_balance="100000", entry_price="5000", positions=[held])
    before = evaluate(draft).before
    assert before is not None
    assert before.used_margin == 24750  # 9.9 % of 250,000
    assert before.requirement == 22500


def test_a_call_restores_the_initial_margin_of_that_price() -> None:
    # At 4,500 the account holds 15,000 - 25,000 and 9 % of 225,000 is required: 22,275 and 10,000 are missing.
    draft = futures_draft(margin=BY_NOTIONAL, wallet_balance="15000", entry_price="5000")
    assert margin_call_at(evaluate(draft), Decimal(4500)) == 32275


def test_a_day_trade_in_stock_is_backed_by_all_above_maintenance() -> None:
    rules = {**REG_T, "day_trade_rule": "pattern_day_trader", "day_trade_multiple": "4"}
    held = position(
        instrument="ACME", quantity="100", entry_price="400", mark_price="400", stop_price=None, margin_mode="cross"
    )
    draft = stock_draft(
        rules={"stock": rules}, wallet_balance="50000", positions=[held], entry_price="400", size="1", intraday=True
    )
    assert evaluate(draft).buying_power == 160000  # 4 x (50,000 - 10,000)


def test_added_margin_is_taken_before_the_size() -> None:
    plan = {"size_by": "quantity", "size": "0.1", "added_margin": "9600"}
    verdict = assess(make_draft(**plan)).verdict
    assert (verdict.decision, verdict.binding) == ("do_not_take", "margin_level")
