"""The correlated risk of a large book after a key, and correlations of many instruments."""

from decimal import Decimal

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.assess import assess
from planner.domain.correlation import CorrelationMethod
from planner.domain.plan import Draft
from planner.portfolio.common_clock import Floats, PriceSeries
from planner.portfolio.estimation import Recipe, estimate
from planner.portfolio.portfolio_risk import bet_shares, cluster_risks
from tests.benchmarks.figures import Figure, compare
from tests.conftest import limits, linear_instrument, linear_venue, make_draft, position

POSITIONS, INSTRUMENTS, BARS = 200, 100, 1_000
FRAME = "one frame of 60 a second is 16.7 ms"


def large_book() -> Draft:
    """200 positions in 100 coins, longs and shorts, most of them alike."""
    names = [f"C{at:02}" for at in range(INSTRUMENTS)]
    venue = linear_venue(*(linear_instrument(symbol=f"{name}USDT", base_currency=name) for name in names))
    open_positions = [
        position(
            instrument=f"{names[at % INSTRUMENTS]}USDT",
            side="short" if at % 7 == 0 else "long",
            quantity="0.01",
            stop_price="51000" if at % 7 == 0 else "49000",
            margin_mode="cross",
        )
        for at in range(POSITIONS)
    ]
    return make_draft(
        venue=venue,
        instrument="C00USDT",
        positions=open_positions,
        margin_mode="cross",
        wallet_balance="1000000",
        size_by="quantity",
        size="1",
        limits=limits(cluster_rate="0.1", instrument_rate="0.1", direction_rate="0.1", currency_multiple="10"),
    )


@pytest.fixture(scope="module")
def product() -> tuple[Floats, Floats]:
    """A matrix and a vector as large as those of the book."""
    random = np.random.default_rng(3)
    return np.asarray(np.corrcoef(random.normal(size=(INSTRUMENTS, BARS)))), random.normal(size=INSTRUMENTS)


def test_a_large_book_follows_a_key(benchmark: BenchmarkFixture, product: tuple[Floats, Floats]) -> None:
    first = assess(large_book())
    plan = first.draft.plan
    typed = first.draft.replace(plan=plan.replace(size=plan.size + 1))
    figure = Figure(
        f"correlated risk after a key, {POSITIONS} open positions", f"median < 5 ms; {FRAME}", "one C r in NumPy"
    )
    compare(benchmark, figure, lambda: assess(typed, first), lambda: product[0] @ product[1], rounds=200)
    followed, anew = assess(typed, first).portfolio, assess(typed).portfolio
    assert followed == anew
    assert followed is not None
    assert sum(share.amount or Decimal(0) for share in bet_shares(followed)) == pytest.approx(
        followed.after.correlation_adjusted
    )
    assert len(cluster_risks(followed)) > 1


def test_correlations_of_many_instruments_are_soon_there(benchmark: BenchmarkFixture) -> None:
    random = np.random.default_rng(7)
    common = random.normal(size=BARS + 1)
    time = np.arange(BARS + 1, dtype=np.float64) * 86_400
    series = [
        PriceSeries(f"C{at}", time, np.exp(np.cumsum(0.01 * (common + random.normal(size=BARS + 1)))))
        for at in range(INSTRUMENTS)
    ]
    returns = np.column_stack([np.diff(np.log(one.close)) for one in series])
    figure = Figure(
        f"Ledoit-Wolf correlations of {INSTRUMENTS} series of {BARS} bars, with intervals",
        "median < 100 ms",
        "numpy.corrcoef of the same returns",
    )
    recipe = Recipe(CorrelationMethod.LEDOIT_WOLF, None)
    compare(benchmark, figure, lambda: estimate(series, recipe), lambda: np.corrcoef(returns.T), rounds=20)
    found = estimate(series, recipe)
    assert np.abs(found.matrix - np.corrcoef(returns.T)).max() < 0.02
