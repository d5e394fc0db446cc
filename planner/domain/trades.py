"""What becomes of a plan: sealed when it is placed into the book, then an open trade, then a closed one with its fills.

Money is in account currency, prices in the instrument's quote currency. What follows from these records, and where a
trade departed from its plan, is in `planned_actual`.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Annotated

from msgspec import Struct
from pydantic import Field

from planner.domain.evaluation import Evaluation
from planner.domain.fault import FaultError
from planner.domain.journal import ExitReason
from planner.domain.number import ENGINE, ZERO, Amount, Number, Price, Quantity, nearest_writable
from planner.domain.pause_rules import Clock, Reset, Weekday, Zone
from planner.domain.plan import PositionMode, Target
from planner.domain.record import Currency, Moment, Record, Symbol, Text
from planner.domain.venue import Side

AccountName = Annotated[str, Field(min_length=1, max_length=80)]
VenueName = Annotated[str, Field(min_length=1, max_length=80)]
ExternalId = Annotated[str, Field(min_length=1, max_length=80)]


class BookAccount(Record):
    """An account in the book. Its days begin at `reset_clock` in `zone`, an IANA name, its weeks with `week_starts`.

    `equity_base` is what losses are measured against, as the venue or the trader set it when the account began.
    """

    id: int = 0
    name: AccountName
    venue: VenueName
    currency: Currency
    position_mode: PositionMode = PositionMode.HEDGE
    equity_base: Amount
    zone: Zone = "UTC"
    reset_clock: Clock = "00:00"
    week_starts: Weekday = Weekday.MONDAY

    @property
    def reset(self) -> Reset:
        """When its days and weeks begin."""
        return Reset(zone=self.zone, clock=self.reset_clock, week_starts=self.week_starts)


class PlannedTrade(Record):
    """What a trade is measured against: the figures of the plan on the day it was sealed.

    `risk` is the loss at the stop with all costs, one R; `reward_risk` the R planned at the targets.
    """

    instrument: Symbol
    side: Side
    entry_price: Price
    stop_price: Price | None = None
    targets: tuple[Target, ...] = ()
    quantity: Quantity
    risk: Amount | None = None
    reward_risk: Number | None = None


class PlanState(StrEnum):
    """Where a sealed plan stands."""

    SEALED = "sealed"
    WITHDRAWN = "withdrawn"
    OPEN = "open"
    CLOSED = "closed"


class SealedPlan(Record):
    """A plan placed into the book: never changed from then on, as its `fingerprint` proves."""

    id: int
    account: int
    sealed_at: Moment
    planned: PlannedTrade
    fingerprint: str
    state: PlanState


class FillKind(StrEnum):
    """Whether a fill makes the position larger or smaller."""

    ENTRY = "entry"
    EXIT = "exit"


class Fill(Record):
    """One execution. `fee` is below zero where the venue pays for it."""

    kind: FillKind
    at: Moment
    recorded_at: Moment
    quantity: Quantity
    price: Price
    fee: Number = ZERO


class StopMove(Record):
    """A stop put, moved, or taken away (None), and why."""

    at: Moment
    recorded_at: Moment
    stop_price: Price | None
    reason: Text = ""


class OpenTrade(Record):
    """An open position. `quantity` is all that was entered, `open_quantity` what is left of it.

    `risk` is what the stop was planned to lose, one R. `external_id` is the venue's own name of the position.
    """

    id: int = 0
    account: int
    plan: int | None = None
    external_id: ExternalId | None = None
    instrument: Symbol
    side: Side
    opened_at: Moment
    recorded_at: Moment
    quantity: Quantity
    open_quantity: Amount
    entry_price: Price
    stop_price: Price | None = None
    risk: Amount | None = None
    fees: Number = ZERO
    hedge_of: int | None = None
    note: Text = ""


class Result(StrEnum):
    """How a trade ended."""

    WIN = "win"
    LOSS = "loss"
    EVEN = "even"


def result_of(pnl: Decimal) -> Result:
    """A profit wins, a loss loses."""
    if pnl == 0:
        return Result.EVEN
    return Result.WIN if pnl > 0 else Result.LOSS


class ClosedTrade(OpenTrade):
    """A closed position; `pnl` is net of all costs."""

    closed_at: Moment
    close_recorded_at: Moment
    exit_price: Price
    pnl: Number
    exit_reason: ExitReason

    @property
    def result(self) -> Result:
        """How it ended."""
        return result_of(self.pnl)

    @property
    def r_realised(self) -> Decimal | None:
        """Profit over the loss planned at the stop; None without a planned loss."""
        return ENGINE.divide(self.pnl, self.risk) if self.risk else None


class TradeResult(Struct, frozen=True):
    """A closed trade as what it brought; `risk` is one R. Without `has_plan` it cannot have gone as planned."""

    id: int
    opened_at: datetime
    instrument: str
    side: str
    pnl: Decimal
    risk: Decimal | None
    has_plan: bool


def planned_trade(evaluation: Evaluation) -> PlannedTrade:
    """The figures of a plan as it is sealed; raises `FaultError` where entry or quantity cannot be said."""
    plan = evaluation.draft.plan
    entry = evaluation.entry_price
    if entry is None or not evaluation.quantity:
        raise FaultError("plan_incomplete")
    risk = evaluation.loss_at_stop if plan.stop_price is not None else None
    reward = evaluation.reward_risk
    return PlannedTrade(
        instrument=plan.instrument,
        side=plan.side,
        entry_price=nearest_writable(entry),
        stop_price=plan.stop_price,
        targets=plan.targets,
        quantity=nearest_writable(evaluation.quantity),
        risk=None if risk is None else nearest_writable(max(risk, ZERO)),
        reward_risk=None if reward is None else nearest_writable(reward),
    )


def average_price(fills: Sequence[Fill]) -> Decimal:
    """The mean price of fills by quantity, as a number that can be kept."""
    with localcontext(ENGINE):
        quantity = sum((fill.quantity for fill in fills), ZERO)
        return nearest_writable(sum((fill.quantity * fill.price for fill in fills), ZERO) / quantity)


def total_quantity(fills: Sequence[Fill], kind: FillKind) -> Decimal:
    """What was entered, or closed."""
    with localcontext(ENGINE):
        return sum((fill.quantity for fill in fills if fill.kind is kind), ZERO)
