"""Why a quantity is what it is: what each method of sizing looks at."""

from collections.abc import Callable

from planner.assess import Assessment
from planner.domain.number import ENGINE, ZERO
from planner.domain.plan import EquityBase, SizeBy
from planner.domain.sizing import BY_BASE, BY_STOP, Sizing, fixed_ratio_units
from planner.domain.whole_steps import counts_steps
from planner.report import numbers
from planner.report.glossary import label
from planner.report.rule_words import rate
from planner.report.sections import Line, Section, section, sentence
from planner.report.sentences import units_of
from planner.report.why_crossing import digits
from planner.report.why_parts import money, size
from planner.words import translated

FORMULAS = {
    SizeBy.RISK_RATE: "Quantity = risk / loss of one unit at the stop, all costs paid",
    SizeBy.RISK_AMOUNT: "Quantity = risk / loss of one unit at the stop, all costs paid",
    SizeBy.QUANTITY: "The quantity you entered",
    SizeBy.MARGIN: "Quantity = margin to commit / initial margin of one unit",
    SizeBy.MOST: "Quantity = share × what is available / (margin of one unit + what entering it costs)",
    SizeBy.VOLATILITY: "Quantity = risk / what a move of one average true range costs one unit",
    SizeBy.FIXED_RATIO: "Quantity = a step × N, the largest N with N (N − 1) / 2 × delta ≤ closed profit",
    SizeBy.KELLY: "Quantity = share × f × base / loss of one unit at the stop, with f = p − (1 − p) / b",
}
IN_STEPS = (
    "Quantity = what the amount pays for in whole steps, as they are ordered at each entry, and a part of the next"
)
BASES = {
    EquityBase.EQUITY: "Equity",
    EquityBase.BALANCE: "Balance",
    EquityBase.LESS_OPEN_RISK: "Equity less open risk",
    EquityBase.CUSTOM: "Own base",
}


def quantity(assessment: Assessment) -> tuple[Section, ...]:
    """Formula, inputs and rounding of the quantity."""
    plan, evaluation = assessment.draft.plan, assessment.evaluation
    lines = _lines(assessment, evaluation.sizing) if evaluation.sizing is not None else []
    step = size(assessment, units_of(assessment.draft).quantity_step)
    formula = IN_STEPS if counts_steps(plan) else FORMULAS[plan.size_by]
    return (
        section(
            translated("Formula"),
            sentence(translated("{formula}, rounded down to the venue's step.", formula=translated(formula))),
        ),
        section(translated("Inputs"), *lines, Line(translated("Quantity step"), step)),
        section(
            translated("Result"),
            Line(translated("Unrounded"), size(assessment, evaluation.asked_quantity), translated("to 20 digits")),
        ),
        section(
            translated("Rounding"),
            sentence(
                translated("Down to {size}: never more than was asked for.", size=size(assessment, evaluation.quantity))
            ),
        ),
    )


def _lines(assessment: Assessment, sizing: Sizing) -> list[Line]:
    method = sizing.plan.size_by
    found = []
    if method in BY_BASE:
        found.append(
            Line(
                translated(BASES[sizing.plan.sizing.equity_base]),
                money(assessment, sizing.base),
                translated("the base"),
            )
        )
    found += _OWN[method](assessment, sizing)
    if method in BY_STOP and counts_steps(sizing.plan):
        taken = translated("Loss of {size} as ordered", size=size(assessment, assessment.evaluation.quantity))
        found.append(Line(taken, money(assessment, assessment.evaluation.loss_at_stop)))
    elif method in BY_STOP:
        name = translated(
            "Loss of 1 {quantity_unit} at the stop", quantity_unit=units_of(assessment.draft).quantity_unit
        )
        found.append(Line(name, money(assessment, sizing.unit_loss)))
    if sizing.cash is not None:
        found.append(
            Line(
                translated("Cash left"),
                money(assessment, sizing.cash),
                translated("what it does not pay for is borrowed"),
            )
        )
    return found


def _share_of_base(assessment: Assessment, sizing: Sizing) -> list[Line]:
    base = sizing.base
    risked = None if base is None else ENGINE.multiply(sizing.plan.size, base)
    return [
        Line(translated("Risk"), rate(sizing.plan.size), translated("of the base")),
        Line(translated("Risk in money"), money(assessment, risked)),
    ]


def _volatility(assessment: Assessment, sizing: Sizing) -> list[Line]:
    atr = sizing.plan.sizing.atr
    quote = units_of(assessment.draft).quote_currency
    shown = numbers.NONE if atr is None else f"{numbers.exact(atr)} {quote}"
    return [*_share_of_base(assessment, sizing), Line(label("atr"), shown)]


def _fixed_ratio(assessment: Assessment, sizing: Sizing) -> list[Line]:
    terms = sizing.plan.sizing
    units = str(fixed_ratio_units(terms.closed_profit, terms.delta)) if terms.delta else numbers.NONE
    return [
        Line(label("step_quantity"), size(assessment, sizing.plan.size)),
        Line(label("closed_profit"), money(assessment, terms.closed_profit)),
        Line(label("delta"), money(assessment, terms.delta)),
        Line("N", units),
    ]


def _kelly(assessment: Assessment, sizing: Sizing) -> list[Line]:
    """By the shares of the targets, as the size was asked for; and by what the size that is had closes."""
    closing = [] if sizing.quantity is None else _closed(assessment, sizing)
    return [*_odds(sizing.by_shares), *closing]


def _closed(assessment: Assessment, sizing: Sizing) -> list[Line]:
    told = size(assessment, sizing.quantity)
    return [
        Line("b", digits(sizing.payoff or ZERO), translated("what {size} closes in whole steps", size=told)),
        Line("f", rate(sizing.kelly or ZERO), translated("the Kelly fraction of it")),
    ]


def _odds(sizing: Sizing) -> list[Line]:
    terms = sizing.plan.sizing
    origin = translated("entered") if terms.payoff is not None else translated("this plan's targets over its stop")
    return [
        Line(
            "p",
            rate(terms.win_rate) if terms.win_rate is not None else numbers.NONE,
            translated("share of trades that win"),
        ),
        Line("b", digits(sizing.payoff) if sizing.payoff is not None else numbers.NONE, origin),
        Line("f", rate(sizing.kelly) if sizing.kelly is not None else numbers.NONE, translated("the Kelly fraction")),
        Line(translated("Share"), rate(sizing.plan.size), translated("of it")),
    ]


_OWN: dict[SizeBy, Callable[[Assessment, Sizing], list[Line]]] = {
    SizeBy.RISK_RATE: _share_of_base,
    SizeBy.RISK_AMOUNT: lambda assessment, sizing: [Line(translated("Risk"), money(assessment, sizing.plan.size))],
    SizeBy.QUANTITY: lambda assessment, sizing: [Line(translated("Entered"), size(assessment, sizing.plan.size))],
    SizeBy.MARGIN: lambda assessment, sizing: [
        Line(translated("Margin to commit"), money(assessment, sizing.plan.size)),
        Line(translated("Margin of one unit"), money(assessment, sizing.unit.margin)),
    ],
    SizeBy.MOST: lambda assessment, sizing: [
        Line(translated("Share"), rate(sizing.plan.size)),
        Line(translated("Available"), money(assessment, sizing.spendable)),
        Line(translated("Margin of one unit"), money(assessment, sizing.unit.margin)),
        Line(translated("Cost of entering one"), money(assessment, sizing.unit.entry_fee + sizing.unit.spread_cost)),
    ],
    SizeBy.VOLATILITY: _volatility,
    SizeBy.FIXED_RATIO: _fixed_ratio,
    SizeBy.KELLY: _kelly,
}
