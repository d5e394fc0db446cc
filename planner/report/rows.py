"""An assessment as labelled rows: panels, export and tests read the same ones."""

from decimal import Decimal, localcontext
from enum import StrEnum

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.account import AccountState, cross_margin_ratio
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, exactly
from planner.domain.stop_room import BEFORE_STOP
from planner.domain.venue import Regime, Side, Venue
from planner.report import numbers
from planner.report.ages import OLD_SIGN, marked_words
from planner.report.glossary import label, meaning
from planner.report.sentence_table import WORDS
from planner.report.sentences import Units, units_of
from planner.report.terms import margin_note, threshold_ltv
from planner.words import translated


class Tone(StrEnum):
    """What a value means, never by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    CAUTION = "caution"
    DANGER = "danger"


LEVELS = ("break_even", "margin_call", "liquidation", "bankruptcy")
"""The figures that are prices at which something happens."""

CHANGED_SIGN = "Δ"
"""Stands beside a figure that follows a rule the trader changed."""

HINT = "Click, or Enter: why."
PRICE_HINT = "Click on the price, or F2: why."
"""How a row, and the price of an open position, is asked why it is what it is."""


class Row(Struct, frozen=True):
    """A figure as it is read. `key` names its term, `unit` is what `value` ends with.

    `changed` tells which rule of the trader's own it follows, if any.
    """

    key: str
    value: str
    detail: str = ""
    tone: Tone = Tone.PLAIN
    title: str = ""
    unit: str = ""
    changed: str = ""

    @property
    def heading(self) -> str:
        """Its label, with a sign where it follows a changed rule."""
        return f"{self.label} {CHANGED_SIGN}" if self.changed else self.label

    @property
    def label(self) -> str:
        """Its label: the title where the venue calls it otherwise than the term."""
        return self.title or label(self.key)

    @property
    def meaning(self) -> str:
        """What it means."""
        return meaning(self.key)


class PositionRow(Struct, frozen=True):
    """An open position, or the plan itself, in the portfolio table; `marked` tells when, where that is too long ago."""

    symbol: str
    side: Side
    size: str
    pnl: str
    risk: str
    is_plan: bool = False
    unbounded: bool = False
    marked: str = ""

    @property
    def name(self) -> str:
        """Instrument and side in words."""
        return f"{self.symbol} {translated(WORDS[self.side])}"

    @property
    def words(self) -> str:
        """What the row is, to be read out: instrument, side and size."""
        name = self.name if self.size == numbers.NONE else f"{self.name}, {self.size}"
        if self.is_plan:
            return translated("{name}, this plan", name=name)
        return f"{name}, {self.marked}" if self.marked else name

    @property
    def mark(self) -> str:
        """Instrument and side where room is short: the side first, as an arrow."""
        return f"{'▲' if self.side is Side.LONG else '▼'} {self.symbol}{'*' if self.is_plan else ''}"


@exactly
def summary_rows(assessment: Assessment) -> tuple[Row, ...]:
    """The figures of the trade."""
    evaluation, units = assessment.evaluation, units_of(assessment.draft)
    currency = units.currency
    loss, gain = _negative(evaluation.loss_at_stop), numbers.money(evaluation.gain_at_targets, currency)
    return (
        _quantity_row(assessment, units),
        Row("notional", numbers.money(evaluation.notional, currency), _leverage(assessment), unit=currency),
        Row(
            "initial_margin",
            numbers.money(evaluation.initial_margin, currency),
            margin_note(assessment),
            title=translated("To be paid") if assessment.draft.situation.venue.regime is Regime.CASH else "",
            unit=currency,
        ),
        Row("loss_at_stop", numbers.money(loss, currency), _of_equity(assessment), unit=currency),
        Row("reward_risk", _reward_risk(evaluation.reward_risk), gain),
        Row("break_even_win_rate", numbers.percent(evaluation.break_even_win_rate, 1)),
        *_level_figures(assessment, units),
    )


def _level_figures(assessment: Assessment, units: Units) -> list[Row]:
    evaluation, venue = assessment.evaluation, assessment.draft.situation.venue
    blocked = any(finding.code in BEFORE_STOP for finding in evaluation.findings)
    tones = {"liquidation": Tone.DANGER} if blocked else {}
    titles = {"liquidation": liquidation_label(venue)}
    rows = {
        name: Row(
            name,
            _level_price(assessment, name, units),
            _level_note(assessment, name),
            tones.get(name, Tone.PLAIN),
            titles.get(name, ""),
        )
        for name in LEVELS
    }
    if not liquidates(venue):
        rows["liquidation"] = no_liquidation(venue)
    if venue.regime is Regime.CASH:
        return [rows["break_even"], rows["liquidation"]]
    return list(rows.values())


def drawn_levels(assessment: Assessment) -> set[str]:
    """The figures that are levels with a price, which the chart shows too."""
    levels = assessment.evaluation.levels
    return {name for name in LEVELS if getattr(levels, name) is not None}


def _level_price(assessment: Assessment, name: str, units: Units) -> str:
    """A level on the tick; none where equity never falls to it, at once where it is that low at the entry."""
    evaluation, entry = assessment.evaluation, assessment.evaluation.entry_price
    price: Decimal | None = getattr(evaluation.levels, name)
    demand: Demand | None = getattr(evaluation.demands, name, None)
    if price is not None or demand is None or evaluation.pool is None or entry is None:
        return numbers.price(price, units.price_tick)
    return translated("at once") if evaluation.pool.excess_at(demand, entry) <= 0 else translated("none")


def _level_note(assessment: Assessment, name: str) -> str:
    """How far from the entry; of a loan, at which loan to value."""
    away = _away(getattr(assessment.evaluation.levels, name), assessment.evaluation.entry_price)
    demand = getattr(assessment.evaluation.demands, name, None)
    if not away:
        return ""
    ltv = "" if demand is None or not demand.ratio else threshold_ltv(assessment.draft.instrument, demand.ratio)
    return translated("{ltv} LTV, {away}", ltv=ltv, away=away) if ltv else translated("{away} from entry", away=away)


_STOPPED_OUT = {Regime.MARGIN_LEVEL}


def liquidation_label(venue: Venue) -> str:
    """What the venue calls it."""
    return translated("Stop-out") if venue.regime in _STOPPED_OUT else label("liquidation")


def can_be_liquidated(venue: Venue) -> bool:
    """Whether anything is borrowed there: by the venue's rule or at the broker's will it may be closed."""
    return venue.regime is not Regime.CASH


def liquidates(venue: Venue) -> bool:
    """Whether the venue liquidates by a rule of its own."""
    has_level = venue.liquidation_ratio is not None or venue.liquidation_money is not None
    return has_level and can_be_liquidated(venue)


def no_liquidation(venue: Venue) -> Row:
    """What stands in place of a liquidation price where there is none."""
    if not can_be_liquidated(venue):
        return Row("liquidation", translated("impossible"), translated("cannot be liquidated"))
    return Row("liquidation", translated("broker decides"), translated("from the margin call on"))


def _quantity_row(assessment: Assessment, units: Units) -> Row:
    quantity = assessment.evaluation.quantity
    text = numbers.NONE if quantity is None else numbers.quantity(quantity, units.quantity_step)
    unit = numbers.unit_of(text, units.quantity_unit)
    return Row("quantity", _quantity(assessment, units), _asked(assessment, units), unit=unit)


def _quantity(assessment: Assessment, units: Units) -> str:
    quantity = assessment.evaluation.quantity
    if quantity is None:
        return numbers.NONE
    return numbers.with_unit(numbers.quantity(quantity, units.quantity_step), units.quantity_unit)


def _asked(assessment: Assessment, units: Units) -> str:
    evaluation = assessment.evaluation
    if evaluation.asked_quantity is None or evaluation.asked_quantity == evaluation.quantity:
        return ""
    return translated(
        "asked {asked_quantity}",
        asked_quantity=numbers.asked(evaluation.asked_quantity, units.quantity_step),
    )


def _leverage(assessment: Assessment) -> str:
    effective = assessment.evaluation.effective_leverage
    return (
        "" if effective is None else translated("{effective}× equity, all open", effective=numbers.multiple(effective))
    )


def _of_equity(assessment: Assessment) -> str:
    rate = assessment.evaluation.risk_rate
    return "" if rate is None else translated("{rate} of equity", rate=numbers.percent(rate))


def _negative(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.copy_negate()


def _reward_risk(value: Decimal | None) -> str:
    return numbers.NONE if value is None else f"{numbers.multiple(value)} : 1"


def _away(price: Decimal | None, entry: Decimal | None) -> str:
    if price is None or entry is None:
        return ""
    change = ENGINE.divide(ENGINE.subtract(price, entry), entry)
    return numbers.signed_percent(change)


def account_rows(assessment: Assessment) -> tuple[Row, ...]:
    """The account now, and after this plan in the detail."""
    before, after = assessment.evaluation.before, assessment.evaluation.after
    currency = assessment.draft.situation.account.currency
    is_cash = assessment.draft.situation.venue.regime is Regime.CASH
    return tuple(
        Row(
            key,
            _figure(before, name, currency),
            _figure(after, name, currency),
            unit="" if name == "margin_level" else currency,
        )
        for key, name in (_PAID_IN_FULL if is_cash else _ON_MARGIN).items()
    )


_ON_MARGIN = {name: name for name in ("equity", "used_margin", "free_margin", "margin_level")}
_PAID_IN_FULL = {"equity": "equity", "invested": "used_margin", "cash_left": "free_margin"}
"""Where nothing is borrowed, nothing is called margin."""


def _figure(state: AccountState | None, name: str, currency: str) -> str:
    if state is None:
        return numbers.NONE
    value: Decimal | None = getattr(state, name)
    return numbers.level(value) if name == "margin_level" else numbers.money(value, currency)


def maintenance_note(assessment: Assessment) -> str:
    """The venue's own convention, where it is not the margin level."""
    book = assessment.evaluation.book
    if book is None or not book.venue.regime.is_perpetual:
        return ""
    with localcontext(ENGINE):
        ratio = cross_margin_ratio(book)
    if ratio is None:
        return ""
    return translated(
        "Cross margin ratio before the trade, maintenance over equity: {ratio}; rising is bad.",
        ratio=numbers.percent(ratio),
    )


def position_rows(assessment: Assessment) -> tuple[PositionRow, ...]:
    """The plan first, then the open positions of its account."""
    evaluation, units = assessment.evaluation, units_of(assessment.draft)
    plan, currency = assessment.draft.plan, units.currency
    stop_missing = plan.stop_price is None and plan.entry_price is not None
    own = PositionRow(
        plan.instrument,
        plan.side,
        numbers.with_unit(numbers.quantity(evaluation.quantity, units.quantity_step), units.quantity_unit),
        numbers.NONE,
        translated("unbounded") if stop_missing else numbers.amount(evaluation.loss_at_stop, currency),
        is_plan=True,
        unbounded=stop_missing,
    )
    rows = [own]
    for holding, risk in zip(evaluation.holdings, assessment.risk.risks, strict=True):
        position, pnl = holding.position, numbers.amount(holding.unrealised_pnl, currency)
        marked = marked_words(position, assessment.pauses.at)
        rows.append(
            PositionRow(
                position.instrument,
                position.side,
                numbers.with_unit(
                    numbers.quantity(position.quantity, holding.instrument.quantity_step),
                    holding.instrument.quantity_unit,
                ),
                f"{OLD_SIGN} {pnl}" if marked else pnl,
                translated("unbounded") if risk is None else numbers.amount(risk, currency),
                unbounded=risk is None,
                marked=marked,
            )
        )
    return tuple(rows)
