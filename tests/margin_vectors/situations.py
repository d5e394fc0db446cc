"""Venues, instruments and drafts as vectors describe them; nothing is reckoned here."""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, LARGEST, MAX_DIGITS, ONE, SMALLEST, ZERO
from planner.domain.plan import (
    DEFAULT_LIMITS,
    Account,
    Draft,
    Plan,
    Position,
    PositionMode,
    Situation,
)
from planner.domain.venue import Instrument, MarginMode, Regime, Side, Venue
from planner.domain.venue_rules import MarginTier

SUBJECT = "SUBJECT"
BASE, QUOTE, HOME = "BASE", "QUOTE", "HOME"
MOST_LEVERAGE = Decimal(10) ** 9
SAFE = Decimal(10) ** 12
"""A wallet that nothing here empties."""

_INSTRUMENT = {
    "base_currency": BASE,
    "quote_currency": QUOTE,
    "quantity_unit": "unit",
    "contract_size": ONE,
    "price_tick": SMALLEST,
    "quantity_step": SMALLEST,
    "min_quantity": SMALLEST,
    "max_leverage": MOST_LEVERAGE,
    "fee_rate": ZERO,
    "commission": ZERO,
    "spread": ZERO,
}
_VENUE = {
    "id": "vector",
    "name": "Vector",
    "as_of": "2026-01-01",
    "source": "a published example",
    "client_class": "",
    "deficit_policy": "owed",
    "margin_modes": ["isolated", "cross"],
    "margin_call_ratio": ONE,
    "liquidation_ratio": ONE,
    "account_currencies": [BASE, QUOTE, HOME],
}


INPUTS = Context(prec=MAX_DIGITS - 2)
"""What is derived from inputs is an input itself, and has no more digits than one."""


def fitting(value: Decimal) -> Decimal:
    """A number with as many digits as an input may have, and no smaller than one may be."""
    rounded = INPUTS.plus(value)
    places = MAX_DIGITS - max(1, rounded.adjusted() + 1)
    step = ONE.scaleb(-places)
    return rounded if rounded == rounded.quantize(step, context=ENGINE) else INPUTS.quantize(rounded, step)


def instrument(symbol: str = SUBJECT, **changes: object) -> Instrument:
    """An instrument without any cost, steps or limits."""
    return Instrument.model_validate({**_INSTRUMENT, "symbol": symbol, **changes})


def venue(regime: Regime, *instruments: Instrument, **changes: object) -> Venue:
    """A venue that calls and liquidates where equity falls to what it requires."""
    return Venue.model_validate({**_VENUE, "regime": regime, "instruments": instruments, **changes})


def tier(cap: Decimal, rate: Decimal, leverage: Decimal = MOST_LEVERAGE) -> MarginTier:
    """One step of a maintenance table."""
    return MarginTier(notional_cap=cap, maintenance_margin_rate=rate, max_leverage=leverage)


def tiers(*stated: tuple[Decimal, Decimal]) -> tuple[MarginTier, ...]:
    """The table in which these rates have these deductions: each tier ends where the next asks as much."""
    lines = sorted({(rate, amount) for rate, amount in stated if rate}) or [(ZERO, ZERO)]
    if lines[0][1]:
        lines = [(ZERO, ZERO), *lines]
    caps = [fitting((above[1] - below[1]) / (above[0] - below[0])) for below, above in pairwise(lines)]
    return tuple(tier(cap, rate) for cap, (rate, _) in zip((*caps, LARGEST), lines, strict=True))


class Trade(Struct, frozen=True):
    """A position as a vector states it: `margin` is what was posted for an isolated one, absent the initial margin."""

    side: str
    quantity: Decimal
    entry: Decimal
    mark: Decimal | None = None
    leverage: Decimal = ONE
    margin: Decimal | None = None
    symbol: str = SUBJECT

    @property
    def market(self) -> Decimal:
        """Where it is marked: at its entry unless told."""
        return self.entry if self.mark is None else self.mark


class Setting(Struct, frozen=True):
    """An account at a venue."""

    venue: Venue
    wallet: Decimal = SAFE
    currency: str = QUOTE
    mode: MarginMode = MarginMode.ISOLATED
    netting: bool = False
    rates: dict[str, Decimal] = field(default_factory=dict)

    def with_wallet(self, wallet: Decimal) -> "Setting":
        """The same with another balance."""
        return replace(self, wallet=wallet)


def draft(setting: Setting, plan: dict[str, object], held: Iterable[Trade] = ()) -> Draft:
    """A plan in an account that holds positions."""
    mode = PositionMode.ONE_WAY if setting.netting else PositionMode.HEDGE
    situation = Situation(
        account=Account(
            name="Vector", currency=setting.currency, wallet_balance=fitting(setting.wallet), position_mode=mode
        ),
        venue=setting.venue,
        positions=tuple(_position(trade, setting.mode) for trade in held),
        rates=setting.rates,
        limits=DEFAULT_LIMITS,
    )
    filled = {
        "instrument": setting.venue.instruments[0].symbol,
        "side": "long",
        "leverage": ONE,
        "margin_mode": setting.mode,
        "size_by": "quantity",
        "size": ONE,
        "slippage_rate": ZERO,
        "holding_days": ZERO,
    }
    return Draft(plan=Plan.model_validate({**filled, **plan}), situation=situation)


def _position(trade: Trade, mode: MarginMode) -> Position:
    return Position(
        instrument=trade.symbol,
        side=Side(trade.side),
        quantity=fitting(trade.quantity),
        entry_price=fitting(trade.entry),
        mark_price=fitting(trade.market),
        leverage=fitting(trade.leverage),
        margin_mode=mode,
        margin=None if trade.margin is None else fitting(trade.margin),
    )


def holding(setting: Setting, *trades: Trade) -> Evaluation:
    """An account that holds these positions, and no plan."""
    return evaluate(draft(setting, {}, trades))


def planning(setting: Setting, trade: Trade, held: Sequence[Trade] = (), **plan: object) -> Evaluation:
    """A plan to open one position in an account that holds others."""
    stated: dict[str, object] = {
        "instrument": trade.symbol,
        "side": trade.side,
        "entry_price": fitting(trade.entry),
        "size": fitting(trade.quantity),
        "leverage": fitting(trade.leverage),
    }
    return evaluate(draft(setting, {**stated, **plan}, held))
