"""Monte Carlo of a plan's risk, and what is known exactly of the same experiment."""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.evaluation import Evaluation
from planner.domain.journal import TradeClosed, withdrawn
from planner.domain.plan import Situation
from planner.simulation.monte_carlo import Experiment, experiment_of
from planner.simulation.period_limits import PeriodLimit
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


class Draws(Struct, frozen=True):
    """How futures are drawn: from odds or (None) from the trader's own results, these in runs of `cluster`.

    `trades_per_day` tells how many trades a limit of a day, a week or a month spans; None: as many as before.
    """

    odds: Odds | None
    paths: int = PATHS
    trades: int = TRADES
    seed: int = SEED
    cluster: int = 1
    trades_per_day: int | None = None


class Exact(Struct, frozen=True):
    """The probabilities of an experiment with two outcomes; None where nothing of the kind is asked."""

    fall: float
    drawdowns: tuple[float, ...]
    pause: float | None
    call: float | None


def own_results(situation: Situation) -> tuple[Decimal, ...]:
    """The R-multiples of the closed trades of a situation."""
    return r_multiples(_closed(situation))


def own_trades_per_day(situation: Situation) -> int:
    """How many trades were closed on a day with any, on average: one where none were."""
    closed = _closed(situation)
    days = {event.at.date() for event in closed}
    return max(1, round(len({event.trade for event in closed}) / len(days))) if days else 1


def _closed(situation: Situation) -> list[TradeClosed]:
    """The closed trades of a situation as they were corrected last."""
    happened = situation.happened
    wrong = withdrawn(happened)
    return [event for event in happened if isinstance(event, TradeClosed) and event.id not in wrong]


def drawn(evaluation: Evaluation, draws: Draws) -> Experiment | None:
    """The plan repeated as it is to be drawn; None where its share at risk is not known, or results are too few.

    It takes some ten evaluations to find where the warning line lies.
    """
    situation = evaluation.draft.situation
    results = own_results(situation)
    if draws.odds is None and len(results) < FEWEST_RESULTS:
        return None
    found = experiment_of(evaluation, draws.odds or results, cluster=draws.cluster, seed=draws.seed)
    pace = own_trades_per_day(situation) if draws.trades_per_day is None else draws.trades_per_day
    return None if found is None else replace(found, paths=draws.paths, trades=draws.trades, trades_per_day=pace)


def exact_of(experiment: Experiment) -> Exact | None:
    """What needs no simulation: everything of two outcomes that come independently."""
    odds = experiment.outcomes
    if not isinstance(odds, Odds):
        return None
    walk, trades, call = _walk(experiment, odds), experiment.trades, experiment.call_below
    return Exact(
        fall_probability(walk, _depth(experiment, experiment.fall), trades),
        tuple(drawdown_probability(walk, _depth(experiment, depth), trades) for depth in experiment.drawdowns),
        _pause(experiment, walk),
        None if call is None else 1.0 if call >= 1 else fall_probability(walk, _depth(experiment, 1.0 - call), trades),
    )


def _pause(experiment: Experiment, walk: Walk) -> float | None:
    """How probable a pause is, where one rule alone can bring it."""
    if experiment.is_paused_by_trades:
        return 1.0
    experiment = replace(experiment, pause_trades=None)
    if len(experiment.pauses) != 1:
        return None if experiment.pauses else 0.0
    if experiment.pause_periods:
        return _period_pause(experiment, walk, experiment.pause_periods[0])
    if experiment.pause_after is not None:
        found: float = run_probability(experiment.pause_after, experiment.trades, walk.loss_rate)
        return found
    if experiment.pause_drawdown is not None:
        return drawdown_probability(walk, _depth(experiment, experiment.pause_drawdown), experiment.trades)
    return fall_probability(walk, _depth(experiment, experiment.pause_fall or 0.0), experiment.trades)


def _period_pause(experiment: Experiment, walk: Walk, limit: PeriodLimit) -> float | None:
    """How probable it is that any period falls by its limit: all are alike where the limit is, in steps of the walk."""
    if limit.of_first is not experiment.fixed_money or limit.share >= 1:
        return None
    depth, trades = _depth(experiment, limit.share), limit.trades(experiment.trades_per_day)
    whole, rest = divmod(experiment.trades, trades)
    spared = (1.0 - fall_probability(walk, depth, trades)) ** whole
    return 1.0 - spared * (1.0 - fall_probability(walk, depth, rest))


def _walk(experiment: Experiment, odds: Odds) -> Walk:
    return money_walk(odds) if experiment.fixed_money else fraction_walk(odds, Decimal(repr(experiment.risk)))


def _depth(experiment: Experiment, fall: float) -> float:
    return fall / experiment.risk if experiment.fixed_money else depth_of(Decimal(repr(fall)))
