"""What is closed at each target, in words."""

from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE
from planner.report import numbers
from planner.words import translated


def exit_words(evaluation: Evaluation, index: int) -> str:
    """How much of the position a target closes: as it is ordered, or its share where no size is known."""
    share = evaluation.draft.plan.targets[index].share
    if evaluation.quantity and share:
        share = ENGINE.divide(evaluation.exits[index].quantity, evaluation.quantity)
        if not share:
            return translated("nothing to close")
    return translated("{share} of it", share=numbers.percent(share, 0))
