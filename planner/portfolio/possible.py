"""Whether correlations can exist together.

Two of three pairs bound the third:

    1 + 2abc - a^2 - b^2 - c^2 >= 0        so c lies in ab -+ root((1 - a^2)(1 - b^2))

and a matrix of more is possible where no combination of positions has a variance below zero: where its Cholesky
factor exists. Positive semidefinite matrices on the edge are possible: rounding may take TOLERANCE from a variance.
"""

from collections.abc import Sequence
from math import sqrt
from operator import mul

Matrix = Sequence[Sequence[float]]

TOLERANCE = 1e-9


def allowed_range(first: float, second: float) -> tuple[float, float]:
    """What the correlation of b and c may be, given those of a and b and of a and c."""
    room = sqrt(max(0.0, (1 - first * first) * (1 - second * second)))
    return max(-1.0, first * second - room), min(1.0, first * second + room)


def allowed_between(matrix: Matrix, row: int, column: int) -> tuple[float, float] | None:
    """What one correlation may be beside all others, each third instrument asked alone; None where nothing fits."""
    bounds = [
        allowed_range(matrix[row][third], matrix[column][third])
        for third in range(len(matrix))
        if third not in {row, column}
    ]
    low, high = max((low for low, _ in bounds), default=-1.0), min((high for _, high in bounds), default=1.0)
    return (low, high) if low <= high else None


def is_possible(matrix: Matrix) -> bool:
    """Whether a symmetric matrix of unit diagonal is a correlation matrix."""
    factor: list[list[float]] = []
    for index, row in enumerate(matrix):
        line: list[float] = []
        for column in range(index):
            above = factor[column]
            line.append((row[column] - sum(map(mul, line, above))) / above[column])
        left = row[index] + TOLERANCE - sum(map(mul, line, line))
        if left <= 0:
            return False
        line.append(sqrt(left))
        factor.append(line)
    return True
