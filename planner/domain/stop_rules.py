"""When a stop moves: to break-even once a price has been reached, and behind the price from there on."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from planner.domain.number import ONE, Multiple
from planner.domain.record import Record


class TriggerBy(StrEnum):
    """What sets a rule off: so many times the risk, a price, or a target by its number."""

    R = "r"
    PRICE = "price"
    TARGET = "target"


class BreakEvenAt(StrEnum):
    """Where break-even is: at the entry, or where closing pays all costs back."""

    ENTRY = "entry"
    COSTS = "costs"


class TrailBy(StrEnum):
    """What the distance of a trailing stop is counted in.

    `percent` is of the price reached, `r` of the way from the entry to the first stop.
    """

    PRICE = "price"
    PERCENT = "percent"
    ATR = "atr"
    R = "r"


class Trigger(Record):
    """What must be reached on the winning side.

    At `r` the whole position, closed there, brings so many times its risk.
    """

    by: TriggerBy = TriggerBy.R
    value: Multiple = ONE

    def names_one_of(self, count: int) -> bool:
        """Whether it is the number of one of so many targets."""
        return self.value in {Decimal(number) for number in range(1, count + 1)}

    def moved(self, price: Callable[[Decimal], Decimal]) -> "Trigger":
        """The same with its price moved, if it is one."""
        return self.replace(value=price(self.value)) if self.by is TriggerBy.PRICE else self


class BreakEvenRule(Record):
    """The stop moves to break-even after the trigger."""

    trigger: Trigger = Trigger()
    at: BreakEvenAt = BreakEvenAt.COSTS


class TrailingRule(Record):
    """After the trigger the stop follows the best price at a distance; it never moves back."""

    trigger: Trigger = Trigger()
    by: TrailBy = TrailBy.R
    distance: Multiple = ONE


class StopRules(Record):
    """What a plan says of its stop after the entry."""

    break_even: BreakEvenRule | None = Field(default=None, description="none: it stays where it is")
    trailing: TrailingRule | None = None

    def moved(self, price: Callable[[Decimal], Decimal], distance: Callable[[Decimal], Decimal]) -> "StopRules":
        """The same with every price and every distance in price moved."""
        steady, trailing = self.break_even, self.trailing
        if steady is not None:
            steady = steady.replace(trigger=steady.trigger.moved(price))
        if trailing is not None:
            away = distance(trailing.distance) if trailing.by is TrailBy.PRICE else trailing.distance
            trailing = trailing.replace(trigger=trailing.trigger.moved(price), distance=away)
        return self.replace(break_even=steady, trailing=trailing)

    def without_prices(self) -> "StopRules":
        """The rules that hold at any price."""
        steady, trailing = self.break_even, self.trailing
        keeps = trailing is not None and TriggerBy.PRICE is not trailing.trigger.by and trailing.by is not TrailBy.PRICE
        keeps_steady = steady is not None and steady.trigger.by is not TriggerBy.PRICE
        return StopRules(break_even=steady if keeps_steady else None, trailing=trailing if keeps else None)
