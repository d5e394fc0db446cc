"""The account as it stands: equity, margins, and what backs the planned position.

    equity        = wallet balance + unrealised profit of all positions at their marks
    used margin   = margin blocked by open positions
    free margin   = cross wallet + cross profit - cross margin: what can back a new position, or be spent
    margin level  = equity / used margin, without a value when nothing is used

Isolated margins leave the cross wallet first, and the profit of what they back stays with them. Where no position is
isolated, and profit backs others, free margin is equity less used margin.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from msgspec import Struct

from planner.domain.book import Book, Entry, book_of, opened
from planner.domain.conversion import Conversion, conversion_of
from planner.domain.margin.leg import Leg, Terms
from planner.domain.number import ENGINE, ZERO
from planner.domain.plan import Position, PositionMode, Situation
from planner.domain.venue import CROSS, ISOLATED, Instrument


class AccountState(Struct, frozen=True):
    """Figures of an account in its own currency; `requirement` is what the venue asks of all open positions.

    Free margin is below zero before a stop-out.
    """

    equity: Decimal
    used_margin: Decimal
    free_margin: Decimal
    requirement: Decimal

    @property
    def margin_level(self) -> Decimal | None:
        """Equity over used margin; None when nothing is used."""
        return ENGINE.divide(self.equity, self.used_margin) if self.used_margin else None


class Holding(NamedTuple):
    """An open position with its figures in account currency."""

    position: Position
    instrument: Instrument
    conversion: Conversion
    leg: Leg
    unrealised_pnl: Decimal
    isolated_margin: Decimal
    notional: Decimal

    @property
    def risk_at_stop(self) -> Decimal | None:
        """Loss against entry when the stop fills, closing fee and half the spread paid; None without a stop.

        A stop in profit risks nothing.
        """
        stop = self.position.stop_price
        if stop is None:
            return None
        with localcontext(ENGINE):
            return ZERO if self.leg.pnl_at(stop) >= 0 else self.loss_when_closed(stop)

    def loss_when_closed(self, price: Decimal) -> Decimal:
        """Loss against entry, below nothing where it is a gain, when closed at a price: costs included."""
        with localcontext(ENGINE):
            closing = self.leg.units * (price * self.instrument.fee_rate + self.instrument.spread / 2)
            commission = self.position.quantity * self.instrument.commission
            return self.conversion.amount(closing + commission - self.leg.pnl_at(price), price)


def holdings_of(situation: Situation) -> tuple[Holding, ...] | None:
    """The figures of all open positions; None when an instrument or a conversion rate is unknown."""
    known: dict[str, tuple[Instrument, Conversion]] = {}
    for symbol in {position.instrument for position in situation.positions}:
        instrument = situation.venue.instrument(symbol)
        conversion = conversion_of(instrument, situation)
        if instrument is None or conversion is None:
            return None
        known[symbol] = instrument, conversion
    return tuple(_held(position, situation, *known[position.instrument]) for position in situation.positions)


def _held(position: Position, situation: Situation, instrument: Instrument, conversion: Conversion) -> Holding:
    mark, entry, amount = position.mark_price, position.entry_price, conversion.amount
    terms = Terms(position.leverage)
    leg = opened(situation.venue, instrument, position.side, terms, quantity=position.quantity, price=entry)
    isolated = ZERO
    if position.margin_mode is ISOLATED:
        isolated = amount(leg.initial_margin, entry) if position.margin is None else position.margin
    return Holding(
        position=position,
        instrument=instrument,
        conversion=conversion,
        leg=leg,
        unrealised_pnl=amount(leg.pnl_at(mark), mark),
        isolated_margin=isolated,
        notional=amount(leg.value_at(mark), mark),
    )


def book_of_account(situation: Situation, holdings: Sequence[Holding]) -> Book:
    """The open positions as margin sees them."""
    netting = situation.account.position_mode is PositionMode.ONE_WAY and situation.venue.regime.is_perpetual
    entries = (
        Entry(h.position.margin_mode, h.leg, h.conversion, h.position.mark_price, h.isolated_margin) for h in holdings
    )
    share = ZERO if netting else situation.venue.hedged_share
    return book_of(situation.venue, situation.account.wallet_balance, share, entries)


def state_of(book: Book) -> AccountState:
    """The figures of an account with all its positions."""
    equity = free = book.wallet
    used = required = ZERO
    for key, exposure in book.exposures.items():
        equity += exposure.pnl + exposure.margin
        used += exposure.used_margin
        required += exposure.requirement
        if key[1] is CROSS:
            free += book.counted(exposure) - exposure.used_margin
    return AccountState(equity, used, free, required)


def cross_margin_ratio(book: Book) -> Decimal | None:
    """Requirement over equity of the cross positions alone, as perpetual venues show it; None without any."""
    equity = book.wallet + book.cross_pnl
    is_any = any(mode is CROSS for _, mode, _ in book.exposures)
    return book.cross_requirement / equity if is_any and equity > 0 else None
