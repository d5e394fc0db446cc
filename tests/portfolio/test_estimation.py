from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from planner.domain.correlation import CorrelationMethod, CorrelationSource
from planner.domain.fault import FaultError
from planner.portfolio.common_clock import PriceSeries
from planner.portfolio.estimation import (
    Recipe,
    beta_of,
    estimate,
    ewma_correlation,
    fisher_interval,
    log_returns,
    sample_correlation,
    standard_error,
)
from planner.portfolio.possible import is_possible
from tests.portfolio.real import closes, indices, shipped, stocks

SAMPLE = Recipe(CorrelationMethod.SAMPLE, bars=None)


def test_plain_correlations_of_real_shares_are_those_of_numpy() -> None:
    found = estimate(stocks(), SAMPLE)
    wanted = np.corrcoef(np.diff(np.log(closes()), axis=0).T)
    assert np.abs(found.matrix - wanted).max() < 1e-12
    assert (found.bars, found.overlap, found.interval) == (len(closes()) - 1, 1, "1 d")
    assert found.as_of == date(2022, 12, 28)


def test_two_indices_of_one_market_move_nearly_as_one() -> None:
    found = estimate(indices(), SAMPLE)
    assert found.bars == 501
    assert 0.9 < found.matrix[0, 1] < 1
    assert found.low[0, 1] < found.matrix[0, 1] < found.high[0, 1]


def test_a_published_interval() -> None:
    low, high = fisher_interval(np.array([0.6]), 60)
    assert [low[0], high[0]] == pytest.approx([0.408, 0.741], abs=5e-4)
    assert standard_error(np.array([0.6]), 65)[0] == pytest.approx(0.64 / 8)


def test_exponential_weights_are_those_of_riskmetrics() -> None:
    returns = np.diff(np.log(closes()[:, :2]), axis=0)
    covariance = np.zeros((2, 2))
    for at, row in enumerate(returns):
        covariance = row[:, None] * row if at == 0 else 0.94 * covariance + 0.06 * row[:, None] * row
    wanted = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert ewma_correlation(returns, 0.94)[0, 1] == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize(("decay", "count"), [(0.94, 32.3), (0.97, 65.7)])
def test_exponential_weights_look_at_fewer_observations(decay: float, count: float) -> None:
    found = estimate(stocks()[:3], Recipe(CorrelationMethod.EWMA, None, decay))
    assert found.observations == pytest.approx(count, abs=0.05)
    assert found.standard_error[0, 1] == pytest.approx((1 - found.matrix[0, 1] ** 2) / np.sqrt(found.observations - 1))


def test_a_window_is_the_last_returns() -> None:
    found = estimate(stocks()[:4], Recipe(CorrelationMethod.SAMPLE, bars=100))
    assert np.abs(found.matrix - sample_correlation(log_returns(closes()[-101:, :4]))).max() < 1e-12
    assert found.bars == 100


@pytest.mark.parametrize("method", CorrelationMethod)
def test_an_estimate_can_exist_and_becomes_what_a_plan_file_carries(method: CorrelationMethod) -> None:
    found = estimate(stocks()[:6], Recipe(method))
    assert is_possible(found.matrix.tolist())
    carried = found.correlations()
    assert carried.window is not None
    assert (carried.window.method, carried.window.bars, carried.window.interval) == (method, 250, "1 d")
    assert len(carried.pairs) == 15
    for pair in carried.pairs:
        assert pair.source is CorrelationSource.CANDLES
        assert pair.low is not None
        assert pair.high is not None
        assert -1 <= pair.low <= pair.value <= pair.high <= 1
        assert pair.value == pair.value.quantize(Decimal("0.0001"))


def test_mixed_clocks_are_compared_over_returns_that_overlap_and_count_for_less() -> None:
    found = estimate([shipped("EURUSD"), shipped("US500")], SAMPLE)
    assert (found.interval, found.overlap) == ("1 d", 3)
    assert found.observations == found.bars / 3
    assert abs(found.matrix[0, 1]) < 0.5


def test_a_beta_is_the_slope_of_least_squares() -> None:
    returns = np.diff(np.log(np.column_stack([closes()[:, 0], closes().mean(axis=1)])), axis=0)
    beta, left = beta_of(returns[:, 0], returns[:, 1])
    slope, level = np.polyfit(returns[:, 1], returns[:, 0], 1)
    assert beta == pytest.approx(slope)
    assert left == pytest.approx(np.std(returns[:, 0] - slope * returns[:, 1] - level))


def refused(*series: PriceSeries) -> tuple[str, dict[str, str]]:
    """The fault that these series raise."""
    with pytest.raises(FaultError) as raised:
        estimate(series)
    return raised.value.fault.code, dict(raised.value.fault.facts)


def test_what_cannot_be_estimated_is_refused() -> None:
    first, second, *_ = stocks()
    time, close = first.time, first.close
    assert refused(first) == ("too_few_series", {})
    assert refused(PriceSeries("A", time[:60], close[:60]), second) == (
        "too_few_observations",
        {"found": "59", "least": "60"},
    )
    assert refused(PriceSeries("A", time - time[-1], close), second)[1]["found"] == "0"
    pegged = PriceSeries("EURDKK", time, 7.45 + np.zeros(len(time)))
    assert refused(first, pegged) == ("no_variance", {"symbol": "EURDKK"})
