"""Which module speaks for which regime."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Protocol

from msgspec import Struct

from planner.domain.curves.polyline import NOTHING, Polyline
from planner.domain.margin import (
    cash,
    futures,
    loan,
    margin_level,
    margin_stock,
    perpetual,
    spot_margin,
)
from planner.domain.margin.inverse_perpetual import INVERSE
from planner.domain.margin.leg import Leg, Market, Terms
from planner.domain.margin.linear_perpetual import LINEAR
from planner.domain.number import ZERO
from planner.domain.venue import Regime, Venue


class InitialMargin(Protocol):
    """What a new position must bring, in quote currency; the leg has none yet."""

    def __call__(self, leg: Leg, venue: Venue, terms: Terms) -> Decimal:
        """The initial margin of one leg."""


class Requirement(Protocol):
    """What the ratios of a venue are applied to, in quote currency as a function of price."""

    def __call__(self, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
        """The requirement of the legs of one instrument, at most one of each side."""


class UsedMargin(Protocol):
    """What open positions block, in quote currency."""

    def __call__(self, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
        """The used margin of the legs of one instrument at its mark."""


def _free(legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    return NOTHING


def _nothing(leg: Leg, terms: Terms) -> Decimal:
    return ZERO


class RegimeRules(Struct, frozen=True):
    """All that distinguishes one regime from another."""

    initial_margin: InitialMargin
    requirement: Requirement
    used_margin: UsedMargin
    closing_fee: Requirement = _free
    at_mark: UsedMargin | None = None
    maintained: Callable[[Leg, Terms], Decimal] = _nothing
    has_leverage: bool = True
    has_shorts: bool = True

    def requirement_at_mark(self, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
        """The requirement at the mark alone."""
        if self.at_mark is not None:
            return self.at_mark(legs, venue, market)
        return self.requirement(legs, venue, market).at(market.mark)


def _perpetual(contract: perpetual.Contract) -> RegimeRules:
    return RegimeRules(
        partial(perpetual.initial_margin, contract),
        partial(perpetual.requirement, contract),
        partial(perpetual.used_margin, contract),
        partial(perpetual.closing_fee, contract),
        partial(perpetual.requirement_at_mark, contract),
    )


REGIMES: dict[Regime, RegimeRules] = {
    Regime.LINEAR_PERPETUAL: _perpetual(LINEAR),
    Regime.INVERSE_PERPETUAL: _perpetual(INVERSE),
    Regime.MARGIN_LEVEL: RegimeRules(margin_level.initial_margin, margin_level.requirement, margin_level.used_margin),
    Regime.FUTURES: RegimeRules(
        futures.initial_margin,
        futures.requirement,
        futures.used_margin,
        maintained=futures.maintained,
        has_leverage=False,
    ),
    Regime.MARGIN_STOCK: RegimeRules(
        margin_stock.initial_margin,
        margin_stock.requirement,
        margin_stock.used_margin,
        at_mark=margin_stock.requirement_at_mark,
        maintained=margin_stock.day_units,
        has_leverage=False,
    ),
    Regime.SPOT_MARGIN: RegimeRules(spot_margin.initial_margin, spot_margin.requirement, spot_margin.used_margin),
    Regime.LOAN: RegimeRules(
        loan.initial_margin, loan.requirement, loan.used_margin, has_leverage=False, has_shorts=False
    ),
    Regime.CASH: RegimeRules(
        cash.initial_margin, cash.requirement, cash.used_margin, has_leverage=False, has_shorts=False
    ),
}
