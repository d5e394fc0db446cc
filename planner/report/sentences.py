"""What is wrong and what would be right, in one sentence: the table of all faults and findings.

A template names its facts in braces. The ending of a fact's name tells how it is written: `_price`, `_rate`,
`_quantity`, `_money`, `_amount`, `_leverage`, `payoff`, `_minutes`, `_days`, `_average`; anything else is text.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec import Struct

from planner.domain.evaluation import Fact, Finding
from planner.domain.fault import Fault
from planner.domain.number import ENGINE
from planner.domain.plan import Draft
from planner.report import numbers
from planner.report.ages import age_words
from planner.report.book_sentences import BOOK_FAULTS, TABLE_FAULTS
from planner.report.file_sentences import FILE_FAULTS, OTHER_PART, PARTS, REASONS
from planner.report.sentence_table import FAULTS, FINDINGS, WORDS
from planner.words import translated


class Units(Struct, frozen=True):
    """What numbers of a plan are counted in."""

    currency: str
    quote_currency: str
    price_tick: Decimal
    quantity_step: Decimal
    quantity_unit: str


def units_of(draft: Draft) -> Units:
    """The units of a draft; plain ones where its instrument is unknown."""
    instrument, currency = draft.instrument, draft.situation.account.currency
    if instrument is None:
        return Units(currency, "", Decimal("0.01"), Decimal("0.01"), "")
    return Units(
        currency, instrument.quote_currency, instrument.price_tick, instrument.quantity_step, instrument.quantity_unit
    )


AVERAGE_PLACES = 2
"""How many more digits than its tick an average is told with."""


def average_text(price: Decimal | None, units: Units) -> str:
    """An average price, with up to two more digits than its tick where it needs them."""
    if price is None:
        return numbers.NONE
    finest = ENGINE.scaleb(units.price_tick, -AVERAGE_PLACES)
    return numbers.price(
        price.quantize(Decimal((0, (1,), -numbers.places_of(finest))), context=ENGINE), units.price_tick
    )


_WRITERS: dict[str, Callable[[Decimal, Units], str]] = {
    "price": lambda value, units: numbers.price(value, units.price_tick),
    "average": average_text,
    "rate": lambda value, _: numbers.percent(value),
    "quantity": lambda value, units: numbers.with_unit(numbers.asked(value, units.quantity_step), units.quantity_unit),
    "money": lambda value, units: numbers.money(value, units.currency),
    "amount": lambda value, units: (
        f"{numbers.hidden(numbers.amount(value, units.quote_currency), units.currency)} {units.quote_currency}"
    ),
    "leverage": lambda value, _: numbers.leverage(value),
    "payoff": lambda value, _: numbers.multiple(value),
    "minutes": lambda value, _: age_words(int(value)),
    "days": lambda value, _: numbers.days(value),
}


_TEMPLATES = (FAULTS, FILE_FAULTS, BOOK_FAULTS, TABLE_FAULTS)


def finding_sentence(finding: Finding, units: Units) -> str:
    """The sentence of a finding."""
    facts = finding.facts
    if finding.code in _OF_RULES:
        facts = {**facts, "names": _rule_names(str(facts["names"]))}
    return _filled(translated(FINDINGS[finding.code]), facts, units)


_OF_RULES = {"changed_rules", "typical_rules"}


def _rule_names(names: str) -> str:
    """Paths of rules as a finding tells them, each part in words."""
    return ", ".join(".".join(map(translated, name.split("."))) for name in names.split(", "))


def fault_sentence(fault: Fault) -> str:
    """The sentence of a fault; one without a template still says its name, never a traceback."""
    template = next((table[fault.code] for table in _TEMPLATES if fault.code in table), None)
    if template is None:
        return translated("This cannot be taken ({code}).", code=fault.code.replace("_", " "))
    facts = dict(fault.facts)
    if facts.get("field") == "":
        facts["field"] = translated("the whole file")
    if "reason" in facts:
        facts["reason"] = translated(REASONS.get(facts["reason"], REASONS["invalid"]))
    if fault.code == "damaged":
        facts["part"] = translated(PARTS.get(facts.get("part", ""), OTHER_PART))
    return translated(template).format_map(_Known(facts))


class _Known(dict[str, str]):
    """Facts by name; one that was not given reads as a dash."""

    def __missing__(self, key: str) -> str:
        return numbers.NONE


def _filled(template: str, facts: Mapping[str, Fact], units: Units) -> str:
    return template.format_map(_Known({name: _written(name, fact, units) for name, fact in facts.items()}))


def _written(name: str, fact: Fact, units: Units) -> str:
    if isinstance(fact, Decimal):
        writer = _WRITERS.get(name.rpartition("_")[2])
        return writer(fact, units) if writer else numbers.exact(fact)
    return translated(WORDS[fact]) if fact in WORDS else fact or numbers.NONE
