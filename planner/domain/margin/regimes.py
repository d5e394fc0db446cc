"""Which module speaks for which regime."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from planner.domain.margin import linear_perpetual, margin_level
from planner.domain.margin.crossings import Polyline
from planner.domain.margin.leg import Leg
from planner.domain.venue import Regime, Venue


class Requirement(Protocol):
    """What the liquidation ratio is applied to, in quote currency as a function of price."""

    def __call__(self, leg: Leg, venue: Venue, *, own_currency: bool) -> Polyline:
        """The requirement of one leg."""


class RequirementAt(Protocol):
    """The same at one price: what the many positions beside the plan need."""

    def __call__(self, leg: Leg, venue: Venue, price: Decimal, *, own_currency: bool) -> Decimal:
        """The requirement of one leg at a price."""


class UsedMargin(Protocol):
    """What a position blocks, in quote currency."""

    def __call__(self, leg: Leg, venue: Venue, mark_price: Decimal, *, own_currency: bool) -> Decimal:
        """The used margin of one leg at its mark."""


@dataclass(frozen=True, slots=True)
class RegimeRules:
    """All that distinguishes one regime from another."""

    requirement: Requirement
    requirement_at: RequirementAt
    used_margin: UsedMargin


REGIMES: dict[Regime, RegimeRules] = {
    Regime.LINEAR_PERPETUAL: RegimeRules(
        linear_perpetual.requirement, linear_perpetual.requirement_at, linear_perpetual.used_margin
    ),
    Regime.MARGIN_LEVEL: RegimeRules(margin_level.requirement, margin_level.requirement_at, margin_level.used_margin),
}
