"""Correlations estimated from closes, with their errors.

    return        log(close / close `overlap` bars before)
    sample        of demeaned returns
    EWMA          weights lambda^age, returns not demeaned                 effective count (1 + lambda) / (1 - lambda)
    Ledoit-Wolf   (1 - d) S + d mu I of returns scaled to variance one, d = min(b^2, d^2) / d^2
    error         (1 - rho^2) / root(n - 1)
    interval      tanh(atanh rho -+ 1.96 / root(n - 3))

Of returns that overlap, only those that do not are counted as observations: n is their number over `overlap`.

Sources: J.P. Morgan and Reuters, "RiskMetrics - Technical Document", 4th edition (1996), chapter 5; O. Ledoit and
M. Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", Journal of Multivariate Analysis 88
(2004) 365-411; R. A. Fisher, "On the probable error of a coefficient of correlation", Metron 1 (1921) 3-32.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations

import numpy as np
from msgspec import Struct

from planner.domain.correlation import Correlation, CorrelationMethod, Correlations, CorrelationSource, Window
from planner.domain.fault import FaultError
from planner.portfolio.common_clock import Clock, Floats, Panel, PriceSeries, on_common_clock

LEAST_OBSERVATIONS = 60
DECAY = 0.97
"""Of a day: slower than the 0.94 that RiskMetrics takes for volatility, as correlations ask for more data."""

_STILL = 1e-6
"""A series whose returns deviate less than this from each other, relative to a price, is pegged or dead."""

_FEWEST = 4.0
"""Below that many observations an interval is the whole range."""

_NORMAL_95 = 1.959963984540054
_PLACES = Decimal("0.0001")


class Recipe(Struct, frozen=True):
    """How to estimate: the last `bars` returns (None: all), and the decay of the exponential weights."""

    method: CorrelationMethod = CorrelationMethod.LEDOIT_WOLF
    bars: int | None = 250
    decay: float = DECAY


class Estimate(Struct, frozen=True, eq=False):
    """A correlation matrix with the ends of each interval; `observations` are those that count for its error."""

    symbols: tuple[str, ...]
    matrix: Floats
    low: Floats
    high: Floats
    method: CorrelationMethod
    bars: int
    observations: float
    interval: str
    overlap: int
    as_of: date

    @property
    def standard_error(self) -> Floats:
        """The error of each correlation."""
        return standard_error(self.matrix, self.observations)

    def correlations(self) -> Correlations:
        """What a plan file carries of it."""
        pairs = combinations(range(len(self.symbols)), 2)
        window = Window(
            method=self.method, bars=self.bars, interval=self.interval, as_of=self.as_of, overlap=self.overlap
        )
        return Correlations(window=window, pairs=tuple(self._pair(row, column) for row, column in pairs))

    def _pair(self, row: int, column: int) -> Correlation:
        value, low, high = (_told(matrix[row, column]) for matrix in (self.matrix, self.low, self.high))
        return Correlation(
            first=self.symbols[row],
            second=self.symbols[column],
            value=value,
            low=low,
            high=high,
            source=CorrelationSource.CANDLES,
        )


def _told(value: float) -> Decimal:
    return Decimal(value).quantize(_PLACES)


AS_USUAL = Recipe()


def estimate(series: Sequence[PriceSeries], recipe: Recipe = AS_USUAL) -> Estimate:
    """The correlations of some series.

    Raises `FaultError`: `not_all_prices`, `no_clock`, `too_few_series`, `too_few_observations`, `no_variance`.
    """
    if len(series) < 2:  # noqa: PLR2004 - a correlation is one of two
        raise FaultError("too_few_series")
    panel = on_common_clock(series)
    returns = log_returns(panel.close, panel.overlap)
    returns = returns if recipe.bars is None else returns[-recipe.bars :]
    if len(returns) // panel.overlap < LEAST_OBSERVATIONS:
        found = str(len(returns) // panel.overlap)
        raise FaultError("too_few_observations", found=found, least=str(LEAST_OBSERVATIONS))
    still = np.std(returns, axis=0) < _STILL
    if still.any():
        raise FaultError("no_variance", symbol=panel.symbols[int(np.argmax(still))])
    matrix = _METHODS[recipe.method](returns, recipe)
    count = _observations(len(returns), panel.overlap, recipe)
    low, high = fisher_interval(matrix, count)
    return Estimate(
        panel.symbols,
        matrix,
        low,
        high,
        recipe.method,
        len(returns),
        count,
        _interval(panel),
        panel.overlap,
        datetime.fromtimestamp(float(panel.time[-1]), UTC).date(),
    )


def _observations(returns: int, overlap: int, recipe: Recipe) -> float:
    """How many independent observations the error is that of."""
    weighted = (1 + recipe.decay) / (1 - recipe.decay)
    counted = min(returns, weighted) if recipe.method is CorrelationMethod.EWMA else returns
    return max(_FEWEST, counted / overlap)


_LENGTHS = ((86_400 * 27, "1 mo"), (604_800, "w"), (86_400, "d"), (3_600, "h"), (60, "min"))


def _interval(panel: Panel) -> str:
    """The time between two closes in words."""
    if panel.clock is not Clock.OWN:
        return panel.clock.value
    length, unit = next(((length, unit) for length, unit in _LENGTHS if panel.gap >= length), (1, "s"))
    return unit if " " in unit else f"{panel.gap / length:g} {unit}"


def log_returns(close: Floats, overlap: int = 1) -> Floats:
    """Log returns over `overlap` rows, one for every row that has so many before it."""
    logs = np.log(close)
    return np.asarray(logs[overlap:] - logs[:-overlap])


def sample_correlation(returns: Floats) -> Floats:
    """The correlation of columns."""
    return _correlation(_covariance(returns - returns.mean(axis=0), np.full(len(returns), 1 / len(returns))))


def ewma_correlation(returns: Floats, decay: float) -> Floats:
    """The correlation of columns, the last row weighing most; means are taken as nothing, as RiskMetrics does."""
    weights = decay ** np.arange(len(returns) - 1, -1, -1, dtype=float)
    return _correlation(_covariance(returns, weights / weights.sum()))


def ledoit_wolf_covariance(returns: Floats) -> tuple[Floats, float]:
    """The covariance of columns shrunk towards equal variances without covariances, and by how much."""
    centred = returns - returns.mean(axis=0)
    count, width = centred.shape
    covariance = centred.T @ centred / count
    mean = float(np.trace(covariance)) / width
    target = mean * np.eye(width)
    distance = float(((covariance - target) ** 2).sum())
    noise = float((((centred**2).T @ centred**2) / count - covariance**2).sum()) / count
    share = min(noise, distance) / distance if distance else 0.0
    return np.asarray((1 - share) * covariance + share * target), share


def ledoit_wolf_correlation(returns: Floats) -> Floats:
    """Of columns scaled to variance one first, so that a restless series does not decide how far all are shrunk."""
    return _correlation(ledoit_wolf_covariance(returns / returns.std(axis=0))[0])


def _covariance(returns: Floats, weights: Floats) -> Floats:
    return np.asarray((returns.T * weights) @ returns)


def _correlation(covariance: Floats) -> Floats:
    root = np.sqrt(np.diag(covariance))
    found = np.asarray(np.clip(covariance / np.outer(root, root), -1.0, 1.0))
    np.fill_diagonal(found, 1.0)
    return found


_METHODS: dict[CorrelationMethod, Callable[[Floats, Recipe], Floats]] = {
    CorrelationMethod.SAMPLE: lambda returns, _: sample_correlation(returns),
    CorrelationMethod.EWMA: lambda returns, recipe: ewma_correlation(returns, recipe.decay),
    CorrelationMethod.LEDOIT_WOLF: lambda returns, _: ledoit_wolf_correlation(returns),
}


def standard_error(correlation: Floats, observations: float) -> Floats:
    """The error of a correlation of so many observations."""
    return np.asarray((1 - correlation**2) / np.sqrt(observations - 1))


def fisher_interval(correlation: Floats, observations: float) -> tuple[Floats, Floats]:
    """The ends of the interval that holds the true correlation 95 times in 100."""
    edge = np.arctanh(np.clip(correlation, -1 + 1e-15, 1 - 1e-15))
    away = _NORMAL_95 / np.sqrt(observations - 3)
    return np.asarray(np.tanh(edge - away)), np.asarray(np.tanh(edge + away))


def beta_of(returns: Floats, driver: Floats) -> tuple[float, float]:
    """How far a series moves when its driver moves one, and the deviation of what the driver does not explain."""
    centred, moved = returns - returns.mean(), driver - driver.mean()
    beta = float(centred @ moved / (moved @ moved))
    return beta, float(np.std(centred - beta * moved))
