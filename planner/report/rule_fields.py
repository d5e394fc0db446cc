"""Which rules a trader may change, as labelled fields, and what is wrong with numbers that contradict each other."""

from dataclasses import dataclass
from enum import StrEnum

from planner.domain.venue import Instrument, Regime, Venue
from planner.domain.venue_rules import FeeBase, FuturesUnit
from planner.report.rows import liquidation_label
from planner.report.rule_words import REGIME_WORDS
from planner.report.rules import measured_in


class Kind(StrEnum):
    """What a rule's number is."""

    RATE = "rate"
    RATIO = "ratio"
    AMOUNT = "amount"
    SIZE = "size"
    OPTIONAL_RATIO = "optional_ratio"


@dataclass(frozen=True, slots=True)
class RuleField:
    """A rule that can be changed: its path, its label and what it is counted in."""

    path: str
    label: str
    kind: Kind
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under a title."""

    title: str
    fields: tuple[RuleField, ...]


FORM_TITLE = "Change a copy of the rules"
FORM_NOTE = (
    "What you change here holds for this plan alone and is marked as yours wherever it is used. Saved as your own "
    "venue it can be chosen in every plan."
)
USE, USE_AND_SAVE = "Use in this plan", "Use and save as my venue"

OBJECTIONS: dict[str, str] = {
    "call_below_liquidation": "The margin call comes before liquidation; enter at least the ratio of liquidation.",
    "initial_below_maintenance": "The initial margin is not below the maintenance margin; enter at least that.",
    "call_ltv_too_low": "The call comes above the loan to value at the start; enter more than that.",
    "liquidation_ltv_too_low": "Liquidation does not come before the call; enter at least the call's loan to value.",
    "liquidation_ltv_too_high": "A loan as large as its collateral leaves nothing to liquidate; enter less than 100 %.",
    "cap_too_low": "Caps rise from tier to tier; enter more than the cap above.",
    "rate_too_low": "Rates do not fall from tier to tier; enter at least the rate above.",
    "leverage_too_high": "Leverage does not rise from tier to tier; enter at most the leverage above.",
    "minimum_off_step": "The smallest order is a multiple of the quantity step; enter one.",
}


def editable(venue: Venue, instrument: Instrument) -> tuple[FieldGroup, ...]:
    """The rules of a venue and an instrument that can be changed, in groups."""
    groups = (
        FieldGroup(f"Levels, of {REGIME_WORDS[venue.regime].required}", _levels(venue)),
        FieldGroup("Margin rates", _stock(venue)),
        FieldGroup("Margin of one contract", _futures(instrument)),
        FieldGroup("Loan to value", _loan(instrument)),
        FieldGroup("Costs", _costs(venue, instrument)),
        FieldGroup("Interest on what is borrowed", _interest(instrument)),
        FieldGroup("Sizes and steps", _steps(venue, instrument)),
        *_tiers(venue, instrument),
    )
    return tuple(group for group in groups if group.fields)


def _levels(venue: Venue) -> tuple[RuleField, ...]:
    if venue.regime in {Regime.CASH, Regime.LOAN}:
        return ()
    stopped = liquidation_label(venue)
    found = [
        RuleField("margin_call_ratio", "Margin call", Kind.RATIO, "%", "Equity at the margin call."),
        RuleField(
            "liquidation_ratio",
            stopped,
            Kind.OPTIONAL_RATIO,
            "%",
            "Equity at which the venue closes; empty: the broker decides.",
        ),
    ]
    if venue.margin_call_money is not None:
        found[0] = RuleField("margin_call_money", "Margin call", Kind.AMOUNT, "equity")
    if venue.liquidation_money is not None:
        found[1] = RuleField("liquidation_money", stopped, Kind.AMOUNT, "equity")
    return tuple(found)


def _stock(venue: Venue) -> tuple[RuleField, ...]:
    if venue.stock is None:
        return ()
    return (
        RuleField("stock.initial_long", "Initial, long", Kind.RATE, "%"),
        RuleField("stock.initial_short", "Initial, short", Kind.RATE, "%"),
        RuleField("stock.maintenance_long", "Maintenance, long", Kind.RATE, "%"),
        RuleField("stock.maintenance_short", "Maintenance, short", Kind.RATE, "%"),
        RuleField("stock.per_share", "Short, at least a share", Kind.AMOUNT),
        RuleField("stock.low_price", "Low price", Kind.AMOUNT),
        RuleField("stock.low_rate", "Short below the low price", Kind.RATE, "%"),
        RuleField("stock.low_per_share", "Short below it, a share", Kind.AMOUNT),
        RuleField("stock.min_equity", "Least equity", Kind.AMOUNT),
    )


def _futures(instrument: Instrument) -> tuple[RuleField, ...]:
    margin = instrument.futures_margin
    if margin is None:
        return ()
    is_share = margin.unit is FuturesUnit.NOTIONAL
    kind, unit = (Kind.RATIO, "% of it") if is_share else (Kind.SIZE, instrument.quote_currency)
    names = [("initial", "Initial"), ("maintenance", "Maintenance")]
    names += [("day", "Day trade")] if margin.day is not None else []
    return tuple(RuleField(f"instrument.futures_margin.{name}", label, kind, unit) for name, label in names)


def _loan(instrument: Instrument) -> tuple[RuleField, ...]:
    if instrument.loan is None:
        return ()
    return (
        RuleField("instrument.loan.initial_ltv", "At the start, at most", Kind.RATE, "%"),
        RuleField("instrument.loan.margin_call_ltv", "Margin call", Kind.RATE, "%"),
        RuleField("instrument.loan.liquidation_ltv", "Liquidation", Kind.RATE, "%"),
    )


def _costs(venue: Venue, instrument: Instrument) -> tuple[RuleField, ...]:
    quote = instrument.quote_currency
    found = [
        RuleField("instrument.fee_rate", "Fee of one side", Kind.RATE, "%"),
        RuleField("instrument.commission", "Commission of one side", Kind.AMOUNT, quote),
        RuleField("instrument.spread", "Spread", Kind.AMOUNT, quote),
    ]
    if venue.regime.is_perpetual and (instrument.liquidation_fee_rate or venue.perpetual.fee_base is not FeeBase.NONE):
        found.append(RuleField("instrument.liquidation_fee_rate", "Fee of a forced close", Kind.RATE, "%"))
    return tuple(found)


def _interest(instrument: Instrument) -> tuple[RuleField, ...]:
    rule = instrument.interest
    if rule is None:
        return ()
    hours = f"% in {rule.rate_hours.normalize():f} h"
    return (
        RuleField("instrument.interest.rate", "Rate", Kind.RATE, hours),
        RuleField("instrument.interest.opening_rate", "On opening", Kind.RATE, "%"),
    )


def _steps(venue: Venue, instrument: Instrument) -> tuple[RuleField, ...]:
    unit = instrument.quantity_unit
    found = [
        RuleField("instrument.price_tick", "Price tick", Kind.SIZE, instrument.quote_currency),
        RuleField("instrument.quantity_step", "Quantity step", Kind.SIZE, unit),
        RuleField("instrument.min_quantity", "Smallest order", Kind.SIZE, unit),
    ]
    if venue.regime in {Regime.LINEAR_PERPETUAL, Regime.INVERSE_PERPETUAL, Regime.MARGIN_LEVEL, Regime.SPOT_MARGIN}:
        found.append(RuleField("instrument.max_leverage", "Highest leverage", Kind.SIZE, "×"))
    return tuple(found)


def _tiers(venue: Venue, instrument: Instrument) -> list[FieldGroup]:
    unit = measured_in(venue, instrument)
    groups = []
    for index in range(len(instrument.margin_tiers)):
        at = f"instrument.margin_tiers.{index}"
        fields = (
            RuleField(f"{at}.notional_cap", "Up to", Kind.SIZE, unit),
            RuleField(f"{at}.maintenance_margin_rate", "Maintenance", Kind.RATE, "%"),
            RuleField(f"{at}.max_leverage", "Leverage", Kind.SIZE, "×"),
        )
        groups.append(FieldGroup(f"Tier {index + 1}", fields))
    return groups
