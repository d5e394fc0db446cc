"""A gap of the trader's own: how far the plan's price jumps, and what part of it every other price makes.

It can be kept under a name as a scenario like those of history. What it moves is then named move by move, what stands
still too, so that the same plan meets the same again; for another instrument of the class it is an analogue.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, localcontext
from hashlib import sha256

from msgspec import Struct

from planner.domain.asset_class import asset_class_of
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.venue_rules import AssetClass
from planner.simulation.gap import AS_IT_HAPPENED, Options, currencies_of, together
from planner.simulation.scenario import FURTHEST, MOST_MOVES, OWN, Kind, Move, Scenario
from planner.simulation.stress import Stressed, stressed
from planner.simulation.way import Stress

GAPS = tuple(Decimal(percent) / 100 for percent in (1, 2, 5, 10, 15, 20, 30, 50))
CORRELATIONS = tuple(Decimal(quarter) / 4 for quarter in range(5))

FINEST = Decimal("1e-12")
"""What the moves of a scenario are rounded to: a file holds no more digits than can be read."""


HeatMap = tuple[tuple[Stressed | None, ...], ...]
Progress = Callable[[int, int], bool]
"""Told how much of how much is done; answers whether to go on."""


class Gap(Struct, frozen=True):
    """A gap of the plan's price against it (above nothing), and the part of it, by beta, that every other one makes."""

    rate: Decimal
    correlation: Decimal = ZERO


def custom_stress(evaluation: Evaluation, gap: Gap, options: Options = AS_IT_HAPPENED) -> Stress:
    """A gap as moves of what this account trades; a stop fills at its far end unless something else is asked."""
    with localcontext(ENGINE):
        moves = _rates(evaluation, gap)
        return Stress(
            moves,
            ONE if options.slip is None else options.slip,
            options.margin_hike or ZERO,
            options.haircut or ZERO,
            currencies_of(evaluation, _moves(evaluation, moves)),
        )


def _rates(evaluation: Evaluation, gap: Gap) -> dict[str, Decimal]:
    plan = evaluation.draft.plan
    rate = -plan.side.sign * gap.rate
    return {plan.instrument: rate, **together(evaluation, rate, gap.correlation)}


def _moves(evaluation: Evaluation, rates: dict[str, Decimal]) -> tuple[Move, ...]:
    """Rates by symbol as moves of what they are prices of; the first stands for its class."""
    venue = evaluation.draft.situation.venue
    moves: list[Move] = []
    for symbol, rate in list(rates.items())[:MOST_MOVES]:
        instrument = venue.instrument(symbol)
        if instrument is not None:
            kind, base = asset_class_of(instrument, venue.regime), instrument.base_currency
            move = Move(
                name=symbol,
                codes=(base,),
                quote=instrument.quote_currency,
                asset_class=kind,
                rate=min(FURTHEST, rate).quantize(FINEST),
                mover=base if kind is AssetClass.FX else None,
                stands_for_class=not moves and kind is not AssetClass.OTHER,
            )
            moves.append(move)
    return tuple(moves)


def custom_scenario(
    evaluation: Evaluation, gap: Gap, options: Options, *, name: str, source: str, day: date
) -> Scenario:
    """A gap under a name, to be kept; raises pydantic's `ValidationError` where the name cannot be one."""
    with localcontext(ENGINE):
        stress = custom_stress(evaluation, gap, options)
        return Scenario(
            id=f"{OWN}{sha256(name.encode()).hexdigest()[:12]}",
            name=name,
            day=day,
            kind=Kind.GAP if stress.slip == ONE else Kind.FLASH,
            moves=_moves(evaluation, _rates(evaluation, gap)),
            margin_hike=stress.margin_hike,
            haircut=stress.haircut,
            source=source,
            as_of=day,
        )


def heat_map(
    evaluation: Evaluation,
    gaps: Sequence[Decimal] = GAPS,
    correlations: Sequence[Decimal] = CORRELATIONS,
    options: Options = AS_IT_HAPPENED,
    progress: Progress | None = None,
) -> HeatMap | None:
    """The account after each gap (rows) at each correlation (columns): some forty accounts, off the GUI thread.

    None where `progress`, told of every row, said to stop.
    """
    rows: list[tuple[Stressed | None, ...]] = []
    for gap in gaps:
        rows.append(
            tuple(stressed(evaluation, custom_stress(evaluation, Gap(gap, one), options)) for one in correlations)
        )
        if progress is not None and not progress(len(rows), len(gaps)):
            return None
    return tuple(rows)
