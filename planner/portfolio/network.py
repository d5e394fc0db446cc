"""How the instruments of a book move together: one matrix, and where each of its numbers comes from.

The first that says something counts: the same underlying is 1 (-1 where a pair is turned round), then what the plan
file carries, entered by hand or estimated from candles, of the two or of what has the same underlyings, then what is
usual; of the rest nothing is known, and it counts
as 0. A matrix that cannot exist is replaced by the nearest that can, and what that changed is kept to be shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import combinations

from msgspec import Struct

from planner.domain.asset_class import underlying
from planner.domain.correlation import Correlation, Correlations, CorrelationSource, Pair, pair_of
from planner.domain.plan import Situation
from planner.domain.venue import Instrument, Regime
from planner.portfolio.correlated_risk import Scenario, scenario_matrix
from planner.portfolio.possible import Matrix, is_possible
from planner.portfolio.priors import Drivers, drivers_of, usual


class Origin(StrEnum):
    """Where a correlation comes from."""

    SAME_UNDERLYING = "same_underlying"
    EDITED = "edited"
    CANDLES = "candles"
    PRIOR = "prior"
    UNKNOWN = "unknown"


_ORIGINS = {CorrelationSource.EDITED: Origin.EDITED, CorrelationSource.CANDLES: Origin.CANDLES}


class Change(Struct, frozen=True):
    """A correlation that could not stand beside the others, and what was put in its place."""

    first: str
    second: str
    asked: float
    used: float


class Link(Struct, frozen=True):
    """The correlation of two instruments as it is used; `said` is what the plan file has on them."""

    first: str
    second: str
    value: float
    origin: Origin
    said: Correlation | None


class Profile(Struct, frozen=True):
    """What a price is of, the sign with which it is (EURUSD is USDEUR turned round), and what drives it."""

    underlying: str
    sign: int
    drivers: Drivers


class Known(Struct, frozen=True):
    """What is known of a book's prices; `twins` are what is said, by what the two prices are of."""

    correlations: Correlations
    regime: Regime
    profiles: Mapping[str, Profile]
    twins: Mapping[Pair, Correlation]

    def of(self, one: str, other: str) -> tuple[float, Origin, Correlation | None]:
        """The correlation of two instruments, where it comes from, and what is said of them."""
        first, second = self.profiles[one], self.profiles[other]
        if first.underlying == second.underlying:
            return float(first.sign * second.sign), Origin.SAME_UNDERLYING, None
        said = self._said(one, other) if self.twins else None
        if said is not None:
            return float(said.value), _ORIGINS[said.source], said
        found = usual(first.drivers, second.drivers)
        return (0.0, Origin.UNKNOWN, None) if found is None else (found, Origin.PRIOR, None)

    def _said(self, one: str, other: str) -> Correlation | None:
        """What is said of the two, or of two others with the same underlyings."""
        said, first, second = self.correlations.of(one, other), self.profiles[one], self.profiles[other]
        if said is not None:
            return said
        twin = self.twins.get(pair_of(first.underlying, second.underlying))
        return twin if twin is None or first.sign == second.sign else _turned(twin)


class Network(Struct, frozen=True):
    """The correlations of some instruments; `matrix` is possible, `changes` what it took to make it so."""

    instruments: tuple[Instrument, ...]
    known: Known
    index: dict[str, int]
    matrix: Matrix
    scenarios: Mapping[Scenario, Matrix]
    changes: tuple[Change, ...]

    def between(self, first: str, second: str) -> float:
        """The correlation of two of them."""
        return self.matrix[self.index[first]][self.index[second]]

    def links(self) -> Iterator[Link]:
        """Every pair with where its number comes from."""
        for one, other in combinations(self.instruments, 2):
            _, origin, said = self.known.of(one.symbol, other.symbol)
            yield Link(one.symbol, other.symbol, self.between(one.symbol, other.symbol), origin, said)

    def is_of(self, instruments: Sequence[Instrument], situation: Situation) -> bool:
        """Whether it holds for these instruments in that situation."""
        return (
            self.known.correlations is situation.correlations
            and self.known.regime is situation.venue.regime
            and len(instruments) == len(self.instruments)
            and all(one is other for one, other in zip(instruments, self.instruments, strict=True))
        )


def network_of(instruments: Sequence[Instrument], situation: Situation) -> Network:
    """The correlations of distinct instruments, repaired where they cannot exist together."""
    known = _known(instruments, situation)
    rows = [[1.0] * len(instruments) for _ in instruments]
    for (row, one), (column, other) in combinations(enumerate(instruments), 2):
        rows[row][column] = rows[column][row] = known.of(one.symbol, other.symbol)[0]
    index = {instrument.symbol: at for at, instrument in enumerate(instruments)}
    changes: tuple[Change, ...] = ()
    matrix: Matrix = rows
    if not is_possible(rows):
        matrix, changes = _repaired(rows, tuple(index))
    scenarios = {scenario: scenario_matrix(matrix, scenario) for scenario in Scenario}
    return Network(tuple(instruments), known, index, matrix, scenarios, changes)


def _known(instruments: Sequence[Instrument], situation: Situation) -> Known:
    """What is said about instruments, and with it about whatever has the same underlyings."""
    correlations, regime = situation.correlations, situation.venue.regime
    profiles = {instrument.symbol: _profile(instrument, regime) for instrument in instruments}
    twins = {}
    for said in correlations.pairs:
        first, second = profiles.get(said.first), profiles.get(said.second)
        if first is not None and second is not None:
            pair = pair_of(first.underlying, second.underlying)
            twins[pair] = said if first.sign == second.sign else _turned(said)
    return Known(correlations, regime, profiles, twins)


def _profile(instrument: Instrument, regime: Regime) -> Profile:
    base, quote = underlying(instrument.base_currency), underlying(instrument.quote_currency)
    name, sign = (f"{base}/{quote}", 1) if base <= quote else (f"{quote}/{base}", -1)
    return Profile(name, sign, drivers_of(instrument, regime))


def _turned(said: Correlation) -> Correlation:
    """The correlation where one of the two prices is turned round."""
    low, high = (None if end is None else -end for end in (said.high, said.low))
    return said.replace(value=-said.value, low=low, high=high)


def _repaired(rows: Matrix, symbols: Sequence[str]) -> tuple[Matrix, tuple[Change, ...]]:
    from planner.portfolio.nearest import nearest_correlation  # noqa: PLC0415 - NumPy, only where a matrix is impossible

    matrix: list[list[float]] = nearest_correlation(rows).tolist()
    pairs = combinations(enumerate(symbols), 2)
    found = (Change(first, second, rows[row][column], matrix[row][column]) for (row, first), (column, second) in pairs)
    return matrix, tuple(change for change in found if abs(change.used - change.asked) >= _SEEN)


_SEEN = 0.0005
"""A change below this is not seen in three decimals."""
