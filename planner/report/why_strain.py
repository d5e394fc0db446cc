"""Why the figures that tell how near a liquidation is are what they are."""

from collections.abc import Callable

from planner.assess import Assessment
from planner.domain.number import ONE, ZERO
from planner.domain.venue_rules import CallRestores
from planner.report import numbers
from planner.report.rule_words import RESTORES, rate
from planner.report.sections import Line, section, sentence
from planner.report.sentences import units_of
from planner.report.why_crossing import digits
from planner.report.why_parts import Sections, at_price, money, result, rounded, size
from planner.words import translated


def _loan_to_value(assessment: Assessment) -> Sections:
    evaluation = assessment.evaluation
    return (
        section(
            translated("Formula"),
            sentence(translated("Loan to value = 1 − own part / value of the position at the entry.")),
        ),
        section(
            translated("Inputs"),
            Line(translated("Own part"), money(assessment, evaluation.initial_margin or ZERO)),
            Line(translated("Value"), money(assessment, evaluation.notional or ZERO)),
        ),
        section(
            translated("Result"),
            Line(
                translated("Loan to value"),
                f"{digits(evaluation.loan_to_value or ZERO)}",
                translated("a fraction of one"),
            ),
        ),
    )


def _effective(assessment: Assessment) -> Sections:
    evaluation, before = assessment.evaluation, assessment.evaluation.before
    held = sum((holding.notional for holding in evaluation.holdings), ZERO)
    return (
        section(
            translated("Formula"),
            sentence(translated("Effective leverage = value of all positions and of this plan / equity before it.")),
            sentence(translated("Where positions net, what the plan closes counts no more.")),
        ),
        section(
            translated("Inputs"),
            Line(translated("Value of this plan"), money(assessment, evaluation.notional or ZERO)),
            Line(translated("Value of open positions"), money(assessment, held)),
            None if before is None else Line(translated("Equity"), money(assessment, before.equity)),
        ),
        section(
            translated("Result"),
            Line(
                translated("Effective leverage"),
                f"{digits(evaluation.effective_leverage or ZERO)}×",
                translated("to 20 digits"),
            ),
        ),
    )


def _buying_power(assessment: Assessment) -> Sections:
    evaluation, unit = assessment.evaluation, assessment.evaluation.unit
    if unit is None:
        return ()
    each = units_of(assessment.draft).quantity_unit
    worth = unit.conversion.amount(unit.notional, unit.entry_price)
    return (
        section(
            translated("Formula"),
            sentence(translated("Buying power = what is available × value of one unit / margin of one unit.")),
        ),
        section(
            translated("Inputs"),
            Line(translated("Available"), money(assessment, evaluation.spendable)),
            Line(translated("Value of 1 {each}", each=each), money(assessment, worth)),
            Line(translated("Margin of 1 {each}", each=each), money(assessment, unit.margin)),
        ),
        result(assessment, translated("Buying power"), evaluation.buying_power or ZERO),
        rounded(assessment),
    )


def _tick(assessment: Assessment) -> Sections:
    unit, instrument = assessment.evaluation.unit, assessment.draft.instrument
    if unit is None or instrument is None:
        return ()
    step = instrument.price_tick if instrument.pip is None else instrument.pip
    name = translated("Tick" if instrument.pip is None else "Pip")
    quote, currency = instrument.quote_currency, units_of(assessment.draft).currency
    held = (
        []
        if quote == currency
        else [Line(f"1 {quote}", money(assessment, unit.conversion.amount(ONE, unit.entry_price)))]
    )
    return (
        section(
            translated("Formula"),
            sentence(
                translated(
                    "Value of a tick = quantity × contract size × tick, in account currency."
                    if instrument.pip is None
                    else "Value of a pip = quantity × contract size × pip, in account currency."
                )
            ),
        ),
        section(
            translated("Inputs"),
            Line(translated("Quantity"), size(assessment, assessment.evaluation.quantity)),
            Line(translated("Contract size"), f"{numbers.exact(instrument.contract_size)} {instrument.base_currency}"),
            Line(name, f"{numbers.exact(step)} {quote}"),
            *held,
        ),
        rounded(assessment),
    )


def _stop_line(assessment: Assessment) -> list[Line]:
    stop, pool = assessment.draft.plan.stop_price, assessment.evaluation.pool
    if stop is None or pool is None:
        return []
    return [
        Line(translated("Stop-loss"), at_price(assessment, stop)),
        Line(translated("Equity at the stop"), money(assessment, pool.equity_at(stop))),
        Line(translated("Required there"), money(assessment, pool.requirement_at(stop))),
    ]


def _top_up(assessment: Assessment) -> Sections:
    demand = assessment.evaluation.demands.liquidation
    share = (
        ""
        if demand is None or demand.ratio == ONE or not demand.ratio
        else translated("{ratio} of ", ratio=rate(demand.ratio))
    )
    return (
        section(
            translated("Formula"),
            sentence(
                translated(
                    "What is short between entry and stop = {share}what is required − equity, where that is most.",
                    share=share,
                )
            ),
        ),
        section(translated("Inputs"), *_stop_line(assessment)),
        section(
            translated("Rounding"),
            sentence(translated("Up to eight decimals, and one step more, so that the stop comes first.")),
        ),
    )


def _call(assessment: Assessment) -> Sections:
    evaluation, stop, venue = assessment.evaluation, assessment.draft.plan.stop_price, assessment.draft.situation.venue
    book, key, initial = evaluation.book_after, evaluation.key, []
    if book is not None and key is not None and stop is not None and venue.call_restores is CallRestores.INITIAL:
        initial = [Line(translated("Initial margin there"), money(assessment, book.initial_margin(key, stop)))]
    restored = translated(RESTORES[venue.call_restores])
    return (
        section(
            translated("Formula"),
            sentence(translated("Nothing while equity at the stop is at least what the margin call compares it with.")),
            sentence(
                translated(
                    "Below it {restored} must be there again: the amount is that less equity.", restored=restored
                )
            ),
        ),
        section(translated("Inputs"), *_stop_line(assessment), *initial),
        rounded(assessment),
    )


STRAINS: dict[str, Callable[[Assessment], Sections]] = {
    "loan_to_value": _loan_to_value,
    "effective_leverage": _effective,
    "buying_power": _buying_power,
    "tick_value": _tick,
    "top_up": _top_up,
    "call_at_stop": _call,
}
