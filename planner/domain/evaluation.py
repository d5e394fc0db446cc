"""What follows from a plan in one account: the values `evaluate` returns."""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from enum import IntEnum

import msgspec
from msgspec import Struct

from planner.domain.account import AccountState, Holding
from planner.domain.book import Book, Entry, Key
from planner.domain.demands import NO_DEMANDS, Demands
from planner.domain.ladder import Order
from planner.domain.margin.leg import Leg
from planner.domain.margin.pool import Pool
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.plan import Draft
from planner.domain.sizing import Sizing, loss_of_one
from planner.domain.unit_trade import UnitTrade
from planner.domain.venue import Side
from planner.domain.venue_rules import DayTradeRule, TierMeasure

Fact = Decimal | str | None
Facts = Mapping[str, Fact]


class Severity(IntEnum):
    """How much a finding weighs."""

    NOTE = 0
    WARNING = 1
    BLOCKER = 2
    INPUT = 3


class Finding(Struct, frozen=True):
    """An objection: its name, its weight, the field to change, and the facts its sentence needs.

    The ending of a fact's name tells its unit: `_price`, `_rate`, `_quantity`, `_money`, `_leverage`, `_minutes`,
    `_days`, `_average` (a price between two ticks).
    """

    code: str
    severity: Severity
    field: str
    facts: Facts = msgspec.field(default_factory=dict)


class Levels(Struct, frozen=True):
    """Prices at which something happens; None where there is no such price.

    `far_liquidation` lies on the profitable side: other positions of the account can be liquidated there.
    """

    break_even: Decimal | None = None
    margin_call: Decimal | None = None
    liquidation: Decimal | None = None
    bankruptcy: Decimal | None = None
    far_liquidation: Decimal | None = None


class Step(Struct, frozen=True):
    """A plan of several entries with some of them filled: what is then open, what it costs and where it ends.

    `number` is that of the entry filled last, counted as they stand in the plan. Money is in account currency.
    `next_price` is where the following order waits. `is_cut_off` where the account is liquidated before the following
    order fills, or as the last one does.
    """

    number: int
    quantity: Decimal
    entry_price: Decimal
    initial_margin: Decimal | None
    loss_at_stop: Decimal | None
    levels: Levels
    next_price: Decimal | None
    is_cut_off: bool


class StopRoom(Struct, frozen=True):
    """Where the stop is filled, and the unrounded price of liquidation at the end of the holding time."""

    entry: Decimal
    fill: Decimal
    later: Decimal


class Evaluation(Struct, frozen=True):
    """Everything that follows from a draft. None: it cannot be said.

    Money is in account currency, prices in the instrument's; `levels` are on the tick, `roots` the unrounded crossings.
    `orders` are the entries in whole steps, `steps` what holds after each, as they fill, where there are several;
    `exits` are what the targets close, in whole steps too, one for each in the order of the plan.
    `stop_room` is None without a stop, a size or a liquidation price.
    `book` holds the open positions, `book_after` this plan (`planned`) too, in the exposure `key` that `pool` backs.
    """

    draft: Draft
    findings: tuple[Finding, ...]
    holdings: tuple[Holding, ...] = ()
    book: Book | None = None
    book_after: Book | None = None
    key: Key | None = None
    planned: Entry | None = None
    before: AccountState | None = None
    after: AccountState | None = None
    unit: UnitTrade | None = None
    orders: tuple[Order, ...] = ()
    steps: tuple[Step, ...] = ()
    exits: tuple[Order, ...] = ()
    sizing: Sizing | None = None
    asked_quantity: Decimal | None = None
    quantity: Decimal | None = None
    notional: Decimal | None = None
    initial_margin: Decimal | None = None
    unit_margin: Decimal | None = None
    entry_cost: Decimal | None = None
    loss_at_stop: Decimal | None = None
    gain_at_targets: Decimal | None = None
    pool: Pool | None = None
    demands: Demands = NO_DEMANDS
    levels: Levels = msgspec.field(default_factory=Levels)
    roots: Levels = msgspec.field(default_factory=Levels)
    stop_room: StopRoom | None = None

    @property
    def entry_price(self) -> Decimal | None:
        """What is paid for a unit: the entry, or the average of several."""
        return self.draft.plan.entry_price if self.unit is None else self.unit.entry_price

    @property
    def unit_loss(self) -> Decimal | None:
        """What one R is of one unit: its loss at the stop, opened at what the orders in whole steps cost on average.

        None without a stop on the losing side.
        """
        with localcontext(ENGINE):
            return None if self.unit is None else loss_of_one(self.draft.plan, self.unit)

    @property
    def risk_rate(self) -> Decimal | None:
        """Loss at the stop as a fraction of equity before the trade."""
        if self.loss_at_stop is None or self.before is None or self.before.equity <= 0:
            return None
        return ENGINE.divide(self.loss_at_stop, self.before.equity)

    @property
    def reward_risk(self) -> Decimal | None:
        """Gain at the targets over loss at the stop, all costs paid in both."""
        if self.gain_at_targets is None or self.loss_at_stop is None or self.loss_at_stop <= 0:
            return None
        return ENGINE.divide(self.gain_at_targets, self.loss_at_stop)

    @property
    def break_even_win_rate(self) -> Decimal | None:
        """The share of such trades that must win to lose nothing."""
        if self.reward_risk is None or self.reward_risk <= 0:
            return None
        return ENGINE.divide(ONE, ENGINE.add(ONE, self.reward_risk))

    @property
    def quote_notional(self) -> Decimal | None:
        """Notional of the plan and of what is open on its side of its instrument, in quote currency at the entry."""
        if self.unit is None or not self.quantity:
            return None
        with localcontext(ENGINE):
            entry = self.unit.entry_price
            return self.quantity * self.unit.notional + sum((leg.value_at(entry) for leg in self._open_legs()), ZERO)

    def tier_measure(self, quantity: Decimal) -> Decimal:
        """What the venue's tiers count of `quantity` and what is open: notional in settlement currency, or quantity."""
        if self.unit is None:
            return ZERO
        with localcontext(ENGINE):
            entry, venue, leg = self.unit.entry_price, self.draft.situation.venue, self.unit.leg
            legs = [*self._open_legs(), leg.scaled(quantity)]
            if venue.perpetual.tier_measure is TierMeasure.QUANTITY:
                return sum((leg.quantity for leg in legs), ZERO)
            quote = sum((leg.value_at(entry) for leg in legs), ZERO)
            return quote / entry if leg.is_inverse else quote

    def quantity_within(self, measure: Decimal) -> Decimal:
        """How much can be opened until the venue's tiers count `measure` of it and what is open."""
        already = self.tier_measure(ZERO)
        with localcontext(ENGINE):
            return (measure - already) / (self.tier_measure(ONE) - already)

    def _open_legs(self) -> list[Leg]:
        """What is already open in the plan's instrument, on its side."""
        plan = self.draft.plan
        same = (h for h in self.holdings if h.position.instrument == plan.instrument and h.position.side is plan.side)
        return [holding.leg for holding in same]

    @property
    def loan_to_value(self) -> Decimal | None:
        """What is borrowed of the position's value at entry; None where the whole account borrows, and of a short."""
        venue, plan = self.draft.situation.venue, self.draft.plan
        if self.initial_margin is None or not self.notional or plan.side is Side.SHORT or venue.stock is not None:
            return None
        return ENGINE.subtract(ONE, ENGINE.divide(self.initial_margin, self.notional))

    @property
    def buying_power(self) -> Decimal | None:
        """The largest notional that what is available can carry, in account currency."""
        if self.before is None or self.unit is None or not self.unit_margin:
            return None
        with localcontext(ENGINE):
            value = self.unit.conversion.amount(self.unit.notional, self.unit.entry_price)
            return max(ZERO, self.spendable) * value / self.unit_margin

    @property
    def spendable(self) -> Decimal:
        """What can back a new position: what is available, or for a day trade in stock all above maintenance."""
        before, stock = self.before, self.draft.situation.venue.stock
        if before is None:
            return ZERO
        is_day = self.draft.plan.intraday and stock is not None and stock.day_trade_rule is not DayTradeRule.NONE
        return ENGINE.subtract(before.equity, before.requirement) if is_day else before.free_margin

    @property
    def effective_leverage(self) -> Decimal | None:
        """Notional of all positions and this plan over equity; where positions net, only what is left of them."""
        if self.notional is None or self.before is None or self.before.equity <= 0:
            return None
        with localcontext(ENGINE):
            gross = self.notional + sum((holding.notional for holding in self.holdings), ZERO)
            return (gross - self._netted()) / self.before.equity

    def _netted(self) -> Decimal:
        """The notional that the plan closes of what it faces, and its own of the same size, in account currency."""
        if self.book is None or self.unit is None or self.planned is None or not self.book.is_netting:
            return ZERO
        entry, planned = self.unit.entry_price, self.planned.leg
        faced = [h for h in self.holdings if h.leg.instrument is planned.instrument and h.leg.side is not planned.side]
        quantity = sum((holding.leg.quantity for holding in faced), ZERO)
        if not quantity:
            return ZERO
        common = min(quantity, planned.quantity)
        own = self.unit.conversion.amount(planned.value_at(entry), entry) * common / planned.quantity
        return own + sum((holding.notional for holding in faced), ZERO) * common / quantity
