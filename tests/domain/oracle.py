"""A second opinion in exact fractions, written from the venues' rules and sharing no code with the planner.

The tier formula here is the one of an income tax: every slice of the notional pays its own rate. Levels are
isolated by bisection between the edges of the tiers, not by solving lines.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from planner.domain.plan import Draft, Position
from planner.domain.venue import Instrument, MarginBasis, MarginMode, Regime, Side
from planner.domain.venue_rules import MarginTier
from tests.conftest import exact

NEAR_ZERO = Fraction(1, 10**40)
FAR = Fraction(10**18)
HALVINGS = 30


@dataclass(frozen=True)
class Lot:
    """Something held: base units bought or sold at a price, the spread already paid."""

    instrument: Instrument
    side: Side
    units: Fraction
    price: Fraction
    paid: Fraction
    leverage: Fraction

    def profit(self, price: Fraction) -> Fraction:
        """In quote currency."""
        return self.side.sign * self.units * (price - self.paid)


def maintenance(tiers: Iterable[MarginTier], notional: Fraction) -> Fraction:
    """Every slice of the notional between two caps pays its own rate; the last has no cap."""
    rows = [(exact(tier.notional_cap), exact(tier.maintenance_margin_rate)) for tier in tiers]
    paid, floor = Fraction(0), Fraction(0)
    for index, (cap, rate) in enumerate(rows):
        top = notional if index == len(rows) - 1 else min(cap, notional)
        paid += rate * max(top - floor, Fraction(0))
        floor = cap
    return paid


class Book:
    """A draft read as one equity and one requirement, both functions of the price of the planned instrument."""

    def __init__(self, draft: Draft, quantity: Fraction) -> None:
        """Read the draft, `quantity` of it to be bought or sold."""
        self.draft = draft
        self.situation = draft.situation
        self.instrument = _instrument(draft, draft.plan.instrument)
        self.entry = exact(draft.plan.entry_price) if draft.plan.entry_price is not None else Fraction(0)
        spread = exact(self.instrument.spread) * draft.plan.side.sign
        self.planned = Lot(
            self.instrument,
            draft.plan.side,
            quantity * exact(self.instrument.contract_size),
            self.entry,
            self.entry + spread,
            exact(draft.plan.leverage),
        )
        fee = draft.plan.fee_rate if draft.plan.fee_rate is not None else self.instrument.fee_rate
        commission = quantity * exact(self.instrument.commission)
        self.entry_fee = self.money(
            self.instrument, self.planned.units * self.entry * exact(fee) + commission, self.entry
        )
        self._read_positions()

    def money(self, instrument: Instrument, amount: Fraction, price: Fraction) -> Fraction:
        """Quote currency of an instrument in account currency."""
        if instrument.quote_currency == self.situation.account.currency:
            return amount
        if self.is_own(instrument):
            return amount / price
        return amount * exact(self.situation.rates[instrument.quote_currency])

    def is_own(self, instrument: Instrument) -> bool:
        """Whether the account is kept in what is traded."""
        currency = self.situation.account.currency
        return currency != instrument.quote_currency and instrument.base_currency == currency

    def lot(self, position: Position) -> Lot:
        """An open position."""
        instrument = _instrument(self.draft, position.instrument)
        entry = exact(position.entry_price)
        units = exact(position.quantity) * exact(instrument.contract_size)
        return Lot(instrument, position.side, units, entry, entry, exact(position.leverage))

    def posted(self, position: Position) -> Fraction:
        """The isolated margin of a position, in account currency."""
        if position.margin is not None:
            return exact(position.margin)
        lot = self.lot(position)
        return self.money(lot.instrument, lot.units * lot.price / lot.leverage, exact(position.entry_price))

    def required(self, lots: list[Lot], price: Fraction) -> Fraction:
        """The requirement of lots in one instrument at a price, in account currency."""
        if not lots:
            return Fraction(0)
        instrument = lots[0].instrument
        if self.situation.venue.regime is Regime.LINEAR_PERPETUAL:
            sides = [sum((lot.units for lot in lots if lot.side is side), Fraction(0)) for side in Side]
            amount = sum((maintenance(instrument.margin_tiers, units * price) for units in sides), Fraction(0))
            return self.money(instrument, amount, price)
        at_open = self.situation.venue.margin_basis is MarginBasis.OPEN and not self.is_own(instrument)
        amount = sum((lot.units * (lot.price if at_open else price) / lot.leverage for lot in lots), Fraction(0))
        return self.money(instrument, amount, price)

    def _read_positions(self) -> None:
        """What stays the same at every price of the planned instrument, and the lots that do not."""
        plan, held = self.draft.plan, self.situation.positions
        lots = [(position, self.lot(position)) for position in held]
        mine = [(p, lot) for p, lot in lots if (p.instrument, p.margin_mode) == (plan.instrument, plan.margin_mode)]
        self.moving, self.fixed_required = [self.planned], Fraction(0)
        if plan.margin_mode is MarginMode.ISOLATED:
            self.fixed_equity = self.money(self.instrument, self._planned_margin(), self.entry)
            self.fixed_equity += sum(self.posted(p) for p, lot in mine if lot.side is plan.side)
            self.moving += [lot for _, lot in mine if lot.side is plan.side]
            return
        self.moving += [lot for _, lot in mine]
        self.fixed_equity = exact(self.situation.account.wallet_balance) - self.entry_fee
        self.fixed_equity -= sum(self.posted(p) for p in held if p.margin_mode is MarginMode.ISOLATED)
        others = [(p, lot) for p, lot in lots if p.margin_mode is MarginMode.CROSS and p.instrument != plan.instrument]
        for symbol in {p.instrument for p, _ in others}:
            there = [(exact(p.mark_price), lot) for p, lot in others if p.instrument == symbol]
            self.fixed_equity += sum(self.money(lot.instrument, lot.profit(mark), mark) for mark, lot in there)
            self.fixed_required += self.required([lot for _, lot in there], there[0][0])

    def _planned_margin(self) -> Fraction:
        return self.planned.units * self.entry / self.planned.leverage

    def equity_and_requirement(self, price: Fraction) -> tuple[Fraction, Fraction]:
        """What backs the plan and what is asked of it, when its instrument trades at `price`."""
        profit = sum((lot.profit(price) for lot in self.moving), Fraction(0))
        equity = self.fixed_equity + self.money(self.instrument, profit, price)
        return equity, self.fixed_required + self.required(self.moving, price)

    def excess(self, ratio: Fraction) -> Callable[[Fraction], Fraction]:
        """Equity less `ratio` times the requirement."""

        def at(price: Fraction) -> Fraction:
            equity, required = self.equity_and_requirement(price)
            return equity - ratio * required

        return at

    def edges(self) -> list[Fraction]:
        """Every price at which a side of the planned instrument enters another tier."""
        caps = [exact(tier.notional_cap) for tier in self.instrument.margin_tiers]
        sides = [sum((lot.units for lot in self.moving if lot.side is side), Fraction(0)) for side in Side]
        return sorted({cap / units for cap in caps for units in sides if units and cap})

    def level(self, ratio: Fraction, direction: int) -> tuple[Fraction, Fraction] | None:
        """The two prices, near each other, between which equity first falls to `ratio` times the requirement.

        Between two edges the excess bends nowhere, so an excess above nothing at both is above nothing between them.
        """
        excess = self.excess(ratio)
        stations = {*self.edges(), *(self.entry * Fraction(10) ** decade for decade in range(-40, 19)), NEAR_ZERO, FAR}
        ahead = [price for price in stations if NEAR_ZERO <= price <= FAR and direction * (price - self.entry) > 0]
        path = [self.entry, *sorted(ahead, reverse=direction < 0)]
        for safe, beyond in pairwise(path):
            if excess(beyond) <= 0:
                return _bisected(excess, safe, beyond)
        return None


def _bisected(excess: Callable[[Fraction], Fraction], safe: Fraction, beyond: Fraction) -> tuple[Fraction, Fraction]:
    for _ in range(HALVINGS):
        middle = (safe + beyond) / 2
        if excess(middle) > 0:
            safe = middle
        else:
            beyond = middle
    return safe, beyond


def _instrument(draft: Draft, symbol: str) -> Instrument:
    return next(i for i in draft.situation.venue.instruments if i.symbol == symbol)


def unit_loss(draft: Draft) -> Fraction:
    """What one unit of quantity loses at the stop in account currency, every cost paid, without carry."""
    book = Book(draft, Fraction(1))
    stop, instrument, plan = exact(draft.plan.stop_price or 0), book.instrument, draft.plan  # type: ignore[arg-type]
    fee = exact(plan.fee_rate if plan.fee_rate is not None else instrument.fee_rate)
    fill = max(stop * (1 - plan.side.sign * exact(plan.slippage_rate)), exact(instrument.price_tick))
    closing = fee * book.planned.units * fill + exact(instrument.commission) - book.planned.profit(fill)
    return book.money(instrument, closing, fill) + book.entry_fee
