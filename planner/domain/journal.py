"""What happened in an account: events that are never changed, only followed by others.

`at` is when something took effect and `recorded_at` when it was entered, both in UTC: a trade entered late differs in
the second alone. `trade` names the position that an event is about. Money is in account currency.
"""

from datetime import UTC
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from planner.domain.number import Amount, Number, Price, Quantity
from planner.domain.record import Record, Symbol, Text
from planner.domain.venue import Side

Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
Key = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9:._-]*$")]


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

    `hedge_of` names the trade that this one hedged: the leg of a hedge is no losing trade of its own.
    """

    kind: Literal["trade_closed"] = "trade_closed"
    trade: Key
    instrument: Symbol
    side: Side
    quantity: Quantity
    price: Price
    pnl: Number
    risk: Amount | None = None
    exit_reason: ExitReason
    hedge_of: Key | None = None


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
