"""What the three cards tell: the exact answers that must follow a key within a frame."""

from collections.abc import Collection

from msgspec import Struct

from planner.discipline.replay import Replayed
from planner.domain.evaluation import Evaluation
from planner.domain.number import exactly
from planner.simulation.against import Against, against
from planner.simulation.gap import ZeroGap, notes_of, zero_gap
from planner.simulation.losing_run import LosingRun, losing_run
from planner.simulation.questions import TRADES, GapAnswer, plan_odds
from planner.simulation.scenario import Scenario
from planner.simulation.streaks import run_probability
from planner.simulation.walks import Odds
from planner.simulation.worst import Prepared, prepared, worst

LOSSES = 5
"""The losses in a row that the second card tells of."""


class Cards(Struct, frozen=True):
    """The answers in short. `streak` is the probability of so many losses in a row within so many trades at `odds`.

    `worst` is the scenario against the plan that leaves least of the account.
    """

    against: Against
    losing_run: LosingRun | None
    odds: Odds
    streak: float
    zero_gap: ZeroGap
    worst: GapAnswer | None
    prepared: Prepared


@exactly
def cards(
    evaluation: Evaluation,
    scenarios: Collection[Scenario],
    replayed: Replayed | None = None,
    like: Cards | None = None,
) -> Cards:
    """Ask the three questions in short; what follows from the same situation is taken over from `like`.

    `replayed` is the account after its events, where that is known.
    """
    zero, odds = zero_gap(evaluation), plan_odds(evaluation)
    ready = prepared(evaluation, scenarios, None if like is None else like.prepared)
    found = worst(evaluation, ready)
    return Cards(
        against(evaluation),
        losing_run(evaluation, replayed=replayed, told=(LOSSES,)),
        odds,
        run_probability(LOSSES, TRADES, float(odds.loss_rate)),
        zero,
        None if found is None else GapAnswer(*found, notes_of(evaluation, found[1])),
        ready,
    )
