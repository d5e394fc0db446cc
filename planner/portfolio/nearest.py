"""The correlation matrix nearest to one that cannot exist, in the Frobenius norm.

Alternating projections onto positive semidefinite matrices and onto unit diagonals, with Dykstra's correction of the
first: N. J. Higham, "Computing the nearest correlation matrix", IMA Journal of Numerical Analysis 22 (2002) 329-343,
algorithm 3.3. What is left of the last bit of an eigenvalue below zero is cut off and the diagonal scaled back to one.
"""

import numpy as np
import numpy.typing as npt

from planner.portfolio.possible import Matrix

Floats = npt.NDArray[np.float64]

_ROUNDS = 100
_CLOSE = 1e-7
_LEAST = 1e-12
"""The smallest eigenvalue of what comes out: above nothing by more than rounding takes away."""


def nearest_correlation(matrix: Matrix | Floats) -> Floats:
    """The nearest matrix that is positive semidefinite with a diagonal of one."""
    asked = np.asarray(matrix, dtype=float)
    found, correction = asked.copy(), np.zeros_like(asked)
    for _ in range(_ROUNDS):
        kept = found
        shifted = found - correction
        projected = _cut(shifted, 0.0)
        correction = projected - shifted
        found = projected.copy()
        np.fill_diagonal(found, 1.0)
        if np.abs(found - kept).max() <= _CLOSE:
            break
    return _scaled(_cut(found, _LEAST))


def _cut(matrix: Floats, least: float) -> Floats:
    """With no eigenvalue below `least`."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray((vectors * np.maximum(values, least)) @ vectors.T)


def _scaled(matrix: Floats) -> Floats:
    """With a diagonal of exactly one, and exactly symmetric."""
    root = np.sqrt(np.diag(matrix))
    scaled = matrix / np.outer(root, root)
    scaled = np.asarray(np.clip((scaled + scaled.T) / 2, -1.0, 1.0))
    np.fill_diagonal(scaled, 1.0)
    return scaled
