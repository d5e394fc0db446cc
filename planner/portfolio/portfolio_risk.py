"""The open risk of a book that moves together, before a plan and with it.

Of the plan's own risk r every figure is a closed form, p being its instrument:

    R'C R with the plan = R'C R + 2 s r (C R)_p + r^2        in each scenario

A position without a stop is unbounded: it makes every sum it belongs to unbounded (None), and is listed apart.
"""

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from planner.domain.asset_class import asset_class_of
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.plan import Situation
from planner.domain.venue import Instrument
from planner.domain.venue_rules import AssetClass
from planner.portfolio import currency_legs, drivers
from planner.portfolio.clusters import Cluster
from planner.portfolio.correlated_risk import Scenario, contributions, product
from planner.portfolio.open_risk import OpenRisk
from planner.portfolio.standing import Bet, Standing, exchange_of, standing_of

_DIGITS = 12
"""Digits of a float that are told: more would only tell its rounding."""


class Totals(Struct, frozen=True):
    """A book as one figure, in several ways; None: unbounded, of `effective_bets` also where nothing is at risk."""

    plain_sum: Decimal | None
    correlation_adjusted: Decimal | None
    high: Decimal | None
    low: Decimal | None
    effective_bets: Decimal | None

    @property
    def stressed(self) -> Decimal | None:
        """The worst of all scenarios: all positions turn out to be one bet, and their stops add up."""
        return self.plain_sum


class PortfolioRisk(Struct, frozen=True):
    """The open positions before the plan, and together with it; `plan` is None where it has no size yet."""

    standing: Standing
    plan: Bet | None
    before: Totals
    after: Totals
    legs: Mapping[str, Decimal]

    @property
    def bets(self) -> tuple[Bet, ...]:
        """The plan first, then the open positions."""
        return self.standing.bets if self.plan is None else (self.plan, *self.standing.bets)

    @property
    def is_alone(self) -> bool:
        """Whether nothing is open beside the plan."""
        return not self.standing.bets

    @property
    def net_open_position(self) -> Decimal:
        """What the account is long or short of currencies, as one figure."""
        return currency_legs.net_open_position(self.legs)

    def driver_exposures(self) -> dict[AssetClass, Decimal]:
        """What the book is long of the driver of each kind of instrument, by the betas of the situation."""
        situation: Situation = self.standing.situation
        return drivers.exposures(
            drivers.Stake(
                asset_class_of(bet.instrument, situation.venue.regime),
                bet.side,
                bet.notional,
                situation.betas.get(bet.instrument.symbol, ONE),
            )
            for bet in self.bets
        )


def portfolio_risk(evaluation: Evaluation, risk: OpenRisk, like: PortfolioRisk | None = None) -> PortfolioRisk | None:
    """The correlated open risk; None where the positions cannot be valued. What is the same is taken from `like`."""
    instrument = evaluation.draft.instrument
    if evaluation.book is None or instrument is None:
        return None
    standing = standing_of(evaluation, instrument, risk, None if like is None else like.standing)
    plan = _plan(evaluation, instrument)
    own = {} if plan is None else currency_legs.legs_of(exchange_of(plan), standing.situation.venue.regime)
    return PortfolioRisk(
        standing,
        plan,
        _totals(standing, None),
        _totals(standing, plan),
        currency_legs.net_legs((standing.legs, own)),
    )


def _plan(evaluation: Evaluation, instrument: Instrument) -> Bet | None:
    if not evaluation.quantity or evaluation.notional is None:
        return None
    return Bet(instrument, evaluation.draft.plan.side, evaluation.loss_at_stop, evaluation.notional, is_plan=True)


class BetShare(Struct, frozen=True):
    """What a position adds to the correlation-adjusted whole; None where that is unbounded.

    `amount` is its Euler contribution, `share` what that is of the whole, `incremental` what goes without it.
    """

    bet: Bet
    amount: Decimal | None
    share: Decimal | None
    incremental: Decimal | None


def bet_shares(portfolio: PortfolioRisk) -> tuple[BetShare, ...]:
    """The contributions of the plan and of every open position; they add up to the whole."""
    bets, network = portfolio.bets, portfolio.standing.network
    if any(bet.risk is None for bet in bets):
        return tuple(BetShare(bet, None, None, None) for bet in bets)
    risks = [bet.side.sign * float(bet.risk or 0) for bet in bets]
    vector = [0.0] * len(network.instruments)
    for bet, risk in zip(bets, risks, strict=True):
        vector[network.index[bet.instrument.symbol]] += risk
    moved = product(network.matrix, vector)
    found = contributions(risks, [moved[network.index[bet.instrument.symbol]] for bet in bets])
    whole = sum(part.amount for part in found)
    return tuple(
        BetShare(bet, told(part.amount), told(part.amount / whole) if whole else None, told(part.incremental))
        for bet, part in zip(bets, found, strict=True)
    )


class ClusterRisk(Struct, frozen=True):
    """What is at risk in one bet before the plan, and what the plan adds; None: unbounded."""

    cluster: Cluster
    before: Decimal | None
    added: Decimal | None
    has_plan: bool

    @property
    def total(self) -> Decimal | None:
        """With the plan."""
        return None if self.before is None or self.added is None else ENGINE.add(self.before, self.added)


def cluster_risks(portfolio: PortfolioRisk) -> tuple[ClusterRisk, ...]:
    """Every bet, unbounded ones first, then the largest."""
    standing, plan = portfolio.standing, portfolio.plan
    found = []
    for at, (cluster, before) in enumerate(zip(standing.clusters, standing.cluster_sums, strict=True)):
        is_own = at == standing.own and plan is not None
        if at == standing.own and plan is None and not any(bet.node in cluster.nodes for bet in standing.bets):
            continue
        found.append(ClusterRisk(cluster, before, plan.risk if is_own and plan is not None else ZERO, is_own))
    return tuple(sorted(found, key=lambda risk: (risk.total is not None, -(risk.total or ZERO), risk.cluster.nodes)))


def _totals(standing: Standing, plan: Bet | None) -> Totals:
    total = standing.sums.total
    own = ZERO if plan is None else plan.risk
    if total is None or own is None:
        return Totals(None, None, None, None, None)
    plain, stake = total + own, float(own)
    signed = standing.node[1].sign * stake
    medium, high, low = (min(plain, told(standing.radicands[scenario].root(signed))) for scenario in Scenario)
    common = standing.bets_radicand.root(stake)
    return Totals(plain, medium, high, low, told((float(plain) / common) ** 2) if common else None)


def told(value: float) -> Decimal:
    """A statistic as it is told."""
    return Decimal(f"{value:.{_DIGITS}g}")
