"""The limits that look at the open positions beside the plan; an absent one is none. All are linear in the quantity q.

    one instrument     q x loss at stop <= rate x equity - risk open in the instrument, on both sides
    one bet            q x loss at stop <= rate x equity - risk open in its cluster
    one side           q x loss at stop <= rate x equity - risk open on the side
    one currency       |net leg + s q x notional| <= multiple x equity, of each currency the plan exchanges
    margin use         used + q x margin <= rate x (equity - q x cost)

Risk is the plain sum of losses at stops: both stops of a hedge can be hit. A leg is bounded where the plan makes it
larger; what was beyond its limit before and shrinks is let through.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from planner.discipline.bounds import Cap, Usage
from planner.discipline.facing import Facing
from planner.domain.account import AccountState
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.unit_trade import UnitTrade
from planner.portfolio.currency_legs import Exchange, legs_of
from planner.portfolio.portfolio_risk import PortfolioRisk


class Room(NamedTuple):
    """A limit on risk at stops: what is at risk already (None: unbounded), and what may be."""

    rule: str
    used: Decimal | None
    rate: Decimal
    subject: str


def rooms(evaluation: Evaluation, portfolio: PortfolioRisk) -> Iterator[Room]:
    """The trader's limits on risk that are set, beside those of a single trade and of the total."""
    limits, standing = evaluation.draft.situation.limits, portfolio.standing
    symbol, side = standing.node
    group = standing.clusters[standing.own].group
    if limits.instrument_rate is not None:
        yield Room("instrument_risk", standing.sums.instrument, limits.instrument_rate, symbol)
    if limits.cluster_rate is not None:
        yield Room("cluster_risk", standing.sums.cluster, limits.cluster_rate, group)
    if limits.direction_rate is not None:
        yield Room("direction_risk", standing.sums.side, limits.direction_rate, side)


def risk_caps(evaluation: Evaluation, portfolio: PortfolioRisk, equity: Decimal, unit_loss: Decimal) -> list[Cap]:
    """What each limit on risk leaves, divided by what one unit loses."""
    return [
        Cap(room.rule, (ZERO if room.used is None else room.rate * equity - room.used) / unit_loss, room.subject)
        for room in rooms(evaluation, portfolio)
    ]


def risk_usages(evaluation: Evaluation, portfolio: PortfolioRisk, equity: Decimal) -> list[Usage]:
    """Each limit on risk as a bar."""
    loss = evaluation.loss_at_stop
    return [
        Usage(room.rule, room.used, loss, ENGINE.multiply(room.rate, equity), room.subject)
        for room in rooms(evaluation, portfolio)
    ]


class CurrencyLeg(NamedTuple):
    """A currency that the plan exchanges: what the account is long of it, and what one unit of the plan adds."""

    currency: str
    held: Decimal
    unit: Decimal

    def room(self, limit: Decimal) -> Decimal:
        """The quantity at which the leg is as large as its limit, on the side to which the plan takes it."""
        return (limit - self.held.copy_sign(ONE if self.held * self.unit > 0 else -ONE)) / abs(self.unit)


def plan_legs(portfolio: PortfolioRisk, unit: UnitTrade) -> list[CurrencyLeg]:
    """The currencies of the plan's instrument."""
    standing, notional = portfolio.standing, unit.conversion.amount(unit.notional, unit.entry_price)
    own = Exchange(unit.leg.instrument, unit.leg.side, notional)
    found = legs_of(own, standing.situation.venue.regime)
    return [CurrencyLeg(currency, standing.legs.get(currency, ZERO), each) for currency, each in found.items()]


def currency_caps(evaluation: Evaluation, portfolio: PortfolioRisk, equity: Decimal, unit: UnitTrade) -> list[Cap]:
    """What the limit of one currency leaves: of the two that the plan exchanges, the one it reaches first."""
    multiple = evaluation.draft.situation.limits.currency_multiple
    if multiple is None:
        return []
    found = [(leg.room(multiple * equity), leg.currency) for leg in plan_legs(portfolio, unit)]
    return [Cap("currency_exposure", *min(found))] if found else []


def currency_usages(evaluation: Evaluation, portfolio: PortfolioRisk, equity: Decimal, unit: UnitTrade) -> list[Usage]:
    """The fuller leg as a bar."""
    multiple, quantity = evaluation.draft.situation.limits.currency_multiple, evaluation.quantity
    legs = plan_legs(portfolio, unit)
    if multiple is None or not quantity or not legs:
        return []
    limit = ENGINE.multiply(multiple, equity)
    leg = min(legs, key=lambda one: (one.room(limit), one.currency))
    used, after = abs(leg.held), abs(ENGINE.add(leg.held, ENGINE.multiply(quantity, leg.unit)))
    return [Usage("currency_exposure", used, ENGINE.subtract(after, used), limit, leg.currency)]


def margin_use_caps(
    evaluation: Evaluation, before: AccountState, unit: tuple[Decimal, Decimal, Decimal], faced: Facing
) -> list[Cap]:
    """What the limit on margin use leaves; `unit` is margin and cost of one, and what is posted whatever the size."""
    rate = evaluation.draft.situation.limits.margin_use_rate
    margin, cost, added = unit
    if rate is None or not margin + rate * cost:
        return []
    room = rate * before.equity - before.used_margin - added
    return [Cap("margin_use", faced.largest(room, margin + rate * cost, ONE))]


def margin_use_usages(evaluation: Evaluation, before: AccountState) -> list[Usage]:
    """Margin use as a bar: of the equity that is left after the costs of entry."""
    rate, after = evaluation.draft.situation.limits.margin_use_rate, evaluation.after
    if rate is None or after is None:
        return []
    added = ENGINE.subtract(after.used_margin, before.used_margin)
    return [Usage("margin_use", before.used_margin, added, ENGINE.multiply(rate, after.equity))]
