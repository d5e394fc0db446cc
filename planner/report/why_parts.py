"""Lines that many answers share: amounts with many digits, a result, how it was rounded."""

from decimal import Decimal

from planner.assess import Assessment
from planner.report import numbers
from planner.report.sections import Line, Section, section, sentence
from planner.report.sentences import units_of
from planner.report.why_crossing import all_digits, digits

Sections = tuple[Section, ...]


def money(assessment: Assessment, value: Decimal | None) -> str:
    """An amount in account currency."""
    return numbers.NONE if value is None else all_digits(value, units_of(assessment.draft).currency)


def size(assessment: Assessment, value: Decimal | None) -> str:
    """A quantity with its unit."""
    return numbers.NONE if value is None else f"{digits(value)} {units_of(assessment.draft).quantity_unit}"


def at_price(assessment: Assessment, value: Decimal | None) -> str:
    """A price that need not lie on a tick."""
    return "none" if value is None else f"{digits(value)} {units_of(assessment.draft).quote_currency}"


def result(assessment: Assessment, name: str, value: Decimal) -> Section:
    """The figure before it is rounded."""
    return section("Result", Line(name, money(assessment, value), "to 20 digits"))


def rounded(assessment: Assessment) -> Section:
    """How an amount is rounded to be read."""
    currency = units_of(assessment.draft).currency
    return section(
        "Rounding", sentence(f"Told to the nearest {numbers.exact(numbers.money_step(currency))} {currency}.")
    )


def left_out(*sentences: str) -> Section:
    """What a figure does not hold."""
    return section("What this leaves out", *map(sentence, sentences))
