"""How far a price lies from the entry, as text in the unit the trader has chosen."""

from decimal import Decimal

from planner.domain.at_price import closed_at
from planner.domain.distances import Unit
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ceil_to_step, exactly
from planner.domain.unit_trade import UnitTrade
from planner.report import numbers
from planner.report.units import UNIT_SIGNS, sign_for
from planner.words import translated

_STEPS = {Unit.PIPS: Decimal("0.1"), Unit.TICKS: Decimal(1)}
_PLACES_OF_ATR = 2
RESULTS = frozenset({Unit.R, Unit.MONEY})
"""Units that tell what closing at a price brings."""


@exactly
def distance_text(evaluation: Evaluation, price: Decimal, unit: Unit, atr: Decimal | None) -> str:
    """The distance with its sign, towards higher prices; of R and money, what closing there brings.

    In percent where the unit says nothing of this plan; empty without an entry, and of the entry itself.
    """
    entry, trade = evaluation.entry_price, evaluation.unit
    if not entry or price == entry:
        return ""
    away = ENGINE.subtract(price, entry)
    found = None if trade is None else _in_steps(away, unit, trade, atr) or _in_results(evaluation, price, unit)
    return found or numbers.signed_percent(ENGINE.divide(away, entry))


def _in_steps(away: Decimal, unit: Unit, trade: UnitTrade, atr: Decimal | None) -> str | None:
    """In units that are a fixed amount of price."""
    instrument = trade.leg.instrument
    step = {Unit.PIPS: instrument.pip, Unit.TICKS: instrument.price_tick, Unit.ATR: atr}.get(unit)
    if not step:
        return None
    count = ENGINE.divide(away, step)
    told = numbers.plain(count, _PLACES_OF_ATR) if unit is Unit.ATR else whole_steps(count, unit)
    return f"{numbers.plus(count)}{told} {sign_for(UNIT_SIGNS[unit], told)}"


def whole_steps(count: Decimal, unit: Unit) -> str:
    """So many pips or ticks; a part of the last counts whole, as where they are typed."""
    step = _STEPS[unit]
    whole = ceil_to_step(count.copy_abs(), step).copy_sign(count)
    return numbers.plain(whole, numbers.places_of(step))


def _in_results(evaluation: Evaluation, price: Decimal, unit: Unit) -> str | None:
    """In R or money, all costs in; the plan's own stop as it is ordered, wherever the venue comes before it."""
    if unit not in RESULTS:
        return None
    loss, is_stop = evaluation.loss_at_stop, price == evaluation.draft.plan.stop_price
    result = loss.copy_negate() if is_stop and loss is not None else closed_at(evaluation, price)
    if result is None:
        return None
    if unit is Unit.MONEY:
        return numbers.signed_money(result, evaluation.draft.situation.account.currency)
    return (
        f"{numbers.signed_multiple(ENGINE.divide(result, loss))} {translated(UNIT_SIGNS[unit])}"
        if loss and loss > 0
        else None
    )
