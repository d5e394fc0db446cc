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

from planner.domain.conversion import Conversion
from planner.domain.curves.polyline import Polyline
from planner.domain.evaluation import Evaluation
from planner.domain.margin.crossings import crossing
from planner.domain.margin.futures import call_amount
from planner.domain.margin.leg import Leg
from planner.domain.margin.pool import Pool
from planner.domain.number import ENGINE, ONE, ZERO, ceil_to_step
from planner.domain.unit_trade import carry
from planner.domain.venue import MarginMode
from planner.domain.venue_rules import CallRestores, PartialLiquidation

SMALLEST_TOP_UP = Decimal("0.00000001")


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
        notional = evaluation.unit.conversion.amount(leg.value_at(price), price)
        fee = forced_fee(leg, evaluation.unit.conversion, price)
        equity = pool.equity_at(price)
        rules = evaluation.draft.situation.venue.liquidation
        residual = ZERO if rules.taken_over else max(ZERO, equity - fee)
        at_entry = pool.equity_at(evaluation.unit.entry_price)
        return Outcome(price, equity, fee, residual, at_entry - residual, _closed_first(evaluation, pool, notional))


def forced_fee(leg: Leg, conversion: Conversion, price: Decimal) -> Decimal:
    """What the venue takes for closing a leg by force at a price, in account currency."""
    instrument = leg.instrument
    least = instrument.min_liquidation_fee * (price if leg.is_inverse else ONE)
    notional = conversion.amount(leg.value_at(price), price)
    return max(notional * instrument.liquidation_fee_rate, conversion.amount(least, price))


def _closed_first(evaluation: Evaluation, pool: Pool, notional: Decimal) -> Decimal | None:
    rules = evaluation.draft.situation.venue.liquidation
    if rules.partial is PartialLiquidation.SLICES and rules.slice_rate is not None:
        return rules.slice_rate * notional if notional >= (rules.slice_from or ZERO) else None
    instrument, target = evaluation.draft.instrument, rules.target_ratio
    if rules.partial is not PartialLiquidation.TO_TARGET or instrument is None or target is None or not notional:
        return None
    price = evaluation.roots.liquidation or ZERO
    required, equity = pool.requirement_at(price), pool.equity_at(price)
    own = (required - _of_others(evaluation)) / notional
    found = notional_to_close(target * required - equity, target * own, instrument.liquidation_fee_rate)
    return None if found is None or found >= notional else max(ZERO, found)


def _of_others(evaluation: Evaluation) -> Decimal:
    """What is required of the other exposures of the pool."""
    book, key = evaluation.book_after, evaluation.key
    if book is None or key is None or key[1] is MarginMode.ISOLATED:
        return ZERO
    return book.cross_requirement - book.exposures[key].requirement


def planned_leg(evaluation: Evaluation) -> Leg | None:
    """The leg of the plan's side in the account with this plan."""
    if evaluation.book_after is None or evaluation.key is None:
        return None
    exposure = evaluation.book_after.exposures.get(evaluation.key)
    return next((leg for leg in (exposure.legs if exposure else ()) if leg.side is evaluation.draft.plan.side), None)


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
    """The margin that must be added so that liquidation comes only beyond `price`, rounded up to eight decimals."""
    demand, pool, entry = evaluation.demands.liquidation, evaluation.pool, evaluation.draft.plan.entry_price
    if demand is None or pool is None or entry is None:
        return None
    with localcontext(ENGINE):
        least = pool.excess(demand).least(*sorted((pool.x(price), pool.x(entry))))
        return ceil_to_step(-least, SMALLEST_TOP_UP) + SMALLEST_TOP_UP if least <= 0 else ZERO


def margin_call_at(evaluation: Evaluation, price: Decimal) -> Decimal | None:
    """What must be paid in when the instrument trades at `price`, as the venue restores a call; nothing before it."""
    pool, demand, book, key = evaluation.pool, evaluation.demands.margin_call, evaluation.book_after, evaluation.key
    if pool is None or demand is None or book is None or key is None:
        return None
    with localcontext(ENGINE):
        to_initial = book.venue.call_restores is CallRestores.INITIAL
        needed = pool.requirement_at(price) * demand.ratio + demand.money
        return call_amount(pool.equity_at(price), book.initial_margin(key, price), needed, to_initial=to_initial)
