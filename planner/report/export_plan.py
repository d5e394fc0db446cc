"""What a plan decides beside its prices, in the JSON of its report."""

from planner.assess import Assessment
from planner.domain.plan import Plan
from planner.domain.stop_steps import stop_steps
from planner.domain.unit_trade import UnitTrade
from planner.report.json_values import Json, digits


def decisions_json(assessment: Assessment) -> Json:
    """Fees by order, all other costs the figures hold, how the stop moves, and what the plan says of itself.

    `stop_steps` are where rules put the stop once a price has been reached, null for the entry: none is today's risk.
    """
    plan, unit = assessment.draft.plan, assessment.evaluation.unit
    return {
        "fees": None
        if unit is None
        else {
            "entry_rate": digits(unit.fees.entry),
            "exit_rate": digits(unit.fees.exit),
            "stop_rate": digits(unit.fees.stop),
            "unit_premium": digits(unit.conversion.amount(unit.premium_quote, unit.entry_price)),
            "guaranteed_stop": unit.is_guaranteed,
        },
        "costs": None if unit is None else _costs(assessment.draft.plan, unit),
        "stop_steps": [
            {
                "reached": digits(step.reached),
                "stop": digits(step.stop),
                "moved_by": step.moved_by.value,
                "open_rate": digits(step.open_rate),
                "result": digits(step.result),
                "r_multiple": digits(step.r_multiple),
            }
            for step in stop_steps(assessment.evaluation)
        ],
        "note": plan.note,
        "tags": list(plan.tags),
        "signal_source": plan.signal_source,
        "review_by": None if plan.review_by is None else plan.review_by.isoformat(),
        "checklist": [item.model_dump(mode="json") for item in plan.checklist],
    }


def _costs(plan: Plan, unit: UnitTrade) -> Json:
    """What costs rest on beside fees, null where there is no such rule; `unit_` is for one unit, in quote currency."""
    instrument, interest, guaranteed = unit.leg.instrument, unit.leg.instrument.interest, plan.guaranteed_stop
    return {
        "entry_order": plan.entry_liquidity.value,
        "exit_order": plan.exit_liquidity.value,
        "unit_commission": digits(instrument.commission),
        "spread": digits(instrument.spread),
        "slippage_rate": digits(unit.slippage_rate),
        "premium": None if guaranteed is None else digits(guaranteed.premium),
        "premium_by": None if guaranteed is None else guaranteed.premium_by.value,
        "holding_days": digits(unit.holding_days),
        "funding_rate": digits(instrument.funding_rate),
        "funding_interval_hours": digits(instrument.funding_interval_hours),
        "swap_rate": digits(instrument.swap_rate(unit.leg.side)),
        "interest_rate": None if interest is None else digits(interest.rate),
        "interest_hours": None if interest is None else digits(interest.rate_hours),
        "interest_step_hours": None if interest is None else digits(interest.step_hours),
        "interest_opening_rate": None if interest is None else digits(interest.opening_rate),
        "unit_borrowed": digits(unit.lent_quote),
        "unit_carry": digits(unit.carry_quote),
    }
