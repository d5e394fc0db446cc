"""Positions that are one bet: groups the trader has named, and complete linkage of the rest.

Two positions are near by s_i s_j rho_ij, so that a short of what falls together is the same bet as a long of what
rises. Complete linkage joins two clusters where even their farthest members are that near: no chain of A like B and B
like C makes A and C one. Found by following nearest neighbours (F. Murtagh, "A survey of recent advances in
hierarchical clustering algorithms", The Computer Journal 26 (1983) 354-359), which complete linkage allows.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from planner.domain.venue import Side
from planner.portfolio.network import Network

ONE_BET = 0.7
"""From here on two positions count as one bet."""

Node = tuple[str, Side]
"""An instrument and the side on which it is held."""


class Cluster(Struct, frozen=True):
    """Positions that are one bet; `group` is the trader's own name for it, empty where linkage found it."""

    nodes: tuple[Node, ...]
    group: str = ""


def clusters_of(nodes: Sequence[Node], network: Network, groups: Mapping[str, str]) -> tuple[Cluster, ...]:
    """Every node in one cluster: a group's members on whichever side they are, the rest by complete linkage."""
    grouped: dict[str, list[Node]] = {}
    for node in nodes:
        if node[0] in groups:
            grouped.setdefault(groups[node[0]], []).append(node)
    free = [node for node in nodes if node[0] not in groups]
    linked = complete_linkage(nearness(free, network), ONE_BET)
    own = (Cluster(tuple(members), name) for name, members in grouped.items())
    return (*own, *(Cluster(tuple(free[at] for at in members)) for members in linked))


def nearness(nodes: Sequence[Node], network: Network) -> list[list[float]]:
    """How far positions are the same bet: 1 fully, below zero where one hedges the other."""
    places = [(network.index[symbol], side.sign) for symbol, side in nodes]
    rows = ((sign, network.matrix[at]) for at, sign in places)
    return [[sign * sign_too * row[column] for column, sign_too in places] for sign, row in rows]


def complete_linkage(near: Sequence[Sequence[float]], threshold: float) -> tuple[tuple[int, ...], ...]:
    """Indices that are pairwise at least `threshold` near, joined nearest first; in the order of their first one."""
    members = {at: [at] for at in range(len(near))}
    links = {
        at: {other: value for other, value in enumerate(row) if other != at and value >= threshold}
        for at, row in enumerate(near)
    }
    for start in range(len(near)):
        chain = [start] if start in links else []
        while chain:
            top = chain[-1]
            if not links[top]:
                chain.pop()
                continue
            nearest = _nearest(links[top], chain[-2] if len(chain) > 1 else -1)
            if len(chain) > 1 and nearest == chain[-2]:
                del chain[-2:]
                _join(links, members, nearest, top)
                chain = chain or [nearest]
            else:
                chain.append(nearest)
    return tuple(sorted(tuple(sorted(found)) for found in members.values()))


def _nearest(found: Mapping[int, float], before: int) -> int:
    """The nearest of some, the one before it in the chain where others are as near."""
    best = max(found.values())
    return before if found.get(before) == best else min(at for at, value in found.items() if value == best)


def _join(links: dict[int, dict[int, float]], members: dict[int, list[int]], kept: int, gone: int) -> None:
    """Make one cluster of two: as near to any other as the farther of them."""
    members[kept] += members.pop(gone)
    one, other = links[kept], links.pop(gone)
    for at in {*one, *other} - {kept, gone}:
        links[at].pop(gone, None)
        links[at].pop(kept, None)
    links[kept] = {at: min(one[at], other[at]) for at in one.keys() & other.keys()}
    for at, value in links[kept].items():
        links[at][kept] = value
