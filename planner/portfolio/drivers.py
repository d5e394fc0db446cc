"""What a book is long of each driver: notional times beta, signed, and what is left that no driver explains.

exposure f = sum s N beta        loss when the driver moves by m: -f m        residual root(sum (N sigma)^2)
"""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from math import hypot

from msgspec import Struct

from planner.domain.number import ENGINE, ZERO
from planner.domain.venue import Side
from planner.domain.venue_rules import AssetClass


class Stake(Struct, frozen=True):
    """A position as a driver moves it; the notional is in account currency."""

    kind: AssetClass
    side: Side
    notional: Decimal
    beta: Decimal


def exposures(stakes: Iterable[Stake]) -> dict[AssetClass, Decimal]:
    """The exposure to the driver of each kind of instrument, the largest first."""
    found: dict[AssetClass, Decimal] = {}
    with localcontext(ENGINE):
        for stake in stakes:
            amount = stake.side.sign * stake.notional * stake.beta
            found[stake.kind] = found.get(stake.kind, ZERO) + amount
    return dict(sorted(found.items(), key=lambda entry: (-abs(entry[1]), entry[0])))


def loss_when(exposure: Decimal, move: Decimal) -> Decimal:
    """What is lost when the driver moves by a rate; below zero where that is a gain."""
    return ENGINE.multiply(-exposure, move)


def residual(parts: Iterable[tuple[float, float]]) -> float:
    """What may be lost beside all drivers: notionals with the deviation of their own, independent of each other."""
    return hypot(*(notional * deviation for notional, deviation in parts))
