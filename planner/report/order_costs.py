"""What "all costs in" holds: fees by order, commission, spread, slippage, carry and premium, as labelled lines."""

from decimal import Decimal

from planner.assess import Assessment
from planner.domain.costs import GuaranteedStop, Liquidity, PremiumBy
from planner.domain.plan import Plan
from planner.domain.unit_trade import UnitTrade
from planner.report import numbers
from planner.report.glossary import label
from planner.report.rule_words import rate as rate_words
from planner.report.sentences import Units, units_of
from planner.words import translated

FILLED = {Liquidity.TAKER: "taker", Liquidity.MAKER: "maker"}
CostRow = tuple[str, str, str]
"""What it is, how much, and what that means."""


def order_costs(assessment: Assessment) -> list[CostRow]:
    """The assumptions about costs that the figures of a plan rest on, where there are any."""
    plan, unit, units = assessment.draft.plan, assessment.evaluation.unit, units_of(assessment.draft)
    if unit is None:
        return []
    return [*_fees(plan, unit), *_on_each_way(unit, units), *_stop(plan, unit, units), *_holding(unit, units)]


def _fees(plan: Plan, unit: UnitTrade) -> list[CostRow]:
    if not any(unit.fees) and Liquidity.MAKER not in {plan.entry_liquidity, plan.exit_liquidity}:
        return []
    orders = (
        (label("entry_liquidity"), plan.entry_liquidity, unit.fees.entry),
        (label("exit_liquidity"), plan.exit_liquidity, unit.fees.exit),
        (translated("Stop order"), Liquidity.TAKER, unit.fees.stop),
    )
    return [
        (name, translated(FILLED[filled]), translated("fee {rate}", rate=rate_words(fee)))
        for name, filled, fee in orders
    ]


def _on_each_way(unit: UnitTrade, units: Units) -> list[CostRow]:
    instrument = unit.leg.instrument
    rows = []
    if instrument.commission:
        rows.append((translated("Commission"), _each(instrument.commission, units), translated("of one side")))
    if instrument.spread:
        spread = f"{numbers.exact(instrument.spread)} {units.quote_currency}"
        rows.append((translated("Spread"), spread, translated("half of it on each way")))
    return rows


def _stop(plan: Plan, unit: UnitTrade, units: Units) -> list[CostRow]:
    """How the stop fills."""
    if plan.guaranteed_stop is not None:
        premium = translated("premium {premium}", premium=_premium(plan.guaranteed_stop, units))
        return [(label("guaranteed_stop"), translated("fills at its price"), premium)]
    beyond = translated("of the stop price, against the trade")
    return [(label("slippage_rate"), rate_words(unit.slippage_rate), beyond)] if unit.slippage_rate else []


def _premium(guaranteed: GuaranteedStop, units: Units) -> str:
    if guaranteed.premium_by is PremiumBy.RATE:
        return translated("{premium} of the notional", premium=rate_words(guaranteed.premium))
    return _each(guaranteed.premium, units)


def _holding(unit: UnitTrade, units: Units) -> list[CostRow]:
    """How long the trade is held, what is paid meanwhile, and what a lender takes at once."""
    interest = unit.leg.instrument.interest
    rows = []
    if interest is not None and interest.opening_rate and unit.lent_quote:
        taken = translated("of what is borrowed, at the entry")
        rows.append((translated("Interest on opening"), rate_words(interest.opening_rate), taken))
    if not unit.holding_days:
        return rows
    rates = _carry_rates(unit)
    rows += [(label("holding_days"), numbers.days(unit.holding_days), ""), *rates]
    if rates:
        paid = numbers.fine_money(unit.carry_quote, units.quote_currency)
        for_one = translated("{amount} for 1 {quantity_unit}", amount=paid, quantity_unit=units.quantity_unit)
        left_out = translated("over the holding time; what might be received does not count")
        rows.append((translated("Funding, swap, interest"), for_one, left_out))
    return rows


def _carry_rates(unit: UnitTrade) -> list[CostRow]:
    instrument, interest = unit.leg.instrument, unit.leg.instrument.interest
    rows = []
    if instrument.funding_rate is not None and instrument.funding_interval_hours:
        every = translated("every {hours}", hours=numbers.hours(instrument.funding_interval_hours))
        rows.append((translated("Funding of one period"), rate_words(instrument.funding_rate), every))
    elif swap := instrument.swap_rate(unit.leg.side):
        rows.append((translated("Swap"), rate_words(swap), translated("a year, of the value at the entry")))
    if interest is not None and interest.rate and unit.lent_quote:
        per = translated("{rate} in {hours}", rate=rate_words(interest.rate), hours=numbers.hours(interest.rate_hours))
        started = translated("charged for every {hours} begun", hours=numbers.hours(interest.step_hours))
        rows.append((translated("Interest"), per, started))
    return rows


def _each(amount: Decimal, units: Units) -> str:
    return translated(
        "{premium} {quote_currency} for 1 {quantity_unit}",
        premium=numbers.exact(amount),
        quote_currency=units.quote_currency,
        quantity_unit=units.quantity_unit,
    )
