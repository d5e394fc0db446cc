"""How the instruments of a book move together: one matrix, and where each of its numbers comes from.

The first that says something counts: the same underlying is 1 (-1 where a pair is turned round), then what the plan
file carries, entered by hand or estimated from candles, then what is usual; of the rest nothing is known, and it counts
as 0. A matrix that cannot exist is replaced by the nearest that can, and what that changed is kept to be shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from planner.domain.asset_class import underlying
from planner.domain.correlation import Correlation, Correlations, CorrelationSource
from planner.domain.plan import Situation
from planner.domain.venue import Instrument, Regime
from planner.portfolio.possible import Matrix, is_possible
from planner.portfolio.priors import prior


class Origin(StrEnum):
    """Where a correlation comes from."""

    SAME_UNDERLYING = "same_underlying"
    EDITED = "edited"
    CANDLES = "candles"
    PRIOR = "prior"
    UNKNOWN = "unknown"


_ORIGINS = {CorrelationSource.EDITED: Origin.EDITED, CorrelationSource.CANDLES: Origin.CANDLES}


@dataclass(frozen=True, slots=True)
class Change:
    """A correlation that could not stand beside the others, and what was put in its place."""

    first: str
    second: str
    asked: float
    used: float


@dataclass(frozen=True, slots=True)
class Link:
    """The correlation of two instruments as it is used; `said` is what the plan file has on them."""

    first: str
    second: str
    value: float
    origin: Origin
    said: Correlation | None


@dataclass(frozen=True, slots=True)
class Network:
    """The correlations of some instruments; `matrix` is possible, `changes` what it took to make it so."""

    instruments: tuple[Instrument, ...]
    regime: Regime
    correlations: Correlations
    index: dict[str, int]
    matrix: Matrix
    changes: tuple[Change, ...]

    def between(self, first: str, second: str) -> float:
        """The correlation of two of them."""
        return self.matrix[self.index[first]][self.index[second]]

    def links(self) -> Iterator[Link]:
        """Every pair with where its number comes from."""
        for one, other in combinations(self.instruments, 2):
            value = self.between(one.symbol, other.symbol)
            said = self.correlations.of(one.symbol, other.symbol)
            _, origin = _said_of(one, other, self.correlations, self.regime)
            yield Link(one.symbol, other.symbol, value, origin, said if origin in _ORIGINS.values() else None)

    def is_of(self, instruments: Sequence[Instrument], situation: Situation) -> bool:
        """Whether it holds for these instruments in that situation."""
        return (
            self.correlations is situation.correlations
            and self.regime is situation.venue.regime
            and len(instruments) == len(self.instruments)
            and all(one is other for one, other in zip(instruments, self.instruments, strict=True))
        )


def network_of(instruments: Sequence[Instrument], situation: Situation) -> Network:
    """The correlations of distinct instruments, repaired where they cannot exist together."""
    regime, correlations = situation.venue.regime, situation.correlations
    rows = [[1.0] * len(instruments) for _ in instruments]
    for (row, one), (column, other) in combinations(enumerate(instruments), 2):
        rows[row][column] = rows[column][row] = _said_of(one, other, correlations, regime)[0]
    index = {instrument.symbol: at for at, instrument in enumerate(instruments)}
    changes: tuple[Change, ...] = ()
    matrix: Matrix = rows
    if not is_possible(rows):
        matrix, changes = _repaired(rows, tuple(index))
    return Network(tuple(instruments), regime, correlations, index, matrix, changes)


def _said_of(one: Instrument, other: Instrument, known: Correlations, regime: Regime) -> tuple[float, Origin]:
    same = _same_underlying(one, other)
    if same:
        return float(same), Origin.SAME_UNDERLYING
    said = known.of(one.symbol, other.symbol)
    if said is not None:
        return float(said.value), _ORIGINS[said.source]
    usual = prior(one, other, regime)
    return (0.0, Origin.UNKNOWN) if usual is None else (usual, Origin.PRIOR)


def _same_underlying(one: Instrument, other: Instrument) -> int:
    """1 where both are the same thing paid with the same, -1 where it is turned round, else 0."""
    legs, others = ((underlying(i.base_currency), underlying(i.quote_currency)) for i in (one, other))
    if legs == others:
        return 1
    return -1 if legs == others[::-1] else 0


def _repaired(rows: Matrix, symbols: Sequence[str]) -> tuple[Matrix, tuple[Change, ...]]:
    from planner.portfolio.nearest import nearest_correlation  # noqa: PLC0415 - NumPy, only where a matrix is impossible

    matrix: list[list[float]] = nearest_correlation(rows).tolist()
    pairs = combinations(enumerate(symbols), 2)
    found = (Change(first, second, rows[row][column], matrix[row][column]) for (row, first), (column, second) in pairs)
    return matrix, tuple(change for change in found if abs(change.used - change.asked) >= _SEEN)


_SEEN = 0.0005
"""A change below this is not seen in three decimals."""
