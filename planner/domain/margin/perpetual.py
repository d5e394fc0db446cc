"""What linear and inverse perpetuals share: maintenance as a function of notional, by a venue's tiers and fees.

    slice tiers    MM(N) = N rate_n - deduction_n      deduction_1 = 0,
                   deduction_n = floor_n (rate_n - rate_(n-1)) + deduction_(n-1)         continuous
    whole tiers    MM(N) = N rate_n                                                      jumps up at each cap
    curve          MM(N) = N max(base, base / initial x factor x N ** exponent)          Orderly
    closing fee    max(fee rate x its base, least fee), part of the requirement on some venues

Sources: Binance, "How to calculate liquidation price of USD-M futures contracts"; OKX, Gate, KuCoin and Phemex help
pages on liquidation prices with the closing fee; BitMEX, "Isolated margin examples"; Orderly documentation.
"""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from planner.domain.margin.leg import Leg, Market, Terms, facing
from planner.domain.margin.polyline import NOTHING, Polyline, Power, total
from planner.domain.number import ONE, ZERO, ceil_to_step
from planner.domain.venue import Instrument, Venue
from planner.domain.venue_rules import FeeBase, MarginTier, TierMeasure, TierRule, ValuedAt


class Contract(NamedTuple):
    """What sets linear and inverse contracts apart. Notional and margin are in settlement currency.

    `by_price` turns a function of notional into quote currency as a function of price, `amount` a fixed amount.
    """

    notional: Callable[[Leg, Decimal], Decimal]
    by_price: Callable[[Polyline, Leg], Polyline]
    amount: Callable[[Decimal], Polyline]
    bankruptcy_sign: int


def tier_of(tiers: tuple[MarginTier, ...], measure: Decimal) -> MarginTier | None:
    """The tier a notional (or quantity) falls in, its cap included; the last above every cap, None without tiers."""
    return next((tier for tier in tiers if measure <= tier.notional_cap), tiers[-1] if tiers else None)


def max_notional(instrument: Instrument, leverage: Decimal) -> Decimal | None:
    """The largest notional (or quantity) a leverage setting allows: nothing where no tier does, None without tiers."""
    caps = [tier.notional_cap for tier in instrument.margin_tiers if tier.max_leverage >= leverage]
    return max(caps, default=ZERO) if instrument.margin_tiers else None


def deductions(tiers: tuple[MarginTier, ...]) -> tuple[Decimal, ...]:
    """The deduction of each tier ("maintenance amount"), which follows from caps and rates by continuity."""
    amounts = [ZERO] * min(1, len(tiers))
    for below, tier in pairwise(tiers):
        step = tier.maintenance_margin_rate - below.maintenance_margin_rate
        amounts.append(amounts[-1] + below.notional_cap * step)
    return tuple(amounts)


def maintenance(venue: Venue, instrument: Instrument, quantity: Decimal) -> Polyline:
    """Maintenance margin of `quantity` without fees, as a function of notional."""
    rules, tiers = venue.perpetual, instrument.margin_tiers
    if not tiers:
        return Polyline.straight(ZERO)
    if instrument.maintenance_curve is not None:
        return _curve(instrument)
    by_measure = _tiered(tiers, rules.tier_rule)
    if rules.tier_measure is TierMeasure.NOTIONAL:
        return by_measure
    return Polyline.straight(ZERO, by_measure.at(quantity) / quantity)


def _tiered(tiers: tuple[MarginTier, ...], rule: TierRule) -> Polyline:
    """What is asked of a measure, which is notional, or (at one quote unit each) quantity."""
    edges = tuple(tier.notional_cap for tier in tiers[:-1])
    rates = [tier.maintenance_margin_rate for tier in tiers]
    amounts = deductions(tiers) if rule is TierRule.SLICE else (ZERO,) * len(tiers)
    return Polyline(edges, tuple((-amount, rate) for amount, rate in zip(amounts, rates, strict=True)))


def _curve(instrument: Instrument) -> Polyline:
    base, curve = instrument.margin_tiers[0].maintenance_margin_rate, instrument.maintenance_curve
    if curve is None or not curve.factor:
        return Polyline.straight(ZERO, base)
    start = (curve.initial_rate / curve.factor) ** (ONE / curve.exponent)
    steep = Power(base / curve.initial_rate * curve.factor, ONE + curve.exponent, start)
    return Polyline((start,), ((ZERO, base), (ZERO, ZERO)), (steep,))


def _fee(contract: Contract, venue: Venue, leg: Leg) -> Polyline:
    """The fee reserved for a forced close, as a function of notional."""
    margined = leg.margined_units / leg.units
    share = {
        FeeBase.NONE: ZERO,
        FeeBase.NOTIONAL: ONE,
        FeeBase.NOTIONAL_AND_MARGIN: ONE + margined,
        FeeBase.BANKRUPTCY_VALUE: ONE + contract.bankruptcy_sign * leg.side.sign * margined,
    }[venue.perpetual.fee_base]
    rate, least = leg.instrument.liquidation_fee_rate, leg.instrument.min_liquidation_fee
    if venue.perpetual.fee_base is FeeBase.NOTIONAL_AND_MARGIN:
        margin = contract.notional(leg, leg.entry) * margined
        return Polyline.straight(rate * (_rounded_up(venue, margin) - margin), rate * share)
    return Polyline.highest((least, ZERO), (ZERO, rate * share)) if least else Polyline.straight(ZERO, rate * share)


def _rounded_up(venue: Venue, amount: Decimal) -> Decimal:
    """A component of the requirement, rounded as the venue does."""
    step = venue.perpetual.component_step
    return amount if step is None else ceil_to_step(amount, step)


def _valued(
    contract: Contract, by_notional: Polyline, leg: Leg, *, at: ValuedAt, venue: Venue, market: Market
) -> Polyline:
    if at is ValuedAt.PRICE:
        return contract.by_price(by_notional, leg)
    notional = contract.notional(leg, leg.entry if at is ValuedAt.ENTRY else market.mark)
    return contract.amount(_rounded_up(venue, by_notional.at(notional)))


def initial_margin(contract: Contract, leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """What is posted for a new position, in quote currency."""
    notional = contract.notional(leg, leg.entry)
    margin = _rounded_up(venue, notional / terms.leverage)
    if venue.perpetual.initial_margin_has_fee:
        margin += _rounded_up(venue, _fee(contract, venue, leg).at(notional))
    return contract.amount(margin).at(leg.entry)


def requirement(contract: Contract, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """Maintenance margin in quote currency as a function of price."""
    return total(_required(contract, leg, venue, market) for leg in facing(legs, market.hedged_share))


def _required(contract: Contract, leg: Leg, venue: Venue, market: Market) -> Polyline:
    rules, instrument = venue.perpetual, leg.instrument
    kept = maintenance(venue, instrument, leg.quantity)
    if rules.requires_funding and instrument.funding_rate:
        kept = kept.plus(Polyline.straight(ZERO, abs(instrument.funding_rate)))
    required = _valued(contract, kept, leg, at=rules.maintenance_valued_at, venue=venue, market=market)
    if rules.fee_base is FeeBase.NONE and not instrument.min_liquidation_fee:
        return required
    fee = _fee(contract, venue, leg)
    return required.plus(_valued(contract, fee, leg, at=rules.fee_valued_at, venue=venue, market=market))


def closing_fee(contract: Contract, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """What closing at bankruptcy costs on venues that charge it there, in quote currency as a function of price."""
    if not venue.perpetual.bankruptcy_has_fee:
        return NOTHING
    at = venue.perpetual.fee_valued_at
    return total(_valued(contract, _fee(contract, venue, leg), leg, at=at, venue=venue, market=market) for leg in legs)


def used_margin(contract: Contract, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Initial margin in quote currency of cross positions: valued at the mark, or at entry where the venue does."""
    legs = facing(legs, market.hedged_share)
    if venue.perpetual.maintenance_valued_at is ValuedAt.ENTRY:
        return sum((leg.initial_margin for leg in legs), ZERO)
    with_fee = venue.perpetual.initial_margin_has_fee
    used = ZERO
    for leg in legs:
        notional = contract.notional(leg, market.mark)
        margin = notional * leg.margined_units / leg.units
        used += contract.amount(margin + (_fee(contract, venue, leg).at(notional) if with_fee else ZERO)).at(
            market.mark
        )
    return used
