"""What makers, takers and guaranteed stops cost, calculated by hand; one unit from 50,000 to a stop at 49,000."""

from planner.domain.plan import Draft
from tests.cases.case import Case
from tests.conftest import linear_instrument, linear_venue, make_draft
from tests.regimes import inverse_draft

LOSS, GAIN = "evaluation.loss_at_stop", "evaluation.gain_at_targets"
BREAK_EVEN, REWARD = "evaluation.roots.break_even", "evaluation.reward_risk"
_LISTED = linear_venue(linear_instrument(fee_rate="0.0005", maker_fee_rate="0.0002"))
_REBATED = linear_venue(linear_instrument(fee_rate="0.0005", maker_fee_rate="-0.0001"))


def charged(**changes: object) -> Draft:
    """One unit at a venue with 0.05 % for takers and 0.02 % for makers, a target at 52,000, slippage of 0.05 %."""
    plan = {"venue": _LISTED, "size_by": "quantity", "size": "1", "slippage_rate": "0.0005"}
    return make_draft(**{**plan, "targets": [{"price": "52000", "share": "1"}], **changes})


ORDERS = (
    Case(
        "a taker at both ends: 1,024.50 + 25 + 24.48775 lost, 2,000 - 25 - 26 won",
        charged(),
        {LOSS: "1073.98775", GAIN: "1949"},
        tolerance="0",
    ),
    Case(
        "a maker at the entry pays 10 instead of 25",
        charged(entry_liquidity="maker"),
        {LOSS: "1058.98775", GAIN: "1964"},
        tolerance="0",
    ),
    Case(
        "a maker at the target pays 10.40 instead of 26, and the stop takes all the same",
        charged(exit_liquidity="maker"),
        {LOSS: "1073.98775", GAIN: "1964.6"},
        tolerance="0",
    ),
    Case(
        "a maker at both ends breaks even at 50,000 x 1.0002 / 0.9998",
        charged(entry_liquidity="maker", exit_liquidity="maker"),
        {BREAK_EVEN: "50020.0040008001600320064", LOSS: "1058.98775"},
        tolerance="1e-20",
    ),
    Case(
        "a fee that is typed holds for every order",
        charged(entry_liquidity="maker", exit_liquidity="maker", fee_rate="0.0005"),
        {LOSS: "1073.98775", GAIN: "1949"},
        tolerance="0",
    ),
    Case(
        "a rebate of 5 at the entry is earned",
        charged(entry_liquidity="maker", venue=_REBATED, slippage_rate="0"),
        {LOSS: "1019.5", "evaluation.entry_cost": "-5"},
        tolerance="0",
    ),
    Case(
        "where no maker fee is known a maker pays what a taker pays",
        charged(entry_liquidity="maker", venue=linear_venue(linear_instrument(fee_rate="0.0005"))),
        {LOSS: "1073.98775"},
        tolerance="0",
    ),
    Case(
        "a guaranteed stop for 0.1 %: 1,000 + 50 of premium + 25 + 24.50, no slippage; 1,949 - 50 won",
        charged(guaranteed_stop={"premium": "0.001"}),
        {
            LOSS: "1099.5",
            GAIN: "1899",
            REWARD: "1.7271487039563438",  # 1,899 / 1,099.5
            BREAK_EVEN: "50100.05002501250625",  # (50,025 + 50) / 0.9995
            "evaluation.entry_cost": "75",
        },
        tolerance="1e-15",
    ),
    Case(
        "a premium of 30 for each unit",
        charged(guaranteed_stop={"premium": "30", "premium_by": "unit"}),
        {LOSS: "1079.5", GAIN: "1919"},
        tolerance="0",
    ),
    Case(
        "the premium is inside the risk that sets the size: 200 / 1,099.5",
        charged(guaranteed_stop={"premium": "0.001"}, size_by="risk_amount", size="200"),
        {"evaluation.asked_quantity": "0.18190086402910413", "evaluation.quantity": "0.181", LOSS: "199.0095"},
        tolerance="1e-15",
    ),
    Case(
        "0.1 % of 10,000 dollars of contracts at 50,000 is 0.0002 coins",
        inverse_draft(guaranteed_stop={"premium": "0.001"}, stop_price="49000"),
        {LOSS: "0.0042816326530612", "evaluation.entry_cost": "0.0002"},  # 10,000 / 49,000 - 0.2 + 0.0002
        tolerance="1e-13",
    ),
)
