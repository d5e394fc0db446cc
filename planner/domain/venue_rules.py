"""The parts of a venue's rules that only some margin regimes have. Rates are fractions of one."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.domain.number import ONE, ZERO, Amount, Multiple, Price, Quantity, Rate, Within
from planner.domain.record import Record


class AssetClass(StrEnum):
    """What kind of thing an instrument is on."""

    FX = "fx"
    EQUITY = "equity"
    EQUITY_INDEX = "equity_index"
    COMMODITY = "commodity"
    METAL = "metal"
    CRYPTO = "crypto"
    BOND = "bond"
    OTHER = "other"


class ValuedAt(StrEnum):
    """The price at which a requirement is valued: the price itself, the entry, or the present mark."""

    PRICE = "price"
    ENTRY = "entry"
    MARK = "mark"


class TierRule(StrEnum):
    """Whether a tier's rate holds for its own slice of the notional (a deduction), or for the whole position."""

    SLICE = "slice"
    WHOLE = "whole"


class TierMeasure(StrEnum):
    """What the caps of the tiers are counted in: notional, or quantity."""

    NOTIONAL = "notional"
    QUANTITY = "quantity"


class FeeBase(StrEnum):
    """What a fee reserved for the forced close is a share of.

    Notional; notional and initial margin together; or the value at the bankruptcy price, notional (1 - s / leverage).
    """

    NONE = "none"
    NOTIONAL = "notional"
    NOTIONAL_AND_MARGIN = "notional_and_margin"
    BANKRUPTCY_VALUE = "bankruptcy_value"


class MarginTier(Record):
    """One step of a maintenance table: it holds up to `notional_cap` (of notional, or of what the tiers measure)."""

    notional_cap: Quantity
    maintenance_margin_rate: Rate
    max_leverage: Multiple


class MaintenanceCurve(Record):
    """A rate that grows with notional N: max(base, base / initial_rate x factor x N ** exponent)."""

    initial_rate: Annotated[Decimal, Within(gt=ZERO, le=ONE)]
    factor: Amount
    exponent: Annotated[Decimal, Within(ge=Decimal("0.1"), le=Decimal(3))]


class PerpetualRules(Record):
    """How a perpetual venue values what it requires."""

    maintenance_valued_at: ValuedAt = ValuedAt.PRICE
    tier_rule: TierRule = TierRule.SLICE
    tier_measure: TierMeasure = TierMeasure.NOTIONAL
    fee_base: FeeBase = Field(default=FeeBase.NONE, description="of the closing fee that is part of the requirement")
    fee_valued_at: ValuedAt = ValuedAt.PRICE
    initial_margin_has_fee: bool = Field(default=False, description="the reserved fee is posted with the margin")
    bankruptcy_has_fee: bool = Field(default=False, description="bankruptcy is where equity only pays the closing fee")
    requires_funding: bool = Field(default=False, description="the next funding payment is part of the requirement")
    profit_counts: bool = Field(default=True, description="unrealised profit backs other positions")
    component_step: Price | None = Field(default=None, description="every component is rounded up to this")


class FuturesUnit(StrEnum):
    """What futures margin is stated in: money per contract, or a share of notional."""

    CONTRACT = "contract"
    NOTIONAL = "notional"


class FuturesMargin(Record):
    """Performance bond of one contract; `day` is what a broker asks of a position closed the same day."""

    unit: FuturesUnit = FuturesUnit.CONTRACT
    initial: Quantity
    maintenance: Quantity
    day: Quantity | None = None

    @model_validator(mode="after")
    def _maintenance_is_lower(self) -> Self:
        if self.maintenance > self.initial:
            raise ValueError("maintenance is not above initial margin")
        return self


class CallRestores(StrEnum):
    """To what a margin call must be met."""

    INITIAL = "initial"
    MAINTENANCE = "maintenance"


class DayTradeRule(StrEnum):
    """What a stock broker grants a position closed the same day."""

    NONE = "none"
    PATTERN_DAY_TRADER = "pattern_day_trader"
    INTRADAY_MARGIN = "intraday_margin"


class StockRules(Record):
    """Margin stock. Of a short below `low_price` at least `low_rate` and `low_per_share` are required."""

    initial_long: Rate
    initial_short: Rate
    maintenance_long: Rate
    maintenance_short: Rate
    per_share: Amount
    low_price: Amount
    low_rate: Rate
    low_per_share: Amount
    min_equity: Amount
    day_trade_rule: DayTradeRule = DayTradeRule.NONE
    day_trade_multiple: Multiple = ONE
    day_trade_min_equity: Amount = ZERO


class LoanRules(Record):
    """A loan against collateral: loan over collateral value at the start, at the call and at liquidation."""

    initial_ltv: Rate
    margin_call_ltv: Rate
    liquidation_ltv: Annotated[Decimal, Within(ge=ZERO, lt=ONE)]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not self.initial_ltv < self.margin_call_ltv <= self.liquidation_ltv:
            raise ValueError("the loan to value at the start is below that of the call, and that not above liquidation")
        return self


class InterestRule(Record):
    """Interest on what is borrowed: `rate` a period of `rate_hours`, charged for every started `step_hours`."""

    rate: Rate
    rate_hours: Multiple
    step_hours: Multiple
    opening_rate: Rate = ZERO
    on_whole_cost: bool = Field(default=False, description="the venue lends all of the cost, not cost less margin")


class CloseOrder(StrEnum):
    """Which positions a venue closes first when an account is stopped out."""

    ALL = "all"
    LARGEST_LOSS = "largest_loss"
    OLDEST = "oldest"


class PartialLiquidation(StrEnum):
    """Whether a venue closes all of a position at once, or a part of it first."""

    NONE = "none"
    TO_TARGET = "to_target"
    SLICES = "slices"


class LiquidationRules(Record):
    """What a venue does when it liquidates, and what it takes."""

    close_order: CloseOrder = CloseOrder.ALL
    partial: PartialLiquidation = PartialLiquidation.NONE
    slice_rate: Rate | None = Field(default=None, description="the part closed first")
    slice_from: Amount | None = Field(default=None, description="notional from which a part is closed first")
    target_ratio: Multiple | None = Field(default=None, description="equity over requirement after a partial close")
    taken_over: bool = Field(default=False, description="the venue takes the position at bankruptcy: nothing returns")
