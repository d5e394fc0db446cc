"""Linear perpetuals: profit and margin in quote currency, maintenance by tiers of notional.

    maintenance(P) = q P rate_n - deduction_n          notional q P in tier n, valued at the price P itself
    deduction_1 = 0, deduction_n = floor_n (rate_n - rate_(n-1)) + deduction_(n-1)
    initial margin = q P / leverage

The deduction makes the requirement continuous. Source: Binance, "How to calculate liquidation price of USD-M futures
contracts" and its leverage and margin tables.
"""

from decimal import Decimal

from planner.domain.margin.crossings import Polyline
from planner.domain.margin.leg import Leg
from planner.domain.number import ZERO
from planner.domain.venue import Instrument, MarginTier, Venue


def tier_of(tiers: tuple[MarginTier, ...], notional: Decimal) -> MarginTier | None:
    """The tier a notional falls in, its cap included; the last tier above every cap, None without tiers."""
    return next((tier for tier in tiers if notional <= tier.notional_cap), tiers[-1] if tiers else None)


def requirement(
    leg: Leg,
    venue: Venue,  # noqa: ARG001 - one signature for all regimes
    *,
    own_currency: bool,  # noqa: ARG001 - as above
) -> Polyline:
    """Maintenance margin in quote currency as a function of price."""
    tiers = leg.instrument.margin_tiers
    edges = tuple(tier.notional_cap / leg.units for tier in tiers[:-1])
    lines = tuple(
        (-deduction, tier.maintenance_margin_rate * leg.units)
        for tier, deduction in zip(tiers, leg.instrument.maintenance_amounts, strict=True)
    )
    return Polyline(edges, lines) if lines else Polyline.straight(ZERO)


def requirement_at(
    leg: Leg,
    venue: Venue,  # noqa: ARG001 - one signature for all regimes
    price: Decimal,
    *,
    own_currency: bool,  # noqa: ARG001 - as above
) -> Decimal:
    """Maintenance margin in quote currency at one price."""
    notional = leg.units * price
    rate = deduction = ZERO
    for tier, amount in zip(leg.instrument.margin_tiers, leg.instrument.maintenance_amounts, strict=True):
        rate, deduction = tier.maintenance_margin_rate, amount
        if notional < tier.notional_cap:
            break
    return notional * rate - deduction


def used_margin(
    leg: Leg,
    venue: Venue,  # noqa: ARG001 - one signature for all regimes
    mark_price: Decimal,
    *,
    own_currency: bool,  # noqa: ARG001 - as above
) -> Decimal:
    """Initial margin in quote currency of a cross position: valued at the mark."""
    return leg.margined_units * mark_price


def max_notional(instrument: Instrument, leverage: Decimal) -> Decimal | None:
    """The largest notional a leverage setting allows: nothing where no tier does, None without tiers."""
    caps = [tier.notional_cap for tier in instrument.margin_tiers if tier.max_leverage >= leverage]
    return max(caps, default=ZERO) if instrument.margin_tiers else None
