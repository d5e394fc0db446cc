"""Correlations as they are read: each with its interval, where it comes from, its window and its date."""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.correlation import Correlation, CorrelationMethod, Window
from planner.portfolio.network import Change, Link, Network, Origin
from planner.report import numbers
from planner.report.rows import Tone
from planner.report.rules import day
from planner.words import counted, translated

ALONE = "Nothing else is open: there is one instrument here, and nothing it could move with."
METHODS = {
    CorrelationMethod.SAMPLE: "all returns alike",
    CorrelationMethod.EWMA: "recent returns weigh more (EWMA)",
    CorrelationMethod.LEDOIT_WOLF: "shrunk (Ledoit–Wolf)",
}
_ORIGINS = {
    Origin.SAME_UNDERLYING: "the same underlying",
    Origin.PRIOR: "usual value, no data",
    Origin.UNKNOWN: "nothing is known, counted as none",
}
_SHOWN_AT_MOST = 15
"""Pairs of a report; of a larger book only those of the plan's instrument."""


class CorrelationRow(Struct, frozen=True):
    """The correlation of two instruments; caution where it is not what was said."""

    first: str
    second: str
    value: str
    interval: str
    source: str
    tone: Tone

    @property
    def name(self) -> str:
        """Both instruments."""
        return f"{self.first} / {self.second}"


def correlation_rows(assessment: Assessment) -> tuple[CorrelationRow, ...]:
    """Every pair of instruments in the book; nothing where no position is open."""
    portfolio = assessment.portfolio
    if portfolio is None or portfolio.is_alone:
        return ()
    network = portfolio.standing.network
    return tuple(_row(link, network) for link in network.links())


def shown_correlations(assessment: Assessment) -> tuple[CorrelationRow, ...]:
    """The pairs that a report has room for."""
    rows, symbol = correlation_rows(assessment), assessment.draft.plan.instrument
    if len(rows) <= _SHOWN_AT_MOST:
        return rows
    return tuple(row for row in rows if symbol in {row.first, row.second})


def _row(link: Link, network: Network) -> CorrelationRow:
    change = _change_of(link, network.changes)
    source = source_words(link, network.known.correlations.window)
    if change is not None:
        source = translated(
            "{asked} cannot stand beside the others; {source}", asked=_two_places(change.asked), source=source
        )
    tone = Tone.PLAIN if change is None else Tone.CAUTION
    return CorrelationRow(link.first, link.second, _two_places(link.value), interval_words(link.said), source, tone)


def _change_of(link: Link, changes: Iterable[Change]) -> Change | None:
    pair = {link.first, link.second}
    return next((change for change in changes if {change.first, change.second} == pair), None)


def _two_places(value: float) -> str:
    return numbers.plain(Decimal(f"{value:.6f}"), 2)


def interval_words(said: Correlation | None) -> str:
    """The ends of an interval; nothing where none is known."""
    if said is None or said.low is None or said.high is None:
        return ""
    return translated("{low} to {high}", low=numbers.plain(said.low, 2), high=numbers.plain(said.high, 2))


def source_words(link: Link, window: Window | None) -> str:
    """Where a correlation comes from, over which window and of which day."""
    if link.origin is Origin.EDITED and link.said is not None:
        by_hand = translated("entered by hand")
        return by_hand if link.said.as_of is None else f"{by_hand}, {day(link.said.as_of)}"
    if link.origin is Origin.CANDLES and window is not None:
        return window_words(window)
    return translated(_ORIGINS[link.origin])


def window_words(window: Window) -> str:
    """What an estimate looked at."""
    over = translated(" over {overlap} bars", overlap=window.overlap) if window.overlap > 1 else ""
    return counted(
        "{count} return{over} of {interval} to {as_of}, {method}",
        "{count} returns{over} of {interval} to {as_of}, {method}",
        window.bars,
        over=over,
        interval=window.interval,
        as_of=day(window.as_of),
        method=translated(METHODS[window.method]),
    )
