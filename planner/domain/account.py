"""The account as it stands: equity, margins, and what backs the planned position.

    equity        = wallet balance + unrealised profit of all positions at their marks
    used margin   = margin blocked by open positions
    free margin   = equity - used margin
    margin level  = equity / used margin, without a value when nothing is used
    available     = cross wallet + cross profit - cross margin: what can back a new position

Isolated margins leave the cross wallet first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from planner.domain.conversion import Conversion, conversion_of
from planner.domain.margin.crossings import Polyline, Pool
from planner.domain.margin.leg import Leg, merge
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ENGINE, ZERO
from planner.domain.plan import Plan, Position, Situation
from planner.domain.venue import Instrument, MarginMode, Venue


@dataclass(frozen=True, slots=True)
class AccountState:
    """Figures of an account in its own currency."""

    equity: Decimal
    used_margin: Decimal
    available: Decimal
    requirement: Decimal

    @property
    def free_margin(self) -> Decimal:
        """Equity not blocked; below zero before a stop-out."""
        return ENGINE.subtract(self.equity, self.used_margin)

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
    used_margin: Decimal
    isolated_margin: Decimal
    requirement: Decimal
    notional: Decimal


def leg_of(instrument: Instrument, position: Position | Plan, quantity: Decimal, price: Decimal) -> Leg:
    """The leg of `quantity` opened at `price`."""
    units = quantity * instrument.contract_size
    margined = units / position.leverage
    return Leg(instrument, position.side, units, units * price, margined * price, margined)


def holdings_of(situation: Situation) -> tuple[Holding, ...] | None:
    """The figures of all open positions; None when an instrument or a conversion rate is unknown."""
    known: dict[str, tuple[Instrument, Conversion]] = {}
    for symbol in {position.instrument for position in situation.positions}:
        instrument = situation.venue.instrument(symbol)
        conversion = conversion_of(instrument, situation)
        if instrument is None or conversion is None:
            return None
        known[symbol] = instrument, conversion
    return tuple(_held(position, situation.venue, *known[position.instrument]) for position in situation.positions)


def _held(position: Position, venue: Venue, instrument: Instrument, conversion: Conversion) -> Holding:
    mark, amount, own = position.mark_price, conversion.amount, conversion.own_currency
    rules = REGIMES[venue.regime]
    leg = leg_of(instrument, position, position.quantity, position.entry_price)
    isolated = ZERO
    if position.margin_mode is MarginMode.ISOLATED:
        isolated = amount(leg.initial_margin, mark) if position.margin is None else position.margin
    return Holding(
        position=position,
        instrument=instrument,
        conversion=conversion,
        leg=leg,
        unrealised_pnl=amount(leg.pnl_at(mark), mark),
        used_margin=isolated or amount(rules.used_margin(leg, venue, mark, own_currency=own), mark),
        isolated_margin=isolated,
        requirement=amount(rules.requirement_at(leg, venue, mark, own_currency=own), mark),
        notional=amount(leg.units * mark, mark),
    )


def account_state(situation: Situation, holdings: Iterable[Holding]) -> AccountState:
    """The account with its open positions."""
    equity = available = situation.account.wallet_balance
    used = requirement = ZERO
    for holding in holdings:
        equity += holding.unrealised_pnl
        used += holding.used_margin
        requirement += holding.requirement
        is_cross = holding.position.margin_mode is MarginMode.CROSS
        available += holding.unrealised_pnl - holding.used_margin if is_cross else -holding.isolated_margin
    return AccountState(equity, used, available, requirement)


def backing(
    situation: Situation,
    holdings: Iterable[Holding],
    leg: Leg,
    *,
    mode: MarginMode,
    conversion: Conversion,
    own: Decimal,
) -> Pool:
    """What backs the planned leg, as functions of its instrument's price; every other price is held at its mark.

    `own` is what the plan itself brings in account currency. Isolated: its margin, beside the margins of the same side
    in the same instrument. Cross: what it adds to the wallet (less than nothing: its entry fee); isolated margins leave
    the wallet first, the profit and requirement of all cross positions count.
    """
    legs, fixed_equity, fixed_requirement = [leg], own, ZERO
    if mode is MarginMode.CROSS:
        fixed_equity += situation.account.wallet_balance
    for holding in holdings:
        same = holding.instrument.symbol == leg.instrument.symbol and holding.position.margin_mode is mode
        if mode is MarginMode.CROSS:
            fixed_equity -= holding.isolated_margin
            if same:
                legs.append(holding.leg)
            elif holding.position.margin_mode is MarginMode.CROSS:
                fixed_equity += holding.unrealised_pnl
                fixed_requirement += holding.requirement
        elif same and holding.position.side is leg.side:
            legs.append(holding.leg)
            fixed_equity += holding.isolated_margin
    equity, requirement = Polyline.straight(fixed_equity), Polyline.straight(fixed_requirement)
    required = REGIMES[situation.venue.regime].requirement
    for merged in merge(legs):
        in_quote = required(merged, situation.venue, own_currency=conversion.own_currency)
        equity = equity.plus(conversion.curve(merged.pnl()))
        requirement = requirement.plus(conversion.curve(in_quote))
    return Pool(equity, requirement, reciprocal=conversion.own_currency)
