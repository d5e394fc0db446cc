"""The three questions: Monte Carlo beside a compiled walk of one core, exact answers beside Monte Carlo, one key."""

import ctypes
import math
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.assess import assess
from planner.domain.plan import SizeBy
from planner.simulation.cards import cards
from planner.simulation.monte_carlo import Experiment, simulate
from planner.simulation.streaks import run_probability
from planner.simulation.walks import Odds, depth_of, drawdown_probability, fall_probability, fraction_walk
from planner.storage.resources import resource
from planner.storage.scenario_files import load_scenarios
from tests.benchmarks.figures import Figure, Times, compare, keep, repeat, timed
from tests.benchmarks.test_assessment import _draft

SOURCE = Path(__file__).parent / "monte_carlo_floor.c"
RESULTS = (1.5, -1.0, -1.0, 2.0, -1.0, 0.5, -0.5, 3.0, -1.0, -1.0) * 6
PATHS, TRADES, RISK = 100_000, 250, 0.02
EXPERIMENT = Experiment(RESULTS, RISK, trades=TRADES, paths=PATHS)
ODDS = Odds(Decimal("0.4"), Decimal(2))
ROUNDS = 20


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], int]:
    """The compiled walk; how many paths are ruined."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler to compare with")
    folder = tmp_path_factory.mktemp("floor")
    made, library = folder / "floor.o", folder / "floor.so"
    # linked in a step of its own: a library linked for fast mathematics takes small numbers from the whole process
    builds = (
        ["-O3", "-march=native", "-ffast-math", "-fPIC", "-c", SOURCE, "-o", made],
        ["-shared", made, "-o", library],
    )
    for options in builds:
        subprocess.run([compiler, *map(str, options)], check=True)  # noqa: S603 - our own source
    walk = ctypes.CDLL(str(library)).walk
    steps = np.log1p(RISK * np.array(RESULTS)).astype(np.float32)
    ends, deepest = np.empty((2, PATHS), np.float32)
    pointer = ctypes.POINTER(ctypes.c_float)
    arrays = [array.ctypes.data_as(pointer) for array in (steps, ends, deepest)]
    level = ctypes.c_float(math.log(0.5))

    def run() -> int:
        return int(walk(arrays[0], len(RESULTS), PATHS, TRADES, level, ctypes.c_uint32(1), *arrays[1:]))

    return run


def test_monte_carlo_is_walked_soon(benchmark: BenchmarkFixture, floor: Callable[[], int]) -> None:
    name = f"Monte Carlo, {PATHS:,} paths x {TRADES} trades"
    figure = Figure(name, "<= 8 x the compiled walk", "the same walk in C, one core")
    compare(benchmark, figure, lambda: simulate(EXPERIMENT), floor, rounds=ROUNDS)
    found = simulate(EXPERIMENT)
    assert found is not None
    ruined = floor() / PATHS
    assert abs(found.fall.value - ruined) <= 4 * math.sqrt(2) * found.fall.error


def test_monte_carlo_is_walked_long_before_quantstats_has(benchmark: BenchmarkFixture) -> None:
    """Its paths are orders of the same returns; asked for the same: the ends, the deepest drawdowns and ruin."""
    if find_spec("quantstats") is None:
        pytest.skip("quantstats is not installed here: it is compared with only where it is")
    pandas, stats = import_module("pandas"), import_module("quantstats.stats")
    day = pandas.date_range("2024-01-01", periods=TRADES)
    returns = pandas.Series(np.resize(RISK * np.array(RESULTS), TRADES), index=day)
    times = Times()

    def theirs() -> tuple[object, ...]:
        found = stats.montecarlo(returns, sims=PATHS, bust=-0.5, seed=1)
        return found.stats, found.maxdd, found.bust_probability

    def in_turn() -> None:
        times.peers.append(timed(theirs))
        times.ours.append(timed(lambda: simulate(EXPERIMENT)))

    repeat(benchmark, in_turn, rounds=3)
    ends, deepest, ruined = theirs()
    assert ends
    assert deepest
    assert isinstance(ruined, float)
    keep(benchmark, Figure(f"Monte Carlo, {PATHS:,} paths", "80 x faster", "quantstats' montecarlo"), times)


def test_monte_carlo_takes_little_memory() -> None:
    simulate(EXPERIMENT)
    tracemalloc.start()
    simulate(EXPERIMENT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6


def exact_answers() -> tuple[float, ...]:
    """Ruin, drawdown and streak of two outcomes, nothing remembered."""
    walk = fraction_walk(ODDS, Decimal("0.02"))
    run_probability.cache_clear()
    half = depth_of(Decimal("0.5"))
    ruin, drawdown = fall_probability(walk, half, TRADES), drawdown_probability(walk, half, TRADES)
    return ruin, drawdown, run_probability(7, TRADES, 0.6)


def test_exact_answers_come_long_before(benchmark: BenchmarkFixture) -> None:
    figure = Figure(f"exact ruin, drawdown and streak in {TRADES} trades", "<= 5 % of Monte Carlo", "Monte Carlo")
    times = Times()

    def in_turn() -> None:
        times.peers.append(timed(lambda: simulate(EXPERIMENT)))
        times.ours.append(timed(exact_answers))

    repeat(benchmark, in_turn, rounds=ROUNDS)
    keep(benchmark, figure, times)
    assert all(0 < answer < 1 for answer in exact_answers())


def test_the_exact_parts_of_the_three_cards_follow_a_key(benchmark: BenchmarkFixture) -> None:
    draft = _draft(10)
    draft = draft.replace(plan=draft.plan.replace(size_by=SizeBy.RISK_RATE, size=Decimal("0.01")))
    assessment = assess(draft)
    scenarios, _ = load_scenarios(resource("scenarios"))
    known = cards(assessment.evaluation, scenarios, assessment.pauses.replayed)

    def asked() -> object:
        return cards(assessment.evaluation, scenarios, assessment.pauses.replayed, known)

    figure = Figure("the three cards, 10 open positions, 20 losses", "p95 ≤ 16.7 ms", "one assessment")
    compare(benchmark, figure, asked, lambda: assess(draft), rounds=200)
    assert known.losing_run is not None
    assert len(known.losing_run.rows) == 21
