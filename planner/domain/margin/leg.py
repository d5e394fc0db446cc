"""Positions as the margin formulas see them: same-side positions in one instrument are one leg."""

from collections.abc import Iterable
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from planner.domain.curves.polyline import Line, Polyline
from planner.domain.number import ONE, TWO, ZERO
from planner.domain.venue import LONG, Instrument, Side


class Terms(NamedTuple):
    """What the trader chose that margin depends on."""

    leverage: Decimal = ONE
    loan_to_value: Decimal | None = None
    intraday: bool = False


class Market(NamedTuple):
    """Where an instrument trades, whether the account is kept in its base currency, and how facing legs are charged.

    Of long and short that face each other `hedged_share` legs pay margin: both, the larger one, or (0) the difference.
    """

    mark: Decimal
    own_currency: bool = False
    hedged_share: Decimal = TWO


class Leg(NamedTuple):
    """A position of a quantity, whose profit in quote currency is s (units x P - cost), less the spread.

    Linear: `units` of base currency that cost units x entry. Inverse: a face value `cost` of quote currency, worth
    `units` of base currency at entry. `initial_margin` is what was asked at opening, in quote currency, and
    `margined_units` the units that full margin would carry: units over leverage. `maintained`
    is what futures must keep: money, or units where it is a share of notional; of stock the units that are a day trade.
    `spread_paid` is in quote currency, of
    an inverse contract in units.
    """

    instrument: Instrument
    side: Side
    is_inverse: bool
    quantity: Decimal
    units: Decimal
    cost: Decimal
    initial_margin: Decimal
    margined_units: Decimal
    maintained: Decimal = ZERO
    spread_paid: Decimal = ZERO

    @property
    def entry(self) -> Decimal:
        """The average entry price."""
        return self.cost / self.units

    def paying(self, spread: Decimal) -> "Leg":
        """The same opened at mid and closed across a spread."""
        if not self.is_inverse:
            return self._replace(spread_paid=self.units * spread)
        sign = self.side.sign
        return self._replace(spread_paid=sign * (self.units - self.cost / (self.entry + sign * spread)))

    @property
    def line(self) -> Line:
        """Unrealised profit in quote currency: its value at a price of nothing, and its slope."""
        sign, paid = self.side.sign, self.spread_paid
        if self.is_inverse:
            return -sign * self.cost, sign * self.units - paid
        return -sign * self.cost - paid, sign * self.units

    def pnl(self) -> Polyline:
        """Unrealised profit in quote currency as a function of price."""
        return Polyline.straight(*self.line)

    def pnl_at(self, price: Decimal) -> Decimal:
        """Unrealised profit in quote currency at one price."""
        gain = self.units * price - self.cost
        paid = self.spread_paid * price if self.is_inverse else self.spread_paid
        return (gain if self.side is LONG else -gain) - paid

    def value_at(self, price: Decimal) -> Decimal:
        """Notional in quote currency at one price."""
        return self.cost if self.is_inverse else self.units * price

    def scaled(self, share: Decimal) -> "Leg":
        """A share of it."""
        return Leg(self.instrument, self.side, self.is_inverse, *(amount * share for amount in self[3:]))


def merge(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """At most one leg of each side, the long one first; all are of one instrument."""
    sides: dict[Side, list[Leg]] = {}
    for leg in legs:
        sides.setdefault(leg.side, []).append(leg)
    return tuple(_merged(sides[side]) for side in Side if side in sides)


def _merged(legs: list[Leg]) -> Leg:
    """One leg of many of the same side."""
    first = legs[0]
    if len(legs) == 1:
        return first
    columns = zip(*(leg[3:] for leg in legs), strict=True)
    return Leg(*first[:3], *(sum(column, ZERO) for column in columns))


_quantity = attrgetter("quantity")


def net(legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
    """What is left of a long and a short leg that close each other, at the price of the larger one."""
    if len(legs) < len(Side):
        return legs
    small, large = sorted(legs, key=_quantity)
    left = ONE - small.quantity / large.quantity
    return (large.scaled(left),) if left else ()


def larger(legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
    """The larger of two legs that face each other."""
    return (max(legs, key=_quantity),) if legs else ()


def facing(legs: tuple[Leg, ...], hedged_share: Decimal) -> tuple[Leg, ...]:
    """The legs that pay margin where `hedged_share` of two facing legs do: both, the larger one, or the difference."""
    if hedged_share == ZERO:
        return net(legs)
    return larger(legs) if hedged_share == ONE else legs
