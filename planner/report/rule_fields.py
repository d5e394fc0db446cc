"""Which rules a trader may change, as labelled fields, and what is wrong with numbers that contradict each other."""

from enum import StrEnum

from msgspec import Struct

from planner.domain.margin.regimes import REGIMES
from planner.domain.number import exactly
from planner.domain.venue import Instrument, Regime, Venue
from planner.domain.venue_rules import FeeBase, FuturesUnit
from planner.report import numbers
from planner.report.rows import liquidates, liquidation_label
from planner.report.rule_words import REGIME_WORDS
from planner.report.rules import measured_in
from planner.words import translated


class Kind(StrEnum):
    """What a rule is: a number of some kind, one of a few words, a day or a text."""

    RATE = "rate"
    RATIO = "ratio"
    AMOUNT = "amount"
    SIZE = "size"
    OPTIONAL_RATIO = "optional_ratio"
    OPTIONAL_RATE = "optional_rate"
    OPTIONAL_AMOUNT = "optional_amount"
    OPTIONAL_SIZE = "optional_size"
    SIGNED_RATE = "signed_rate"
    CHOICE = "choice"
    DAY = "day"
    TEXT = "text"


class RuleField(Struct, frozen=True):
    """A rule that can be changed: its path, its label and what it is counted in, or what can be chosen."""

    path: str
    label: str
    kind: Kind
    unit: str = ""
    meaning: str = ""
    options: tuple[tuple[str, str], ...] = ()


class FieldGroup(Struct, frozen=True):
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
    "largest_too_small": "The largest order is not below the smallest; enter at least that, or nothing.",
    "funding_needs_period": "Funding is paid every so many hours; enter them, or no funding.",
    "slice_missing": "A part is closed first; enter how much of the position it is.",
    "target_missing": "Enough is closed to reach a target; enter what equity is then of the requirement.",
    "target_too_low": "A target below liquidation would close nothing; enter at least the ratio of liquidation.",
}


@exactly
def editable(venue: Venue, instrument: Instrument) -> tuple[FieldGroup, ...]:
    """The rules of a venue and an instrument that can be changed, in groups."""
    groups = (
        FieldGroup(
            translated("Levels, of {required}", required=translated(REGIME_WORDS[venue.regime].required)),
            _levels(venue),
        ),
        FieldGroup(translated("Margin rates"), _stock(venue)),
        FieldGroup(translated("Margin of one contract"), _futures(instrument)),
        FieldGroup(translated("Loan to value"), _loan(instrument)),
        FieldGroup(translated("Costs"), _costs(venue, instrument)),
        FieldGroup(translated("Interest on what is borrowed"), _interest(instrument)),
        FieldGroup(translated("Funding and swap"), _carry(venue, instrument)),
        FieldGroup(translated("Sizes and steps"), _steps(venue, instrument)),
        FieldGroup(translated("How it is reckoned"), _reckoning(venue)),
        FieldGroup(translated("Forced close"), _forced_close(venue)),
        *_tiers(venue, instrument),
        FieldGroup(translated("Where the rules are from"), _origin()),
    )
    return tuple(group for group in groups if group.fields)


def _levels(venue: Venue) -> tuple[RuleField, ...]:
    if venue.regime in {Regime.CASH, Regime.LOAN}:
        return ()
    stopped = liquidation_label(venue)
    found = [
        RuleField(
            "margin_call_ratio", translated("Margin call"), Kind.RATIO, "%", translated("Equity at the margin call.")
        ),
        RuleField(
            "liquidation_ratio",
            stopped,
            Kind.OPTIONAL_RATIO,
            "%",
            translated("Equity at which the venue closes; empty: the broker decides."),
        ),
    ]
    if venue.margin_call_money is not None:
        found[0] = RuleField("margin_call_money", translated("Margin call"), Kind.AMOUNT, translated("equity"))
    if venue.liquidation_money is not None:
        found[1] = RuleField("liquidation_money", stopped, Kind.AMOUNT, translated("equity"))
    return tuple(found)


def _stock(venue: Venue) -> tuple[RuleField, ...]:
    if venue.stock is None:
        return ()
    return (
        RuleField("stock.initial_long", translated("Initial, long"), Kind.RATE, "%"),
        RuleField("stock.initial_short", translated("Initial, short"), Kind.RATE, "%"),
        RuleField("stock.maintenance_long", translated("Maintenance, long"), Kind.RATE, "%"),
        RuleField("stock.maintenance_short", translated("Maintenance, short"), Kind.RATE, "%"),
        RuleField("stock.per_share", translated("Short, at least a share"), Kind.AMOUNT),
        RuleField("stock.low_price", translated("Low price"), Kind.AMOUNT),
        RuleField("stock.low_rate", translated("Short below the low price"), Kind.RATE, "%"),
        RuleField("stock.low_per_share", translated("Short below it, a share"), Kind.AMOUNT),
        RuleField("stock.min_equity", translated("Least equity"), Kind.AMOUNT),
        _choice(
            "stock.day_trade_rule",
            translated("Day trades"),
            translated("What a position closed the same day is granted."),
        ),
        RuleField("stock.day_trade_multiple", translated("Day trades, multiple"), Kind.SIZE, "×"),
        RuleField("stock.day_trade_min_equity", translated("Day trades, least equity"), Kind.AMOUNT),
    )


def _futures(instrument: Instrument) -> tuple[RuleField, ...]:
    margin = instrument.futures_margin
    if margin is None:
        return ()
    is_share = margin.unit is FuturesUnit.NOTIONAL
    kind, unit = (Kind.RATIO, translated("% of it")) if is_share else (Kind.SIZE, instrument.quote_currency)
    names = [("initial", translated("Initial")), ("maintenance", translated("Maintenance"))]
    names += [("day", translated("Day trade"))] if margin.day is not None else []
    return tuple(RuleField(f"instrument.futures_margin.{name}", label, kind, unit) for name, label in names)


def _loan(instrument: Instrument) -> tuple[RuleField, ...]:
    if instrument.loan is None:
        return ()
    return (
        RuleField("instrument.loan.initial_ltv", translated("At the start, at most"), Kind.RATE, "%"),
        RuleField("instrument.loan.margin_call_ltv", translated("Margin call"), Kind.RATE, "%"),
        RuleField("instrument.loan.liquidation_ltv", translated("Liquidation"), Kind.RATE, "%"),
    )


def _costs(venue: Venue, instrument: Instrument) -> tuple[RuleField, ...]:
    quote = instrument.quote_currency
    found = [
        RuleField(
            "instrument.fee_rate",
            translated("Fee of one side"),
            Kind.RATE,
            "%",
            translated("What a taker pays of the notional."),
        ),
        RuleField(
            "instrument.maker_fee_rate", translated("Maker fee of one side"), Kind.SIGNED_RATE, "%", translated(_MAKER)
        ),
        RuleField("instrument.commission", translated("Commission of one side"), Kind.AMOUNT, quote),
        RuleField("instrument.spread", translated("Spread"), Kind.AMOUNT, quote),
    ]
    if venue.regime.is_perpetual and (instrument.liquidation_fee_rate or venue.perpetual.fee_base is not FeeBase.NONE):
        found.append(RuleField("instrument.liquidation_fee_rate", translated("Fee of a forced close"), Kind.RATE, "%"))
    return tuple(found)


def _interest(instrument: Instrument) -> tuple[RuleField, ...]:
    rule = instrument.interest
    if rule is None:
        return ()
    hours = translated("% in {hours}", hours=numbers.hours(rule.rate_hours))
    return (
        RuleField("instrument.interest.rate", translated("Rate"), Kind.RATE, hours),
        RuleField(
            "instrument.interest.step_hours", translated("Charged for every started"), Kind.SIZE, translated("hours")
        ),
        RuleField("instrument.interest.opening_rate", translated("On opening"), Kind.RATE, "%"),
    )


_MAKER = "What a maker pays; below zero: receives. Told, not planned with. Empty: not known."
_SWAPPED = {Regime.MARGIN_LEVEL: "Swap", Regime.MARGIN_STOCK: "Borrowing"}


def _carry(venue: Venue, instrument: Instrument) -> tuple[RuleField, ...]:
    if venue.regime.is_perpetual:
        paid = translated("Positive: longs pay shorts. Empty: none.")
        return (
            RuleField("instrument.funding_rate", translated("Funding of one period"), Kind.SIGNED_RATE, "%", paid),
            RuleField(
                "instrument.funding_interval_hours",
                translated("Funding period"),
                Kind.OPTIONAL_SIZE,
                translated("hours"),
            ),
        )
    if venue.regime not in _SWAPPED and instrument.swap_long_rate is None and instrument.swap_short_rate is None:
        return ()
    paid = translated("Positive: you pay. Empty: none.")
    name = translated(_SWAPPED.get(venue.regime, "Swap"))
    return (
        RuleField(
            "instrument.swap_long_rate",
            translated("{name}, long, a year", name=name),
            Kind.SIGNED_RATE,
            "%",
            paid,
        ),
        RuleField(
            "instrument.swap_short_rate",
            translated("{name}, short, a year", name=name),
            Kind.SIGNED_RATE,
            "%",
            paid,
        ),
    )


def _reckoning(venue: Venue) -> tuple[RuleField, ...]:
    """Which of a few ways the venue takes."""
    found = []
    if venue.regime is Regime.MARGIN_LEVEL:
        found.append(
            _choice(
                "margin_basis", translated("Used margin at"), translated("The price at which used margin is valued.")
            )
        )
    if venue.regime.is_perpetual:
        valued = translated("The price at which what is required is valued.")
        found.append(
            _choice(
                "perpetual.tier_rule",
                translated("A tier's rate holds for"),
                translated("How the maintenance tiers are read."),
            )
        )
        found.append(_choice("perpetual.maintenance_valued_at", translated("Maintenance at"), valued))
        if venue.perpetual.fee_base is not FeeBase.NONE:
            found.append(_choice("perpetual.fee_valued_at", translated("Fee of closing at"), valued))
    if venue.regime in {Regime.FUTURES, Regime.MARGIN_STOCK}:
        found.append(
            _choice("call_restores", translated("A call restores"), translated("To what a margin call must be met."))
        )
    if venue.regime is not Regime.CASH:
        found.append(
            _choice("deficit_policy", translated("Deficit borne by"), translated("Who pays for a balance below zero."))
        )
    return tuple(found)


def _forced_close(venue: Venue) -> tuple[RuleField, ...]:
    if not liquidates(venue):
        return ()
    return (
        _choice(
            "liquidation.close_order", translated("Closed first"), translated("Which positions a venue closes first.")
        ),
        _choice(
            "liquidation.partial", translated("Of a position"), translated("How much of a position is closed at once.")
        ),
        RuleField(
            "liquidation.slice_rate",
            translated("Part closed first"),
            Kind.OPTIONAL_RATE,
            "%",
            translated("Where a part is closed."),
        ),
        RuleField("liquidation.slice_from", translated("Part from a notional of"), Kind.OPTIONAL_AMOUNT),
        RuleField(
            "liquidation.target_ratio",
            translated("Target after a part"),
            Kind.OPTIONAL_RATIO,
            translated("% of it"),
            translated(_TARGET),
        ),
    )


_TARGET = "Equity over what is required once enough is closed."
_VALUED = (("price", "the price itself"), ("entry", "the entry"), ("mark", "the present mark"))
CHOICES: dict[str, tuple[tuple[str, str], ...]] = {
    "margin_basis": (("open", "the opening price"), ("current", "the price itself")),
    "perpetual.tier_rule": (("slice", "its own slice"), ("whole", "the whole position")),
    "perpetual.maintenance_valued_at": _VALUED,
    "perpetual.fee_valued_at": _VALUED,
    "call_restores": (("initial", "the initial margin"), ("maintenance", "the maintenance")),
    "deficit_policy": (
        ("protected", "the venue"),
        ("insurance_and_adl", "a fund, then winners"),
        ("socialised", "winning traders"),
        ("owed", "you"),
    ),
    "liquidation.close_order": (("all", "all at once"), ("largest_loss", "largest loss"), ("oldest", "the oldest")),
    "liquidation.partial": (("none", "all of it"), ("to_target", "up to a target"), ("slices", "a part of it")),
    "stock.day_trade_rule": (
        ("none", "nothing"),
        ("pattern_day_trader", "a multiple"),
        ("intraday_margin", "maintenance only"),
    ),
}
"""What can be chosen where a rule is one of a few words."""


def _choice(path: str, label: str, meaning: str) -> RuleField:
    return RuleField(
        path,
        label,
        Kind.CHOICE,
        meaning=meaning,
        options=tuple((value, translated(words)) for value, words in CHOICES[path]),
    )


def _origin() -> tuple[RuleField, ...]:
    held = translated("The day these rules held, as year, month and day.")
    return (
        RuleField("as_of", translated("As of"), Kind.DAY, meaning=held),
        RuleField("source", translated("Source"), Kind.TEXT, meaning=translated("Where they can be read.")),
    )


def _steps(venue: Venue, instrument: Instrument) -> tuple[RuleField, ...]:
    unit = instrument.quantity_unit
    found = [
        RuleField("instrument.price_tick", translated("Price tick"), Kind.SIZE, instrument.quote_currency),
        RuleField("instrument.quantity_step", translated("Quantity step"), Kind.SIZE, unit),
        RuleField("instrument.min_quantity", translated("Smallest order"), Kind.SIZE, unit),
        RuleField(
            "instrument.max_quantity",
            translated("Largest order"),
            Kind.OPTIONAL_SIZE,
            unit,
            translated("Empty: as large as you like."),
        ),
        RuleField(
            "instrument.min_notional",
            translated("Smallest notional"),
            Kind.OPTIONAL_AMOUNT,
            instrument.quote_currency,
            translated("Empty: none."),
        ),
    ]
    if REGIMES[venue.regime].has_leverage:
        found.append(RuleField("instrument.max_leverage", translated("Highest leverage"), Kind.SIZE, "×"))
    return tuple(found)


def _tiers(venue: Venue, instrument: Instrument) -> list[FieldGroup]:
    unit = measured_in(venue, instrument)
    groups = []
    for index in range(len(instrument.margin_tiers)):
        at = f"instrument.margin_tiers.{index}"
        fields = (
            RuleField(f"{at}.notional_cap", translated("Up to"), Kind.SIZE, unit),
            RuleField(f"{at}.maintenance_margin_rate", translated("Maintenance"), Kind.RATE, "%"),
            RuleField(f"{at}.max_leverage", translated("Leverage"), Kind.SIZE, "×"),
        )
        groups.append(FieldGroup(translated("Tier {index}", index=index + 1), fields))
    return groups
