"""What an order costs by what it does to the book: a maker waits in it, a taker is filled from it.

Entry and exit are chosen by themselves. A stop always takes, whatever the exit is planned as: it is a market order once
its price trades. A guaranteed stop fills at its own price, also in a gap, for a premium that is paid when it is placed.
"""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from planner.domain.number import ONE, ZERO, Amount
from planner.domain.record import Record


class Liquidity(StrEnum):
    """Whether an order takes liquidity from the book or makes it."""

    TAKER = "taker"
    MAKER = "maker"


class PremiumBy(StrEnum):
    """What the premium of a guaranteed stop is counted in."""

    RATE = "rate"
    UNIT = "unit"


class GuaranteedStop(Record):
    """A stop that fills at its price. `premium` is a rate of the notional, or quote currency for each unit."""

    premium: Amount = ZERO
    premium_by: PremiumBy = PremiumBy.RATE

    def of_unit(self, notional: Decimal) -> Decimal:
        """What the premium of one unit is, in quote currency."""
        return self.premium if self.premium_by is PremiumBy.UNIT else self.premium * notional

    @property
    def is_over_one(self) -> bool:
        """Whether it asks for more than all."""
        return self.premium_by is PremiumBy.RATE and self.premium > ONE


class Fees(NamedTuple):
    """Fee rates of opening, of closing by an order of the trader's own, and of a stop; below nothing is a rebate."""

    entry: Decimal
    exit: Decimal
    stop: Decimal
