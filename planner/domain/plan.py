"""The draft: what the trader decides (the plan) and what it is judged in (the situation). Nothing derived is here."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from planner.domain.checklist import MOST_TAGS, CheckItem, Tag
from planner.domain.correlation import NO_CORRELATIONS, Correlations
from planner.domain.costs import GuaranteedStop, Liquidity
from planner.domain.journal import Event
from planner.domain.number import ZERO, Amount, Multiple, Number, Price, Quantity, Rate, Within
from planner.domain.older_events import OlderEvents, Packed
from planner.domain.pause_rules import Reset, RuleTable
from planner.domain.record import Currency, Day, Moment, Name, Record, Symbol, Text
from planner.domain.stop_rules import StopRules
from planner.domain.venue import Instrument, MarginMode, Side, Venue

Beta = Annotated[Decimal, Within(ge=Decimal(-10), le=Decimal(10))]


class SizeBy(StrEnum):
    """What the trader fixes; the quantity follows."""

    RISK_RATE = "risk_rate"
    RISK_AMOUNT = "risk_amount"
    QUANTITY = "quantity"
    MARGIN = "margin"
    MOST = "most"
    VOLATILITY = "volatility"
    FIXED_RATIO = "fixed_ratio"
    KELLY = "kelly"


class EquityBase(StrEnum):
    """What a risk in percent is a percentage of."""

    EQUITY = "equity"
    BALANCE = "balance"
    LESS_OPEN_RISK = "less_open_risk"
    CUSTOM = "custom"


class SizingTerms(Record):
    """What methods of sizing look at beside the size itself. `base_amount` is the custom base."""

    equity_base: EquityBase = EquityBase.EQUITY
    base_amount: Amount | None = None
    atr: Price | None = Field(default=None, description="average true range, in price")
    win_rate: Rate | None = None
    payoff: Multiple | None = Field(default=None, description="average win over average loss; the plan's own if absent")
    closed_profit: Number = Field(default=ZERO, description="since fixed-ratio sizing began")
    delta: Amount | None = Field(default=None, description="profit per unit at which one more is traded")


class MeasuredAtr(Record):
    """An average true range of a price history: its name, when its last candle opened, and how long a candle lasts."""

    atr: Price
    history: Name
    opened: Moment
    seconds: Amount


MOST_RUNGS = 8
MOST_TARGETS = 8


class Target(Record):
    """A price at which a share of the position is closed."""

    price: Price
    share: Rate


class Rung(Record):
    """A further entry: a price at which a share of the whole quantity is added."""

    price: Price
    share: Rate


class Plan(Record):
    """One planned trade. `size` is a rate of the equity base, money, a quantity or a share, as `size_by` says."""

    instrument: Symbol
    side: Side
    entry_price: Price | None = None
    ladder: tuple[Rung, ...] = Field(
        default=(), max_length=MOST_RUNGS, description="further entries, as they are to fill"
    )
    stop_price: Price | None = None
    targets: tuple[Target, ...] = Field(default=(), max_length=MOST_TARGETS)
    held_reward_risk: Multiple | None = Field(default=None, description="kept by the last target as the others move")
    leverage: Multiple
    margin_mode: MarginMode
    size_by: SizeBy = SizeBy.RISK_RATE
    size: Amount
    sizing: SizingTerms = SizingTerms()
    measured_atr: MeasuredAtr | None = Field(default=None, description="where the ATR of the sizing is from")
    fee_rate: Rate | None = Field(default=None, description="of one side; the instrument's own when absent")
    entry_liquidity: Liquidity = Liquidity.TAKER
    exit_liquidity: Liquidity = Field(default=Liquidity.TAKER, description="of targets; a stop always takes")
    guaranteed_stop: GuaranteedStop | None = Field(default=None, description="none: the stop may slip")
    slippage_rate: Rate = Field(description="of the stop price, against the trader")
    holding_days: Amount = Field(description="for funding, swap or interest")
    added_margin: Amount = Field(default=ZERO, description="isolated margin on top of the initial one")
    loan_to_value: Rate | None = Field(default=None, description="of a loan; the venue's own when absent")
    intraday: bool = Field(default=False, strict=True, description="closed before the day ends")
    news_blackout: bool = Field(default=False, strict=True, description="a scheduled release falls into the holding")
    stop_rules: StopRules = StopRules()
    note: Text = ""
    tags: tuple[Tag, ...] = Field(default=(), max_length=MOST_TAGS)
    signal_source: Name = Field(default="", description="where the idea comes from")
    review_by: Day | None = Field(default=None, description="when to look at it again")
    checklist: tuple[CheckItem, ...] = Field(default=(), max_length=20)


class Position(Record):
    """An open position. `margin` is the isolated margin posted, entry notional over leverage when absent.

    `marked_at` is when the mark was entered; where it is absent that is not known.
    """

    instrument: Symbol
    side: Side
    quantity: Quantity
    entry_price: Price
    mark_price: Price
    stop_price: Price | None = None
    leverage: Multiple
    margin_mode: MarginMode
    margin: Amount | None = None
    marked_at: Moment | None = None


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
    """What the trader allows: shares of equity at risk, and the lowest margin level after entry.

    An absent limit is none. `instrument_rate`, `cluster_rate` and `direction_rate` are shares of equity at risk in one
    instrument, in positions that are one bet, and on one side. `currency_multiple` is how many times equity the
    account may be long or short of one currency, `margin_use_rate` the share of equity that margin may use.
    """

    single_trade_rate: Rate
    total_open_rate: Rate
    margin_level_floor: Multiple
    instrument_rate: Rate | None = None
    cluster_rate: Rate | None = None
    direction_rate: Rate | None = None
    currency_multiple: Multiple | None = None
    margin_use_rate: Rate | None = None
    stop_margin_level_floor: Multiple | None = Field(default=None, description="when the price stands at the stop")


class Situation(Record):
    """What a plan is judged in. `rates` turn one unit of a currency into the account's currency.

    `betas` say how many percent a price moves when the market as a whole moves one: one where nothing is said.
    `groups` are the trader's own names for instruments that are one bet.
    """

    account: Account
    venue: Venue
    positions: tuple[Position, ...] = Field(default=(), max_length=1000)
    rates: dict[Currency, Price] = Field(default_factory=dict)
    betas: dict[Symbol, Beta] = Field(default_factory=dict)
    correlations: Correlations = NO_CORRELATIONS
    groups: dict[Symbol, Annotated[Name, Field(min_length=1)]] = Field(default_factory=dict)
    limits: Limits
    rules: RuleTable = Field(default=(), description="pause rules")
    events: tuple[Event, ...] = Field(default=(), max_length=2000, description="what the pause rules look at")
    older_events: Packed = Field(default=OlderEvents(), description="what they look at before those, packed")
    reset: Reset = Field(default=Reset(), description="when the account's day begins")
    judged_at: Moment | None = Field(default=None, description="for ever the same moment; the clock's when absent")

    @property
    def happened(self) -> tuple[Event, ...]:
        """All events, the older ones first."""
        return (*self.older_events.events, *self.events)


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
