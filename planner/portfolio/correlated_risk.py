"""Risks at stops that move together: signed risks R (above zero long, below zero short) and correlations C.

    correlation-adjusted      root(R' C R)                               a diversification view: a stop is no volatility
    scenarios                 the same with every correlation higher or lower
    effective bets            (sum r)^2 / sum r_i r_j max(0, s_i s_j rho)  a hedge is no second bet
    contribution (Euler)      R_i (C R)_i / root(R' C R)                  they add up to the whole
    incremental               the whole less the whole without it

Statistics, so floats: a correlation has an error in its first or second decimal.

Sources: Basel Committee, MAR21.6, and Regulation (EU) 575/2013, art. 325h (high: 1.25 rho, at most 1; low: the larger
of 2 rho - 1 and 0.75 rho; the radicand is at least nothing); D. Tasche, "Capital allocation to business units and
sub-portfolios: the Euler principle", arXiv 0708.2542.
"""

from collections.abc import Sequence
from enum import StrEnum
from math import sqrt
from operator import mul

from msgspec import Struct

from planner.portfolio.possible import Matrix

Vector = Sequence[float]


class Scenario(StrEnum):
    """How correlations may turn out."""

    MEDIUM = "medium"
    HIGH = "high"
    LOW = "low"


class Contribution(Struct, frozen=True):
    """A share of the correlation-adjusted whole: what belongs to one risk, and what goes without it."""

    amount: float
    incremental: float


def in_scenario(correlation: float, scenario: Scenario) -> float:
    """A correlation as that scenario has it."""
    if scenario is Scenario.HIGH:
        return max(-1.0, min(1.0, 1.25 * correlation))
    return max(2 * correlation - 1, 0.75 * correlation) if scenario is Scenario.LOW else correlation


def scenario_matrix(matrix: Matrix, scenario: Scenario) -> Matrix:
    """All correlations as that scenario has them; each with itself stays one."""
    return [
        [1.0 if at == column else in_scenario(value, scenario) for column, value in enumerate(row)]
        for at, row in enumerate(matrix)
    ]


def product(matrix: Matrix, vector: Vector) -> list[float]:
    """C R."""
    return [sum(map(mul, row, vector)) for row in matrix]


def adjusted(risks: Vector, matrix: Matrix) -> float:
    """The correlation-adjusted whole of signed risks."""
    return sqrt(max(0.0, sum(map(mul, risks, product(matrix, risks)))))


def effective_bets(risks: Vector, matrix: Matrix) -> float | None:
    """How many independent bets of equal size the risks are worth; None of none."""
    common = sum(
        max(0.0, one * other * value)
        for one, row in zip(risks, matrix, strict=True)
        for other, value in zip(risks, row, strict=True)
    )
    return sum(map(abs, risks)) ** 2 / common if common > 0 else None


def contributions(risks: Vector, moved: Vector) -> tuple[Contribution, ...]:
    """What belongs to each signed risk; `moved` is C R of each one's instrument."""
    squared = max(0.0, sum(map(mul, risks, moved)))
    whole = sqrt(squared)
    return tuple(
        Contribution(
            risk * force / whole if whole else 0.0, whole - sqrt(max(0.0, squared - 2 * risk * force + risk * risk))
        )
        for risk, force in zip(risks, moved, strict=True)
    )
