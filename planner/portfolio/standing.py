"""What is the same whatever a plan's size: the open positions, and how they move with the plan's instrument.

Made once for a situation; a key in the ticket only changes the plan's own risk.
"""

from collections.abc import Mapping
from decimal import Decimal
from math import sqrt
from operator import mul

from msgspec import Struct

from planner.domain.account import Holding
from planner.domain.evaluation import Evaluation
from planner.domain.number import ZERO
from planner.domain.plan import Situation
from planner.domain.venue import Instrument, Side
from planner.portfolio import currency_legs
from planner.portfolio.clusters import Cluster, Node, clusters_of, nearness
from planner.portfolio.correlated_risk import Scenario, product
from planner.portfolio.network import Network, network_of
from planner.portfolio.open_risk import OpenRisk


class Bet(Struct, frozen=True):
    """A position, or the plan, as its risk at the stop (None: unbounded) and its notional, in account currency."""

    instrument: Instrument
    side: Side
    risk: Decimal | None
    notional: Decimal
    is_plan: bool = False

    @property
    def node(self) -> Node:
        """Where it stands among the correlations."""
        return self.instrument.symbol, self.side


class Radicand(Struct, frozen=True):
    """R'C R of a book, and (C R) of the plan's instrument in it."""

    squared: float
    at_plan: float

    def root(self, stake: float = 0.0) -> float:
        """The whole with a signed risk in the plan's instrument."""
        return sqrt(max(0.0, self.squared + 2 * stake * self.at_plan + stake * stake))


class Sums(Struct, frozen=True):
    """Risks at stops added up, before the plan; None: one of them is unbounded."""

    total: Decimal | None
    instrument: Decimal | None
    side: Decimal | None
    cluster: Decimal | None


class Standing(Struct, frozen=True):
    """What is the same whatever the plan's size: the open positions, how they move with the plan, and their clusters.

    `own` is the cluster that the plan belongs to.
    """

    situation: Situation
    node: Node
    bets: tuple[Bet, ...]
    network: Network
    radicands: Mapping[Scenario, Radicand]
    bets_radicand: Radicand
    clusters: tuple[Cluster, ...]
    own: int
    cluster_sums: tuple[Decimal | None, ...]
    sums: Sums
    legs: Mapping[str, Decimal]


def exchange_of(bet: Bet) -> currency_legs.Exchange:
    """The currencies that a position exchanges."""
    return currency_legs.Exchange(bet.instrument, bet.side, bet.notional)


def standing_of(
    evaluation: Evaluation, instrument: Instrument, risk: OpenRisk, like: Standing | None = None
) -> Standing:
    """The standing of an evaluation that has a book; the same one where the same holds of `like`."""
    situation, node = evaluation.draft.situation, (instrument.symbol, evaluation.draft.plan.side)
    if like is not None and like.situation is situation and like.node == node:
        return like
    bets = tuple(_bet(holding, one) for holding, one in zip(evaluation.holdings, risk.risks, strict=True))
    network = _network(instrument, bets, situation, None if like is None else like.network)
    clusters = clusters_of(tuple(dict.fromkeys((node, *(bet.node for bet in bets)))), network, situation.groups)
    by_node = _by_node(bets)
    sums = tuple(_sum_of([by_node.get(member, ZERO) for member in cluster.nodes]) for cluster in clusters)
    of_instrument = [by_node.get((instrument.symbol, side), ZERO) for side in Side]
    own = next(at for at, cluster in enumerate(clusters) if node in cluster.nodes)
    return Standing(
        situation,
        node,
        bets,
        network,
        _radicands(network, node, by_node),
        _bets_radicand(network, node, by_node),
        clusters,
        own,
        sums,
        Sums(
            _sum_of(list(by_node.values())),
            _sum_of(of_instrument),
            _sum_of([amount for held, amount in by_node.items() if held[1] is node[1]]),
            sums[own],
        ),
        currency_legs.net_legs(currency_legs.legs_of(exchange_of(bet), situation.venue.regime) for bet in bets),
    )


def _bet(holding: Holding, risk: Decimal | None) -> Bet:
    return Bet(holding.instrument, holding.position.side, risk, holding.notional)


def _network(instrument: Instrument, bets: tuple[Bet, ...], situation: Situation, like: Network | None) -> Network:
    """The matrix is made anew only where instruments or correlations are others."""
    held = {bet.instrument.symbol: bet.instrument for bet in bets}
    found = tuple({**held, instrument.symbol: instrument}[symbol] for symbol in sorted({*held, instrument.symbol}))
    return like if like is not None and like.is_of(found, situation) else network_of(found, situation)


def _sum_of(risks: list[Decimal | None]) -> Decimal | None:
    known = [risk for risk in risks if risk is not None]
    return sum(known, ZERO) if len(known) == len(risks) else None


def _by_node(bets: tuple[Bet, ...]) -> dict[Node, Decimal | None]:
    """The risk of each instrument on each side."""
    found: dict[Node, Decimal | None] = {}
    for bet in bets:
        before = found.get(bet.node, ZERO)
        found[bet.node] = None if before is None or bet.risk is None else before + bet.risk
    return found


def _signed_risks(network: Network, risks: Mapping[Node, Decimal | None]) -> list[float]:
    """The signed risk in each instrument; what is unbounded is left out."""
    found = [0.0] * len(network.instruments)
    for (symbol, side), risk in risks.items():
        found[network.index[symbol]] += side.sign * float(risk or 0)
    return found


def _radicands(network: Network, node: Node, risks: Mapping[Node, Decimal | None]) -> dict[Scenario, Radicand]:
    vector, at = _signed_risks(network, risks), network.index[node[0]]
    found = {}
    for scenario in Scenario:
        moved = product(network.scenarios[scenario], vector)
        found[scenario] = Radicand(sum(map(mul, vector, moved)), moved[at])
    return found


def _bets_radicand(network: Network, node: Node, risks: Mapping[Node, Decimal | None]) -> Radicand:
    """The radicand without credit for hedges: what is not the same bet is another one."""
    near = nearness((node, *risks), network)
    vector = [0.0, *(float(risk or 0) for risk in risks.values())]
    moved = product([[max(0.0, value) for value in row] for row in near], vector)
    return Radicand(sum(map(mul, vector, moved)), moved[0])
