"""The account when the whole book moves together.

A common shock t moves every price by its beta, P_i = M_i (1 + beta_i t). Equity and requirement are then functions of
u = 1 + t, and the account is liquidated where they cross, downwards and upwards: a book that is nearly hedged usually
has both. Isolated positions have their own margin and are left out.

Linear amounts are lines in u with the tiers' edges as bends, so the excess is concave and Newton's method is exact in a
few steps. Where a tier's rate holds for the whole position the requirement jumps, and where profit is converted at a
moving price it bends: then all edges are walked in order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from planner.domain.book import Book, Exposure
from planner.domain.margin.crossings import Crossing, concave_crossing, crossing
from planner.domain.margin.polyline import Polyline, total
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, LARGEST, ONE, ZERO
from planner.domain.venue import MarginMode

EDGE = Decimal("1e-9")
"""How near to a price of nothing a shock is followed where amounts are divided by that price."""


@dataclass(frozen=True, slots=True)
class CommonShock:
    """Moves of the market at which the account reaches a demand, as rates; None where there is none.

    `prices` are those of each instrument there. `already`: the demand is met without any move.
    """

    fall: Decimal | None
    rise: Decimal | None
    already: bool
    evaluations: int
    prices_at_fall: Mapping[str, Decimal]
    prices_at_rise: Mapping[str, Decimal]


def common_shock(book: Book, demand: Demand, betas: Mapping[str, Decimal]) -> CommonShock:
    """Where the cross positions of the book are liquidated together."""
    with localcontext(ENGINE):
        exposures = [exposure for key, exposure in book.exposures.items() if key[1] is MarginMode.CROSS]
        moves = [(exposure, betas.get(exposure.legs[0].instrument.symbol, ONE)) for exposure in exposures]
        parts = [_part(book, demand, exposure, beta) for exposure, beta in moves]
        parts.append(Polyline.straight(book.wallet - demand.money))
        ends = _ends([beta for _, beta in moves], bent=any(part.powers for part in parts))
        found = [_crossing(parts, direction, end) for direction, end in zip((-1, 1), ends, strict=True)]
    (down, first), (up, second) = found
    return CommonShock(
        fall=None if down.x is None else down.x - ONE,
        rise=None if up.x is None else up.x - ONE,
        already=down.already,
        evaluations=max(first, second),
        prices_at_fall=_prices(moves, down.x),
        prices_at_rise=_prices(moves, up.x),
    )


def _part(book: Book, demand: Demand, exposure: Exposure, beta: Decimal) -> Polyline:
    """What an exposure adds to the excess, in account currency as a function of u."""
    profit, required = book.curves(exposure)
    excess = profit.plus(required.scaled(-demand.ratio)) if demand.ratio else profit
    line = exposure.mark * (ONE - beta), exposure.mark * beta
    rate = exposure.conversion.rate
    return excess.per_unit_of_line(*line) if rate is None else excess.scaled(rate).of_line(*line)


def _ends(betas: list[Decimal], *, bent: bool) -> tuple[Decimal, Decimal]:
    """How far down and up u may go before a price is nothing."""
    margin = EDGE if bent else ZERO
    falling = [ONE - ONE / beta for beta in betas if beta > 0]
    rising = [ONE - ONE / beta for beta in betas if beta < 0]
    return max([ZERO, *falling]) + margin, min([LARGEST, *rising]) - margin


def _crossing(parts: list[Polyline], direction: int, end: Decimal) -> tuple[Crossing, int]:
    if all(part.is_concave for part in parts):
        return concave_crossing(parts, ONE, direction, end)
    return crossing(total(parts), ONE, direction, end), 1


def _prices(moves: list[tuple[Exposure, Decimal]], u: Decimal | None) -> dict[str, Decimal]:
    if u is None:
        return {}
    with localcontext(ENGINE):
        return {e.legs[0].instrument.symbol: e.mark * (ONE + beta * (u - ONE)) for e, beta in moves}
