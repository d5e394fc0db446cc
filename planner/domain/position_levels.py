"""Where every open position is liquidated when its own price moves alone, before this plan and with it.

Where the broker decides after a margin call, the call takes the place of liquidation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import NamedTuple

from planner.domain.book import Book, Exposure, Key
from planner.domain.demands import first_demand
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ceil_to_step, floor_to_step


class LiquidationPrices(NamedTuple):
    """The prices below and above the mark at which an exposure is liquidated, unrounded; None where there is none.

    `already`: equity does not meet the requirement at the mark.
    """

    below: Decimal | None = None
    above: Decimal | None = None
    already: bool = False


@dataclass(frozen=True, slots=True)
class PositionLevels:
    """The liquidation prices of an exposure, on the tick nearer to the mark, before this plan and with it."""

    key: Key
    before: LiquidationPrices
    after: LiquidationPrices


def liquidation_prices(book: Book) -> Mapping[Key, LiquidationPrices]:
    """The unrounded liquidation prices of every exposure, each moving alone, every other price held at its mark."""
    with localcontext(ENGINE):
        return {key: _of(book, key, exposure) for key, exposure in book.exposures.items()}


def _of(book: Book, key: Key, exposure: Exposure) -> LiquidationPrices:
    demand = first_demand(book.venue, exposure.legs[0].instrument)
    if demand is None:
        return LiquidationPrices()
    ((below, above),) = book.levels(key, exposure.mark, demand)
    already = below is None and above is None and book.excess_at_mark(key, demand) <= 0
    return LiquidationPrices(below, above, already)


def position_levels(evaluation: Evaluation) -> tuple[PositionLevels, ...]:
    """The levels of every open position of the account, in the order of the book."""
    book, after = evaluation.book, evaluation.book_after
    if book is None:
        return ()
    found = liquidation_prices(book)
    later = found if after is None else liquidation_prices(after)
    return tuple(
        PositionLevels(key, _on_tick(found[key], book, key), _on_tick(later.get(key, LiquidationPrices()), book, key))
        for key in book.exposures
    )


def _on_tick(prices: LiquidationPrices, book: Book, key: Key) -> LiquidationPrices:
    tick = book.exposures[key].legs[0].instrument.price_tick
    below = None if prices.below is None else ceil_to_step(prices.below, tick)
    above = None if prices.above is None else floor_to_step(prices.above, tick)
    return LiquidationPrices(below, above, prices.already)
