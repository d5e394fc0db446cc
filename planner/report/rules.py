"""The rules a plan is judged by, as they are read: the line in the header and the page of all rules."""

from datetime import date
from decimal import Decimal, localcontext

from msgspec import Struct

from planner.domain.curves.tiers import deductions
from planner.domain.demands import demands_of
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, ONE, exactly
from planner.domain.plan import Draft
from planner.domain.venue import Instrument, MarginMode, Regime, Venue
from planner.domain.venue_rules import TierMeasure, TierRule
from planner.report import numbers
from planner.report.rows import liquidation_label
from planner.report.rule_words import (
    BEARERS,
    CLOSED_FIRST,
    DAY_TRADES,
    REGIME_WORDS,
    RESTORES,
    demand_words,
    partial_words,
    rate,
    requirement_words,
)
from planner.report.sections import MONTHS, Line, Page, Section, section, sentence
from planner.words import spelled, translated

EDIT_WORDS = {"change_rules": "rules"}
"""What undo calls the edits of rules."""

EDIT, RESTORE, COPY = "Edit a copy…", "Back to the shipped rules", "Copy as text"
"""What can be done with the rules."""
CHANGED, TYPICAL = "changed by you", "typical, not dated"


class RulesLine(Struct, frozen=True):
    """Whose rules these are and of when, for whom and from where, and all of it at length; `marks` leaves out where."""

    text: str
    origin: str
    hint: str
    is_changed: bool
    marks: str


def day(value: date) -> str:
    """A date without a doubt which number is the month."""
    return f"{value.day} {translated(MONTHS[value.month - 1])} {value.year}"


def rules_line(draft: Draft) -> RulesLine:
    """The name, the date, the marks and the source of the rules of a plan."""
    venue, instrument = draft.situation.venue, draft.instrument
    parts = [
        venue.name,
        *([translated("changed")] if venue.changed else []),
        translated("rules of {as_of}", as_of=day(venue.as_of)),
    ]
    parts += (
        [translated("valid until {valid_until}", valid_until=day(venue.valid_until))]
        if venue.valid_until is not None
        else []
    )
    origin = [venue.client_class] if venue.client_class else []
    origin += [translated("partly typical")] if venue.typical or (instrument is not None and instrument.typical) else []
    marks = " · ".join((*parts, *origin))
    origin.append(translated("Source: {source}", source=venue.source))
    hint = [
        translated("Click to read the rules and to change a copy."),
        *_marks(venue, instrument),
        translated("Source: {source}", source=venue.source),
    ]
    return RulesLine(" · ".join(parts), " · ".join(origin), "\n\n".join(hint), bool(venue.changed), marks)


def _marks(venue: Venue, instrument: Instrument | None) -> list[str]:
    """What is the trader's own, and what is merely typical."""
    names = [*venue.typical, *(instrument.typical if instrument is not None else ())]
    found = (
        [translated("Changed by you: {names}.", names=", ".join(map(path_words, venue.changed)))]
        if venue.changed
        else []
    )
    return (
        [*found, translated("Typical, not dated values: {names}.", names=", ".join(map(path_words, names)))]
        if names
        else found
    )


def path_words(path: str) -> str:
    """A dotted path of a rule in words."""
    return " ".join(spelled(part) for part in path.removeprefix("instruments.").split("."))


def origin_section(venue: Venue, instrument: Instrument | None) -> Section:
    """Whose rules, as of when, from where, and what in them is not theirs."""
    return section(
        translated("Rules"),
        Line(translated("Rules of"), venue.name),
        Line(translated("As of"), day(venue.as_of), _venue_mark(venue, "as_of")),
        None if venue.valid_until is None else Line(translated("Valid until"), day(venue.valid_until)),
        Line(translated("Clients"), venue.client_class) if venue.client_class else None,
        Line(translated("Source"), venue.source, _venue_mark(venue, "source")),
        *(sentence(text) for text in _marks(venue, instrument)),
        None if venue.changed else sentence(translated("You have changed none of them.")),
    )


def _venue_mark(venue: Venue, *starts: str) -> str:
    """Whether a rule of the venue is the trader's own."""
    return translated(CHANGED) if any(path.startswith(starts) for path in venue.changed) else ""


_WAYS = ("perpetual.", "margin_basis", "hedged_share")
"""Rules that say how the requirement is reckoned."""


def _required_section(venue: Venue, instrument: Instrument) -> Section:
    own = [
        f"{path_words(path).capitalize()}: {translated(CHANGED)}." for path in venue.changed if path.startswith(_WAYS)
    ]
    return section(translated("What is required"), *map(sentence, (*requirement_words(venue, instrument), *own)))


def not_modelled_section(venue: Venue) -> Section:
    """What the rules leave out."""
    return section(
        translated("Not modelled"),
        *(sentence(text) for text in venue.not_modelled or (translated("Nothing is listed."),)),
    )


@exactly
def rules_page(draft: Draft) -> Page:
    """All rules of the plan's venue and instrument."""
    venue, instrument = draft.situation.venue, draft.instrument
    sections = [origin_section(venue, instrument), _account_section(venue)]
    if instrument is not None:
        with localcontext(ENGINE):
            sections += [
                _required_section(venue, instrument),
                _level_section(draft, instrument),
                _instrument_section(venue, instrument),
                *_regime_sections(venue, instrument),
            ]
    sections.append(not_modelled_section(venue))
    name = venue.name if instrument is None else f"{venue.name} · {instrument.symbol}"
    found = (found for found in sections if found.lines)
    return Page(name, translated(REGIME_WORDS[venue.regime].name), tuple(found))


def _account_section(venue: Venue) -> Section:
    modes = {MarginMode.ISOLATED: translated("isolated"), MarginMode.CROSS: translated("cross")}
    return section(
        translated("Account"),
        Line(translated("Kept in"), ", ".join(venue.account_currencies)),
        Line(translated("Margin"), ", ".join(modes[mode] for mode in venue.margin_modes)),
        Line(
            translated("A balance below zero"),
            translated(BEARERS[venue.deficit_policy]),
            _venue_mark(venue, "deficit_policy"),
        ),
        None
        if venue.perpetual.profit_counts
        else sentence(translated("Unrealised profit does not back other positions.")),
    )


_PARTS = ("liquidation.partial", "liquidation.slice", "liquidation.target")
_CALLED = {Regime.FUTURES, Regime.MARGIN_STOCK}
"""Where a margin call is an amount to be paid in."""


def _level_section(draft: Draft, instrument: Instrument) -> Section:
    venue, currency = draft.situation.venue, draft.situation.account.currency
    demands = demands_of(venue, instrument)

    def line(label: str, demand: Demand | None, path: str) -> Line:
        text = translated("none") if demand is None else demand_words(venue, instrument, demand, currency)
        return Line(label, text, _venue_mark(venue, path) if path else "")

    stopped = liquidation_label(venue)
    if venue.regime is Regime.CASH:
        return section(translated("Levels"), sentence(translated("A cash account has none.")))
    is_own_choice = demands.liquidation is None
    return section(
        translated("Levels"),
        line(translated("Margin call"), demands.margin_call, "margin_call_"),
        Line(
            translated("A call restores"),
            translated(RESTORES[venue.call_restores]),
            _venue_mark(venue, "call_restores"),
        )
        if venue.regime in _CALLED
        else None,
        Line(stopped, translated("the broker decides"))
        if is_own_choice
        else line(stopped, demands.liquidation, "liquidation_"),
        line(translated("Bankruptcy"), demands.bankruptcy, ""),
        Line(translated("Closed at a liquidation"), partial_words(venue), _venue_mark(venue, *_PARTS)),
        Line(
            translated("Closed first"),
            translated(CLOSED_FIRST[venue.liquidation.close_order]),
            _venue_mark(venue, "liquidation.close_order"),
        ),
        sentence(translated("The venue takes the position over at its bankruptcy price: nothing returns."))
        if venue.liquidation.taken_over
        else None,
    )


def _mark(venue: Venue, instrument: Instrument, name: str) -> str:
    start = f"instruments.{instrument.symbol}.{name}"
    if any(path == start or path.startswith(f"{start}.") for path in venue.changed):
        return translated(CHANGED)
    return translated(TYPICAL) if name in instrument.typical else ""


_LEFT_OUT = {"commission", "liquidation_fee_rate", "min_liquidation_fee"}
"""Costs that are not mentioned where there are none."""


def _instrument_section(venue: Venue, instrument: Instrument) -> Section:
    quote, unit = instrument.quote_currency, instrument.quantity_unit

    def line(name: str, label: str, value: Decimal | None, write: str) -> Line | None:
        if value is None or (not value and name in _LEFT_OUT):
            return None
        text = rate(value) if write == "%" else f"{numbers.exact(value)} {write}".strip()
        return Line(label, text, _mark(venue, instrument, name))

    facts = (
        ("contract_size", translated("Contract size"), quote if venue.regime.is_inverse else instrument.base_currency),
        ("price_tick", translated("Price tick"), quote),
        ("quantity_step", translated("Quantity step"), unit),
        ("min_quantity", translated("Smallest order"), unit),
        ("max_quantity", translated("Largest order"), unit),
        ("min_notional", translated("Smallest notional"), quote),
        ("max_leverage", translated("Highest leverage"), "×"),
        ("fee_rate", translated("Taker fee of one side"), "%"),
        ("maker_fee_rate", translated("Maker fee of one side"), "%"),
        ("commission", translated("Commission of one side for each {unit}", unit=unit), quote),
        ("spread", translated("Spread"), quote),
        ("funding_rate", translated("Funding of one period"), "%"),
        ("funding_interval_hours", translated("Funding period"), translated("hours")),
        ("swap_long_rate", translated("Swap of a long, a year"), "%"),
        ("swap_short_rate", translated("Swap of a short, a year"), "%"),
        ("liquidation_fee_rate", translated("Fee of a forced close"), "%"),
        ("min_liquidation_fee", translated("Fee of a forced close, at least"), quote),
    )
    title = instrument.name or instrument.symbol
    return section(title, *(line(name, label, getattr(instrument, name), write) for name, label, write in facts))


def _regime_sections(venue: Venue, instrument: Instrument) -> list[Section]:
    return [
        _tier_section(venue, instrument),
        _stock_section(venue),
        _futures_section(venue, instrument),
        _loan_section(venue, instrument),
        _interest_section(venue, instrument),
    ]


def measured_in(venue: Venue, instrument: Instrument) -> str:
    """What the caps of the tiers are counted in."""
    if venue.perpetual.tier_measure is TierMeasure.QUANTITY:
        return instrument.quantity_unit
    return instrument.base_currency if venue.regime.is_inverse else instrument.quote_currency


def _tier_section(venue: Venue, instrument: Instrument) -> Section:
    unit, lines = measured_in(venue, instrument), []
    sliced = venue.perpetual.tier_rule is TierRule.SLICE and instrument.maintenance_curve is None
    amounts = deductions(instrument.margin_tiers)
    for index, (tier, amount) in enumerate(zip(instrument.margin_tiers, amounts, strict=True)):
        parts = [
            rate(tier.maintenance_margin_rate),
            translated("up to {max_leverage}", max_leverage=numbers.leverage(tier.max_leverage)),
        ]
        parts += [translated("deduction {amount}", amount=numbers.exact(amount))] if sliced else []
        mark = _mark(venue, instrument, f"margin_tiers.{index}")
        lines.append(
            Line(
                translated("Up to {notional_cap} {unit}", notional_cap=numbers.exact(tier.notional_cap), unit=unit),
                " · ".join(parts),
                mark,
            )
        )
    return section(translated("Maintenance tiers"), *lines)


def _stock_section(venue: Venue) -> Section:
    rules = venue.stock
    if rules is None:
        return section(translated("Margin rates"))

    def line(name: str, label: str, *, money: bool = False) -> Line:
        value = getattr(rules, name)
        mark = translated(CHANGED) if f"stock.{name}" in venue.changed else ""
        return Line(label, numbers.exact(value) if money else rate(value), mark)

    return section(
        translated("Margin rates"),
        line("initial_long", translated("Initial, long")),
        line("initial_short", translated("Initial, short")),
        line("maintenance_long", translated("Maintenance, long")),
        line("maintenance_short", translated("Maintenance, short")),
        line("per_share", translated("Short, at least a share"), money=True),
        line("low_price", translated("Low price"), money=True),
        line("low_rate", translated("Short below the low price")),
        line("low_per_share", translated("Short below it, at least a share"), money=True),
        line("min_equity", translated("Least equity of the account"), money=True),
        Line(
            translated("Day trades"),
            translated(DAY_TRADES[rules.day_trade_rule]),
            _venue_mark(venue, "stock.day_trade_rule"),
        ),
        line("day_trade_multiple", translated("Day trades, multiple"), money=True)
        if rules.day_trade_multiple != ONE
        else None,
        line("day_trade_min_equity", translated("Day trades, least equity"), money=True)
        if rules.day_trade_min_equity
        else None,
    )


def _futures_section(venue: Venue, instrument: Instrument) -> Section:
    margin = instrument.futures_margin
    if margin is None:
        return section(translated("Margin of one contract"))

    def text(value: Decimal) -> str:
        return rate(value) if margin.unit == "notional" else numbers.money(value, instrument.quote_currency)

    mark = _mark(venue, instrument, "futures_margin")
    return section(
        translated("Margin of one contract"),
        Line(translated("Initial"), text(margin.initial), mark),
        Line(translated("Maintenance"), text(margin.maintenance), mark),
        None if margin.day is None else Line(translated("Day trade"), text(margin.day), mark),
    )


def _loan_section(venue: Venue, instrument: Instrument) -> Section:
    terms, mark = instrument.loan, _mark(venue, instrument, "loan")
    if terms is None:
        return section(translated("Loan to value"))
    return section(
        translated("Loan to value"),
        Line(translated("At the start, at most"), rate(terms.initial_ltv), mark),
        Line(translated("Margin call"), rate(terms.margin_call_ltv), mark),
        Line(translated("Liquidation"), rate(terms.liquidation_ltv), mark),
    )


def _interest_section(venue: Venue, instrument: Instrument) -> Section:
    rule, mark = instrument.interest, _mark(venue, instrument, "interest")
    if rule is None:
        return section(translated("Interest on what is borrowed"))
    return section(
        translated("Interest on what is borrowed"),
        Line(
            translated("Rate"),
            translated("{rate} in {hours}", rate=rate(rule.rate), hours=numbers.hours(rule.rate_hours)),
            mark,
        ),
        Line(
            translated("Charged for every started"),
            numbers.hours(rule.step_hours),
            mark,
        ),
        Line(translated("On opening"), rate(rule.opening_rate), mark) if rule.opening_rate else None,
        sentence(translated("On all of the cost, not on cost less margin.")) if rule.on_whole_cost else None,
    )
