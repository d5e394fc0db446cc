"""Runs of losses: published figures, and every sequence counted."""

from fractions import Fraction
from functools import cache
from itertools import product

import pytest

from planner.simulation.streaks import expected_longest_run, run_probability, trades_until_run

HALF = Fraction(1, 2)
PUBLISHED = [
    (10, 3, 0.5, 0.5078125),
    (20, 3, 0.5, 0.787028),
    (20, 3, 0.6, 0.927682),
    (100, 5, 0.5, 0.8101096),
    (100, 8, 0.5, 0.1702080),
    (100, 8, 0.6, 0.4897198),
    (100, 10, 0.6, 0.2049099),
    (1000, 10, 0.5, 0.3854498),
    (250, 7, 0.55, 0.8300424307666),
]


def _longest(sequence: tuple[bool, ...]) -> int:
    longest = run = 0
    for lost in sequence:
        run = run + 1 if lost else 0
        longest = max(longest, run)
    return longest


@cache
def _counted(trades: int, loss_rate: Fraction) -> list[tuple[int, Fraction]]:
    """The longest run of losses of every sequence, with its probability."""
    return [
        (_longest(sequence), loss_rate ** sum(sequence) * (1 - loss_rate) ** (trades - sum(sequence)))
        for sequence in product((False, True), repeat=trades)
    ]


@pytest.mark.parametrize(("trades", "losses", "loss_rate", "expected"), PUBLISHED)
def test_a_run_is_as_probable_as_published(trades: int, losses: int, loss_rate: float, expected: float) -> None:
    assert run_probability(losses, trades, loss_rate) == pytest.approx(expected, rel=1e-6)


def test_a_rare_run_keeps_its_digits() -> None:
    assert run_probability(33, 1000, 0.5) == pytest.approx(5.640e-8, rel=1e-4)
    exact = run_probability(33, 1000, HALF)
    assert abs(Fraction(run_probability(33, 1000, 0.5)) - exact) <= exact / 10**12


@pytest.mark.parametrize("loss_rate", [HALF, Fraction(3, 5), Fraction(1, 7)])
@pytest.mark.parametrize("trades", [1, 4, 9, 11])
def test_every_sequence_counted_gives_the_same(trades: int, loss_rate: Fraction) -> None:
    counted = _counted(trades, loss_rate)
    for losses in range(trades + 2):
        expected = sum(probability for longest, probability in counted if longest >= losses)
        assert run_probability(losses, trades, loss_rate) == expected
        assert abs(run_probability(losses, trades, float(loss_rate)) - float(expected)) <= 1e-12
    mean = sum(longest * probability for longest, probability in counted)
    assert abs(expected_longest_run(trades, loss_rate) - mean) <= Fraction(1, 10**15)


@pytest.mark.parametrize(("losses", "loss_rate", "expected"), [(3, 0.5, 14), (5, 0.5, 62), (10, 0.5, 2046)])
def test_a_first_run_takes_as_many_trades_as_published(losses: int, loss_rate: float, expected: float) -> None:
    assert trades_until_run(losses, loss_rate) == pytest.approx(expected)


def test_a_first_run_of_eight_takes_146_trades_where_six_in_ten_lose() -> None:
    assert trades_until_run(8, Fraction(3, 5)) == pytest.approx(Fraction("146.34"), rel=1e-4)


def test_a_run_that_never_comes_and_one_that_comes_at_once() -> None:
    assert trades_until_run(3, 0.0) is None
    assert trades_until_run(3, 1.0) == 3
    assert run_probability(3, 100, 0.0) == 0
    assert run_probability(3, 100, 1.0) == 1
    assert expected_longest_run(7, 1.0) == 7


@pytest.mark.parametrize(
    ("trades", "loss_rate", "expected"),
    [(100, 0.5, 5.9918), (100, 0.6, 7.8717), (250, 0.5, 7.3046), (1000, 0.5, 9.3001), (1000, 0.6, 12.3610)],
)
def test_the_longest_run_is_as_long_as_published(trades: int, loss_rate: float, expected: float) -> None:
    assert expected_longest_run(trades, loss_rate) == pytest.approx(expected, abs=6e-5)
