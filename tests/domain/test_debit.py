"""What a stock account owes, calculated by hand: 400 shares at 50 with 10,000 dollars leave a debit of 10,000."""

from decimal import Decimal
from typing import Any

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.liquidation import margin_call_range
from planner.domain.plan import Draft
from tests.conftest import is_near, position
from tests.regimes import instrument, stock_draft

INTEREST = {"rate": "0.08", "rate_hours": "8640", "step_hours": "24"}
"""8 % a year of 360 days: a share of 50 borrowed for 30 days costs a third of a dollar."""


def _draft(**changes: object) -> Draft:
    share: dict[str, object] = {"base_currency": "ACME", "quantity_unit": "share", "price_tick": "0.01"}
    listed = instrument(symbol="ACME", **share, interest=INTEREST)
    plan: dict[str, Any] = {"holding_days": "30", "stop_price": "49", **changes}
    return stock_draft(rules={"instruments": [listed]}, **plan)


@pytest.mark.parametrize(
    ("changes", "loss"),
    [
        ({}, "466.666666666667"),  # 400 and 10,000 x 8 % x 30 / 360
        ({"size": "200"}, "200"),  # paid in full
        ({"size": "100", "wallet_balance": "25000"}, "100"),
        ({"side": "short", "stop_price": "51"}, "400"),
        ({"holding_days": "0"}, "400"),
        ({"holding_days": "29.5"}, "466.666666666667"),  # a started day counts
        # 4,000 are in the open shares: 14,000 borrowed
        ({"positions": [position(instrument="ACME", quantity="100", entry_price="40", mark_price="40",
                                 stop_price="39", margin_mode="cross")]}, "493.333333333333"),
    ],
)  # fmt: skip
def test_only_cash_that_is_not_there_costs_interest(changes: dict[str, object], loss: str) -> None:
    assert is_near(evaluate(_draft(**changes)).loss_at_stop, loss, "1e-12")


@pytest.mark.parametrize(("risk", "quantity"), [("100", "100"), ("200", "200"), ("400", "350")])
def test_a_risk_sizes_what_it_borrows_too(risk: str, quantity: str) -> None:
    # 350 shares lose 350 and borrow 7,500, which cost 50.
    evaluation = evaluate(_draft(size_by="risk_amount", size=risk))
    assert evaluation.quantity == Decimal(quantity)
    assert is_near(evaluation.loss_at_stop, risk, "1e-20")


def test_the_debit_brings_the_margin_call_nearer() -> None:
    # 10,000 + 400 (P - 50) = 100 P at 33.33; 66.67 of interest paid, at 10,066.67 / 300
    now, later = margin_call_range(evaluate(_draft()))
    assert is_near(now, "33.3333333333333", "1e-12")
    assert is_near(later, "33.5555555555556", "1e-12")


def test_a_price_must_pay_the_interest_back() -> None:
    # 66.67 / 400 a share above the entry
    assert is_near(evaluate(_draft()).roots.break_even, "50.1666666666667", "1e-12")


def test_in_an_account_kept_in_the_share_no_cash_is_missing() -> None:
    draft = _draft(currency="ACME", wallet_balance="400")
    unit = evaluate(draft).unit
    assert unit is not None
    assert unit.lent_quote == 0
