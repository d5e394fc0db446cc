"""Why reward over risk cannot be asked for, or not be held, in words."""

from decimal import Decimal

from planner.domain.evaluation import Evaluation
from planner.domain.fault import FaultError
from planner.domain.reward_risk import check_hold, check_reward_risk, kept_ratio, moving_target, price_for
from planner.domain.sizing import follows_targets
from planner.report.sentences import fault_sentence


def why_no_ratio(evaluation: Evaluation, ratio: Decimal | None = None) -> str:
    """Why no target can bring a ratio, by default any; nothing where one can.

    Nothing either where only trying tells, for the size follows from the target.
    """
    try:
        if ratio is None or follows_targets(evaluation.draft.plan):
            check_reward_risk(evaluation, moving_target(evaluation))
        else:
            price_for(evaluation, ratio)
    except FaultError as error:
        return fault_sentence(error.fault)
    return ""


def why_no_hold(evaluation: Evaluation) -> str:
    """Why the ratio as it is cannot be held; nothing where it can be, or is to be let go."""
    if evaluation.draft.plan.held_reward_risk is not None:
        return ""
    try:
        check_hold(evaluation)
    except FaultError as error:
        return fault_sentence(error.fault)
    return ""


def why_not_kept(evaluation: Evaluation) -> str:
    """Why the last target does not stand where the ratio that is held would have it; nothing where it does."""
    try:
        kept_ratio(evaluation)
    except FaultError as error:
        return fault_sentence(error.fault)
    return ""
