"""What happened in an account: events that are never changed, only followed by others.

`at` is when something took effect and `recorded_at` when it was entered, both in UTC: a trade entered late differs in
the second alone. `trade` names the position that an event is about. Money is in account currency.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from planner.domain.number import Amount, Number, Price, Quantity
from planner.domain.pause_rules import Count, Minutes, Reset, RuleTable
from planner.domain.record import Key, Moment, Name, Record, Symbol, Text
from planner.domain.venue import Side

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class ExitReason(StrEnum):
    """Why a position was closed."""

    STOP = "stop"
    TARGET = "target"
    TRAILING_STOP = "trailing_stop"
    LIQUIDATION = "liquidation"
    BY_HAND = "by_hand"
    TIME = "time"


class DeviationKind(StrEnum):
    """How a trade departed from its plan, or from the trader's own rules."""

    NO_STOP = "no_stop"
    STOP_WIDENED = "stop_widened"
    STOP_REMOVED = "stop_removed"
    SIZE_ABOVE_PLAN = "size_above_plan"
    RISK_ABOVE_LIMIT = "risk_above_limit"
    ENTRY_OUTSIDE_PLAN = "entry_outside_plan"
    EARLY_EXIT = "early_exit"
    NO_PLAN = "no_plan"
    TRADED_WHILE_PAUSED = "traded_while_paused"
    TRADED_IN_BLACKOUT = "traded_in_blackout"
    ADDED_TO_LOSER = "added_to_loser"
    SIZE_UP_AFTER_LOSS = "size_up_after_loss"
    TOO_MANY_TRADES = "too_many_trades"
    TARGET_LOWERED = "target_lowered"
    NO_REVIEW = "no_review"
    OVERRIDE = "override"
    OTHER = "other"


class Happening(Record):
    """What every event has."""

    id: Key
    at: Moment
    recorded_at: Moment


class TradeOpened(Happening):
    """A position was opened, or one already open was added to. `risk` is what its stop was planned to lose."""

    kind: Literal["trade_opened"] = "trade_opened"
    trade: Key
    instrument: Symbol
    side: Side
    quantity: Quantity
    price: Price
    risk: Amount | None = None


class TradeClosed(Happening):
    """A position was closed. `pnl` is net of all costs; `risk` the loss its stop was planned to take, one R.

    `costs` are the fees, swap and funding within `pnl`, where known. `hedge_of` names the trade that this one hedged:
    the leg of a hedge is no losing trade of its own. Without `has_plan` nobody knows whether it went as planned.
    """

    kind: Literal["trade_closed"] = "trade_closed"
    trade: Key
    instrument: Symbol
    side: Side
    quantity: Quantity
    price: Price
    pnl: Number
    costs: Amount | None = None
    risk: Amount | None = None
    exit_reason: ExitReason
    hedge_of: Key | None = None
    has_plan: bool = Field(default=True, strict=True)


class Deviated(Happening):
    """A departure from the plan, with its reason. A trade without one is a trade as planned."""

    kind: Literal["deviated"] = "deviated"
    deviation: DeviationKind
    trade: Key | None = None
    reason: Text = ""


class EquityMarked(Happening):
    """What the account held. `equity` counts open profit; None where only the balance is known."""

    kind: Literal["equity_marked"] = "equity_marked"
    balance: Number
    equity: Number | None = None


class Transferred(Happening):
    """Money paid in (above zero) or taken out: no profit and no loss."""

    kind: Literal["transferred"] = "transferred"
    amount: Number


class CountsEntered(Happening):
    """Counts as they stood at that moment, entered by hand where the record begins late; None says nothing of one.

    `high_water` is the highest balance or equity so far, that a trailing drawdown is measured from.
    """

    kind: Literal["counts_entered"] = "counts_entered"
    losing_streak: Count | None = None
    deviations: Count | None = None
    trades_today: Count | None = None
    high_water: Amount | None = None


class RulesSet(Happening):
    """The rule table from now on. What is tighter holds at once, what is looser from the next day."""

    kind: Literal["rules_set"] = "rules_set"
    rules: RuleTable
    reset: Reset = Reset()


class PausedByHand(Happening):
    """The trader takes a break: until a moment, or until it is reviewed."""

    kind: Literal["paused_by_hand"] = "paused_by_hand"
    until: Moment | None = None
    reason: Text = ""


class Overridden(Happening):
    """A pause is broken off: with a typed reason, when the wait is over. It is a deviation. `rule` is whose pause."""

    kind: Literal["overridden"] = "overridden"
    rule: Key
    reason: Reason
    wait_minutes: Minutes


class Reviewed(Happening):
    """A pause is acknowledged: what happened, why, and what will be done otherwise."""

    kind: Literal["reviewed"] = "reviewed"
    rule: Key
    what: Reason
    why: Text = ""
    change: Text = ""


class NewsAnnounced(Happening):
    """A release is known to come. `instruments` are those it moves: all where none is named."""

    kind: Literal["news_announced"] = "news_announced"
    title: Name
    starts: Moment
    ends: Moment
    instruments: tuple[Symbol, ...] = Field(default=(), max_length=1000)

    @model_validator(mode="after")
    def _starts_first(self) -> Self:
        if self.ends < self.starts:
            raise ValueError("a release starts before it ends")
        return self


class Corrected(Happening):
    """An earlier event was wrong and counts no more. `by` names the event that stands in its place, if one does."""

    kind: Literal["corrected"] = "corrected"
    of: Key
    by: Key | None = None
    reason: Text = ""


Event = Annotated[
    TradeOpened
    | TradeClosed
    | Deviated
    | EquityMarked
    | Transferred
    | CountsEntered
    | RulesSet
    | PausedByHand
    | Overridden
    | Reviewed
    | NewsAnnounced
    | Corrected,
    Field(discriminator="kind"),
]
"""Any event, as a file or a database keeps it: `kind` says which."""


def withdrawn(events: Iterable[Event]) -> frozenset[str]:
    """The ids of the events that were wrong and count no more."""
    return frozenset(event.of for event in events if isinstance(event, Corrected))
