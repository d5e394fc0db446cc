"""What a liquidation of the plan would mean, and what would move it, as rows."""

from decimal import Decimal, localcontext

from planner.assess import Assessment
from planner.domain.closing import Closed, closed_at_stop_out
from planner.domain.evaluation import Evaluation
from planner.domain.liquidation import (
    Outcome,
    liquidation_range,
    margin_call_at,
    margin_call_range,
    outcome,
    top_up_to,
)
from planner.domain.number import ENGINE, ceil_to_step, exactly, toward
from planner.domain.venue import DeficitPolicy, MarginMode, Regime, Venue
from planner.domain.venue_rules import CloseOrder
from planner.report import numbers
from planner.report.position_liquidation import liquidation_demand, watched_name
from planner.report.rows import Row, Tone, no_liquidation
from planner.report.sentences import Units, units_of
from planner.words import translated

BORROWING = {Regime.LOAN, Regime.MARGIN_STOCK, Regime.SPOT_MARGIN}
_CALLING = {Regime.LOAN, Regime.MARGIN_STOCK, Regime.FUTURES}
BEARERS = {
    DeficitPolicy.PROTECTED: ("the venue", "the account is protected"),
    DeficitPolicy.INSURANCE_AND_ADL: ("insurance fund, then ADL", "auto-deleveraging closes winning traders"),
    DeficitPolicy.SOCIALISED: ("winning traders", "it is shared among them"),
    DeficitPolicy.OWED: ("you", "what is missing is owed"),
}
_FIRST = {CloseOrder.LARGEST_LOSS: "largest loss", CloseOrder.OLDEST: "oldest position"}
_SEVERAL = 2


def bearer_words(policy: DeficitPolicy) -> tuple[str, str]:
    """Who bears a deficit, and what that means."""
    bearer, meaning = BEARERS[policy]
    return translated(bearer), translated(meaning)


@exactly
def if_liquidated_rows(assessment: Assessment) -> tuple[Row, ...]:
    """What is lost, left, closed and owed at a liquidation, and the figures that tell how near it is."""
    units, venue = units_of(assessment.draft), assessment.draft.situation.venue
    rows = _outcome_rows(assessment, units)
    if venue.regime is not Regime.CASH:
        rows.append(Row("deficit", *bearer_words(venue.deficit_policy)))
    return (*rows, *_strain_rows(assessment, units))


def _outcome_rows(assessment: Assessment, units: Units) -> list[Row]:
    venue = assessment.draft.situation.venue
    if liquidation_demand(assessment) is None:
        return [no_liquidation(venue), *([] if venue.regime is Regime.CASH else [range_row(assessment)])]
    found, currency = outcome(assessment.evaluation), units.currency
    if found is None:
        return [_loss_row(None, assessment, units)]
    kept = (
        translated("the venue takes the position over")
        if venue.liquidation.taken_over
        else translated("comes back, or stays in the account")
    )
    return [
        _loss_row(found, assessment, units),
        *_cost_rows(found, assessment.draft.plan.holding_days, currency),
        _fee_row(found, currency),
        Row(
            "residual",
            numbers.money(found.residual, currency),
            kept if found.fee or not found.residual else translated("at most; {kept}", kept=kept),
            unit=currency,
        ),
        Row("closed_first", *_closed_first(found, assessment, currency)),
        range_row(assessment),
    ]


def _loss_row(found: Outcome | None, assessment: Assessment, units: Units) -> Row:
    """What a liquidation takes."""
    if found is None:
        return Row("liquidated_loss", numbers.NONE)
    at = numbers.price(_on_tick(found.price, assessment.evaluation, units), units.price_tick)
    loss = numbers.money(found.loss.copy_negate(), units.currency)
    return Row("liquidated_loss", loss, translated("at {at}", at=at), Tone.DANGER, unit=units.currency)


def _cost_rows(found: Outcome, days: Decimal, currency: str) -> list[Row]:
    """What is paid besides what the price takes; nothing where nothing is."""
    named = (
        ("entry_cost", found.entry_cost, ""),
        ("carry_paid", found.carry, translated("over {days}", days=numbers.days(days))),
    )
    return [
        Row(key, numbers.money(paid.copy_negate(), currency), note, unit=currency) for key, paid, note in named if paid
    ]


def _fee_row(found: Outcome, currency: str) -> Row:
    """What closing costs; no fee in the rules is not known to be none."""
    if not found.fee:
        return Row("liquidation_fee", translated("not in these rules"))
    return Row("liquidation_fee", numbers.money(found.fee, currency), unit=currency)


def _closed_first(found: Outcome, assessment: Assessment, currency: str) -> tuple[str, str]:
    """What the venue closes, in its order: positions, or a part of this one."""
    closed = closed_at_stop_out(assessment.evaluation)
    alone = len(closed) < _SEVERAL and not assessment.evaluation.holdings
    if found.closed_notional is not None and (alone or assessment.draft.plan.margin_mode is MarginMode.ISOLATED):
        return numbers.money(found.closed_notional, currency), translated("of its value; the rest stays")
    order = assessment.draft.situation.venue.liquidation.close_order
    if order is CloseOrder.ALL or not assessment.evaluation.holdings:
        return translated("all"), ""
    venue = assessment.draft.situation.venue
    return translated(", then ").join(_closed(one, venue) for one in closed) or translated("all"), translated(
        _FIRST[order]
    )


def _closed(one: Closed, venue: Venue) -> str:
    """A position that is closed, or the part of it, rounded up to what can be traded."""
    listed = venue.instrument(one.symbol)
    size = one.quantity if listed is None else ceil_to_step(one.quantity, listed.quantity_step)
    closed = f"{one.symbol} {numbers.with_unit(numbers.shortest(size), '' if listed is None else listed.quantity_unit)}"
    return closed + (translated(" (this plan)") if one.is_plan else "")


def range_row(assessment: Assessment) -> Row:
    """Where liquidation is now and after the carry of the holding time; the margin call where the broker decides."""
    evaluation, units = assessment.evaluation, units_of(assessment.draft)
    days = translated("after {holding_days} of carry", holding_days=numbers.days(assessment.draft.plan.holding_days))
    found = margin_call_range(evaluation) if liquidation_demand(assessment) is None else liquidation_range(evaluation)
    texts = [numbers.price(_on_tick(price, evaluation, units), units.price_tick) for price in found]
    value, note = (
        (texts[0], translated("unchanged {days}", days=days)) if texts[0] == texts[1] else (" → ".join(texts), days)
    )
    return Row("liquidation_range", value, note, title=translated("{watched} range", watched=watched_name(assessment)))


def _on_tick(price: Decimal | None, evaluation: Evaluation, units: Units) -> Decimal | None:
    """On the tick nearer to the entry."""
    entry = evaluation.entry_price
    if price is None or entry is None:
        return None
    return toward(entry, price, units.price_tick)


def _strain_rows(assessment: Assessment, units: Units) -> list[Row]:
    evaluation, regime = assessment.evaluation, assessment.draft.situation.venue.regime
    rows = []
    if regime in BORROWING and evaluation.loan_to_value is not None:
        rows.append(
            Row(
                "loan_to_value",
                numbers.percent(evaluation.loan_to_value),
                translated("of the position's value at entry"),
            )
        )
    if evaluation.effective_leverage is not None:
        worth = f"{numbers.multiple(evaluation.effective_leverage)}×"
        rows.append(Row("effective_leverage", worth, translated("value of all positions over equity")))
    if evaluation.buying_power is not None:
        power = numbers.money(evaluation.buying_power, units.currency)
        rows.append(Row("buying_power", power, translated("before this plan"), unit=units.currency))
    rows += _tick_value(assessment, units)
    stop = assessment.draft.plan.stop_price
    needed = top_up_to(evaluation, stop) if stop is not None else None
    if needed:
        note = translated("added margin that brings liquidation beyond the stop")
        rows.append(Row("top_up", numbers.money(needed, units.currency), note, Tone.CAUTION, unit=units.currency))
    called = margin_call_at(evaluation, stop) if regime in _CALLING and stop is not None else None
    if called is not None:
        tone, note = (
            (Tone.CAUTION, translated("to be paid in"))
            if called
            else (Tone.PLAIN, translated("no call before the stop"))
        )
        rows.append(Row("call_at_stop", numbers.money(called, units.currency), note, tone, unit=units.currency))
    return rows


def _tick_value(assessment: Assessment, units: Units) -> list[Row]:
    """What the smallest move that is counted is worth for the plan's size."""
    evaluation, instrument = assessment.evaluation, assessment.draft.instrument
    unit, quantity = evaluation.unit, evaluation.quantity
    if instrument is None or unit is None or not quantity or unit.leg.is_inverse:
        return []
    step = instrument.price_tick if instrument.pip is None else instrument.pip
    worth = ENGINE.multiply(ENGINE.multiply(quantity, unit.leg.units), step)
    with localcontext(ENGINE):
        money = unit.conversion.amount(worth, unit.entry_price)
    note = translated(
        "a tick of {step} for this plan" if instrument.pip is None else "a pip of {step} for this plan",
        step=numbers.shortest(step),
    )
    title = "" if instrument.pip is None else translated("Value of a pip")
    return [Row("tick_value", numbers.fine_money(money, units.currency), note, title=title, unit=units.currency)]


def liquidation_headline(assessment: Assessment) -> Row:
    """The first row alone: what a liquidation takes, or that there is none."""
    if liquidation_demand(assessment) is None:
        return no_liquidation(assessment.draft.situation.venue)
    return _loss_row(outcome(assessment.evaluation), assessment, units_of(assessment.draft))
