"""The margin path: what backs a position and what is asked of it, over the price of its instrument.

Of that instrument alone, from its pool; or of the whole book moving by its betas, from the common shock
(`planner.domain.shock`), whose axis u leads to the instrument's price as P = M (1 + beta (u - 1)). A price that would
be below nothing stays there.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from planner.domain.book import Book, Exposure, Key
from planner.domain.curves.polyline import Polyline, total
from planner.domain.margin.crossings import crossing
from planner.domain.margin.pool import Demand, Pool
from planner.domain.number import ENGINE, LARGEST, ONE, ZERO
from planner.domain.shock import EDGE, Move, first_worthless, moves_of, on_axis
from planner.domain.venue import CROSS

_STEPS = 32


class Corner(NamedTuple):
    """A point of both curves: price of the instrument, equity and requirement in account currency."""

    price: Decimal
    equity: Decimal
    requirement: Decimal


class Range(Struct, frozen=True):
    """The prices a path is drawn over."""

    low: Decimal
    high: Decimal


def path_alone(pool: Pool, over: Range) -> tuple[Corner, ...]:
    """The corners while one instrument alone moves."""
    with localcontext(ENGINE):
        return tuple(Corner(*vertex) for vertex in pool.vertices(over.low, over.high))


def path_before(book: Book, key: Key, over: Range) -> tuple[Corner, ...]:
    """The same without the plan: where nothing is open in the instrument, the account does not follow its price.

    Empty for an isolated position that is not there yet.
    """
    with localcontext(ENGINE):
        if key in book.exposures:
            return path_alone(book.pool(key), over)
        if key[1] is not CROSS:
            return ()
        equity, required = book.wallet + book.cross_pnl, book.cross_requirement
        return Corner(over.low, equity, required), Corner(over.high, equity, required)


class Together(Struct, frozen=True):
    """Equity and requirement of the cross positions as functions of u, and the way from u to the instrument's price.

    `low` and `high` are where its own price or the market would be nothing; where amounts are divided by a price, where
    any would be.
    """

    equity: Polyline
    requirement: Polyline
    mark: Decimal
    beta: Decimal
    low: Decimal
    high: Decimal

    def u(self, price: Decimal) -> Decimal:
        """The place of a price on the axis, within its ends."""
        return min(max(self._place(price), self.low), self.high)

    def _place(self, price: Decimal) -> Decimal:
        return ONE + (price / self.mark - ONE) / self.beta

    def price(self, u: Decimal) -> Decimal:
        """The way back."""
        return self.mark * (ONE + self.beta * (u - ONE))

    def corner(self, price: Decimal) -> Corner | None:
        """Both curves at a price; None where nothing can be said."""
        with localcontext(ENGINE):
            u = self._place(price)
            return Corner(price, self.equity.at(u), self.requirement.at(u)) if self.low <= u <= self.high else None

    def ends(self, demand: Demand) -> tuple[Decimal | None, Decimal | None]:
        """The price of the instrument at which equity falls to a demand as it falls, and as it rises; None: nowhere."""
        with localcontext(ENGINE):
            excess = Pool(self.equity, self.requirement).excess(demand)
            found = (crossing(excess, ONE, -1, self.low).x, crossing(excess, ONE, 1, self.high).x)
            prices = tuple(None if u is None else self.price(u) for u in found)
        return (prices[0], prices[1]) if self.beta > 0 else (prices[1], prices[0])

    def path(self, over: Range) -> tuple[Corner, ...]:
        """The corners while the whole book moves; between them a bent function is sampled."""
        with localcontext(ENGINE):
            low, high = sorted((self.u(over.low), self.u(over.high)))
            inner = sorted({*self.equity.edges, *self.requirement.edges})
            places = [low, *inner[bisect_left(inner, low) : bisect_left(inner, high)], high]
            if self.equity.powers or self.requirement.powers:
                places = [a + (b - a) * step / _STEPS for a, b in pairwise(places) for step in range(_STEPS)] + [high]
            corners = [Corner(self.price(u), self.equity.at(u), self.requirement.at(u)) for u in places]
            return tuple(corners if self.beta > 0 else reversed(corners))


class Curves(NamedTuple):
    """Profit and requirement of several exposures as functions of u, in account currency."""

    equity: Polyline
    requirement: Polyline


def curves_of(book: Book, moves: Iterable[Move]) -> Curves:
    """What exposures add to equity and requirement along a common shock."""
    parts = [_moved(book, exposure, exposure.mark * beta) for exposure, beta in moves]
    start = [Polyline.straight(ZERO)]
    return Curves(total([*start, *(e for e, _ in parts)]), total([*start, *(r for _, r in parts)]))


def _moved(book: Book, exposure: Exposure, moving: Decimal) -> tuple[Polyline, Polyline]:
    profit, required = book.curves(exposure)
    return on_axis(profit, exposure, moving), on_axis(required, exposure, moving)


def others_of(book: Book, key: Key, betas: Mapping[str, Decimal]) -> Curves:
    """The curves of all cross positions but one: the same whatever becomes of that one."""
    with localcontext(ENGINE):
        return curves_of(book, [move for move in moves_of(book, betas) if move[0] is not book.exposures.get(key)])


def together(book: Book, key: Key, betas: Mapping[str, Decimal], others: Curves, mark: Decimal) -> Together:
    """All cross positions of a book, told by the price of the instrument of `key`, which trades at `mark` now.

    `others` are the curves of all but that one. Its beta is not nothing.
    """
    beta, exposure = betas.get(key[0], ONE), book.exposures.get(key)
    with localcontext(ENGINE):
        curves = curves_of(book, [] if exposure is None else [(exposure, beta)])
        required = others.requirement.plus(curves.requirement)
        equity = others.equity.plus(curves.equity).plus(Polyline.straight(book.wallet))
        if required.powers or equity.powers:
            low, high = first_worthless([beta, *(each for _, each in moves_of(book, betas))])
            return Together(equity, required, mark, beta, low + EDGE, high - EDGE)
        worthless = ONE - ONE / beta
        high = LARGEST if beta > 0 else worthless
        return Together(equity, required, mark, beta, max(ZERO, worthless) if beta > 0 else ZERO, high)
