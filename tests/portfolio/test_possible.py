from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.portfolio.nearest import nearest_correlation
from planner.portfolio.possible import allowed_between, allowed_range, is_possible

Rows = list[list[float]]
TORN = [[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]


def edited(count: int, values: list[float]) -> Rows:
    """A symmetric matrix of unit diagonal with these values above it."""
    rows = [[1.0] * count for _ in range(count)]
    above = [(row, column) for row in range(count) for column in range(row + 1, count)]
    for (row, column), value in zip(above, values, strict=False):
        rows[row][column] = rows[column][row] = value
    return rows


matrices = st.integers(2, 7).flatmap(
    lambda count: st.lists(st.floats(-1, 1), min_size=count * (count - 1) // 2, max_size=count * (count - 1) // 2).map(
        lambda values: edited(count, values)
    )
)


@pytest.mark.parametrize(("first", "second", "low", "high"), [(0.8, 0.6, 0.0, 0.96), (1, 0.5, 0.5, 0.5), (0, 0, -1, 1)])
def test_two_correlations_bound_the_third(first: float, second: float, low: float, high: float) -> None:
    assert allowed_range(first, second) == pytest.approx((low, high))


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_the_bound_of_the_third_is_where_the_triple_stops_to_be_possible(a: float, b: float, c: float) -> None:
    low, high = allowed_range(a, b)
    triple = 1 + 2 * a * b * c - a * a - b * b - c * c
    if low + 1e-6 < c < high - 1e-6:
        assert triple > 0
        assert is_possible(edited(3, [a, b, c]))
    if c < low - 1e-4 or c > high + 1e-4:
        assert triple < 0
        assert not is_possible(edited(3, [a, b, c]))


@pytest.mark.parametrize(("count", "least"), [(2, -1), (3, -0.5), (5, -0.25)])
def test_so_many_can_only_be_so_opposed(count: int, least: float) -> None:
    assert is_possible(edited(count, [least] * 10))
    assert not is_possible(edited(count, [least - 0.001] * 10)) or count == 2


def test_what_one_may_be_is_told_from_all_the_others() -> None:
    assert allowed_between(TORN, 0, 2) == pytest.approx((0.62, 1.0))
    assert allowed_between(edited(2, [0.3]), 0, 1) == (-1.0, 1.0)
    four = edited(4, [0.5, 0.99, 0.99, 0.99, -0.99, 0.0])
    assert allowed_between(four, 0, 1) is None


@given(matrices)
def test_the_check_agrees_with_the_smallest_eigenvalue(rows: Rows) -> None:
    smallest = float(np.linalg.eigvalsh(np.array(rows)).min())
    if abs(smallest) > 1e-6:
        assert is_possible(rows) == (smallest > 0)


def test_the_nearest_is_the_published_one() -> None:
    """N. J. Higham, the example of "Computing the nearest correlation matrix"."""
    found = nearest_correlation([[1, 1, 0], [1, 1, 1], [0, 1, 1]])
    assert [found[0, 1], found[1, 2]] == pytest.approx([0.76069, 0.76069], abs=5e-6)
    assert found[0, 2] == pytest.approx(0.157298, abs=5e-7)
    assert np.linalg.norm(found - np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]])) == pytest.approx(0.52779, abs=5e-6)


def test_three_that_oppose_each_other_meet_in_the_middle() -> None:
    assert nearest_correlation(TORN).tolist() == [
        pytest.approx([1, 0.5, -0.5], abs=1e-6),
        pytest.approx([0.5, 1, 0.5], abs=1e-6),
        pytest.approx([-0.5, 0.5, 1], abs=1e-6),
    ]


@given(matrices)
def test_what_is_repaired_is_possible_and_stays_as_it_is(rows: Rows) -> None:
    found = nearest_correlation(rows)
    assert (np.diag(found) == 1).all()
    assert (found == found.T).all()
    assert np.linalg.eigvalsh(found).min() > -1e-12
    assert is_possible(found.tolist())
    assert np.abs(nearest_correlation(found) - found).max() < 1e-9
    if is_possible(rows) and np.linalg.eigvalsh(np.array(rows)).min() > 1e-9:
        assert np.abs(found - np.array(rows)).max() < 1e-6


@given(matrices)
def test_no_other_correlation_matrix_is_nearer(rows: Rows) -> None:
    """The projection X of A onto a convex set: (A - X, Y - X) <= 0 for every Y of it, so for its corners v v'."""
    asked, found = np.array(rows), nearest_correlation(rows)
    for corner in product((-1.0, 1.0), repeat=len(rows)):
        assert ((asked - found) * (np.outer(corner, corner) - found)).sum() <= 1e-4


def test_of_a_large_matrix_too_the_nearest_is_found() -> None:
    """One pair of 80 that all move together, entered as opposed: by symmetry a problem of three numbers.

    Minimised by scipy's SLSQP: the pair 0.46319, each of it with the others 0.76664, the others 0.80082.
    """
    count = 80
    asked = np.full((count, count), 0.8)
    asked[0, 1] = asked[1, 0] = -0.9
    np.fill_diagonal(asked, 1.0)
    found = nearest_correlation(asked)
    assert is_possible(found.tolist())
    assert np.linalg.norm(asked - found) == pytest.approx(2.016863, abs=1e-5)
    assert [found[0, 1], found[0, 5], found[7, 9]] == pytest.approx([0.46319, 0.76664, 0.80082], abs=1e-5)
