"""Estimates, clusters and repairs of real prices beside what established libraries make of them."""

import numpy as np
import pytest

from planner.domain.correlation import CorrelationMethod
from planner.portfolio.clusters import complete_linkage
from planner.portfolio.correlated_risk import adjusted, contributions, product
from planner.portfolio.estimation import Recipe, estimate, fisher_interval, ledoit_wolf_covariance
from planner.portfolio.nearest import nearest_correlation
from tests.portfolio.real import closes, stocks

RETURNS = np.diff(np.log(closes()), axis=0)


@pytest.mark.parametrize("rows", [30, 120, len(RETURNS)])
def test_shrinkage_is_that_of_scikit_learn(rows: int) -> None:
    covariance = pytest.importorskip("sklearn.covariance")
    wanted, share = covariance.ledoit_wolf(RETURNS[-rows:])
    found, own_share = ledoit_wolf_covariance(RETURNS[-rows:])
    assert own_share == pytest.approx(share, rel=1e-9)
    assert np.abs(found - wanted).max() < 1e-12


def test_shrunk_correlations_are_those_of_scaled_returns() -> None:
    covariance = pytest.importorskip("sklearn.covariance")
    last = RETURNS[-250:]
    wanted, _ = covariance.ledoit_wolf(last / last.std(axis=0))
    root = np.sqrt(np.diag(wanted))
    found = estimate(stocks(), Recipe(CorrelationMethod.LEDOIT_WOLF, 250))
    assert np.abs(found.matrix - wanted / np.outer(root, root)).max() < 1e-12


def test_intervals_are_those_of_scipy() -> None:
    statistics = pytest.importorskip("scipy.stats")
    wanted = statistics.pearsonr(RETURNS[:, 0], RETURNS[:, 1])
    ends = wanted.confidence_interval(0.95)
    low, high = fisher_interval(np.array([wanted.statistic]), len(RETURNS))
    assert [low[0], high[0]] == pytest.approx([ends.low, ends.high], abs=1e-12)


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.6, 0.7])
def test_clusters_of_real_shares_are_those_of_scipy(threshold: float) -> None:
    hierarchy, distance = (pytest.importorskip(f"scipy.{name}") for name in ("cluster.hierarchy", "spatial.distance"))
    near = np.corrcoef(RETURNS.T)
    tree = hierarchy.linkage(distance.squareform(1 - near, checks=False), "complete")
    labels = hierarchy.fcluster(tree, 1 - threshold, "distance")
    wanted = sorted(tuple(np.flatnonzero(labels == label).tolist()) for label in set(labels))
    rows: list[list[float]] = near.tolist()
    assert list(complete_linkage(rows, threshold)) == wanted


def test_contributions_of_real_shares_are_the_slopes_of_the_whole() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    matrix: list[list[float]] = np.corrcoef(RETURNS.T).tolist()
    risks = [100.0 * (-1) ** (at % 5 == 0) * (at + 1) for at in range(20)]
    slopes = optimize.approx_fprime(np.array(risks), lambda moved: adjusted(list(moved), matrix), 1e-4)
    found = [part.amount for part in contributions(risks, product(matrix, risks))]
    assert found == pytest.approx([risk * slope for risk, slope in zip(risks, slopes, strict=True)], abs=1e-2)
    assert sum(found) == pytest.approx(adjusted(risks, matrix))


@pytest.mark.filterwarnings("ignore:\\s*Maximum iteration")
def test_a_repair_of_real_correlations_is_that_of_statsmodels() -> None:
    tools = pytest.importorskip("statsmodels.stats.correlation_tools")
    edited = np.corrcoef(RETURNS.T[:6])
    edited[0, 1] = edited[1, 0] = -0.95
    wanted = tools.corr_nearest(edited, threshold=1e-12, n_fact=100)
    assert np.linalg.eigvalsh(edited).min() < -0.1
    assert np.abs(nearest_correlation(edited) - wanted).max() < 1e-4
