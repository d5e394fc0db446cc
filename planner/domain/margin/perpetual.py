"""What linear and inverse perpetuals share: what a venue requires of a notional, and at which price it is valued.

    requirement = maintenance(N) + next funding(N) + closing fee(N)
    closing fee = max(rate x its base, least fee)

Each part is valued at the price itself, at entry, or at the present mark; funding and fee are required on some venues.

Sources: Binance, "How to calculate liquidation price of USD-M futures contracts"; OKX, Gate, KuCoin and Phemex help
pages on liquidation prices with the closing fee; BitMEX, "Isolated margin examples".
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from planner.domain.curves.polyline import NOTHING, Polyline, total
from planner.domain.margin.leg import Leg, Market, Terms, facing
from planner.domain.number import ONE, ZERO, ceil_to_step
from planner.domain.venue import Instrument, Venue
from planner.domain.venue_rules import FeeBase, TierMeasure, TierRule, ValuedAt


class Contract(NamedTuple):
    """What sets linear and inverse contracts apart. Notional and margin are in settlement currency.

    `by_price` turns a function of notional into quote currency as a function of price, `amount` a fixed amount;
    `in_quote` an amount at one price.
    """

    notional: Callable[[Leg, Decimal], Decimal]
    by_price: Callable[[Polyline, Leg], Polyline]
    amount: Callable[[Decimal], Polyline]
    in_quote: Callable[[Decimal, Decimal], Decimal]
    bankruptcy_sign: int


def maintenance(venue: Venue, instrument: Instrument, quantity: Decimal) -> Polyline:
    """Maintenance margin of `quantity` without fees, as a function of notional."""
    if instrument.maintenance_curve is not None and instrument.margin_tiers:
        return instrument.curved_maintenance
    rules = venue.perpetual
    asked = instrument.sliced_maintenance if rules.tier_rule is TierRule.SLICE else instrument.whole_maintenance
    if rules.tier_measure is TierMeasure.NOTIONAL:
        return asked
    return Polyline.straight(ZERO, asked.at(quantity) / quantity)


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
        return Polyline.highest((least, ZERO), (rate * (_rounded_up(venue, margin) - margin), rate * share))
    return Polyline.highest((least, ZERO), (ZERO, rate * share)) if least else Polyline.straight(ZERO, rate * share)


def _rounded_up(venue: Venue, amount: Decimal) -> Decimal:
    """A component of the requirement, rounded as the venue does."""
    step = venue.perpetual.component_step
    return amount if step is None else ceil_to_step(amount, step)


def _components(contract: Contract, leg: Leg, venue: Venue) -> tuple[tuple[Polyline, ValuedAt], ...]:
    """What is required, as functions of notional, each with the price at which it is valued."""
    rules, instrument = venue.perpetual, leg.instrument
    parts = [(maintenance(venue, instrument, leg.quantity), rules.maintenance_valued_at)]
    if rules.requires_funding and instrument.funding_rate:
        parts.append((Polyline.straight(ZERO, abs(instrument.funding_rate)), rules.maintenance_valued_at))
    if rules.fee_base is not FeeBase.NONE or instrument.min_liquidation_fee:
        parts.append((_fee(contract, venue, leg), rules.fee_valued_at))
    return tuple(parts)


def _amount(contract: Contract, part: tuple[Polyline, ValuedAt], leg: Leg, venue: Venue, market: Market) -> Decimal:
    """One component in settlement currency at the mark."""
    by_notional, at = part
    asked = by_notional.at(contract.notional(leg, leg.entry if at is ValuedAt.ENTRY else market.mark))
    return asked if at is ValuedAt.PRICE else _rounded_up(venue, asked)


def _by_price(contract: Contract, part: tuple[Polyline, ValuedAt], leg: Leg, venue: Venue, market: Market) -> Polyline:
    """One component in quote currency as a function of price."""
    if part[1] is ValuedAt.PRICE:
        return contract.by_price(part[0], leg)
    return contract.amount(_amount(contract, part, leg, venue, market))


def initial_margin(contract: Contract, leg: Leg, venue: Venue, terms: Terms) -> Decimal:
    """What is posted for a new position, in quote currency."""
    if not venue.perpetual.initial_margin_has_fee and venue.perpetual.component_step is None:
        return leg.cost / terms.leverage
    notional = contract.notional(leg, leg.entry)
    margin = _rounded_up(venue, notional / terms.leverage)
    if venue.perpetual.initial_margin_has_fee:
        margin += _rounded_up(venue, _fee(contract, venue, leg).at(notional))
    return contract.in_quote(margin, leg.entry)


def requirement(contract: Contract, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """Maintenance margin in quote currency as a function of price."""
    parts = [
        _by_price(contract, part, leg, venue, market)
        for leg in facing(legs, market.hedged_share)
        for part in _components(contract, leg, venue)
    ]
    return parts[0] if len(parts) == 1 else total(parts)


def requirement_at_mark(contract: Contract, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """The same at the mark alone: what the many positions beside the plan need."""
    asked = ZERO
    for leg in facing(legs, market.hedged_share):
        for part in _components(contract, leg, venue):
            asked += _amount(contract, part, leg, venue, market)
    return contract.in_quote(asked, market.mark)


def closing_fee(contract: Contract, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Polyline:
    """What closing at bankruptcy costs on venues that charge it there, in quote currency as a function of price."""
    if not venue.perpetual.bankruptcy_has_fee:
        return NOTHING
    at = venue.perpetual.fee_valued_at
    legs = facing(legs, market.hedged_share)
    return total(_by_price(contract, (_fee(contract, venue, leg), at), leg, venue, market) for leg in legs)


def used_margin(contract: Contract, legs: tuple[Leg, ...], venue: Venue, market: Market) -> Decimal:
    """Initial margin in quote currency of cross positions: valued at the mark, or at entry where the venue does."""
    legs = facing(legs, market.hedged_share)
    if venue.perpetual.maintenance_valued_at is ValuedAt.ENTRY:
        posted = (contract.notional(leg, leg.entry) * leg.initial_margin / leg.cost for leg in legs)
        return contract.in_quote(sum(posted, ZERO), market.mark)
    with_fee = venue.perpetual.initial_margin_has_fee
    used = ZERO
    for leg in legs:
        notional = contract.notional(leg, market.mark)
        used += notional * leg.margined_units / leg.units
        if with_fee:
            used += _fee(contract, venue, leg).at(notional)
    return contract.in_quote(used, market.mark)
