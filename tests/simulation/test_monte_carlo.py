"""Monte Carlo against exact answers, and what it must not depend on."""

import math
import threading
import tracemalloc
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from msgspec.structs import replace

from planner.assess import assess
from planner.domain.journal import TradeClosed
from planner.simulation.monte_carlo import BLOCK, Experiment, Simulated, experiment_of, simulate
from planner.simulation.results import r_multiples
from planner.simulation.streaks import run_probability
from planner.simulation.walks import Odds, Walk, depth_of, drawdown_probability, fall_probability, fraction_walk
from tests.conftest import fx_draft, make_draft

D = Decimal
ODDS = Odds(D("0.4"), D(2))
LIST = (2.0, -1.0, -1.0, 2.0, -1.0)
"""The same odds as a list."""

SMALL = Experiment(ODDS, 0.02, trades=100, paths=20_000, fall=0.2, drawdowns=(0.1, 0.2, 0.3), pause_after=7)
STANDARD_ERRORS = 4


def _simulated(experiment: Experiment, workers: int = 1) -> Simulated:
    found = simulate(experiment, workers=workers)
    assert found is not None
    return found


def _is_near(estimate: tuple[float, float], exact: float, paths: int) -> bool:
    return abs(estimate[0] - exact) <= STANDARD_ERRORS * math.sqrt(exact * (1 - exact) / paths)


@pytest.mark.parametrize("outcomes", [ODDS, LIST], ids=["odds", "list"])
def test_simulation_agrees_with_the_exact_answers_at_twenty_seeds(outcomes: Odds | tuple[float, ...]) -> None:
    walk = fraction_walk(ODDS, D("0.02"))
    fall = fall_probability(walk, depth_of(D("0.2")), 100)
    drawdowns = [drawdown_probability(walk, depth_of(D(depth)), 100) for depth in ("0.1", "0.2", "0.3")]
    pause = run_probability(7, 100, 0.6)
    for seed in range(20):
        found = _simulated(replace(SMALL, outcomes=outcomes, seed=seed))
        assert found.pause is not None
        assert _is_near(found.fall, fall, 20_000), seed
        assert _is_near(found.pause, pause, 20_000), seed
        for estimate, exact in zip(found.drawdowns, drawdowns, strict=True):
            assert _is_near(estimate, exact, 20_000), seed


def test_fixed_money_agrees_with_the_exact_answers() -> None:
    """A risk of 2 % of the first equity: a fall of 20 % is ten losses."""
    walk = Walk(0.4, 2.0, 1.0)
    found = _simulated(replace(SMALL, fixed_money=True, paths=40_000))
    assert _is_near(found.fall, fall_probability(walk, 10, 100), 40_000)
    for estimate, depth in zip(found.drawdowns, (5, 10, 15), strict=True):
        assert _is_near(estimate, drawdown_probability(walk, depth, 100), 40_000)


def test_the_warning_line_is_another_level_to_fall_to() -> None:
    found = _simulated(replace(SMALL, call_below=0.8))
    assert found.call == found.fall
    assert _simulated(SMALL).call is None
    assert _simulated(replace(SMALL, pause_after=None)).pause is None


def test_the_end_of_fixed_money_is_as_wide_as_it_should_be() -> None:
    """100 trades at 0.2 R +- 1.47 R each, 2 % at risk: 1.4 in the middle, 5 % below 0.92 and above 1.88."""
    found = _simulated(replace(SMALL, fixed_money=True, paths=50_000))
    spread = 1.645 * 0.02 * math.sqrt(100 * 0.4 * 0.6 * 9)
    assert found.final.middle == pytest.approx(1.4, abs=0.04)
    assert found.final.low == pytest.approx(1.4 - spread, abs=0.05)
    assert found.final.high == pytest.approx(1.4 + spread, abs=0.05)


def test_the_fan_starts_at_one_and_ends_where_the_paths_do() -> None:
    found = _simulated(SMALL)
    assert (found.fan_trades[0], found.fan_trades[-1]) == (0, 100)
    assert found.fan[0] == (1.0, 1.0, 1.0)
    assert len(found.fan) == len(found.fan_trades)
    assert found.fan[-1].middle == pytest.approx(found.final.middle, rel=0.03)
    assert all(band.low <= band.middle <= band.high for band in found.fan)


@pytest.mark.parametrize("workers", [2, 3, 7])
def test_the_result_does_not_depend_on_the_number_of_workers(workers: int) -> None:
    experiment = replace(SMALL, outcomes=LIST, paths=5 * BLOCK + 17, trades=30, cluster=3)
    assert _simulated(experiment, workers) == _simulated(experiment)


def test_the_same_seed_gives_the_same_result_and_another_one_another() -> None:
    assert _simulated(SMALL) == _simulated(SMALL)
    assert _simulated(replace(SMALL, seed=2)).final != _simulated(SMALL).final


def test_a_path_does_not_depend_on_how_many_others_there_are() -> None:
    """Of a block and one path more, the first block meets what it met alone."""
    alone = _simulated(replace(SMALL, paths=BLOCK))
    more = _simulated(replace(SMALL, paths=BLOCK + 1))
    assert abs(more.fall.value * (BLOCK + 1) - alone.fall.value * BLOCK) <= 1 + 1e-9


def test_neighbouring_blocks_do_not_overlap() -> None:
    one, both = (_simulated(replace(SMALL, paths=count * BLOCK)) for count in (1, 2))
    assert both.final != one.final


def test_losses_that_cluster_make_deeper_drawdowns() -> None:
    clustered = tuple([-1.0] * 12 + [2.0] * 8)
    alone, together = (_simulated(replace(SMALL, outcomes=clustered, cluster=size)) for size in (1, 10))
    assert together.deepest.middle > 1.2 * alone.deepest.middle
    assert together.pause is not None
    assert alone.pause is not None
    assert together.pause.value > alone.pause.value


def test_a_ring_drawn_whole_is_walked_whole() -> None:
    """As many trades as the list has, drawn as one run: every path ends at the same place."""
    outcomes = (1.0, -1.0, 2.0, -0.5, 0.25)
    found = _simulated(Experiment(outcomes, 0.1, trades=5, paths=1000, cluster=5))
    end = math.prod(1 + 0.1 * r for r in outcomes)
    assert found.final.low == pytest.approx(end, rel=1e-6)
    assert found.final.high == pytest.approx(end, rel=1e-6)


def test_every_outcome_is_as_probable_as_every_other() -> None:
    """Sixteen bits do not divide by 7: the mean of 7 outcomes is still right."""
    outcomes = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    found = _simulated(Experiment(outcomes, 0.001, trades=1000, paths=20_000, fixed_money=True))
    assert found.final.middle == pytest.approx(4.0, abs=4 * 1.25 * 0.001 * math.sqrt(1000 * 4 / 20_000))


def test_all_can_be_lost_at_once() -> None:
    found = _simulated(Experiment((-1.0, 1.0), 1.0, trades=20, paths=1000))
    assert (found.fall.value, found.final.high, found.deepest.high) == (1.0, 0.0, 1.0)


def test_a_plan_is_repeated_with_its_own_risk_pause_and_warning_line() -> None:
    """One lot with 10,000 and 1,000 at risk: at the stop 3,333.33 must be left, so 4,333.33 warn: 43.3 %."""
    found = experiment_of(assess(fx_draft()).evaluation, (D(-1), D(2)), cluster=2, seed=7)
    assert found is not None
    assert (found.outcomes, found.cluster, found.seed) == ((-1.0, 2.0), 2, 7)
    assert (found.risk, found.fixed_money, found.pause_after) == (0.1, True, 3)
    assert found.call_below == pytest.approx(0.43333, abs=0.001)
    fraction = experiment_of(assess(make_draft()).evaluation, ODDS)
    assert fraction is not None
    assert (fraction.outcomes, fraction.risk, fraction.fixed_money) == (ODDS, 0.02, False)
    assert fraction.call_below is None


def test_a_plan_without_results_or_risk_is_no_experiment() -> None:
    assert experiment_of(assess(fx_draft()).evaluation, ()) is None
    assert experiment_of(assess(fx_draft(stop_price=None)).evaluation, ODDS) is None


def test_progress_is_told_and_can_stop_it() -> None:
    told: list[tuple[int, int]] = []

    def stop_after_two(done: int, of: int) -> bool:
        told.append((done, of))
        return len(told) < 2

    experiment = replace(SMALL, paths=6 * BLOCK)
    assert simulate(experiment, stop_after_two) is None
    assert told == [(BLOCK, 6 * BLOCK), (2 * BLOCK, 6 * BLOCK)]
    before = threading.active_count()
    assert simulate(experiment, lambda done, _: done < BLOCK, workers=3) is None
    assert threading.active_count() == before


def test_memory_does_not_grow_with_the_number_of_paths() -> None:
    simulate(SMALL)
    tracemalloc.start()
    simulate(replace(SMALL, paths=300 * BLOCK, trades=1))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6


def test_an_estimate_says_how_far_off_it_may_be() -> None:
    value, error = _simulated(SMALL).drawdowns[0]
    assert error == pytest.approx(math.sqrt(value * (1 - value) / 20_000))
    never = _simulated(Experiment((1.0,), 0.01, trades=5, paths=100)).fall
    assert never.value == 0.0
    assert never.error == pytest.approx(0.01)


def test_a_simulation_leaves_the_global_generator_alone() -> None:
    state = np.random.get_state()[1].copy()  # type: ignore[index] # noqa: NPY002 - it is what is looked at
    simulate(replace(SMALL, paths=100))
    assert (np.random.get_state()[1] == state).all()  # type: ignore[index] # noqa: NPY002 - as above


def _closed(trade: str, pnl: str, risk: str | None, **changes: object) -> TradeClosed:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return TradeClosed.model_validate(
        {
            "id": f"{trade}-{pnl}",
            "at": at,
            "recorded_at": at,
            "trade": trade,
            "instrument": "BTCUSDT",
            "side": "long",
            "quantity": "1",
            "price": "100",
            "pnl": pnl,
            "risk": risk,
            "exit_reason": "stop",
            **changes,
        }
    )


def test_results_are_counted_in_what_was_risked_and_parts_are_one_trade() -> None:
    events = [
        _closed("a", "-100", "100"),
        _closed("b", "150", "100"),
        _closed("b", "50", "100"),
        _closed("c", "70", None),
        _closed("d", "-30", "100", hedge_of="a"),
    ]
    assert r_multiples(events) == (D(-1), D(2))
