"""What a plan decides beside its prices, in the JSON of its report."""

from planner.assess import Assessment
from planner.domain.stop_steps import stop_steps
from planner.report.json_values import Json, digits


def decisions_json(assessment: Assessment) -> Json:
    """Fees by order, how the stop moves, and what the plan says of itself.

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
        "tags": list(plan.tags),
        "signal_source": plan.signal_source,
        "review_by": None if plan.review_by is None else plan.review_by.isoformat(),
        "checklist": [item.model_dump(mode="json") for item in plan.checklist],
    }
