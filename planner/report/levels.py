"""The levels of a plan as they are labelled on the chart, with what each means in money."""

from collections.abc import Callable
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import cache

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.distances import Unit
from planner.domain.evaluation import Evaluation, Severity
from planner.domain.ladder import shares
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE
from planner.domain.venue import CROSS, ISOLATED, DeficitPolicy, Regime, Venue
from planner.report import numbers
from planner.report.distances import RESULTS, distance_text
from planner.report.exits import exit_words
from planner.report.glossary import label
from planner.report.rows import liquidation_label
from planner.report.sentence_table import WORDS
from planner.report.sentences import Units, average_text, units_of
from planner.report.stop_rules import MOST_LEVELS, stop_rows
from planner.report.terms import threshold_ltv
from planner.words import translated


class LevelKind(StrEnum):
    """What a level is."""

    ENTRY = "entry"
    AVERAGE = "average"
    STOP = "stop"
    TARGET = "target"
    BREAK_EVEN = "break_even"
    MARGIN_CALL = "margin_call"
    LIQUIDATION = "liquidation"
    BANKRUPTCY = "bankruptcy"
    STOP_RULE = "stop_rule"
    MARK = "mark"


class LevelRow(Struct, frozen=True):
    """A price with its label, its note and how far it lies from the entry; `key` tells the targets apart."""

    key: str
    kind: LevelKind
    label: str
    price: Decimal
    text: str
    note: str
    distance: str = ""
    is_draggable: bool = False
    is_wrong: bool = False
    is_tried: bool = False


class Beside(Struct, frozen=True):
    """What the chart knows besides the plan: the unit distances are told in, a candle's usual move, the last close."""

    unit: Unit = Unit.PERCENT
    atr: Decimal | None = None
    last_close: Decimal | None = None


NOTHING_BESIDE = Beside()

Away = Callable[[Decimal], str]
"""How far a price lies from the entry, in words."""


def level_rows(assessment: Assessment, beside: Beside = NOTHING_BESIDE) -> tuple[LevelRow, ...]:
    """Every level that exists, the trader's own first, the market's last."""

    @cache
    def away(price: Decimal) -> str:
        return distance_text(assessment.evaluation, price, beside.unit, beside.atr)

    with localcontext(ENGINE):
        found = (
            _chosen(assessment, away, beside.unit),
            _derived(assessment, away),
            _ruled(assessment, away),
            _market(assessment, beside, away),
        )
        return tuple(row for rows in found for row in rows)


def tried_rows(assessment: Assessment, tried: Evaluation) -> tuple[LevelRow, ...]:
    """Where call and liquidation would be with what is tried, where that is elsewhere than with the plan."""
    venue, units, planned = assessment.draft.situation.venue, units_of(assessment.draft), assessment.evaluation.levels
    found = ((kind, getattr(tried.levels, kind)) for kind in (LevelKind.MARGIN_CALL, LevelKind.LIQUIDATION))
    return tuple(
        LevelRow(
            f"tried.{kind}",
            kind,
            f"{_derived_label(kind, venue)}, {translated(TRIED_LABEL)}",
            price,
            _written(kind, price, units),
            "",
            is_tried=True,
        )
        for kind, price in found
        if price is not None and price != getattr(planned, kind)
    )


def chart_subtitle(assessment: Assessment, beside: Beside) -> str:
    """What stands above the chart beside the instrument: side, currency, and how far a candle usually moves."""
    plan, units = assessment.draft.plan, units_of(assessment.draft)
    atr = "" if beside.atr is None else f"{label('atr')} {numbers.price(beside.atr, units.price_tick)}"
    return _joined([translated(WORDS[plan.side]), units.quote_currency, atr]) if units.quote_currency else ""


def _chosen(assessment: Assessment, away: Away, unit: Unit) -> list[LevelRow]:
    plan, units = assessment.draft.plan, units_of(assessment.draft)
    wrong = {f.field for f in assessment.evaluation.findings if f.severity >= Severity.BLOCKER}
    entry_note, stop_note = _first_note(assessment, units), _stop_note(assessment, away)
    found = [
        ("entry", "entry_price", LevelKind.ENTRY, translated("Entry"), plan.entry_price, entry_note),
        ("stop", "stop_price", LevelKind.STOP, translated("Stop-loss"), plan.stop_price, stop_note),
    ]
    found[1:1] = [
        (
            f"ladder.{index}",
            f"ladder.{index}",
            LevelKind.ENTRY,
            translated("Entry {index}", index=index + 2),
            rung.price,
            _share_note(rung.share),
        )
        for index, rung in enumerate(plan.ladder)
    ]
    for index, target in enumerate(plan.targets):
        name = translated("Target" if len(plan.targets) == 1 else "Target {index}", index=index + 1)
        key = f"targets.{index}"
        note = _target_note(assessment, index, away, unit)
        found.append((key, key, LevelKind.TARGET, name, target.price, note))
    return [
        LevelRow(
            key,
            name,
            text,
            price,
            numbers.price(price, units.price_tick),
            note,
            away(price),
            is_draggable=True,
            is_wrong=field in wrong,
        )
        for key, field, name, text, price, note in found
        if price is not None
    ]


def _derived(assessment: Assessment, away: Away) -> list[LevelRow]:
    evaluation, units, venue = assessment.evaluation, units_of(assessment.draft), assessment.draft.situation.venue
    levels = evaluation.levels
    average = evaluation.entry_price if assessment.draft.plan.ladder else None
    found = [
        ("average", LevelKind.AVERAGE, average, "" if average is None else _entry_note(assessment, units)),
        ("break_even", LevelKind.BREAK_EVEN, levels.break_even, translated("all costs paid")),
        ("margin_call", LevelKind.MARGIN_CALL, levels.margin_call, _call_note(assessment)),
        ("liquidation", LevelKind.LIQUIDATION, levels.liquidation, _liquidation_note(assessment, away)),
        ("bankruptcy", LevelKind.BANKRUPTCY, levels.bankruptcy, _bankruptcy_note(assessment)),
        ("far_liquidation", LevelKind.LIQUIDATION, levels.far_liquidation, translated("of other positions")),
    ]
    return [
        LevelRow(
            key,
            name,
            _derived_label(name, venue),
            price,
            _written(name, price, units),
            note,
            away(price),
        )
        for key, name, price, note in found
        if price is not None
    ]


def _ruled(assessment: Assessment, away: Away) -> list[LevelRow]:
    """Where rules put the stop later: none of them is a stop of today."""
    moved = stop_rows(assessment)[:MOST_LEVELS]
    return [
        LevelRow(
            row.key,
            LevelKind.STOP_RULE,
            row.label,
            row.price,
            row.stop,
            row.note,
            away(row.price),
        )
        for row in moved
    ]


def _market(assessment: Assessment, beside: Beside, away: Away) -> list[LevelRow]:
    """Where the instrument trades: the mark of what is open in it, else the last close of the candles."""
    draft, tick = assessment.draft, units_of(assessment.draft).price_tick
    marks = (p.mark_price for p in draft.situation.positions if p.instrument == draft.plan.instrument)
    mark = next(marks, None)
    price = beside.last_close if mark is None else mark
    if price is None:
        return []
    word, distance = "last_close" if mark is None else "mark", away(price)
    return [LevelRow("mark", LevelKind.MARK, label(word), price, numbers.price(price, tick), distance, distance)]


def _written(kind: LevelKind, price: Decimal, units: Units) -> str:
    return average_text(price, units) if kind is LevelKind.AVERAGE else numbers.price(price, units.price_tick)


def _derived_label(kind: LevelKind, venue: Venue) -> str:
    return liquidation_label(venue) if kind is LevelKind.LIQUIDATION else label(kind)


def _first_note(assessment: Assessment, units: Units) -> str:
    """What the first entry opens: its share where others follow, else all of it."""
    plan = assessment.draft.plan
    first = shares(plan)[:1] if plan.ladder else ()
    return _share_note(first[0].quantity) if first else _entry_note(assessment, units)


def _entry_note(assessment: Assessment, units: Units) -> str:
    evaluation = assessment.evaluation
    if evaluation.quantity is None:
        return ""
    size = numbers.with_unit(numbers.quantity(evaluation.quantity, units.quantity_step), units.quantity_unit)
    return f"{size} · {numbers.money(evaluation.notional, units.currency)}"


def _share_note(share: Decimal) -> str:
    return translated("{share} of it", share=numbers.percent(share, 0))


def _stop_note(assessment: Assessment, away: Away) -> str:
    plan, loss = assessment.draft.plan, assessment.evaluation.loss_at_stop
    parts = [] if plan.stop_price is None else [away(plan.stop_price)]
    if loss is not None:
        currency = units_of(assessment.draft).currency
        parts[:0] = [f"{numbers.MINUS}1.00 R", numbers.money(loss.copy_negate(), currency)]
    return _joined(parts)


def _target_note(assessment: Assessment, index: int, away: Away, unit: Unit) -> str:
    """What all of it would bring there in R, and what the part that is closed there does in money."""
    evaluation, share = assessment.evaluation, exit_words(assessment.evaluation, index)
    price = assessment.draft.plan.targets[index].price
    if evaluation.unit is None or not evaluation.quantity or not evaluation.loss_at_stop:
        return _joined([away(price), share])
    each, closed = evaluation.unit.profit_at(price), evaluation.exits[index].quantity
    r_multiple = ENGINE.divide(ENGINE.multiply(evaluation.quantity, each), evaluation.loss_at_stop)
    if closed:
        gain = numbers.signed_money(ENGINE.multiply(closed, each), units_of(assessment.draft).currency)
        share = translated("{share}: {gain}", share=share, gain=gain)
    return _joined([f"{numbers.signed_multiple(r_multiple)} R", "" if unit in RESULTS else away(price), share])


def _joined(parts: list[str]) -> str:
    """Parts of a note; what is empty or said already is left out."""
    return " · ".join(part for part in dict.fromkeys(parts) if part)


def _call_note(assessment: Assessment) -> str:
    return _demand_note(assessment, assessment.evaluation.demands.margin_call)


def _liquidation_note(assessment: Assessment, away: Away) -> str:
    price = assessment.evaluation.levels.liquidation
    parts = [] if price is None else [away(price)]
    if not assessment.draft.situation.venue.regime.is_perpetual:
        parts.insert(0, _demand_note(assessment, assessment.evaluation.demands.liquidation))
    return _joined(parts)


def _bankruptcy_note(assessment: Assessment) -> str:
    demand = assessment.evaluation.demands.bankruptcy
    return (
        translated("equity 0")
        if demand is None or not demand.has_closing_fee
        else translated("equity only pays the closing fee")
    )


def _demand_note(assessment: Assessment, demand: Demand | None) -> str:
    """What the venue compares equity with, in its own convention."""
    if demand is None:
        return ""
    if demand.money:
        return translated("equity {money}", money=numbers.money(demand.money, units_of(assessment.draft).currency))
    if assessment.draft.situation.venue.regime is Regime.LOAN:
        return translated("loan to value {ltv}", ltv=threshold_ltv(assessment.draft.instrument, demand.ratio)).strip()
    return _CONVENTIONS[assessment.draft.situation.venue.regime](demand.ratio)


def _level_of(ratio: Decimal) -> str:
    return translated("margin level {ratio}", ratio=numbers.percent(ratio, 0))


def _ratio_of(ratio: Decimal) -> str:
    return translated("margin ratio {ratio}", ratio=numbers.percent(ENGINE.divide(Decimal(1), ratio), 0))


def _maintenance_of(ratio: Decimal) -> str:
    return (
        translated("maintenance margin")
        if ratio == 1
        else translated("{ratio} of maintenance margin", ratio=numbers.percent(ratio, 0))
    )


_CONVENTIONS: dict[Regime, Callable[[Decimal], str]] = {
    Regime.LINEAR_PERPETUAL: _ratio_of,
    Regime.INVERSE_PERPETUAL: _ratio_of,
    Regime.MARGIN_LEVEL: _level_of,
    Regime.SPOT_MARGIN: _level_of,
    Regime.FUTURES: _maintenance_of,
    Regime.MARGIN_STOCK: _maintenance_of,
}


_BEARERS = {
    DeficitPolicy.PROTECTED: "the account is protected: the venue bears it",
    DeficitPolicy.INSURANCE_AND_ADL: "the venue's insurance fund bears it first",
    DeficitPolicy.SOCIALISED: "it is shared among winning traders",
    DeficitPolicy.OWED: "you owe it",
}


_REQUIREMENTS = {
    Regime.MARGIN_LEVEL: "stop-out",
    Regime.SPOT_MARGIN: "liquidation",
    Regime.LOAN: "liquidation",
}


CALL_LABEL = "margin call"
EQUITY_LABEL, POSITION_EQUITY, CROSS_EQUITY = "equity", "position equity", "cross equity"
BEFORE_LABEL = "before this plan"
TRIED_LABEL = "tried"
"""What else stands in the margin path."""


def equity_label(evaluation: Evaluation) -> str:
    """Whose equity the margin path is of: the account's, or that of what backs the plan alone."""
    book, key = evaluation.book_after, evaluation.key
    if book is None or key is None:
        return translated(EQUITY_LABEL)
    if key[1] is ISOLATED:
        return translated(POSITION_EQUITY)
    is_all = all(name[1] is CROSS for name in book.exposures)
    return translated(EQUITY_LABEL if is_all else CROSS_EQUITY)


def requirement_label(venue: Venue) -> str:
    """What the margin path compares equity with."""
    return translated(_REQUIREMENTS.get(venue.regime, "maintenance"))


def deficit_note(venue: Venue) -> str:
    """Who bears what a gap takes below zero."""
    return translated("negative equity: {bearer}", bearer=translated(_BEARERS[venue.deficit_policy]))
