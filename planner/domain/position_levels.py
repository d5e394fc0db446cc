"""Where every open position is liquidated when its own price moves alone, before this plan and with it.

Where the broker decides after a margin call, the call takes the place of liquidation.
"""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from typing import NamedTuple

from msgspec import Struct

from planner.domain.book import Book, Exposure, Key
from planner.domain.curves.slices import where
from planner.domain.demands import first_demand, liquidation_demand
from planner.domain.evaluation import Evaluation
from planner.domain.levels import levels_of
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, ONE, ceil_to_step, floor_to_step
from planner.domain.venue import CROSS, LONG


class LiquidationPrices(NamedTuple):
    """The prices below and above the mark at which an exposure is liquidated, unrounded; None where there is none.

    `already`: equity does not meet the requirement at the mark.
    """

    below: Decimal | None = None
    above: Decimal | None = None
    already: bool = False


NOWHERE = LiquidationPrices()
named = LiquidationPrices._make


class PositionLevels(Struct, frozen=True):
    """The liquidation prices of an exposure, on the tick nearer to the mark, before this plan and with it."""

    key: Key
    before: LiquidationPrices
    after: LiquidationPrices


def liquidation_prices(book: Book) -> Mapping[Key, LiquidationPrices]:
    """The unrounded liquidation prices of every exposure, each moving alone, every other price held at its mark."""
    with localcontext(ENGINE):
        common = liquidation_demand(book.venue)
        if common is None:
            return {key: _of(book, key, exposure, _first(book, exposure)) for key, exposure in book.exposures.items()}
        return _each(book, common)


def _each(book: Book, demand: Demand) -> dict[Key, LiquidationPrices]:
    """Of every exposure for one demand, as `levels_of` finds them; what cross positions share is counted once."""
    ratio, money, _ = demand
    excess = book.wallet + book.cross_pnl - ratio * book.cross_requirement - money
    found = {}
    for key, exposure in book.exposures.items():
        leg, curve = exposure.legs[0], None
        is_long = leg.side is LONG
        if exposure.slices is not None and key[1] is CROSS and exposure.conversion.rate is ONE and excess > 0:
            curve = (exposure.slices.long if is_long else exposure.slices.short)[ratio]
        if curve is None:
            found[key] = _of(book, key, exposure, demand)
            continue
        notional, backing = leg.units * exposure.mark, excess + ratio * exposure.requirement
        left = notional - backing if is_long else notional + backing
        price = where(curve, left, leg.units) if left > 0 else None
        found[key] = named((price, None, False) if is_long else (None, price, False))
    return found


def _first(book: Book, exposure: Exposure) -> Demand | None:
    return first_demand(book.venue, exposure.legs[0].instrument)


def _of(book: Book, key: Key, exposure: Exposure, demand: Demand | None) -> LiquidationPrices:
    return NOWHERE if demand is None else named(levels_of(book, key, exposure.mark, (demand,))[0])


def position_levels(
    evaluation: Evaluation, before: Mapping[Key, LiquidationPrices] | None = None
) -> tuple[PositionLevels, ...]:
    """The levels of every open position of the account, in the order of the book; `before` where it is known."""
    book, after = evaluation.book, evaluation.book_after
    if book is None:
        return ()
    found = liquidation_prices(book) if before is None else before
    later = found if after is None else liquidation_prices(after)
    return tuple(
        PositionLevels(key, _on_tick(found[key], book, key), _on_tick(later.get(key, NOWHERE), book, key))
        for key in book.exposures
    )


def _on_tick(prices: LiquidationPrices, book: Book, key: Key) -> LiquidationPrices:
    tick = book.exposures[key].legs[0].instrument.price_tick
    below = None if prices.below is None else ceil_to_step(prices.below, tick)
    above = None if prices.above is None else floor_to_step(prices.above, tick)
    return LiquidationPrices(below, above, prices.already)
