"""Published vectors, and what holds for every book."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.portfolio.correlated_risk import (
    Scenario,
    adjusted,
    contributions,
    effective_bets,
    in_scenario,
    product,
    scenario_matrix,
)
from planner.portfolio.possible import Matrix


def alike(count: int, correlation: float) -> Matrix:
    """All pairs with one correlation."""
    return [[1.0 if row == column else correlation for column in range(count)] for row in range(count)]


@st.composite
def books(draw: st.DrawFn, *, aligned: bool = False) -> tuple[list[float], Matrix]:
    """Signed risks and correlations that come from a few drivers, so that they are possible."""
    count = draw(st.integers(1, 6))
    loadings = [
        [draw(st.floats(0 if aligned else -1, 1)) for _ in range(3)] + [draw(st.floats(0.1, 1))] for _ in range(count)
    ]
    lengths = [sqrt(sum(value * value for value in row)) for row in loadings]

    def between(row: int, column: int) -> float:
        if row == column:
            return 1.0
        common = sum(a * b for a, b in zip(loadings[row][:3], loadings[column][:3], strict=True))
        return common / lengths[row] / lengths[column]

    matrix = [[between(row, column) for column in range(count)] for row in range(count)]
    least = 0.0 if aligned else -1000.0
    return [draw(st.floats(least, 1000).filter(lambda risk: risk == 0 or abs(risk) > 0.01)) for _ in matrix], matrix


@pytest.mark.parametrize(
    ("correlation", "whole", "bets"),
    [(0, 173.2051, 3), (0.25, 212.1320, 2), (0.5, 244.9490, 1.5), (0.8, 279.2848, 1.1538), (1, 300, 1)],
)
def test_three_equal_risks_are_as_much_as_their_correlation_says(correlation: float, whole: float, bets: float) -> None:
    risks, matrix = [100.0] * 3, alike(3, correlation)
    assert adjusted(risks, matrix) == pytest.approx(whole, abs=5e-5)
    assert effective_bets(risks, matrix) == pytest.approx(bets, abs=5e-5)


def test_a_hedge_lowers_what_moves_but_is_no_second_bet() -> None:
    risks, matrix = [100.0, -100.0], alike(2, 0.8)
    assert adjusted(risks, matrix) == pytest.approx(63.2456, abs=5e-5)
    assert effective_bets(risks, matrix) == 2


def test_nothing_at_risk_is_no_bet() -> None:
    assert effective_bets([0.0, 0.0], alike(2, 0.8)) is None
    assert adjusted([], []) == 0
    assert contributions([0.0], [0.0])[0].amount == 0


def test_contributions_are_those_of_the_published_example() -> None:
    risks = [200.0, 100.0, 100.0]
    matrix = [[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]]
    assert adjusted(risks, matrix) == pytest.approx(303.3150, abs=5e-5)
    found = contributions(risks, product(matrix, risks))
    assert [part.amount for part in found] == pytest.approx([184.6265, 85.7195, 32.9690], abs=5e-5)
    assert [part.incremental for part in found] == pytest.approx([161.894, 79.708, 16.959], abs=5e-4)


@pytest.mark.parametrize(
    ("correlation", "high", "low"), [(0.8, 1, 0.6), (0.6, 0.75, 0.45), (0.25, 0.3125, 0.1875), (-0.5, -0.625, -0.375)]
)
def test_scenarios_are_those_of_the_regulation(correlation: float, high: float, low: float) -> None:
    assert in_scenario(correlation, Scenario.HIGH) == pytest.approx(high)
    assert in_scenario(correlation, Scenario.LOW) == pytest.approx(low)
    assert in_scenario(correlation, Scenario.MEDIUM) == correlation


def test_a_scenario_leaves_each_with_itself_alone() -> None:
    assert scenario_matrix(alike(2, 0.4), Scenario.HIGH) == [[1, 0.5], [0.5, 1]]


@given(books(aligned=True))
def test_an_aligned_book_is_never_more_than_its_plain_sum(book: tuple[list[float], Matrix]) -> None:
    risks, matrix = book
    whole = sum(risks)
    assert adjusted(risks, matrix) <= whole * (1 + 1e-12)
    found = effective_bets(risks, matrix)
    assert found is None or 1 - 1e-9 <= found <= len(risks) + 1e-9


@given(books())
def test_a_book_is_between_nothing_and_all_stops_hit(book: tuple[list[float], Matrix]) -> None:
    risks, matrix = book
    assert 0 <= adjusted(risks, matrix) <= sum(map(abs, risks)) * (1 + 1e-12)
    for scenario in (Scenario.HIGH, Scenario.LOW):
        assert adjusted(risks, scenario_matrix(matrix, scenario)) <= sum(map(abs, risks)) * (1 + 1e-12)
    found = effective_bets(risks, matrix)
    assert found is None or 1 - 1e-9 <= found <= len(risks) + 1e-9


@given(books())
def test_contributions_add_up_and_what_goes_is_what_is_left_out(book: tuple[list[float], Matrix]) -> None:
    risks, matrix = book
    whole, found = adjusted(risks, matrix), contributions(risks, product(matrix, risks))
    size = sum(map(abs, risks)) + 1
    assert isclose(sum(part.amount for part in found), whole, rel_tol=1e-9, abs_tol=1e-6 * size)
    for at, part in enumerate(found):
        without = [0.0 if index == at else risk for index, risk in enumerate(risks)]
        assert isclose(part.incremental, whole - adjusted(without, matrix), abs_tol=1e-6 * size)
