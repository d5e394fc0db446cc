"""The three questions asked of one evaluated plan: all of it exact, so it follows the plan without a simulation."""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ONE, exactly
from planner.simulation.against import Against, against
from planner.simulation.drawdowns import losses_to_fall, recovery
from planner.simulation.gap import (
    AS_IT_HAPPENED,
    Historic,
    Note,
    Options,
    ZeroGap,
    historic_gaps,
    notes_of,
    scenario_stress,
    zero_gap,
)
from planner.simulation.losing_run import LosingRun, losing_run
from planner.simulation.scenario import Scenario
from planner.simulation.streaks import expected_longest_run, run_probability
from planner.simulation.stress import Stressed, stressed
from planner.simulation.walks import (
    Odds,
    depth_of,
    drawdown_probability,
    fraction_walk,
    money_walk,
    ruin_bound,
)

HALF = Decimal("0.5")
TRADES = 100
RUNS = tuple(range(2, 11))
FALLS = tuple(Decimal(percent) / 100 for percent in (10, 20, 30, 50))


class Fall(Struct, frozen=True):
    """A fall: the gain that makes up for it, the losses in a row that make it, and how probable it is as a drawdown."""

    fall: Decimal
    recovery: Decimal
    losses: int | None
    probability: float


class Chances(Struct, frozen=True):
    """What chance does at some odds with the plan's risk, losses taken to be independent.

    `runs` are probabilities of so many losses in a row within `trades` trades. `ruin_money` is the probability of ever
    losing all at fixed money, `ruin_fraction` of ever falling by half at a fixed fraction, or what they are at most.
    """

    odds: Odds
    trades: int
    runs: tuple[tuple[int, float], ...]
    longest_run: float
    ruin_money: float
    ruin_fraction: float
    falls: tuple[Fall, ...]


class GapAnswer(Struct, frozen=True):
    """A scenario, what it is for this instrument, and the account after the whole row moved the whole book."""

    historic: Historic
    result: Stressed
    notes: tuple[Note, ...]


class Questions(Struct, frozen=True):
    """The three answers; None: it cannot be said."""

    against: Against
    losing_run: LosingRun | None
    chances: Chances | None
    zero_gap: ZeroGap
    gaps: tuple[GapAnswer, ...]


def questions(
    evaluation: Evaluation, scenarios: Iterable[Scenario] = (), odds: Odds | None = None, trades: int = TRADES
) -> Questions:
    """Ask all three."""
    zero = zero_gap(evaluation)
    return Questions(
        against(evaluation),
        losing_run(evaluation),
        chances(evaluation, odds, trades),
        zero,
        tuple(answered(evaluation, historic_gaps(evaluation, scenarios, zero))),
    )


def answered(
    evaluation: Evaluation, rows: Iterable[Historic], options: Options = AS_IT_HAPPENED
) -> Iterable[GapAnswer]:
    """Put the account through every row."""
    for row in rows:
        result = stressed(evaluation, scenario_stress(evaluation, row.scenario, options))
        if result is not None:
            yield GapAnswer(row, result, notes_of(evaluation, result))


def plan_odds(evaluation: Evaluation) -> Odds:
    """Odds where the trader's own are not known: every second trade loses, a winner brings what the targets do."""
    payoff = evaluation.reward_risk
    return Odds(HALF, payoff if payoff is not None and payoff > 0 else ONE)


@exactly
def chances(evaluation: Evaluation, odds: Odds | None = None, trades: int = TRADES) -> Chances | None:
    """What chance does; None where the plan's share at risk is not known, or is all."""
    risk = evaluation.risk_rate
    if risk is None or not 0 < risk < 1:
        return None
    assumed = odds or plan_odds(evaluation)
    lost, fixed = float(assumed.loss_rate), fraction_walk(assumed, risk)
    return Chances(
        assumed,
        trades,
        tuple((losses, run_probability(losses, trades, lost)) for losses in RUNS),
        expected_longest_run(trades, lost),
        ruin_bound(money_walk(assumed), float(ENGINE.divide(ONE, risk))),
        ruin_bound(fixed, depth_of(HALF)),
        tuple(
            Fall(
                fall,
                recovery(fall),
                losses_to_fall(fall, risk),
                drawdown_probability(fixed, depth_of(fall), trades),
            )
            for fall in FALLS
        ),
    )
