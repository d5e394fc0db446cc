"""The account as it stands: equity, margins, and what backs the planned position.

    equity        = wallet balance + unrealised profit of all positions at their marks
    used margin   = margin blocked by open positions
    free margin   = equity - used margin
    margin level  = equity / used margin, without a value when nothing is used
    available     = cross wallet + cross profit - cross margin: what can back a new position

Isolated margins leave the cross wallet first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import reduce
from typing import NamedTuple

from planner.domain.conversion import Conversion, conversion_of
from planner.domain.margin.crossings import Polyline, Pool
from planner.domain.margin.leg import Leg, merge
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ENGINE, ZERO
from planner.domain.plan import Plan, Position, Situation
from planner.domain.venue import Instrument, MarginMode, Side, Venue

Group = tuple[str, Side, MarginMode]
"""Positions of one side and mode in one instrument are one position to the venue."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """Figures of an account in its own currency; `requirements` are those of the open positions."""

    equity: Decimal
    used_margin: Decimal
    available: Decimal
    requirements: Mapping[Group, Decimal]

    @property
    def requirement(self) -> Decimal:
        """What the venue requires of all open positions."""
        with localcontext(ENGINE):
            return sum(self.requirements.values(), ZERO)

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
    used, isolated = amount(rules.used_margin(leg, venue, mark, own_currency=own), mark), ZERO
    if position.margin_mode is MarginMode.ISOLATED:
        isolated = used = amount(leg.initial_margin, mark) if position.margin is None else position.margin
    return Holding(
        position=position,
        instrument=instrument,
        conversion=conversion,
        leg=leg,
        unrealised_pnl=amount(leg.pnl_at(mark), mark),
        used_margin=used,
        isolated_margin=isolated,
        notional=amount(leg.units * mark, mark),
    )


def account_state(situation: Situation, holdings: Sequence[Holding]) -> AccountState:
    """The account with its open positions."""
    equity = available = situation.account.wallet_balance
    used = ZERO
    for holding in holdings:
        equity += holding.unrealised_pnl
        used += holding.used_margin
        is_cross = holding.position.margin_mode is MarginMode.CROSS
        available += holding.unrealised_pnl - holding.used_margin if is_cross else -holding.isolated_margin
    return AccountState(equity, used, available, requirements_of(holdings, situation.venue))


def cross_margin_ratio(situation: Situation, holdings: Sequence[Holding]) -> Decimal | None:
    """Requirement over equity of the cross positions alone, as perpetual venues show it; None without any."""
    cross = [holding for holding in holdings if holding.position.margin_mode is MarginMode.CROSS]
    isolated = sum((holding.isolated_margin for holding in holdings), ZERO)
    equity = situation.account.wallet_balance - isolated + sum((holding.unrealised_pnl for holding in cross), ZERO)
    required = sum(requirements_of(cross, situation.venue).values(), ZERO)
    return required / equity if cross and equity > 0 else None


def requirements_of(holdings: Iterable[Holding], venue: Venue) -> dict[Group, Decimal]:
    """What the venue requires of each group of positions at their marks."""
    groups: dict[Group, list[Holding]] = {}
    for holding in holdings:
        position = holding.position
        groups.setdefault((position.instrument, position.side, position.margin_mode), []).append(holding)
    return {key: _shared_requirement(group, venue) for key, group in groups.items()}


def _shared_requirement(group: list[Holding], venue: Venue) -> Decimal:
    first = group[0]
    leg, mark = first.leg, first.position.mark_price
    if len(group) > 1:
        leg = reduce(Leg.merged, (holding.leg for holding in group))
        mark = sum((holding.leg.units * holding.position.mark_price for holding in group), ZERO) / leg.units
    required = REGIMES[venue.regime].requirement_at
    return first.conversion.amount(required(leg, venue, mark, own_currency=first.conversion.own_currency), mark)


def backing(
    situation: Situation,
    holdings: Iterable[Holding],
    requirements: Mapping[Group, Decimal],
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
    legs, fixed_equity, fixed_requirement, symbol = [leg], own, ZERO, leg.instrument.symbol
    if mode is MarginMode.CROSS:
        fixed_equity += situation.account.wallet_balance
        others = (amount for group, amount in requirements.items() if group[2] is mode and group[0] != symbol)
        fixed_requirement = sum(others, ZERO)
    for holding in holdings:
        same = holding.instrument.symbol == symbol and holding.position.margin_mode is mode
        if mode is MarginMode.CROSS:
            fixed_equity -= holding.isolated_margin
            if same:
                legs.append(holding.leg)
            elif holding.position.margin_mode is MarginMode.CROSS:
                fixed_equity += holding.unrealised_pnl
        elif same and holding.position.side is leg.side:
            legs.append(holding.leg)
            fixed_equity += holding.isolated_margin
    equity = Polyline.straight(fixed_equity)
    requirement = Polyline.straight(fixed_requirement)
    required = REGIMES[situation.venue.regime].requirement
    for merged in merge(legs):
        in_quote = required(merged, situation.venue, own_currency=conversion.own_currency)
        equity = equity.plus(conversion.curve(merged.pnl()))
        requirement = requirement.plus(conversion.curve(in_quote))
    return Pool(equity, requirement, reciprocal=conversion.own_currency)
