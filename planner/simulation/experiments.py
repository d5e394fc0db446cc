"""Monte Carlo of a plan's risk, and what is known exactly of the same experiment."""

from dataclasses import dataclass
from decimal import Decimal

from planner.domain.evaluation import Evaluation
from planner.domain.journal import TradeClosed
from planner.domain.pause_rules import Action, LossesRule
from planner.domain.plan import Situation
from planner.simulation.losing_run import SIZING_OF, Sizing, warning_equity
from planner.simulation.monte_carlo import Experiment
from planner.simulation.results import r_multiples
from planner.simulation.streaks import run_probability
from planner.simulation.walks import (
    Odds,
    Walk,
    depth_of,
    drawdown_probability,
    fall_probability,
    fraction_walk,
    money_walk,
)

PATHS, TRADES, SEED, CLUSTER = 20_000, 250, 1, 5
FEWEST_RESULTS = 10
"""Fewer closed trades say nothing of what the next ones may bring."""


@dataclass(frozen=True, slots=True)
class Draws:
    """How futures are drawn: from odds or (None) from the trader's own results, these in runs of `cluster`."""

    odds: Odds | None
    paths: int = PATHS
    trades: int = TRADES
    seed: int = SEED
    cluster: int = 1


@dataclass(frozen=True, slots=True)
class Exact:
    """The probabilities of an experiment with two outcomes; None where nothing of the kind is asked."""

    fall: float
    drawdowns: tuple[float, ...]
    pause: float | None
    call: float | None


def own_results(situation: Situation) -> tuple[float, ...]:
    """The R-multiples of the closed trades of a situation."""
    closed = (event for event in situation.events if isinstance(event, TradeClosed))
    return tuple(float(result) for result in r_multiples(closed))


def experiment_of(evaluation: Evaluation, draws: Draws) -> Experiment | None:
    """The experiment that a plan's share at risk makes; None where that is not known, is all, or results are too few.

    It takes some ten evaluations to find where the warning line lies.
    """
    risk, before, situation = evaluation.risk_rate, evaluation.before, evaluation.draft.situation
    outcomes = draws.odds or own_results(situation)
    if risk is None or before is None or not 0 < risk < 1:
        return None
    if not isinstance(outcomes, Odds) and len(outcomes) < FEWEST_RESULTS:
        return None
    warned = warning_equity(evaluation)
    return Experiment(
        outcomes,
        float(risk),
        trades=draws.trades,
        paths=draws.paths,
        seed=draws.seed,
        cluster=draws.cluster,
        fixed_money=SIZING_OF[evaluation.draft.plan.size_by] is not Sizing.FIXED_FRACTION,
        pause_after=pausing_streak(situation),
        call_below=None if warned is None or warned >= before.equity else float(warned / before.equity),
    )


def pausing_streak(situation: Situation) -> int | None:
    """The fewest losses in a row that pause the account; None where no rule counts them."""
    rules = (rule for rule in situation.rules if isinstance(rule, LossesRule) and rule.in_a_row)
    return min((rule.pause_at for rule in rules if rule.action is Action.BLOCK_NEW), default=None)


def exact_of(experiment: Experiment) -> Exact | None:
    """What needs no simulation: everything of two outcomes that come independently."""
    odds = experiment.outcomes
    if not isinstance(odds, Odds):
        return None
    walk, trades = _walk(experiment, odds), experiment.trades
    pause, call = experiment.pause_after, experiment.call_below
    return Exact(
        fall_probability(walk, _depth(experiment, experiment.fall), trades),
        tuple(drawdown_probability(walk, _depth(experiment, depth), trades) for depth in experiment.drawdowns),
        None if pause is None else run_probability(pause, trades, float(odds.loss_rate)),
        None if call is None else fall_probability(walk, _depth(experiment, 1.0 - call), trades),
    )


def _walk(experiment: Experiment, odds: Odds) -> Walk:
    return money_walk(odds) if experiment.fixed_money else fraction_walk(odds, Decimal(repr(experiment.risk)))


def _depth(experiment: Experiment, fall: float) -> float:
    return fall / experiment.risk if experiment.fixed_money else depth_of(Decimal(repr(fall)))
