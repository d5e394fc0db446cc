"""Ruin and drawdown of trades with two outcomes: published figures, and every sequence counted."""

import math
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import product

import pytest

from planner.simulation.walks import (
    Odds,
    Walk,
    depth_of,
    drawdown_probability,
    fall_probability,
    fraction_walk,
    money_walk,
    ruin_bound,
    ruin_exponent,
)


def _odds(win_rate: str, payoff: str) -> Odds:
    return Odds(Decimal(win_rate), Decimal(payoff))


@pytest.mark.parametrize(
    ("win_rate", "payoff", "root", "ruin"),
    [("0.55", "1", 0.818182, 0.134431), ("0.5", "2", 0.618034, 0.00813062), ("0.4", "2", 0.822876, 0.142345)],
)
def test_ten_units_at_fixed_money_are_ruined_as_often_as_published(
    win_rate: str, payoff: str, root: float, ruin: float
) -> None:
    walk = money_walk(_odds(win_rate, payoff))
    assert math.exp(-ruin_exponent(walk)) == pytest.approx(root, rel=1e-6)
    assert ruin_bound(walk, 10) == pytest.approx(ruin, rel=5e-6)


def test_twenty_units_of_an_even_bet_are_ruined_as_often_as_the_gambler() -> None:
    assert ruin_bound(money_walk(_odds("0.55", "1")), 20) == pytest.approx((0.45 / 0.55) ** 20, rel=1e-12)


@pytest.mark.parametrize(
    ("win_rate", "payoff", "fraction", "left", "expected"),
    [
        ("0.4", "2", "0.02", "0.8", 0.1402),
        ("0.4", "2", "0.01", "0.8", 0.0159),
        ("0.5", "2", "0.02", "0.8", 0.00568),
        ("0.5", "2", "0.25", "0.5", 0.5),
    ],
)
def test_a_fixed_fraction_falls_as_often_as_published(
    win_rate: str, payoff: str, fraction: str, left: str, expected: float
) -> None:
    walk = fraction_walk(_odds(win_rate, payoff), Decimal(fraction))
    assert ruin_bound(walk, depth_of(1 - Decimal(left))) == pytest.approx(expected, rel=3e-3)


@pytest.mark.parametrize(("win_rate", "payoff"), [("0.5", "1"), ("0.3", "2"), ("0", "5")])
def test_ruin_is_certain_without_an_edge(win_rate: str, payoff: str) -> None:
    assert ruin_bound(money_walk(_odds(win_rate, payoff)), 50) == 1.0


def test_nothing_is_ever_lost_by_who_never_loses() -> None:
    assert ruin_bound(money_walk(_odds("1", "1")), 1) == 0.0


@cache
def _paths(trades: int, odds: Odds, fraction: Fraction | None) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Of every sequence: its probability, its lowest equity, and its deepest fall below the highest so far.

    At a fixed fraction both are shares of equity, else R.
    """
    found = []
    win, payoff = Fraction(odds.win_rate), Fraction(odds.payoff)
    for sequence in product((True, False), repeat=trades):
        equity = peak = least = Fraction(0 if fraction is None else 1)
        deepest = Fraction(0)
        for won in sequence:
            result = payoff if won else Fraction(-1)
            equity = equity + result if fraction is None else equity * (1 + fraction * result)
            peak, least = max(peak, equity), min(least, equity)
            deepest = max(deepest, peak - equity if fraction is None else 1 - equity / peak)
        found.append((win ** sum(sequence) * (1 - win) ** (trades - sum(sequence)), least, deepest))
    return found


@pytest.mark.parametrize(("win_rate", "payoff"), [("0.5", "2"), ("0.4", "1.5"), ("0.55", "1"), ("0.45", "0.7")])
@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_every_sequence_at_fixed_money_counted_gives_the_same(win_rate: str, payoff: str, depth: int) -> None:
    odds = _odds(win_rate, payoff)
    paths = _paths(9, odds, None)
    walk = money_walk(odds)
    assert fall_probability(walk, depth, 9) == pytest.approx(
        float(sum(p for p, least, _ in paths if least <= -depth)), abs=1e-13
    )
    assert drawdown_probability(walk, depth, 9) == pytest.approx(
        float(sum(p for p, _, deepest in paths if deepest >= depth)), abs=1e-13
    )


@pytest.mark.parametrize(("win_rate", "payoff", "fraction"), [("0.5", "2", "0.1"), ("0.4", "1", "0.25")])
@pytest.mark.parametrize("fall", ["0.1", "0.2", "0.25", "0.4375", "0.5"])
def test_every_sequence_at_a_fixed_fraction_counted_gives_the_same(
    win_rate: str, payoff: str, fraction: str, fall: str
) -> None:
    odds, depth = _odds(win_rate, payoff), Fraction(fall)
    paths = _paths(9, odds, Fraction(fraction))
    walk = fraction_walk(odds, Decimal(fraction))
    assert fall_probability(walk, depth_of(Decimal(fall)), 9) == pytest.approx(
        float(sum(p for p, least, _ in paths if least <= 1 - depth)), abs=1e-13
    )
    assert drawdown_probability(walk, depth_of(Decimal(fall)), 9) == pytest.approx(
        float(sum(p for p, _, deepest in paths if deepest >= depth)), abs=1e-13
    )


def test_a_long_horizon_comes_to_the_probability_of_ever_falling() -> None:
    walk = money_walk(_odds("0.55", "1"))
    assert fall_probability(walk, 10, 3000) == pytest.approx(ruin_bound(walk, 10), abs=1e-8)


def test_a_drawdown_is_never_rarer_than_a_fall_from_the_start() -> None:
    walk = fraction_walk(_odds("0.4", "2"), Decimal("0.02"))
    falls = [fall_probability(walk, depth_of(Decimal(f)), 250) for f in ("0.1", "0.2", "0.3")]
    drawdowns = [drawdown_probability(walk, depth_of(Decimal(f)), 250) for f in ("0.1", "0.2", "0.3")]
    assert all(fall < drawdown for fall, drawdown in zip(falls, drawdowns, strict=True))
    assert falls == sorted(falls, reverse=True)


def test_what_never_loses_never_falls_and_what_never_wins_surely_does() -> None:
    up, down = Walk(1.0, 1.0, 1.0), Walk(0.0, 1.0, 1.0)
    assert (fall_probability(up, 2, 50), drawdown_probability(up, 2, 50)) == (0.0, 0.0)
    assert (fall_probability(down, 50, 50), drawdown_probability(down, 51, 50)) == (1.0, 0.0)


def test_the_expectancy_is_what_a_trade_brings() -> None:
    assert _odds("0.4", "2").expectancy == Decimal("0.2")
