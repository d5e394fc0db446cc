"""Maintenance tables as functions of notional (or of quantity, where a venue counts that).

    slice tiers    MM(N) = N rate_n - deduction_n      deduction_1 = 0,
                   deduction_n = floor_n (rate_n - rate_(n-1)) + deduction_(n-1)         continuous
    whole tiers    MM(N) = N rate_n                                                      jumps up at each cap
    curve          MM(N) = N max(base, base / initial x factor x N ** exponent)

Sources: Binance, "How to calculate liquidation price of USD-M futures contracts" (slices); OKX and Gate position tiers
(whole); Orderly documentation (curve).
"""

from decimal import Decimal, localcontext
from itertools import pairwise

from planner.domain.curves.polyline import NOTHING, Polyline, Power
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.venue_rules import MaintenanceCurve, MarginTier, TierRule

Tiers = tuple[MarginTier, ...]


def tier_of(tiers: Tiers, measure: Decimal) -> MarginTier | None:
    """The tier a notional (or quantity) falls in, its cap included; the last above every cap, None without tiers."""
    return next((tier for tier in tiers if measure <= tier.notional_cap), tiers[-1] if tiers else None)


def max_measure(tiers: Tiers, leverage: Decimal) -> Decimal | None:
    """The largest notional (or quantity) a leverage setting allows: nothing where no tier does, None without tiers."""
    caps = [tier.notional_cap for tier in tiers if tier.max_leverage >= leverage]
    return max(caps, default=ZERO) if tiers else None


def deductions(tiers: Tiers) -> tuple[Decimal, ...]:
    """The deduction of each tier ("maintenance amount"), which follows from caps and rates by continuity."""
    amounts = [ZERO] * min(1, len(tiers))
    for below, tier in pairwise(tiers):
        step = tier.maintenance_margin_rate - below.maintenance_margin_rate
        amounts.append(amounts[-1] + below.notional_cap * step)
    return tuple(amounts)


def tiered(tiers: Tiers, rule: TierRule) -> Polyline:
    """What is asked of a notional (or quantity)."""
    if not tiers:
        return NOTHING
    with localcontext(ENGINE):
        edges = tuple(tier.notional_cap for tier in tiers[:-1])
        amounts = deductions(tiers) if rule is TierRule.SLICE else (ZERO,) * len(tiers)
        lines = ((-amount, tier.maintenance_margin_rate) for amount, tier in zip(amounts, tiers, strict=True))
        return Polyline(edges, tuple(lines))


def curved(base: Decimal, curve: MaintenanceCurve) -> Polyline:
    """What is asked of a notional by a rate that grows with it."""
    if not curve.factor or not curve.exponent:
        return Polyline.straight(ZERO, base * max(ONE, curve.factor / curve.initial_rate))
    with localcontext(ENGINE):
        start = (curve.initial_rate / curve.factor) ** (ONE / curve.exponent)
        steep = Power(base / curve.initial_rate * curve.factor, ONE + curve.exponent, start)
        return Polyline((start,), ((ZERO, base), (ZERO, ZERO)), (steep,))
