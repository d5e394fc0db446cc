"""What happens at and around liquidation: what it costs, what is left, what is closed, what would move it.

loss              = entry fee and spread + equity at the entry - residual: from entry to there, carry and fee are in it
residual          = equity at liquidation - liquidation fee, never less than nothing; nothing where the venue takes
                    the position over at its bankruptcy price
partial close     x = (k m N - E) / (k m - fee)      smallest notional x after which E / requirement = k; no
                    solution where k m <= fee: then closing eats what it frees, and all is closed
top-up to a price = -(equity - demand) there
range of a level  = now, and after the carry of the holding time was paid: of the plan and of every position beside it
                    in the same pool; the requirement there is that of the tier it falls in
"""

from decimal import Decimal, localcontext

from msgspec import Struct

from planner.domain.book import Book, Exposure
from planner.domain.conversion import Conversion
from planner.domain.curves.polyline import Polyline
from planner.domain.debit import cash_left, pays_debit_interest
from planner.domain.evaluation import Evaluation
from planner.domain.margin.crossings import crossing
from planner.domain.margin.futures import call_amount
from planner.domain.margin.leg import Leg
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, ONE, ZERO, ceil_to_step
from planner.domain.unit_trade import borrowed, carry, interest
from planner.domain.venue import MarginMode, Regime
from planner.domain.venue_rules import CallRestores, PartialLiquidation

SMALLEST_TOP_UP = Decimal("0.00000001")


class Outcome(Struct, frozen=True):
    """A liquidation of the plan after its holding time, at the unrounded price; money in account currency.

    Equity is what is left there, the carry paid. `price_loss` is from entry to there, `entry_cost` fee and spread.
    `closed_notional` is what is closed first where the venue closes a part; None where it closes all.
    """

    price: Decimal
    equity: Decimal
    price_loss: Decimal
    entry_cost: Decimal
    carry: Decimal
    fee: Decimal
    residual: Decimal
    loss: Decimal
    closed_notional: Decimal | None

    @property
    def kept(self) -> Decimal:
        """What the venue keeps beside its fee; below zero what it does not get of its fee."""
        return ENGINE.subtract(ENGINE.subtract(self.equity, self.fee), self.residual)


def notional_to_close(shortage: Decimal, margin_rate: Decimal, fee_rate: Decimal) -> Decimal | None:
    """The smallest notional whose closing frees `shortage` of margin; None where the fee eats what it frees."""
    return ENGINE.divide(shortage, ENGINE.subtract(margin_rate, fee_rate)) if margin_rate > fee_rate else None


def outcome(evaluation: Evaluation) -> Outcome | None:
    """What a liquidation of the plan leaves; None where there is no liquidation price."""
    carried = pool_carry(evaluation)
    pool, leg, price = evaluation.pool, planned_leg(evaluation), _liquidated_at(evaluation, carried)[1]
    cost = evaluation.entry_cost
    if pool is None or price is None or leg is None or evaluation.unit is None or cost is None:
        return None
    with localcontext(ENGINE):
        notional = evaluation.unit.conversion.amount(leg.value_at(price), price)
        fee = forced_fee(leg, evaluation.unit.conversion, price)
        at_entry, at_price = pool.equity_at(evaluation.unit.entry_price), pool.equity_at(price)
        equity = at_price - carried
        rules = evaluation.draft.situation.venue.liquidation
        residual = ZERO if rules.taken_over else max(ZERO, equity - fee)
        return Outcome(
            price,
            equity,
            price_loss=at_entry - at_price,
            entry_cost=cost,
            carry=carried,
            fee=fee,
            residual=residual,
            loss=cost + at_entry - residual,
            closed_notional=_closed_first(evaluation, pool.requirement_at(price), equity, notional),
        )


def forced_fee(leg: Leg, conversion: Conversion, price: Decimal) -> Decimal:
    """What the venue takes for closing a leg by force at a price, in account currency."""
    instrument = leg.instrument
    least = instrument.min_liquidation_fee * (price if leg.is_inverse else ONE)
    notional = conversion.amount(leg.value_at(price), price)
    return max(notional * instrument.liquidation_fee_rate, conversion.amount(least, price))


def _closed_first(evaluation: Evaluation, required: Decimal, equity: Decimal, notional: Decimal) -> Decimal | None:
    rules = evaluation.draft.situation.venue.liquidation
    if rules.partial is PartialLiquidation.SLICES and rules.slice_rate is not None:
        return rules.slice_rate * notional if notional >= (rules.slice_from or ZERO) else None
    instrument, target = evaluation.draft.instrument, rules.target_ratio
    if rules.partial is not PartialLiquidation.TO_TARGET or instrument is None or target is None or not notional:
        return None
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


Range = tuple[Decimal | None, Decimal | None]
"""An unrounded price now, and after the carry of the holding time."""


def liquidation_range(evaluation: Evaluation) -> Range:
    """Where liquidation is now, and at the end of the holding time when all carry was paid from equity."""
    return _liquidated_at(evaluation, pool_carry(evaluation))


def _liquidated_at(evaluation: Evaluation, carried: Decimal) -> Range:
    return _range(evaluation, evaluation.demands.liquidation, evaluation.roots.liquidation, carried)


def margin_call_range(evaluation: Evaluation) -> Range:
    """The same of the margin call."""
    return _range(evaluation, evaluation.demands.margin_call, evaluation.roots.margin_call, pool_carry(evaluation))


def _range(evaluation: Evaluation, demand: Demand | None, now: Decimal | None, carried: Decimal) -> Range:
    pool, unit = evaluation.pool, evaluation.unit
    if pool is None or unit is None or demand is None:
        return None, None
    with localcontext(ENGINE):
        if not carried or pool.excess_at(demand, unit.entry_price) <= 0:
            return now, now
        losing = -evaluation.draft.plan.side.sign * (-1 if pool.reciprocal else 1)
        left = pool.excess(demand).plus(Polyline.straight(-carried))
        found = crossing(left, pool.x(unit.entry_price), losing)
        later = unit.entry_price if found.already else (None if found.x is None else pool.x(found.x))
    return now, later


DEBIT = ""
"""In place of a symbol: the debit of the whole account."""


def pool_carry(evaluation: Evaluation) -> Decimal:
    """What the plan and every position that shares its pool pay over the holding time, in account currency."""
    return sum(pool_carries(evaluation).values(), ZERO)


def pool_carries(evaluation: Evaluation) -> dict[str, Decimal]:
    """The same for each instrument of the pool.

    Funding and swap follow the value at the mark; where a stock account borrows, its whole debit costs interest.
    A plan that closes what it meets leaves nothing in its place that could pay.
    """
    book, key, unit = evaluation.book_after, evaluation.key, evaluation.unit
    if book is None or key is None or unit is None or not unit.holding_days or key not in book.exposures:
        return {}
    names = [key] if key[1] is MarginMode.ISOLATED else [name for name in book.exposures if name[1] is MarginMode.CROSS]
    with localcontext(ENGINE):
        found = {name[0]: _exposure_carry(book, book.exposures[name], unit.holding_days) for name in names}
        if pays_debit_interest(book, unit):
            debit = max(ZERO, -cash_left(book))
            found[DEBIT] = interest(debit, unit.leg.instrument.interest, unit.holding_days)
    return found


def _exposure_carry(book: Book, exposure: Exposure, days: Decimal) -> Decimal:
    is_stock, mark = book.venue.regime is Regime.MARGIN_STOCK, exposure.mark
    paid = (carry(leg, days, ZERO if is_stock else borrowed(leg), leg.value_at(mark)) for leg in exposure.legs)
    return exposure.conversion.amount(sum(paid, ZERO), mark)


def top_up_to(evaluation: Evaluation, price: Decimal) -> Decimal | None:
    """The margin that must be added so that liquidation comes only beyond `price`, rounded up to eight decimals."""
    demand, pool, entry = evaluation.demands.liquidation, evaluation.pool, evaluation.entry_price
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
