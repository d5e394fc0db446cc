"""What a plan file says about how prices move together: correlations of pairs, and the trader's own groups.

A correlation is estimated from candles or entered by hand. What neither says is left to priors (`portfolio.priors`).
"""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.domain.number import SignedRate
from planner.domain.record import Day, Name, Record, Symbol

Pair = tuple[str, str]
"""Two symbols in alphabetical order."""


def pair_of(first: str, second: str) -> Pair:
    """The pair of two symbols, whichever comes first."""
    return (first, second) if first <= second else (second, first)


class CorrelationSource(StrEnum):
    """Where a correlation in a plan file comes from."""

    CANDLES = "candles"
    EDITED = "edited"


class CorrelationMethod(StrEnum):
    """How correlations are estimated from returns."""

    SAMPLE = "sample"
    EWMA = "ewma"
    LEDOIT_WOLF = "ledoit_wolf"


class Window(Record):
    """What an estimate looked at: so many returns over `interval`, the last one on the day `as_of`.

    `bars` are the returns on the clock that all series have in common, `overlap` how many bars each of them spans.
    """

    method: CorrelationMethod
    bars: Annotated[int, Field(ge=2, le=1_000_000, strict=True)]
    interval: Name
    as_of: Day
    overlap: Annotated[int, Field(ge=1, le=100, strict=True)] = 1


class Correlation(Record):
    """The correlation of two instruments' returns; `low` and `high` end its confidence interval of 95 %.

    `as_of` is the day on which it was entered; an estimate has the day of its window.
    """

    first: Symbol
    second: Symbol
    value: SignedRate
    low: SignedRate | None = None
    high: SignedRate | None = None
    source: CorrelationSource = CorrelationSource.EDITED
    as_of: Day | None = None

    @model_validator(mode="after")
    def _is_of_two(self) -> Self:
        if self.first == self.second:
            raise ValueError("a correlation is one of two instruments")
        return self

    @property
    def pair(self) -> Pair:
        """The two symbols in alphabetical order."""
        return pair_of(self.first, self.second)


class Correlations(Record):
    """All correlations a plan file carries, one of each pair; `window` says what the estimated ones looked at."""

    window: Window | None = None
    pairs: tuple[Correlation, ...] = Field(default=(), max_length=20_000)

    @cached_property
    def by_pair(self) -> dict[Pair, Correlation]:
        """Each correlation by its pair."""
        return {found.pair: found for found in self.pairs}

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if len(self.by_pair) < len(self.pairs):
            raise ValueError("a pair is listed twice")
        if self.window is None and any(pair.source is CorrelationSource.CANDLES for pair in self.pairs):
            raise ValueError("an estimate has a window")
        return self

    def of(self, first: str, second: str) -> Correlation | None:
        """What is said about two instruments."""
        return self.by_pair.get(pair_of(first, second))

    def saying(self, entered: Correlation) -> "Correlations":
        """With that correlation in the place of what was said about its pair."""
        others = tuple(found for found in self.pairs if found.pair != entered.pair)
        return self.replace(pairs=(*others, entered))

    def estimated(self, found: "Correlations") -> "Correlations":
        """With those estimates in place of earlier ones; what was entered by hand stays."""
        entered = tuple(said for said in self.pairs if said.source is CorrelationSource.EDITED)
        by_hand = {said.pair for said in entered}
        return found.replace(pairs=(*entered, *(said for said in found.pairs if said.pair not in by_hand)))

    def without(self, first: str, second: str) -> "Correlations":
        """With nothing said about two instruments."""
        return self.replace(pairs=tuple(found for found in self.pairs if found.pair != pair_of(first, second)))

    def only(self, symbols: frozenset[str]) -> "Correlations":
        """What is said about the named instruments alone."""
        return self.replace(pairs=tuple(found for found in self.pairs if {found.first, found.second} <= symbols))


NO_CORRELATIONS = Correlations()
