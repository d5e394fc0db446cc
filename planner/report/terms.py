"""What decides the margin of a plan, and how far its stop is, in the words of its regime."""

from decimal import Decimal, localcontext

from planner.assess import Assessment
from planner.domain.distances import Unit
from planner.domain.evaluation import Evaluation
from planner.domain.fitting import has_day_trades
from planner.domain.margin.leg import Terms
from planner.domain.margin.loan import loan_to_value
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ENGINE, ONE, ZERO, ceil_to_step
from planner.domain.plan import Draft, PositionMode
from planner.domain.venue import Instrument, Regime
from planner.domain.venue_rules import FuturesUnit
from planner.report import numbers
from planner.report.distances import whole_steps
from planner.report.sentence_table import WORDS
from planner.report.units import POINTS, sign_for
from planner.words import translated

PAID_IN_FULL = "paid in full"
POSITION_MODES = {
    PositionMode.HEDGE: "Hedge: both sides stand",
    PositionMode.ONE_WAY: "One-way: sides close each other",
}
_IN_TICKS = {Regime.FUTURES, Regime.INVERSE_PERPETUAL}


def terms_words(draft: Draft) -> str:
    """What stands behind the position, for a title."""
    plan, regime = draft.plan, draft.situation.venue.regime
    if REGIMES[regime].has_leverage:
        return translated(
            "{margin_mode} margin, {leverage}",
            margin_mode=translated(WORDS[plan.margin_mode]),
            leverage=numbers.leverage(plan.leverage),
        )
    if regime is Regime.LOAN:
        return translated("{ltv} loan to value", ltv=_percent(_ltv(draft)))
    if regime is Regime.CASH:
        return translated(PAID_IN_FULL)
    return translated("day trade") if plan.intraday else translated("overnight margin")


def margin_note(assessment: Assessment) -> str:
    """What the initial margin follows from."""
    draft = assessment.draft
    regime = draft.situation.venue.regime
    if REGIMES[regime].has_leverage:
        return translated("at {leverage}", leverage=numbers.leverage(draft.plan.leverage))
    if regime is Regime.LOAN:
        return translated("{ltv} is borrowed", ltv=_percent(_ltv(draft)))
    return (
        translated(PAID_IN_FULL)
        if regime is Regime.CASH
        else _asked(assessment.evaluation, intraday=draft.plan.intraday)
    )


def terms_hint(assessment: Assessment) -> str:
    """What the venue asks and gives, below the field that decides the margin; nothing where the field says it."""
    draft, instrument = assessment.draft, assessment.draft.instrument
    if instrument is None or assessment.evaluation.unit is None:
        return ""
    if instrument.loan is not None and draft.situation.venue.regime is Regime.LOAN:
        call, end = (_percent(rate) for rate in (instrument.loan.margin_call_ltv, instrument.loan.liquidation_ltv))
        return translated("Call at {call}, liquidation at {end} loan to value", call=call, end=end)
    if draft.situation.venue.regime not in {Regime.FUTURES, Regime.MARGIN_STOCK}:
        return ""
    overnight = translated("Overnight {asked}", asked=_asked(assessment.evaluation, intraday=False))
    if not has_day_trades(draft.situation.venue, instrument):
        return overnight
    return translated(
        "{overnight}, day trade {asked}", overnight=overnight, asked=_asked(assessment.evaluation, intraday=True)
    )


def _asked(evaluation: Evaluation, *, intraday: bool) -> str:
    """The initial margin of one contract, or as a share of the value."""
    unit = evaluation.unit
    if unit is None:
        return ""
    venue, instrument = evaluation.draft.situation.venue, unit.leg.instrument
    with localcontext(ENGINE):
        margin = REGIMES[venue.regime].initial_margin(unit.leg, venue, Terms(intraday=intraday))
        futures = instrument.futures_margin
        if futures is not None and futures.unit is FuturesUnit.CONTRACT:
            return translated(
                "{margin} {quote_currency} a contract",
                margin=numbers.exact(margin),
                quote_currency=instrument.quote_currency,
            )
        return translated("{margin} of the value", margin=_percent(margin / unit.leg.cost))


def _ltv(draft: Draft) -> Decimal:
    instrument = draft.instrument
    return ZERO if instrument is None else loan_to_value(instrument, Terms(loan_to_value=draft.plan.loan_to_value))


def _percent(rate: Decimal) -> str:
    """A rate with the decimals it needs, two at most."""
    return numbers.percent(rate, next(places for places in (0, 1, 2) if places == 2 or _is_exact(rate, places)))  # noqa: PLR2004 - as the line says


def _is_exact(rate: Decimal, places: int) -> bool:
    return rate == rate.quantize(Decimal(1).scaleb(-2 - places), context=ENGINE)


def threshold_ltv(instrument: Instrument | None, ratio: Decimal) -> str:
    """The loan to value at which equity is that multiple of the requirement."""
    if instrument is None or instrument.loan is None:
        return ""
    with localcontext(ENGINE):
        ltv = ONE - ratio * (ONE - instrument.loan.liquidation_ltv)
        return _percent(round(ltv, 10))


def stop_distance(evaluation: Evaluation) -> str:
    """From entry to stop as the market counts it: pips, ticks or points; nothing without either.

    Of several entries it is their average, as the chart has it.
    """
    draft, entry, stop = evaluation.draft, evaluation.entry_price, evaluation.draft.plan.stop_price
    instrument = draft.instrument
    if instrument is None or entry is None or stop is None:
        return ""
    distance = abs(ENGINE.subtract(entry, stop))
    if instrument.pip is not None:
        return _counted_steps("pips", whole_steps(ENGINE.divide(distance, instrument.pip), Unit.PIPS))
    if draft.situation.venue.regime in _IN_TICKS:
        return _counted_steps("ticks", whole_steps(ENGINE.divide(distance, instrument.price_tick), Unit.TICKS))
    return _counted_steps(POINTS, numbers.shortest(ceil_to_step(distance, instrument.price_tick)))


def _counted_steps(sign: str, text: str) -> str:
    return f"{text} {sign_for(sign, text)}"
