"""A second opinion in exact fractions, written from the venues' rules and sharing no code with the planner.

Levels are isolated by bisection between the edges of the rules, not by solving lines. What is required stands in
`oracle_margins`.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from planner.domain.plan import Draft, Position
from planner.domain.venue import Instrument, MarginMode, Regime, Side
from planner.domain.venue_rules import TierMeasure
from tests.conftest import exact
from tests.domain.oracle_margins import (
    NOTHING,
    Lot,
    closing_fee,
    facing,
    hedged_share,
    initial,
    requirement,
    rounded_up,
    valued,
)

NEAR_ZERO = Fraction(1, 10**40)
FAR = Fraction(10**18)
HALVINGS = 30
BESIDE = Fraction(1, 10**45)
Demand = tuple[Fraction, Fraction, bool]
"""A multiple of the requirement, an amount of money, and whether closing must be paid for."""
Excess = Callable[[Fraction], Fraction]


class Book:
    """A draft read as one equity and one requirement, both functions of the price of the planned instrument."""

    def __init__(self, draft: Draft, quantity: Fraction) -> None:
        """Read the draft, `quantity` of it to be bought or sold."""
        self.draft = draft
        self.situation = draft.situation
        self.instrument = instrument_of(draft, draft.plan.instrument)
        self.entry = exact(draft.plan.entry_price) if draft.plan.entry_price is not None else NOTHING
        plan = draft.plan
        self.planned = self._lot(
            self.instrument,
            plan.side,
            quantity,
            self.entry,
            leverage=exact(plan.leverage),
            spread=exact(self.instrument.spread) * plan.side.sign,
            intraday=plan.intraday,
            lent=None if plan.loan_to_value is None else exact(plan.loan_to_value),
        )
        fee = plan.fee_rate if plan.fee_rate is not None else self.instrument.fee_rate
        cost = self.planned.value * exact(fee) + quantity * exact(self.instrument.commission) + self._opening_interest()
        self.entry_fee = self.money(self.instrument, cost, self.entry)
        self.marks = {self.instrument.symbol: self.entry}
        self.marks |= {position.instrument: exact(position.mark_price) for position in self.situation.positions}
        self._read_positions()

    def _lot(
        self,
        instrument: Instrument,
        side: Side,
        quantity: Fraction,
        entry: Fraction,
        *,
        leverage: Fraction,
        spread: Fraction = NOTHING,
        intraday: bool = False,
        lent: Fraction | None = None,
    ) -> Lot:
        is_inverse = self.situation.venue.regime is Regime.INVERSE_PERPETUAL
        size = quantity * exact(instrument.contract_size)
        units, value = (size / entry, size) if is_inverse else (size, size * entry)
        paid = entry + spread
        return Lot(instrument, side, is_inverse, quantity, units, value, paid, leverage, intraday, lent)

    def _opening_interest(self) -> Fraction:
        """What a lender takes when the plan is opened: a share of the cost, or of the cost less the margin."""
        rule, lot = self.instrument.interest, self.planned
        if rule is None:
            return NOTHING
        is_whole = rule.on_whole_cost or lot.side is Side.SHORT
        lent = lot.value if is_whole else lot.value - initial(lot, self.situation)
        return lent * exact(rule.opening_rate)

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

    @property
    def is_netting(self) -> bool:
        """Whether long and short of an instrument are one position."""
        return self.situation.venue.regime.is_perpetual and not hedged_share(self.situation)

    def lot(self, position: Position) -> Lot:
        """An open position."""
        return self._lot(
            instrument_of(self.draft, position.instrument),
            position.side,
            exact(position.quantity),
            exact(position.entry_price),
            leverage=exact(position.leverage),
        )

    def posted(self, position: Position) -> Fraction:
        """The isolated margin of a position, in account currency."""
        if position.margin is not None:
            return exact(position.margin)
        lot = self.lot(position)
        return self.money(lot.instrument, initial(lot, self.situation), exact(position.entry_price))

    def profit(self, lots: list[Lot], price: Fraction) -> Fraction:
        """Of lots in one instrument in account currency, as far as the venue counts it."""
        total = self.money(lots[0].instrument, sum((lot.profit(price) for lot in lots), NOTHING), price)
        return total if self.situation.venue.perpetual.profit_counts else min(NOTHING, total)

    def required(self, lots: list[Lot], price: Fraction) -> Fraction:
        """The requirement of lots in one instrument at a price, in account currency."""
        if not lots:
            return NOTHING
        instrument = lots[0].instrument
        mark = self.mark if lots is self.moving else self.marks[instrument.symbol]
        asked = requirement(lots, price, mark, self.situation, is_own=self.is_own(instrument))
        return self.money(instrument, asked, price)

    def _read_positions(self) -> None:
        """What stays the same at every price of the planned instrument, and the lots that do not."""
        plan, held = self.draft.plan, self.situation.positions
        lots = [(position, self.lot(position)) for position in held]
        mine = [(p, lot) for p, lot in lots if (p.instrument, p.margin_mode) == (plan.instrument, plan.margin_mode)]
        if plan.margin_mode is MarginMode.ISOLATED and not self.is_netting:
            mine = [(p, lot) for p, lot in mine if lot.side is plan.side]
        self.mark = exact(mine[0][0].mark_price) if mine else self.entry
        self.moving, self.fixed_required = [self.planned], NOTHING
        if plan.margin_mode is MarginMode.ISOLATED:
            self.fixed_equity = self.planned_margin + exact(plan.added_margin)
            self.fixed_equity += sum(self.posted(p) for p, _ in mine)
            self.moving += [lot for _, lot in mine]
            return
        self.moving += [lot for _, lot in mine]
        self.fixed_equity = exact(self.situation.account.wallet_balance) - self.entry_fee
        self.fixed_equity -= sum(self.posted(p) for p in held if p.margin_mode is MarginMode.ISOLATED)
        for symbol, there in self.cross_lots().items():
            if symbol != plan.instrument:
                self.fixed_equity += self.profit(there, self.marks[symbol])
                self.fixed_required += self.required(there, self.marks[symbol])

    def cross_lots(self) -> dict[str, list[Lot]]:
        """The open cross positions by instrument."""
        found: dict[str, list[Lot]] = {}
        for position in self.situation.positions:
            if position.margin_mode is MarginMode.CROSS:
                found.setdefault(position.instrument, []).append(self.lot(position))
        return found

    @property
    def planned_margin(self) -> Fraction:
        """The initial margin of the plan, in account currency."""
        return self.money(self.instrument, initial(self.planned, self.situation), self.entry)

    def equity_and_requirement(self, price: Fraction) -> tuple[Fraction, Fraction]:
        """What backs the plan and what is asked of it, when its instrument trades at `price`."""
        equity = self.fixed_equity + self.profit(self.moving, price)
        return equity, self.fixed_required + self.required(self.moving, price)

    def fee_of_closing(self, price: Fraction) -> Fraction:
        """What closing at bankruptcy costs where the venue says so, in account currency."""
        rules = self.situation.venue.perpetual
        if not rules.bankruptcy_has_fee or not self.situation.venue.regime.is_perpetual:
            return NOTHING
        fee = NOTHING
        for held in facing(self.moving, self.situation):
            part, is_fixed = valued(closing_fee(held, self.situation), rules.fee_valued_at, held, price, self.mark)
            part = rounded_up(part, self.situation) if is_fixed else part
            fee += part * price if held.is_inverse else part
        return self.money(self.instrument, fee, price)

    def excess(self, demand: Demand) -> Excess:
        """Equity less what is demanded."""
        ratio, money, has_fee = demand

        def at(price: Fraction) -> Fraction:
            equity, required = self.equity_and_requirement(price)
            return equity - ratio * required - money - (self.fee_of_closing(price) if has_fee else NOTHING)

        return at

    def demand(self, level: str) -> Demand | None:
        """What the venue compares equity with at a level."""
        venue = self.situation.venue
        if venue.regime is Regime.CASH:
            return None
        if level == "bankruptcy":
            return NOTHING, NOTHING, True
        return self._call() if level == "margin_call" else self._liquidation()

    def _call(self) -> Demand:
        venue, terms = self.situation.venue, self.instrument.loan
        if venue.margin_call_money is not None:
            return NOTHING, exact(venue.margin_call_money), False
        if venue.regime is Regime.LOAN and terms is not None:
            kept = (1 - exact(terms.margin_call_ltv)) / (1 - exact(terms.liquidation_ltv))
            return kept, NOTHING, False
        return exact(venue.margin_call_ratio), NOTHING, False

    def _liquidation(self) -> Demand | None:
        venue = self.situation.venue
        if venue.liquidation_money is not None:
            return NOTHING, exact(venue.liquidation_money), False
        return None if venue.liquidation_ratio is None else (exact(venue.liquidation_ratio), NOTHING, False)

    def edges(self) -> set[Fraction]:
        """Every price at which a rule of the planned instrument may change, and a place on either side of it."""
        rules, found = self.situation.venue.stock, set()
        if self.situation.venue.regime.is_perpetual:
            found |= self._notional_edges()
        if rules is not None:
            rates = [exact(rules.maintenance_short), exact(rules.low_rate), Fraction(1)]
            rates += [rate * exact(self.instrument.stock_leverage) for rate in rates]
            amounts = (exact(rules.per_share), exact(rules.low_per_share))
            found |= {exact(rules.low_price), *(amount / rate for amount in amounts for rate in rates if rate)}
        found |= self._break_even()
        return {edge * (1 + turn * BESIDE) for edge in found if edge > 0 for turn in (-1, 0, 1)}

    def _break_even(self) -> set[Fraction]:
        """Where the profit of all that moves is nothing."""
        signs = [(lot, lot.side.sign) for lot in self.moving]
        turn = sum(sign * (lot.value / lot.paid if lot.is_inverse else lot.units) for lot, sign in signs)
        fixed = sum(sign * (lot.value if lot.is_inverse else lot.units * lot.paid) for lot, sign in signs)
        return {fixed / turn} if turn else set()

    def _notional_edges(self) -> set[Fraction]:
        """Where tiers, least fee and curve turn."""
        listed, found = self.instrument, set()
        by_size = self.situation.venue.perpetual.tier_measure is TierMeasure.QUANTITY
        caps = set() if by_size else {exact(tier.notional_cap) for tier in listed.margin_tiers}
        for held in facing(self.moving, self.situation):
            away, share = exact(listed.liquidation_fee_rate), held.margined / held.units
            least = exact(listed.min_liquidation_fee)
            turns = caps | {least / away / (1 + part) for part in (0, share, -share) if away and part > -1}
            found |= {(held.value / turn if held.is_inverse else turn / held.units) for turn in turns if turn}
        return found

    def level(self, demand: Demand, direction: int) -> tuple[Fraction, Fraction] | None:
        """The two prices, near each other, between which equity first falls to what is demanded.

        Between two edges the excess bends nowhere, so an excess above nothing at both is above nothing between them.
        """
        excess = self.excess(demand)
        stations = {*self.edges(), *(self.entry * Fraction(10) ** decade for decade in range(-40, 19)), NEAR_ZERO, FAR}
        ahead = [price for price in stations if NEAR_ZERO <= price <= FAR and direction * (price - self.entry) > 0]
        path = [self.entry, *sorted(ahead, reverse=direction < 0)]
        for safe, beyond in pairwise(path):
            if excess(beyond) <= 0:
                return bisected(excess, safe, beyond, HALVINGS)
        return None


def bisected(excess: Excess, safe: Fraction, beyond: Fraction, steps: int) -> tuple[Fraction, Fraction]:
    """The last place above nothing and the first at or below it, nearer by every step."""
    for _ in range(steps):
        middle = (safe + beyond) / 2
        if excess(middle) > 0:
            safe = middle
        else:
            beyond = middle
    return safe, beyond


def instrument_of(draft: Draft, symbol: str) -> Instrument:
    """The rules of a symbol."""
    return next(i for i in draft.situation.venue.instruments if i.symbol == symbol)


def unit_loss(draft: Draft) -> Fraction:
    """What one unit of quantity loses at the stop in account currency, every cost paid, without carry."""
    book = Book(draft, Fraction(1))
    stop, instrument, plan = exact(draft.plan.stop_price or 0), book.instrument, draft.plan  # type: ignore[arg-type]
    fee = exact(plan.fee_rate if plan.fee_rate is not None else instrument.fee_rate)
    fill = max(stop * (1 - plan.side.sign * exact(plan.slippage_rate)), exact(instrument.price_tick))
    value = book.planned.value if book.planned.is_inverse else book.planned.units * fill
    closing = fee * value + exact(instrument.commission) - book.planned.profit(fill)
    return book.money(instrument, closing, fill) + book.entry_fee
