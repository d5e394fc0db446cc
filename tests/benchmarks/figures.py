"""What is measured: a figure with its goal, its own times and those of what it is compared with, taken in turns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from pytest_benchmark.fixture import BenchmarkFixture

Timed = Callable[[], object]
Clock = Callable[[], float]
MILLISECONDS = 1000.0


@dataclass(frozen=True, slots=True)
class Figure:
    """What is measured, against what, and what it should reach; nothing asserts the goal."""

    name: str
    goal: str
    peer: str = ""


@dataclass
class Times:
    """Seconds of our own and of what we are compared with."""

    ours: list[float] = field(default_factory=list)
    peers: list[float] = field(default_factory=list)


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 do not exceed."""
    return sorted(times)[max(0, -(-95 * len(times) // 100) - 1)]


def timed(function: Timed, clock: Clock = perf_counter) -> float:
    """Seconds of one call."""
    start = clock()
    function()
    return clock() - start


def keep(benchmark: BenchmarkFixture, figure: Figure, times: Times) -> None:
    """Put a figure into the report, where `table` finds it."""
    benchmark.group = figure.name
    benchmark.extra_info |= {
        "figure": figure.name,
        "goal": figure.goal,
        "peer": figure.peer,
        "median_ms": median(times.ours) * MILLISECONDS,
        "p95_ms": p95(times.ours) * MILLISECONDS,
        "minimum_ms": min(times.ours) * MILLISECONDS,
        "peer_ms": median(times.peers) * MILLISECONDS if times.peers else None,
    }


def repeat(benchmark: BenchmarkFixture, function: Timed, *, rounds: int, warmup: int = 0) -> None:
    """Run so many rounds; once where benchmarks are disabled."""
    benchmark.pedantic(function, rounds=rounds, warmup_rounds=warmup)  # type: ignore[no-untyped-call] # not typed there


def compare(
    benchmark: BenchmarkFixture,
    figure: Figure,
    ours: Timed,
    peer: Timed,
    *,
    rounds: int,
    clock: Clock = perf_counter,
    between: Timed = lambda: None,
) -> None:
    """Time both in turns, so that a busy machine is busy for both; `clock` may count this process alone.

    What one puts off is done `between`, untimed, and not at the cost of the other.
    """
    times = Times()

    def in_turn() -> None:
        between()
        times.peers.append(timed(peer, clock))
        between()
        times.ours.append(timed(ours, clock))

    repeat(benchmark, in_turn, rounds=rounds, warmup=10)
    keep(benchmark, figure, Times(times.ours[-rounds:], times.peers[-rounds:]))
