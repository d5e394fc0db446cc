"""The draft: what the trader decides (the plan) and what it is judged in (the situation). Nothing derived is here."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.domain.number import ZERO, Amount, Multiple, Number, Price, Quantity, Rate
from planner.domain.record import Currency, Name, Record, Symbol, Text
from planner.domain.venue import Instrument, MarginMode, Side, Venue

Beta = Annotated[Number, Field(ge=-10, le=10)]
Count = Annotated[int, Field(ge=0, le=1000, strict=True)]


class SizeBy(StrEnum):
    """What the trader fixes; the quantity follows."""

    RISK_RATE = "risk_rate"
    RISK_AMOUNT = "risk_amount"
    QUANTITY = "quantity"


class Target(Record):
    """A price at which a share of the position is closed."""

    price: Price
    share: Rate


class Plan(Record):
    """One planned trade. `size` is a rate of equity, money or a quantity, as `size_by` says."""

    instrument: Symbol
    side: Side
    entry_price: Price | None = None
    stop_price: Price | None = None
    targets: tuple[Target, ...] = Field(default=(), max_length=8)
    leverage: Multiple
    margin_mode: MarginMode
    size_by: SizeBy = SizeBy.RISK_RATE
    size: Amount
    fee_rate: Rate | None = Field(default=None, description="of one side; the instrument's own when absent")
    slippage_rate: Rate = Field(description="of the stop price, against the trader")
    holding_days: Amount = Field(description="for funding, swap or interest")
    added_margin: Amount = Field(default=ZERO, description="isolated margin on top of the initial one")
    loan_to_value: Rate | None = Field(default=None, description="of a loan; the venue's own when absent")
    intraday: bool = Field(default=False, strict=True, description="closed before the day ends")
    news_blackout: bool = Field(default=False, strict=True, description="a scheduled release falls into the holding")
    note: Text = ""


class Position(Record):
    """An open position. `margin` is the isolated margin posted, entry notional over leverage when absent."""

    instrument: Symbol
    side: Side
    quantity: Quantity
    entry_price: Price
    mark_price: Price
    stop_price: Price | None = None
    leverage: Multiple
    margin_mode: MarginMode
    margin: Amount | None = None


class PositionMode(StrEnum):
    """Whether long and short in one instrument stand beside each other, or net."""

    HEDGE = "hedge"
    ONE_WAY = "one_way"


class Account(Record):
    """An account at the venue. The balance holds realised results only, isolated margins included."""

    name: Name
    currency: Currency
    wallet_balance: Number
    position_mode: PositionMode = PositionMode.HEDGE


class Limits(Record):
    """What the trader allows: shares of equity at risk, and the lowest margin level after entry."""

    single_trade_rate: Rate
    total_open_rate: Rate
    margin_level_floor: Multiple


class CountRule(Record):
    """Warn and pause at a number of events in a row."""

    warn_at: Count
    pause_at: Annotated[Count, Field(ge=1)]

    @model_validator(mode="after")
    def _warns_first(self) -> Self:
        if self.warn_at > self.pause_at:
            raise ValueError("a rule warns before it pauses")
        return self


class Discipline(Record):
    """The pause rules and the counts they look at, entered by hand."""

    losing_streak: Count
    deviations: Count
    losing_streak_rule: CountRule
    deviations_rule: CountRule


class Situation(Record):
    """What a plan is judged in. `rates` turn one unit of a currency into the account's currency.

    `betas` say how many percent a price moves when the market as a whole moves one: one where nothing is said.
    """

    account: Account
    venue: Venue
    positions: tuple[Position, ...] = Field(default=(), max_length=1000)
    rates: dict[Currency, Price] = Field(default_factory=dict)
    betas: dict[Symbol, Beta] = Field(default_factory=dict)
    limits: Limits
    discipline: Discipline


class Draft(Record):
    """One planned trade and the situation it is judged in: what a plan file holds."""

    plan: Plan
    situation: Situation

    @property
    def instrument(self) -> Instrument | None:
        """The rules of the plan's instrument, if the situation has them."""
        return self.situation.venue.instrument(self.plan.instrument)


DEFAULT_LIMITS = Limits.model_validate(
    {"single_trade_rate": "0.02", "total_open_rate": "0.06", "margin_level_floor": "2"}
)
DEFAULT_DISCIPLINE = Discipline.model_validate(
    {
        "losing_streak": 0,
        "deviations": 0,
        "losing_streak_rule": {"warn_at": 2, "pause_at": 3},
        "deviations_rule": {"warn_at": 2, "pause_at": 3},
    }
)
