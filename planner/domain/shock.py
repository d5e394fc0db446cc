"""The account when the whole book moves together.

A common shock t moves every price by its beta, P_i = M_i (1 + beta_i t), and never below nothing, where it stays.
Equity and requirement are then functions of u = 1 + t, and the account is liquidated where they cross, downwards and
upwards: a book that is nearly hedged usually has both. Isolated positions have their own margin and are left out.
Where amounts are divided by a price, nothing is said beyond the move at which the first price would be nothing.

Where slices of notional are all that is required, amounts are lines in u with the tiers' edges as bends, so the excess
is concave as long as no price is nothing, and Newton's method is exact in a few steps. Otherwise the requirement may
jump or bend, and all edges are walked in order.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, localcontext

from msgspec import Struct

from planner.domain.book import Book, Exposure
from planner.domain.curves.polyline import Line, Polyline, total
from planner.domain.margin.crossings import Crossing, concave_crossings, crossing
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, LARGEST, ONE, ZERO
from planner.domain.venue import CROSS, LONG

EDGE = Decimal("1e-9")
"""How near to a price of nothing a shock is followed where amounts are divided by that price."""


Move = tuple[Exposure, Decimal]
"""An exposure and its beta."""

_Lot = tuple[Decimal, Decimal, tuple[Decimal, ...], tuple[Line, ...]]
"""Notional as a line in u, and the table that holds for it."""


class CommonShock(Struct, frozen=True):
    """Moves of the market at which the account reaches a demand, as rates; None where there is none.

    `already`: the demand is met without any move. `moves` are the exposures with their betas.
    """

    fall: Decimal | None
    rise: Decimal | None
    already: bool
    evaluations: int
    moves: tuple[Move, ...]

    def prices_at(self, move: Decimal | None) -> dict[str, Decimal]:
        """The price of each instrument after a move of the market."""
        if move is None:
            return {}
        with localcontext(ENGINE):
            return {e.legs[0].instrument.symbol: max(ZERO, e.mark * (ONE + beta * move)) for e, beta in self.moves}


def common_shock(book: Book, demand: Demand, betas: Mapping[str, Decimal]) -> CommonShock:
    """Where the cross positions of the book are liquidated together."""
    with localcontext(ENGINE):
        moves = moves_of(book, betas)
        (down, up), evaluations = _crossings(book, demand, moves)
    return CommonShock(
        fall=None if down.x is None else down.x - ONE,
        rise=None if up.x is None else up.x - ONE,
        already=down.already,
        evaluations=evaluations,
        moves=tuple(moves),
    )


def moves_of(book: Book, betas: Mapping[str, Decimal]) -> list[Move]:
    """The cross exposures, each with its beta."""
    exposures = (exposure for key, exposure in book.exposures.items() if key[1] is CROSS)
    return [(exposure, betas.get(exposure.legs[0].instrument.symbol, ONE)) for exposure in exposures]


def excess_parts(book: Book, demand: Demand, moves: Iterable[Move]) -> list[Polyline]:
    """Equity less what is demanded as functions of u: what each exposure adds to it, and all the rest."""
    parts = (_moved(book, demand, exposure, exposure.mark * beta) for exposure, beta in moves)
    return [*parts, Polyline.straight(book.wallet - demand.money)]


def _moved(book: Book, demand: Demand, exposure: Exposure, moving: Decimal) -> Polyline:
    """What an exposure adds to the excess, in account currency."""
    profit, required = book.curves(exposure)
    return on_axis(profit.plus(required.scaled(-demand.ratio)) if demand.ratio else profit, exposure, moving)


def on_axis(quote_amount: Polyline, exposure: Exposure, moving: Decimal) -> Polyline:
    """A function of an exposure's price in quote currency as one of u, in account currency.

    The price is mark - moving + moving u, or nothing where that is below it.
    """
    rate, line = exposure.conversion.rate, (exposure.mark - moving, moving)
    if rate is None:
        return quote_amount.per_unit_of_line(*line)
    moved = quote_amount.scaled(rate).of_line(*line)
    if moved.powers or not moving:
        return moved
    worthless, place = Polyline.straight(quote_amount.lines[0][0] * rate), ONE - exposure.mark / moving
    return worthless.until(place, moved) if moving > 0 else moved.until(place, worthless)


def _crossings(book: Book, demand: Demand, moves: list[Move]) -> tuple[tuple[Crossing, Crossing], int]:
    low, high = first_worthless([beta for _, beta in moves])
    sliced = _sliced(book, demand, moves)
    if sliced is not None:
        (down, up), count = concave_crossings(sliced, ONE, low, high)
        if down.already or ((down.x is not None or not low) and (up.x is not None or high == LARGEST)):
            return (down, up), count
    whole = total(excess_parts(book, demand, moves))
    ends = (low + EDGE, high - EDGE) if whole.powers else (ZERO, LARGEST)
    return (crossing(whole, ONE, -1, ends[0]), crossing(whole, ONE, 1, ends[1])), 1


def _sliced(book: Book, demand: Demand, moves: list[Move]) -> Callable[[Decimal], Line] | None:
    """The excess where nothing but slices of notional is required: the line in force at a place u; else None.

    Tables are read where they stand instead of being moved; what shares a conversion rate is summed in quote currency.
    """
    gain, lots = ZERO, defaultdict[Decimal, list[_Lot]](list)
    for exposure, beta in moves:
        leg, rate, slices = exposure.legs[0], exposure.conversion.rate, exposure.slices
        if rate is None or slices is None:
            return None
        value = leg.units * exposure.mark
        moving = value * beta
        gain += moving * rate if leg.side is LONG else -moving * rate
        lots[rate].append((value - moving, moving, slices.maintenance.edges, slices.maintenance.lines))
    still = book.wallet + book.cross_pnl - demand.money - gain

    def line_at(u: Decimal) -> Line:
        intercept, slope = still, gain
        for rate, group in lots.items():
            a, b = _asked(group, u)
            intercept, slope = intercept - demand.ratio * rate * a, slope - demand.ratio * rate * b
        return intercept, slope

    return line_at


def _asked(lots: list[_Lot], u: Decimal) -> Line:
    """The line in force at u of all their maintenance."""
    intercept = slope = ZERO
    for still, moving, edges, lines in lots:
        a, b = lines[bisect_left(edges, still + moving * u)]
        intercept += a + b * still
        slope += b * moving
    return intercept, slope


def first_worthless(betas: list[Decimal]) -> tuple[Decimal, Decimal]:
    """How far down and up u may go before a price, or the market, is nothing."""
    falling = [ONE - ONE / beta for beta in betas if beta > 0]
    rising = [ONE - ONE / beta for beta in betas if beta < 0]
    return max([ZERO, *falling]), min([LARGEST, *rising])
