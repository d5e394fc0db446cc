"""Pause rules: what a trader promised to stop for. A rule table as a plan file and the book hold it.

Every rule has a kind with its own threshold, what it is counted on (scope), what it does (warn or block new trades) and
how long the pause lasts. While paused a position may still be closed and reduced, margin added and a stop tightened.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from planner.domain.number import ONE, ZERO, Amount, Multiple, Rate, Within
from planner.domain.record import Key, Record, Symbol

Count = Annotated[int, Field(ge=0, le=1000, strict=True)]
Threshold = Annotated[int, Field(ge=1, le=1000, strict=True)]
Minutes = Annotated[int, Field(ge=0, le=5_256_000, strict=True)]
Around = Annotated[int, Field(ge=0, le=1440, strict=True)]
Share = Annotated[Decimal, Within(gt=ZERO, le=ONE)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no time zone has that name") from None
    return name


Zone = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(_known_zone)]


class Weekday(StrEnum):
    """A day that a week can begin on, in the order of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Reset(Record):
    """When a day begins: a time of day in an IANA time zone, and the first day of the week."""

    zone: Zone = "UTC"
    clock: Clock = "00:00"
    week_starts: Weekday = Weekday.MONDAY


class Action(StrEnum):
    """What a rule does when its threshold is reached, the mildest first.

    `FLATTEN` keeps new trades off and asks for what is open to be closed, as a venue with such a rule would close it.
    """

    WARN = "warn"
    BLOCK_NEW = "block_new"
    FLATTEN = "flatten"

    @property
    def blocks(self) -> bool:
        """Whether new trades are kept off."""
        return self is not Action.WARN


class Ends(StrEnum):
    """What ends a pause: minutes since what set it off, a time of day, a new day, week or month, a review, nothing."""

    AFTER_MINUTES = "after_minutes"
    AT_CLOCK = "at_clock"
    NEXT_DAY = "next_day"
    NEXT_WEEK = "next_week"
    NEXT_MONTH = "next_month"
    AT_REVIEW = "at_review"
    NEVER = "never"


class Probation(Record):
    """What follows a pause: smaller trades until `trades` in a row were as planned."""

    size: Share
    trades: Threshold
    trades_per_day: Threshold | None = None


class Pause(Record):
    """How long no new trade is taken, counted from what set the pause off.

    `minutes` goes with an end after minutes, `clock` with one at a time of day, `periods` with days, weeks or months. A
    pause to be reviewed does not end before its review.
    """

    ends: Ends = Ends.AFTER_MINUTES
    minutes: Minutes = 1440
    clock: Clock = "00:00"
    periods: Threshold = 1
    review: bool = Field(default=False, strict=True)
    can_be_overridden: bool = Field(default=True, strict=True)
    probation: Probation | None = None


class Scope(StrEnum):
    """What a rule counts apart, and pauses: the account, each instrument, named instruments together, or each side."""

    ACCOUNT = "account"
    INSTRUMENT = "instrument"
    CLUSTER = "cluster"
    DIRECTION = "direction"


class Rule(Record):
    """What every rule has. `warned_size` is the share of the usual risk that a warning leaves."""

    kind: str
    id: Key
    action: Action = Action.BLOCK_NEW
    pause: Pause = Pause()
    warned_size: Share = ONE
    reset: Reset | None = Field(default=None, description="the account's own when absent")


class ScopedRule(Rule):
    """A rule that may be counted apart. `instruments` are those of a cluster."""

    scope: Scope = Scope.ACCOUNT
    instruments: tuple[Symbol, ...] = Field(default=(), max_length=1000)

    @model_validator(mode="after")
    def _cluster_has_instruments(self) -> Self:
        if (self.scope is Scope.CLUSTER) != bool(self.instruments):
            raise ValueError("a cluster names its instruments, and nothing else does")
        return self


class CountedRule(Rule):
    """A rule that warns and pauses at a number of events."""

    warn_at: Count = 2
    pause_at: Threshold = 3

    @model_validator(mode="after")
    def _warns_first(self) -> Self:
        if self.warn_at > self.pause_at:
            raise ValueError("a rule warns before it pauses")
        return self


class RowRule(CountedRule):
    """A rule that counts events in a row, or all within a window."""

    in_a_row: bool = Field(default=True, strict=True)
    window_minutes: Minutes | None = None

    @model_validator(mode="after")
    def _ends_somewhere(self) -> Self:
        if not self.in_a_row and self.window_minutes is None:
            raise ValueError("what is not counted in a row is counted within a window")
        return self


class DeviationsRule(RowRule):
    """Departures from the plan; each trade as planned ends a row of them."""

    kind: Literal["deviations"] = "deviations"


class BreakEven(StrEnum):
    """What a result that is neither profit nor a loss worth counting does to a losing streak."""

    ENDS_THE_ROW = "ends_the_row"
    IS_LEFT_OUT = "is_left_out"
    IS_A_LOSS = "is_a_loss"


class LossesRule(RowRule, ScopedRule):
    """Losing trades: in a row, or all within a window, however small.

    A loss smaller than `minimum_loss` is break-even. `stops_only` counts exits by stop or liquidation alone, and
    `hedge_legs` the legs of a hedge too.
    """

    kind: Literal["losses"] = "losses"
    minimum_loss: Amount = ZERO
    break_even: BreakEven = BreakEven.ENDS_THE_ROW
    stops_only: bool = Field(default=False, strict=True)
    hedge_legs: bool = Field(default=False, strict=True)


class Anchor(StrEnum):
    """What a loss is measured from; a high water mark is taken at the end of each day, or at every moment."""

    INITIAL = "initial"
    DAY_START = "day_start"
    WEEK_START = "week_start"
    MONTH_START = "month_start"
    HIGH_WATER_DAY_END = "high_water_day_end"
    HIGH_WATER_INTRADAY = "high_water_intraday"


class Basis(StrEnum):
    """What an anchor is taken of: the balance, the equity, or the larger of both."""

    BALANCE = "balance"
    EQUITY = "equity"
    LARGER = "larger"


class RateOf(StrEnum):
    """What a limit in percent is a share of."""

    INITIAL = "initial"
    ANCHOR = "anchor"


HIGH_WATER = frozenset({Anchor.HIGH_WATER_DAY_END, Anchor.HIGH_WATER_INTRADAY})
PERIODS = frozenset({Anchor.DAY_START, Anchor.WEEK_START, Anchor.MONTH_START})


class LossRule(ScopedRule):
    """A loss since an anchor: of a day, a week, a month, or a drawdown, static or trailing.

    The limit is a `rate` or an `amount`; the floor is the anchor less the limit, and never above `lock_at`. With
    `include_unrealised` it is the equity that must stay above the floor, else the balance. Without `include_costs` the
    costs of the trades are no loss. `initial` is the balance the account began with, and the first high water.
    """

    kind: Literal["loss"] = "loss"
    anchor: Anchor
    basis: Basis = Basis.BALANCE
    rate: Rate | None = None
    amount: Amount | None = None
    rate_of: RateOf = RateOf.ANCHOR
    include_unrealised: bool = Field(default=True, strict=True)
    include_costs: bool = Field(default=True, strict=True)
    initial: Amount | None = None
    lock_at: Amount | None = None
    warn_share: Rate = Decimal("0.7")

    @model_validator(mode="after")
    def _can_be_measured(self) -> Self:
        if (self.rate is None) == (self.amount is None):
            raise ValueError("a loss limit is a rate or an amount")
        by_initial = self.anchor not in PERIODS or (self.rate is not None and self.rate_of is RateOf.INITIAL)
        if by_initial and self.initial is None:
            raise ValueError("what is measured from the initial balance needs it")
        if self.lock_at is not None and self.anchor not in HIGH_WATER:
            raise ValueError("only a trailing floor stops trailing")
        return self

    @model_validator(mode="after")
    def _apart_from_profit_of_all(self) -> Self:
        of_trades = self.amount is not None or self.rate_of is RateOf.INITIAL
        realised = self.anchor in PERIODS and self.basis is Basis.BALANCE and not self.include_unrealised
        if self.scope is not Scope.ACCOUNT and not (realised and of_trades):
            raise ValueError("only realised losses of a period are known apart")
        if not self.include_costs and not realised:
            raise ValueError("only realised losses of a period are known without costs")
        return self


class TradesRule(CountedRule, ScopedRule):
    """Trades opened in a day."""

    kind: Literal["trades"] = "trades"
    pause: Pause = Pause(ends=Ends.NEXT_DAY)


class SizeUpRule(Rule):
    """No larger size in an instrument than that of the trade before, when that one lost."""

    kind: Literal["size_up"] = "size_up"
    action: Action = Action.WARN


class CoolDownRule(ScopedRule):
    """A wait after any exit, or after a losing one alone."""

    kind: Literal["cool_down"] = "cool_down"
    minutes: Minutes = 60
    after_loss_only: bool = Field(default=False, strict=True)


class NewsRule(Rule):
    """No new trade around an announced release."""

    kind: Literal["news"] = "news"
    minutes_before: Around = 2
    minutes_after: Around = 2


class MarginLevelRule(Rule):
    """No new trade while the margin level lies below a floor."""

    kind: Literal["margin_level"] = "margin_level"
    warn_below: Multiple = Decimal(2)
    floor: Multiple = Decimal("1.5")

    @model_validator(mode="after")
    def _warns_first(self) -> Self:
        if self.warn_below < self.floor:
            raise ValueError("a rule warns before it pauses")
        return self


class ByHandRule(Rule):
    """How a pause that the trader takes is ended."""

    kind: Literal["by_hand"] = "by_hand"
    pause: Pause = Pause(ends=Ends.AT_REVIEW)


PauseRule = Annotated[
    DeviationsRule
    | LossesRule
    | LossRule
    | TradesRule
    | SizeUpRule
    | CoolDownRule
    | NewsRule
    | MarginLevelRule
    | ByHandRule,
    Field(discriminator="kind"),
]


def _with_own_ids(rules: tuple[PauseRule, ...]) -> tuple[PauseRule, ...]:
    if len({rule.id for rule in rules}) < len(rules):
        raise ValueError("every rule has an id of its own")
    return rules


RuleTable = Annotated[tuple[PauseRule, ...], Field(max_length=100), AfterValidator(_with_own_ids)]
"""Rules, each with an id of its own."""
