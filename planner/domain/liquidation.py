"""What happens at and around liquidation: what it costs, what is left, what is closed, what would move it.

residual          = equity at liquidation - liquidation fee, never less than nothing; nothing where the venue takes
                    the position over at its bankruptcy price
partial close     x = (k m N - E) / (k m - fee)      smallest notional x after which E / requirement = k; no
                    solution where k m <= fee: then closing eats what it frees, and all is closed
top-up to a price = -(equity - demand) there
liquidation range = now, and after the carry of the holding time was paid
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from planner.domain.curves.polyline import Polyline
from planner.domain.evaluation import Evaluation
from planner.domain.margin.crossings import crossing
from planner.domain.margin.futures import call_amount
from planner.domain.margin.leg import Leg
from planner.domain.number import ENGINE, ZERO
from planner.domain.unit_trade import carry
from planner.domain.venue_rules import CallRestores, PartialLiquidation


@dataclass(frozen=True, slots=True)
class Outcome:
    """A liquidation of the planned position at its unrounded price; money in account currency.

    `closed_notional` is what is closed first where the venue closes a part; None where it closes all.
    """

    price: Decimal
    equity: Decimal
    fee: Decimal
    residual: Decimal
    loss: Decimal
    closed_notional: Decimal | None


def notional_to_close(shortage: Decimal, margin_rate: Decimal, fee_rate: Decimal) -> Decimal | None:
    """The smallest notional whose closing frees `shortage` of margin; None where the fee eats what it frees."""
    return ENGINE.divide(shortage, ENGINE.subtract(margin_rate, fee_rate)) if margin_rate > fee_rate else None


def outcome(evaluation: Evaluation) -> Outcome | None:
    """What a liquidation of the plan leaves; None where there is no liquidation price."""
    pool, price, leg = evaluation.pool, evaluation.roots.liquidation, planned_leg(evaluation)
    if pool is None or price is None or leg is None or evaluation.unit is None or evaluation.initial_margin is None:
        return None
    with localcontext(ENGINE):
        amount, instrument = evaluation.unit.conversion.amount, leg.instrument
        notional = amount(leg.value_at(price), price)
        fee = max(notional * instrument.liquidation_fee_rate, amount(instrument.min_liquidation_fee, price))
        equity = pool.equity_at(price)
        rules = evaluation.draft.situation.venue.liquidation
        residual = ZERO if rules.taken_over else max(ZERO, equity - fee)
        required = pool.requirement_at(price)
        at_entry = pool.equity_at(evaluation.unit.entry_price)
        return Outcome(
            price, equity, fee, residual, at_entry - residual, _closed_first(evaluation, notional, equity, required)
        )


def _closed_first(evaluation: Evaluation, notional: Decimal, equity: Decimal, required: Decimal) -> Decimal | None:
    rules = evaluation.draft.situation.venue.liquidation
    if rules.partial is PartialLiquidation.SLICES and rules.slice_rate is not None:
        return rules.slice_rate * notional if notional >= (rules.slice_from or ZERO) else None
    instrument, target = evaluation.draft.instrument, rules.target_ratio
    if rules.partial is not PartialLiquidation.TO_TARGET or instrument is None or target is None or not notional:
        return None
    shortage, rate = target * required - equity, target * required / notional
    found = notional_to_close(shortage, rate, instrument.liquidation_fee_rate)
    return None if found is None or found >= notional else max(ZERO, found)


def planned_leg(evaluation: Evaluation) -> Leg | None:
    """The leg of the plan's side in the account with this plan."""
    if evaluation.book_after is None or evaluation.key is None:
        return None
    legs = evaluation.book_after.exposures[evaluation.key].legs
    return next((leg for leg in legs if leg.side is evaluation.draft.plan.side), None)


def liquidation_range(evaluation: Evaluation) -> tuple[Decimal | None, Decimal | None]:
    """The unrounded liquidation price now, and at the end of the holding time when its carry was paid from equity."""
    pool, unit, demand = evaluation.pool, evaluation.unit, evaluation.demands.liquidation
    if pool is None or unit is None or demand is None or not evaluation.quantity:
        return None, None
    with localcontext(ENGINE):
        quote = evaluation.quantity * carry(unit.leg, unit.holding_days)
        paid = Polyline.straight(-unit.conversion.amount(quote, unit.entry_price))
        losing = -evaluation.draft.plan.side.sign * (-1 if pool.reciprocal else 1)
        found = crossing(pool.excess(demand).plus(paid), pool.x(unit.entry_price), losing)
        later = unit.entry_price if found.already else (None if found.x is None else pool.x(found.x))
    return evaluation.roots.liquidation, later


def top_up_to(evaluation: Evaluation, price: Decimal) -> Decimal | None:
    """The margin that must be added so that liquidation comes no sooner than at `price`."""
    demand, pool = evaluation.demands.liquidation, evaluation.pool
    if demand is None or pool is None:
        return None
    with localcontext(ENGINE):
        return max(ZERO, -pool.excess_at(demand, price))


def margin_call_at(evaluation: Evaluation, price: Decimal) -> Decimal | None:
    """What must be paid in when the instrument trades at `price`, as the venue restores a call; nothing before it."""
    pool, demand, after = evaluation.pool, evaluation.demands.margin_call, evaluation.after
    if pool is None or demand is None or after is None:
        return None
    with localcontext(ENGINE):
        to_initial = evaluation.draft.situation.venue.call_restores is CallRestores.INITIAL
        needed = pool.requirement_at(price) * demand.ratio + demand.money
        return call_amount(pool.equity_at(price), after.used_margin, needed, to_initial=to_initial)
