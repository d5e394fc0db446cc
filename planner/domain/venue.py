"""Venue rules: what an instrument is and what its venue demands. Rates are fractions of one."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from planner.domain.curves.polyline import NOTHING, Polyline
from planner.domain.curves.slices import Slices, slices_of
from planner.domain.curves.tiers import curved, tiered
from planner.domain.number import ONE, TWO, ZERO, Amount, Multiple, Price, Quantity, Rate, SignedRate
from planner.domain.record import Currency, Day, Name, Record, Symbol, Text
from planner.domain.venue_rules import (
    AssetClass,
    CallRestores,
    FuturesMargin,
    InterestRule,
    LiquidationRules,
    LoanRules,
    MaintenanceCurve,
    MarginTier,
    PerpetualRules,
    StockRules,
    TierRule,
)


class Side(StrEnum):
    """Direction of a position."""

    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        """+1 when a rising price wins, -1 when a falling one does."""
        return 1 if self is LONG else -1

    @property
    def opposite(self) -> "Side":
        """The other direction."""
        return SHORT if self is LONG else LONG


LONG, SHORT = Side
"""Names of their own, as for the margin modes: a look-up in an Enum class is slow, and there are many positions."""


class MarginMode(StrEnum):
    """What stands behind a position: its own margin, or the account."""

    ISOLATED = "isolated"
    CROSS = "cross"


ISOLATED, CROSS = MarginMode


class Regime(StrEnum):
    """How a venue computes its requirement; one module of `domain.margin` each."""

    LINEAR_PERPETUAL = "linear_perpetual"
    INVERSE_PERPETUAL = "inverse_perpetual"
    MARGIN_LEVEL = "margin_level"
    FUTURES = "futures"
    MARGIN_STOCK = "margin_stock"
    SPOT_MARGIN = "spot_margin"
    LOAN = "loan"
    CASH = "cash"

    @property
    def is_inverse(self) -> bool:
        """Whether contracts have a face value in quote currency and are settled in the coin."""
        return self is Regime.INVERSE_PERPETUAL

    @property
    def is_perpetual(self) -> bool:
        """Whether maintenance follows from tiers of notional."""
        return self in PERPETUAL


PERPETUAL = frozenset({Regime.LINEAR_PERPETUAL, Regime.INVERSE_PERPETUAL})


class MarginBasis(StrEnum):
    """The price at which a margin-level account values its required margin."""

    OPEN = "open"
    CURRENT = "current"


class DeficitPolicy(StrEnum):
    """Who bears a balance below zero."""

    PROTECTED = "protected"
    INSURANCE_AND_ADL = "insurance_and_adl"
    SOCIALISED = "socialised"
    OWED = "owed"


class Instrument(Record):
    """What is traded. Quantities are counted in `quantity_unit`.

    One is `contract_size` of the base currency; of an inverse contract, of the quote currency.
    """

    symbol: Symbol
    name: Name = ""
    base_currency: Currency
    quote_currency: Currency
    quantity_unit: Name
    contract_size: Quantity
    price_tick: Price
    pip: Price | None = None
    quantity_step: Quantity
    min_quantity: Quantity
    max_quantity: Quantity | None = None
    min_notional: Amount | None = None
    max_leverage: Multiple
    fee_rate: Rate = Field(description="taker fee of one side, as a fraction of its notional")
    maker_fee_rate: SignedRate | None = None
    commission: Amount = Field(description="in quote currency, per unit of quantity and side")
    spread: Amount = Field(description="typical difference of ask and bid, in price")
    funding_rate: SignedRate | None = None
    funding_interval_hours: Multiple | None = None
    swap_long_rate: SignedRate | None = Field(default=None, description="yearly, positive when the trader pays")
    swap_short_rate: SignedRate | None = None
    margin_tiers: tuple[MarginTier, ...] = ()
    maintenance_curve: MaintenanceCurve | None = None
    liquidation_fee_rate: Rate = Field(default=ZERO, description="what a forced close costs, of its notional")
    min_liquidation_fee: Amount = Field(default=ZERO, description="in settlement currency")
    futures_margin: FuturesMargin | None = None
    stock_leverage: Multiple = Field(default=ONE, description="of a leveraged ETF: its margin rates times this")
    loan: LoanRules | None = None
    interest: InterestRule | None = None
    asset_class: AssetClass | None = Field(default=None, description="absent where currencies and regime tell it")
    sector: Name = Field(default="", description="of a share or a commodity")
    typical: tuple[Name, ...] = Field(default=(), description="names of fields without a dated source")

    @model_validator(mode="after")
    def _tiers_rise(self) -> Self:
        for lower, upper in pairwise(self.margin_tiers):
            if upper.notional_cap <= lower.notional_cap:
                raise ValueError("tier caps must rise")
            if upper.maintenance_margin_rate < lower.maintenance_margin_rate or upper.max_leverage > lower.max_leverage:
                raise ValueError("maintenance rates must not fall and leverage must not rise from tier to tier")
        return self

    def swap_rate(self, side: Side) -> Decimal | None:
        """What holding that side costs in a year; below nothing where it is received."""
        return self.swap_long_rate if side is Side.LONG else self.swap_short_rate

    @cached_property
    def slices(self) -> Slices:
        """What its tiers ask where each slice of notional pays the rate of its tier."""
        return slices_of(self.margin_tiers)

    @cached_property
    def sliced_maintenance(self) -> Polyline:
        """Maintenance by notional where each slice pays the rate of its tier."""
        return self.slices.maintenance

    @cached_property
    def whole_maintenance(self) -> Polyline:
        """Maintenance by notional where the whole position pays the rate of its tier."""
        return tiered(self.margin_tiers, TierRule.WHOLE)

    @cached_property
    def curved_maintenance(self) -> Polyline:
        """Maintenance by notional where the rate grows with it from that of the first tier."""
        curve = self.maintenance_curve
        return NOTHING if curve is None else curved(self.margin_tiers[0].maintenance_margin_rate, curve)


_LACKING: dict[Regime, Callable[["Venue", Instrument], str]] = {
    Regime.INVERSE_PERPETUAL: lambda _, i: "inverse contracts have no maintenance curve" if i.maintenance_curve else "",
    Regime.FUTURES: lambda _, i: "" if i.futures_margin else "futures need their initial and maintenance margin",
    Regime.MARGIN_STOCK: lambda venue, _: "" if venue.stock else "margin stock needs its rates",
    Regime.LOAN: lambda _, i: "" if i.loan else "a loan needs its loan-to-value thresholds",
}
"""What a regime cannot do without, or with."""


class Venue(Record):
    """A venue's rules as of a date. Ratios are equity over requirement: a level is where equity falls to that."""

    id: Symbol
    name: Name
    regime: Regime
    as_of: Day
    valid_until: Day | None = None
    source: Text
    client_class: Name
    deficit_policy: DeficitPolicy
    margin_modes: tuple[MarginMode, ...] = Field(min_length=1)
    margin_basis: MarginBasis = MarginBasis.OPEN
    margin_call_ratio: Multiple
    liquidation_ratio: Multiple | None = Field(description="none where the venue itself decides whether it liquidates")
    margin_call_money: Amount | None = Field(default=None, description="equity at the call, instead of a ratio")
    liquidation_money: Amount | None = None
    hedged_share: Amount = Field(default=TWO, description="legs that pay margin where long and short face each other")
    perpetual: PerpetualRules = PerpetualRules()
    stock: StockRules | None = None
    call_restores: CallRestores = CallRestores.INITIAL
    liquidation: LiquidationRules = LiquidationRules()
    typical: tuple[Name, ...] = Field(default=(), description="names of rules without a dated source")
    changed: tuple[Text, ...] = Field(default=(), description="rules the trader changed, as dotted paths")
    account_currencies: tuple[Currency, ...] = Field(min_length=1)
    not_modelled: tuple[Text, ...] = ()
    instruments: tuple[Instrument, ...] = Field(min_length=1)

    @cached_property
    def _by_symbol(self) -> dict[str, Instrument]:
        return {instrument.symbol: instrument for instrument in reversed(self.instruments)}

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if len(self._by_symbol) < len(self.instruments):
            raise ValueError("a symbol is listed twice")
        if self.liquidation_ratio is not None and self.margin_call_ratio < self.liquidation_ratio:
            raise ValueError("the margin call comes before liquidation")
        call, liquidation = self.margin_call_money, self.liquidation_money
        if call is not None and liquidation is not None and call < liquidation:
            raise ValueError("the margin call comes before liquidation")
        for instrument in self.instruments:
            lacking = _LACKING[self.regime](self, instrument) if self.regime in _LACKING else None
            if lacking:
                raise ValueError(lacking)
        return self

    @cached_property
    def has_plain_maintenance(self) -> bool:
        """Whether linear contracts require only slices of their notional, valued at the price itself."""
        plain = PerpetualRules()
        same = self.perpetual.replace(initial_margin_has_fee=False, bankruptcy_has_fee=False) == plain
        listed = not any(i.maintenance_curve or i.min_liquidation_fee for i in self.instruments)
        return self.regime is Regime.LINEAR_PERPETUAL and same and listed

    def instrument(self, symbol: str) -> Instrument | None:
        """The instrument of that symbol, if the venue lists it."""
        return self._by_symbol.get(symbol)

    def only(self, symbols: frozenset[str]) -> "Venue":
        """The same rules for the named instruments alone, as a plan carries them."""
        return self.replace(instruments=tuple(i for i in self.instruments if i.symbol in symbols))
