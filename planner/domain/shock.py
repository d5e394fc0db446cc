"""The account when the whole book moves together.

A common shock t moves every price by its beta, P_i = M_i (1 + beta_i t). Equity and requirement are then functions of
u = 1 + t, and the account is liquidated where they cross, downwards and upwards: a book that is nearly hedged usually
has both. Isolated positions have their own margin and are left out.

Linear amounts are lines in u with the tiers' edges as bends, so the excess is concave and Newton's method is exact in a
few steps. Where a tier's rate holds for the whole position the requirement jumps, and where profit is converted at a
moving price it bends: then all edges are walked in order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from planner.domain.book import Book, Exposure
from planner.domain.curves.polyline import Along, Line, Polyline, total
from planner.domain.margin.crossings import Crossing, concave_crossings, crossing
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, LARGEST, ONE, ZERO
from planner.domain.venue import MarginMode

EDGE = Decimal("1e-9")
"""How near to a price of nothing a shock is followed where amounts are divided by that price."""


Move = tuple[Exposure, Decimal]
"""An exposure and its beta."""


@dataclass(frozen=True, slots=True)
class CommonShock:
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
            return {e.legs[0].instrument.symbol: e.mark * (ONE + beta * move) for e, beta in self.moves}


def common_shock(book: Book, demand: Demand, betas: Mapping[str, Decimal]) -> CommonShock:
    """Where the cross positions of the book are liquidated together."""
    with localcontext(ENGINE):
        moves = moves_of(book, betas)
        parts = excess_parts(book, demand, moves)
        (down, up), evaluations = _crossings(parts, [beta for _, beta in moves])
        return CommonShock(
            fall=None if down.x is None else down.x - ONE,
            rise=None if up.x is None else up.x - ONE,
            already=down.already,
            evaluations=evaluations,
            moves=tuple(moves),
        )


def moves_of(book: Book, betas: Mapping[str, Decimal]) -> list[Move]:
    """The cross exposures, each with its beta."""
    exposures = (exposure for key, exposure in book.exposures.items() if key[1] is MarginMode.CROSS)
    return [(exposure, betas.get(exposure.legs[0].instrument.symbol, ONE)) for exposure in exposures]


def excess_parts(book: Book, demand: Demand, moves: Iterable[Move]) -> list[Polyline | Along]:
    """Equity less what is demanded as functions of u: one for each leg's maintenance, and one for all the rest.

    Where nothing but slices of linear notional is required, tables are read where they stand instead of being moved.
    """
    parts: list[Polyline | Along] = []
    intercept, slope = book.wallet - demand.money, ZERO
    for exposure, beta in moves:
        rate, mark = exposure.conversion.rate, exposure.mark
        moving = mark * beta
        still = mark - moving
        if rate is None or not book.venue.has_plain_maintenance or len(exposure.legs) > 1:
            parts.append(_moved(book, demand, exposure, (still, moving)))
            continue
        leg = exposure.legs[0]
        a, b = leg.line
        intercept += rate * (a + b * still)
        slope += rate * b * moving
        tables = leg.instrument.sliced_maintenance
        parts.append(Along(tables, still * leg.units, moving * leg.units, -demand.ratio * rate))
    return [*parts, Polyline.straight(intercept, slope)]


def _moved(book: Book, demand: Demand, exposure: Exposure, line: Line) -> Polyline:
    """What an exposure adds to the excess, in account currency."""
    profit, required = book.curves(exposure)
    excess = profit.plus(required.scaled(-demand.ratio)) if demand.ratio else profit
    rate = exposure.conversion.rate
    return excess.per_unit_of_line(*line) if rate is None else excess.scaled(rate).of_line(*line)


def _crossings(parts: list[Polyline | Along], betas: list[Decimal]) -> tuple[tuple[Crossing, Crossing], int]:
    low, high = _ends(betas, bent=any(isinstance(part, Polyline) and part.powers for part in parts))
    if all(isinstance(part, Along) or part.is_concave for part in parts):
        return concave_crossings(parts, ONE, low, high)
    whole = total(part if isinstance(part, Polyline) else part.moved() for part in parts)
    return (crossing(whole, ONE, -1, low), crossing(whole, ONE, 1, high)), 1


def _ends(betas: list[Decimal], *, bent: bool) -> tuple[Decimal, Decimal]:
    """How far down and up u may go before a price is nothing."""
    margin = EDGE if bent else ZERO
    falling = [ONE - ONE / beta for beta in betas if beta > 0]
    rising = [ONE - ONE / beta for beta in betas if beta < 0]
    return max([ZERO, *falling]) + margin, min([LARGEST, *rising]) - margin
