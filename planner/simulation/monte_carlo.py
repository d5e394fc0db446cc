"""Many possible futures of the trader's own results, drawn from them with replacement.

A path is a sum of steps: the logarithm of what a trade leaves of equity where a fraction of it is at risk, R where
money is. Paths are walked side by side, one trade after the other, in blocks of a fixed size; each block has its
own stream, spawned from the seed, so neither the number of paths nor that of workers changes what a path meets.

Block bootstrap: runs of neighbouring trades are drawn together, from a list closed to a ring, so that losses cluster as
they did. Shown only where no exact method exists (`streaks`, `walks`), and always with its standard error.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.domain.evaluation import Evaluation
from planner.simulation.losing_run import SIZING_OF, Sizing, warning_equity
from planner.simulation.pausing import pause_limits
from planner.simulation.period_limits import PeriodLimit
from planner.simulation.walks import Odds

BLOCK = 8192
"""Paths side by side: their figures stay in the cache of a core."""

KEPT = 1 << 17
"""So many paths give the spread of the end and of the drawdown; probabilities count all."""

FAN_PATHS = 2 * BLOCK
FAN_POINTS = 25
SHARES = (0.05, 0.5, 0.95)
AT_ONCE = 16
"""So many trades draw their bits together."""

TIE = 1e-5
"""A place this near to a level has reached it: steps were summed in single precision."""


Floats = NDArray[np.float32]
Progress = Callable[[int, int], bool]
"""Told how many paths of how many are done; answers whether to go on."""


class Experiment(Struct, frozen=True):
    """What is simulated. Rates are fractions of one.

    `outcomes` are R-multiples in their order, or odds. `risk` is the share of equity at risk in each trade, of the
    first equity where `fixed_money`. `fall` is a fall below the start, `drawdowns` below the highest equity so far
    (shares of the first equity where `fixed_money`); `pause_after` losses in a row pause, and so do a `pause_drawdown`
    and a `pause_fall`, a limit of a period at `trades_per_day`, or `pause_trades` in a day; `call_below` is the share
    of the first equity at which the venue warns.
    """

    outcomes: tuple[float, ...] | Odds
    risk: float
    trades: int = 250
    paths: int = 100_000
    seed: int = 1
    cluster: int = 1
    fixed_money: bool = False
    fall: float = 0.5
    drawdowns: tuple[float, ...] = (0.2, 0.3, 0.4, 0.5)
    pause_after: int | None = None
    call_below: float | None = None
    pause_drawdown: float | None = None
    pause_fall: float | None = None
    pause_periods: tuple[PeriodLimit, ...] = ()
    pause_trades: int | None = None
    trades_per_day: int = 1

    @property
    def pauses(self) -> tuple[float | PeriodLimit, ...]:
        """What pauses, of every kind there is."""
        found = (self.pause_after, self.pause_drawdown, self.pause_fall, self.pause_trades)
        return (*(one for one in found if one is not None), *self.pause_periods)

    @property
    def is_paused_by_trades(self) -> bool:
        """Whether the trades of a day are too many, whatever they bring."""
        return self.pause_trades is not None and self.pause_trades <= min(self.trades_per_day, self.trades)


class Estimate(NamedTuple):
    """A probability as counted, and its standard error."""

    value: float
    error: float


class Band(NamedTuple):
    """Of a hundred paths five lie below the first, half below the second, and ninety-five below the third."""

    low: float
    middle: float
    high: float


class Simulated(Struct, frozen=True):
    """What came of it. Equity is a multiple of the first, by `fan_trades` in `fan`; `deepest` the largest drawdown."""

    experiment: Experiment
    fan_trades: tuple[int, ...]
    fan: tuple[Band, ...]
    final: Band
    deepest: Band
    fall: Estimate
    drawdowns: tuple[Estimate, ...]
    pause: Estimate | None
    call: Estimate | None


class _Block(NamedTuple):
    """What is kept of a block: the end and the deepest drawdown of each path, points of the fan, and counts."""

    end: Floats
    deepest: Floats
    fan: Floats | None
    counts: NDArray[np.int64]


def experiment_of(
    evaluation: Evaluation, outcomes: Sequence[Decimal] | Odds, *, cluster: int = 1, seed: int = 1
) -> Experiment | None:
    """The plan repeated: its share at risk and its sizing, its pause rule and its warning line; None without a loss.

    `outcomes` are the trader's own R-multiples in their order, or odds.
    """
    risk, before, plan = evaluation.risk_rate, evaluation.before, evaluation.draft.plan
    if risk is None or not 0 < risk < 1 or before is None or (not isinstance(outcomes, Odds) and not outcomes):
        return None
    limits = pause_limits(evaluation.draft, before.equity)
    warned = warning_equity(evaluation)
    return Experiment(
        outcomes if isinstance(outcomes, Odds) else tuple(float(result) for result in outcomes),
        float(risk),
        seed=seed,
        cluster=cluster,
        fixed_money=SIZING_OF[plan.size_by] is not Sizing.FIXED_FRACTION,
        pause_after=limits.losses,
        call_below=None if warned is None else float(warned / before.equity),
        pause_drawdown=None if limits.drawdown is None else float(limits.drawdown),
        pause_fall=None if limits.fall is None else float(limits.fall),
        pause_periods=limits.periods,
        pause_trades=limits.trades,
    )


def simulate(experiment: Experiment, progress: Progress | None = None, *, workers: int = 1) -> Simulated | None:
    """Walk all paths; None where `progress` said to stop. Blocks are walked by so many threads, with one result."""
    kept: list[_Block] = []
    done = 0
    counts = np.zeros(len(_levels(experiment)) + len(experiment.drawdowns) + 1, np.int64)
    for block in _walked(experiment, workers):
        counts += block.counts
        if done < KEPT:
            kept.append(block)
        done = min(experiment.paths, done + BLOCK)
        if progress is not None and not progress(done, experiment.paths):
            return None
    return _told(experiment, kept, counts)


def _walked(experiment: Experiment, workers: int) -> Iterator[_Block]:
    """The blocks in their order, at most twice as many under way as there are workers."""
    count = -(-experiment.paths // BLOCK)
    tasks = zip(range(count), np.random.SeedSequence(experiment.seed).spawn(count), strict=True)
    if workers < 2:  # noqa: PLR2004 - one worker is this thread
        yield from (_walk(experiment, index, seed) for index, seed in tasks)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[Future[_Block]] = [pool.submit(_walk, experiment, *task) for task in islice(tasks, 2 * workers)]
        try:
            while waiting:
                yield waiting.pop(0).result()
                waiting += [pool.submit(_walk, experiment, *task) for task in islice(tasks, 1)]
        finally:
            pool.shutdown(cancel_futures=True)


def _steps(experiment: Experiment, r_multiples: NDArray[np.float64]) -> Floats:
    """What each result does to the path: R, or the logarithm of what it leaves."""
    if experiment.fixed_money:
        return r_multiples.astype(np.float32)
    with np.errstate(divide="ignore"):
        return np.log1p(np.maximum(experiment.risk * r_multiples, -1.0)).astype(np.float32)


def _levels(experiment: Experiment) -> list[float]:
    """The places a path may fall to: that of the fall, and that of the warning line."""
    lefts = [1.0 - experiment.fall, *([] if experiment.call_below is None else [experiment.call_below])]
    return [_level(experiment, left) for left in lefts]


def _level(experiment: Experiment, left: float) -> float:
    return (left - 1.0) / experiment.risk if experiment.fixed_money else _log(left)


def _depth(experiment: Experiment, drawdown: float) -> float:
    return drawdown / experiment.risk if experiment.fixed_money else -_log(1.0 - drawdown)


def _log(left: float) -> float:
    return math.log(left) if left > 0 else -math.inf


class _Draw:
    """Draws the step of every path of a block, trade after trade, from 16 random bits a path.

    So few bits divide unevenly among the outcomes. Each trade starts the list of outcomes elsewhere, and lets the bound
    of a win fall to either side of where it is, so that every outcome is as probable as it should be.
    """

    def __init__(self, experiment: Experiment, seed: np.random.SeedSequence) -> None:
        outcomes = experiment.outcomes
        self._odds = outcomes if isinstance(outcomes, Odds) else None
        results = (-1.0, float(outcomes.payoff)) if isinstance(outcomes, Odds) else outcomes
        self._cluster = 1 if self._odds else max(1, min(experiment.cluster, len(results)))
        self._count = np.uint32(len(results))
        steps = _steps(experiment, np.array(results))
        self._ring = np.concatenate([steps, steps, steps[: self._cluster - 1]])
        self._bits = np.random.SFC64(seed)
        random = np.random.Generator(np.random.SFC64(seed.spawn(1)[0]))
        self._starts = random.integers(len(results), size=experiment.trades)
        self._bounds = _bounds(self._odds, random.random(experiment.trades))
        self._words = np.empty((0, BLOCK), np.uint16)
        self._wide, self._place = np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.intp)
        self._won = np.empty(BLOCK, np.bool_)

    def into(self, step: Floats, trade: int) -> None:
        """Draw the steps of one trade."""
        drawn, later = divmod(trade, self._cluster)
        if not later:
            self._draw(drawn)
        start = 0 if self._odds else int(self._starts[drawn])
        self._ring[start + later :].take(self._place, out=step, mode="clip")

    def _draw(self, drawn: int) -> None:
        row = drawn % AT_ONCE
        if not row:
            self._words = self._bits.random_raw(BLOCK // 4 * AT_ONCE).view(np.uint16).reshape(AT_ONCE, BLOCK)
        if self._odds:
            np.copyto(self._place, np.less(self._words[row], self._bounds[drawn], out=self._won))
            return
        np.multiply(self._words[row], self._count, out=self._wide, dtype=np.uint32)
        np.right_shift(self._wide, 16, out=self._wide)
        np.copyto(self._place, self._wide, casting="unsafe")


def _bounds(odds: Odds | None, chance: NDArray[np.float64]) -> NDArray[np.int64]:
    """Below which of 65,536 a trade wins: a whole number that is right on average."""
    exact = 0.0 if odds is None else float(odds.win_rate) * (1 << 16)
    return np.floor(exact + chance).astype(np.int64)


class _Periods:
    """Which paths of a block have reached a limit of a period."""

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._floors = [np.zeros(BLOCK, np.float32) for _ in experiment.pause_periods]
        self._below = np.empty(BLOCK, np.bool_)
        self.reached = np.zeros(BLOCK, np.bool_)

    def before(self, trade: int, at: Floats) -> None:
        """Begin the periods whose first trade this is."""
        asked = self._experiment
        for row, limit in enumerate(asked.pause_periods):
            if not trade % limit.trades(asked.trades_per_day):
                self._floors[row] = floor_of(limit, at, asked.risk, fixed_money=asked.fixed_money) + np.float32(TIE)

    def after(self, at: Floats) -> None:
        """Look where the paths are now."""
        for floor in self._floors:
            np.less_equal(at, floor, out=self._below)
            np.logical_or(self.reached, self._below, out=self.reached)


def _walk(experiment: Experiment, index: int, seed: np.random.SeedSequence) -> _Block:
    """One block from its first trade to its last."""
    draw = _Draw(experiment, seed)
    at, peak, least, deepest, step, below = np.zeros((6, BLOCK), np.float32)
    run, longest, lost = np.zeros(BLOCK, np.uint16), np.zeros(BLOCK, np.uint16), np.empty(BLOCK, np.bool_)
    points = {trade: row for row, trade in enumerate(_fan_trades(experiment))} if index * BLOCK < FAN_PATHS else {}
    fan = np.zeros((len(points), BLOCK), np.float32) if points else None
    periods = _Periods(experiment)
    for trade in range(experiment.trades):
        draw.into(step, trade)
        periods.before(trade, at)
        np.add(at, step, out=at)
        periods.after(at)
        np.minimum(least, at, out=least)
        np.maximum(peak, at, out=peak)
        np.subtract(peak, at, out=below)
        np.maximum(deepest, below, out=deepest)
        if experiment.pause_after is not None:
            np.less(step, 0.0, out=lost)
            np.add(run, 1, out=run)
            np.multiply(run, lost, out=run)
            np.maximum(longest, run, out=longest)
        if fan is not None and trade + 1 in points:
            fan[points[trade + 1]] = at
    size = min(BLOCK, experiment.paths - index * BLOCK)
    paused = _paused(experiment, least, deepest, longest) | periods.reached
    counts = _counted(experiment, least[:size], deepest[:size], paused[:size])
    return _Block(at[:size].copy(), deepest[:size].copy(), None if fan is None else fan[:, :size], counts)


def _counted(experiment: Experiment, least: Floats, deepest: Floats, paused: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many paths fell to each level, how many had each drawdown, and how many were paused."""
    fallen = [np.count_nonzero(least <= level + TIE) for level in _levels(experiment)]
    drawn = [np.count_nonzero(deepest >= _depth(experiment, depth) - TIE) for depth in experiment.drawdowns]
    return np.array([*fallen, *drawn, np.count_nonzero(paused)], np.int64)


def _paused(experiment: Experiment, least: Floats, deepest: Floats, longest: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Which paths a pause rule has stopped, by what is counted from the start on or by their trades a day."""
    found = np.full(least.shape, experiment.is_paused_by_trades)
    if experiment.pause_after is not None:
        found |= longest >= experiment.pause_after
    if experiment.pause_drawdown is not None:
        found |= deepest >= _depth(experiment, experiment.pause_drawdown) - TIE
    if experiment.pause_fall is not None:
        found |= least <= _level(experiment, 1.0 - experiment.pause_fall) + TIE
    return found


def _fan_trades(experiment: Experiment) -> tuple[int, ...]:
    count = min(FAN_POINTS, experiment.trades)
    return tuple(sorted({round(experiment.trades * (point + 1) / count) for point in range(count)}))


def _told(experiment: Experiment, blocks: list[_Block], counts: NDArray[np.int64]) -> Simulated:
    fan = np.concatenate([block.fan for block in blocks if block.fan is not None], axis=1)
    fan_trades = _fan_trades(experiment)
    estimates = [_estimate(int(count), experiment.paths) for count in counts]
    fallen = len(_levels(experiment))
    ends = np.concatenate([block.end for block in blocks])
    deepest = np.concatenate([block.deepest for block in blocks])
    return Simulated(
        experiment,
        (0, *fan_trades),
        (Band(1.0, 1.0, 1.0), *(_band(experiment, row) for row in fan)),
        _band(experiment, ends),
        _drawn(experiment, deepest),
        fall=estimates[0],
        drawdowns=tuple(estimates[fallen:-1]),
        pause=estimates[-1] if experiment.pauses else None,
        call=None if experiment.call_below is None else estimates[1],
    )


def _estimate(count: int, paths: int) -> Estimate:
    share = count / paths
    return Estimate(share, math.sqrt(max(share * (1.0 - share), 1.0 / paths) / paths))


def _band(experiment: Experiment, places: Floats) -> Band:
    found = np.quantile(places, SHARES, method="inverted_cdf")
    return Band(*(1.0 + experiment.risk * float(x) if experiment.fixed_money else math.exp(x) for x in found))


def _drawn(experiment: Experiment, deepest: Floats) -> Band:
    found = np.quantile(deepest, SHARES, method="inverted_cdf")
    return Band(*(experiment.risk * float(x) if experiment.fixed_money else -math.expm1(-x) for x in found))


def floor_of(limit: PeriodLimit, at: Floats, risk: float, *, fixed_money: bool) -> Floats:
    """Where the limit is reached, as places of a path: R at fixed money, else logarithms of equity.

    `at` are the places at the start of the period; `risk` is one R as a share of the first equity.
    """
    if fixed_money:
        lost = limit.share / risk if limit.of_first else limit.share * (1.0 / risk + at)
        return np.asarray(at - lost, np.float32)
    with np.errstate(divide="ignore"):
        if limit.of_first:
            return np.asarray(np.log(np.maximum(np.exp(at) - limit.share, 0.0)), np.float32)
        return np.asarray(at + np.log(max(1.0 - limit.share, 0.0)), np.float32)
