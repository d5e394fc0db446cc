"""What backs a position: equity and requirement on one axis, and the levels where they cross."""

from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from planner.domain.curves.polyline import NOTHING, Polyline
from planner.domain.margin.crossings import crossing
from planner.domain.number import ONE, ZERO

_STEPS = 32


class Demand(NamedTuple):
    """What equity is compared with at a level: a multiple of the requirement, an amount, the fee of closing."""

    ratio: Decimal = ZERO
    money: Decimal = ZERO
    has_closing_fee: bool = False


class Pool(Struct, frozen=True):
    """Equity and requirement of what backs a position, as functions of x; `reciprocal` says that x is 1 / price.

    `closing_fee` is what the venue takes for closing at bankruptcy.
    """

    equity: Polyline
    requirement: Polyline
    reciprocal: bool = False
    closing_fee: Polyline = NOTHING

    def x(self, price: Decimal) -> Decimal:
        """The place of a price on the axis, and back again."""
        return ONE / price if self.reciprocal else price

    def excess(self, demand: Demand) -> Polyline:
        """Equity less what is demanded."""
        found = self.equity.minus(self.requirement, demand.ratio) if demand.ratio else self.equity
        if demand.has_closing_fee and self.closing_fee is not NOTHING:
            found = found.minus(self.closing_fee, ONE)
        return found.plus(Polyline.straight(-demand.money)) if demand.money else found

    def equity_at(self, price: Decimal) -> Decimal:
        """Equity at one price."""
        return self.equity.at(self.x(price))

    def requirement_at(self, price: Decimal) -> Decimal:
        """The requirement at one price."""
        return self.requirement.at(self.x(price))

    def excess_at(self, demand: Demand, price: Decimal) -> Decimal:
        """Equity less what is demanded, at one price."""
        x = self.x(price)
        fee = self.closing_fee.at(x) if demand.has_closing_fee else ZERO
        return self.equity.at(x) - demand.ratio * self.requirement.at(x) - demand.money - fee

    def level(self, demand: Demand, start_price: Decimal, *price_directions: int) -> tuple[Decimal | None, ...]:
        """For each direction, the first price from `start_price` where equity falls to what is demanded.

        None where there is none, or where equity is that low at the start already.
        """
        excess, start, turn = self.excess(demand), self.x(start_price), -1 if self.reciprocal else 1
        found = (crossing(excess, start, direction * turn).x for direction in price_directions)
        return tuple(x if x is None else self.x(x) for x in found)

    def vertices(self, low: Decimal, high: Decimal) -> list[tuple[Decimal, Decimal, Decimal]]:
        """Price, equity and requirement at both ends and at every edge between: exact to draw where x is the price.

        Between edges a bent function is sampled.
        """
        inner = sorted(self.x(edge) for edge in {*self.equity.edges, *self.requirement.edges} if edge > 0)
        prices = [low, *(price for price in inner if low < price < high), high]
        if self.reciprocal or self.requirement.powers:
            between = _in_proportion if self.reciprocal else _evenly
            prices = [point for a, b in pairwise(prices) for point in between(a, b)] + [high]
        return [(price, self.equity_at(price), self.requirement_at(price)) for price in prices]


def _evenly(low: Decimal, high: Decimal) -> list[Decimal]:
    return [low + (high - low) * step / _STEPS for step in range(_STEPS)]


def _in_proportion(low: Decimal, high: Decimal) -> list[Decimal]:
    """Each so many times the one before: as true of 1 / price at low prices as at high ones."""
    times = (high / low) ** (ONE / _STEPS)
    return [low * times**step for step in range(_STEPS)]
