"""Lines that many answers share: amounts with many digits, a result, how it was rounded."""

from decimal import Decimal

from planner.assess import Assessment
from planner.domain.unit_trade import UnitTrade
from planner.report import numbers
from planner.report.rule_words import rate
from planner.report.sections import Line, Section, section, sentence
from planner.report.sentences import units_of
from planner.report.why_crossing import all_digits, digits
from planner.words import translated

Sections = tuple[Section, ...]


def money(assessment: Assessment, value: Decimal | None) -> str:
    """An amount in account currency."""
    return numbers.NONE if value is None else all_digits(value, units_of(assessment.draft).currency)


def size(assessment: Assessment, value: Decimal | None) -> str:
    """A quantity with its unit."""
    return numbers.NONE if value is None else f"{digits(value)} {units_of(assessment.draft).quantity_unit}"


def at_price(assessment: Assessment, value: Decimal | None) -> str:
    """A price that need not lie on a tick."""
    return translated("none") if value is None else f"{digits(value)} {units_of(assessment.draft).quote_currency}"


def result(assessment: Assessment, name: str, value: Decimal) -> Section:
    """The figure before it is rounded."""
    return section(translated("Result"), Line(name, money(assessment, value), translated("to 20 digits")))


def rounded(assessment: Assessment) -> Section:
    """How an amount is rounded to be read."""
    currency = units_of(assessment.draft).currency
    return section(
        translated("Rounding"),
        sentence(
            translated(
                "Told to the nearest {step} {currency}.",
                step=numbers.exact(numbers.money_step(currency)),
                currency=currency,
            )
        ),
    )


def fee_lines(unit: UnitTrade, closing: Decimal) -> list[Line]:
    """The fee of one side; of each where opening and closing pay another one."""
    if unit.fees.entry == closing:
        return [Line(translated("Fee of one side"), rate(closing))]
    return [
        Line(translated("Fee of opening"), rate(unit.fees.entry)),
        Line(translated("Fee of closing"), rate(closing)),
    ]


def premium_line(unit: UnitTrade, currency: str) -> Line | None:
    """What the guaranteed stop of one unit costs, in quote currency."""
    return (
        Line(translated("Premium of one unit"), f"{digits(unit.premium_quote)} {currency}")
        if unit.is_guaranteed
        else None
    )


def left_out(*sentences: str) -> Section:
    """What a figure does not hold."""
    return section(translated("What this leaves out"), *map(sentence, sentences))
