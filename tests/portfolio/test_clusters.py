import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.correlation import Correlation, Correlations
from planner.domain.venue import Side
from planner.portfolio.clusters import Cluster, clusters_of, complete_linkage
from planner.portfolio.network import network_of
from tests.conftest import cfd_instrument, cfd_venue, fx_draft

SYMBOLS = ("EURUSD", "GBPUSD", "USDCHF")


@settings(max_examples=60)
@given(st.integers(2, 16), st.integers(0, 10_000), st.floats(0.2, 0.95))
def test_clusters_are_those_of_a_library(count: int, seed: int, threshold: float) -> None:
    hierarchy = pytest.importorskip("scipy.cluster.hierarchy")
    distance = pytest.importorskip("scipy.spatial.distance")
    random = np.random.default_rng(seed)
    series = random.normal(size=(40, 2)) @ random.normal(size=(2, count)) + random.normal(size=(40, count))
    near = np.asarray(np.corrcoef(series.T))
    tree = hierarchy.linkage(distance.squareform(1 - near, checks=False), "complete")
    labels = hierarchy.fcluster(tree, 1 - threshold, "distance")
    wanted = sorted(tuple(np.flatnonzero(labels == label).tolist()) for label in set(labels))
    rows = [[float(value) for value in row] for row in near]
    assert list(complete_linkage(rows, threshold)) == wanted


def test_a_chain_is_no_cluster() -> None:
    chain = [[1, 0.8, 0.3], [0.8, 1, 0.75], [0.3, 0.75, 1]]
    assert complete_linkage(chain, 0.7) == ((0, 1), (2,))


def test_the_threshold_itself_is_near_enough() -> None:
    assert complete_linkage([[1, 0.7], [0.7, 1]], 0.7) == ((0, 1),)
    assert complete_linkage([], 0.7) == ()


def clusters(*nodes: tuple[str, Side], groups: dict[str, str] | None = None) -> tuple[Cluster, ...]:
    instruments = tuple(
        cfd_instrument(symbol=symbol, base_currency=symbol[:3], quote_currency=symbol[3:]) for symbol in SYMBOLS
    )
    pairs = (("EURUSD", "GBPUSD", "0.85"), ("EURUSD", "USDCHF", "-0.9"), ("GBPUSD", "USDCHF", "-0.8"))
    known = Correlations(
        pairs=tuple(
            Correlation.model_validate({"first": one, "second": other, "value": value}) for one, other, value in pairs
        )
    )
    situation = fx_draft(venue=cfd_venue(*instruments), correlations=known).situation
    return clusters_of(nodes, network_of(instruments, situation), groups or {})


def test_a_short_of_what_falls_together_is_the_same_bet() -> None:
    nodes = (("EURUSD", Side.LONG), ("GBPUSD", Side.LONG), ("USDCHF", Side.SHORT))
    assert clusters(*nodes) == (Cluster(nodes),)


def test_a_hedge_is_another_bet() -> None:
    nodes = (("EURUSD", Side.LONG), ("EURUSD", Side.SHORT), ("USDCHF", Side.LONG))
    assert clusters(*nodes) == (Cluster(nodes[:1]), Cluster(nodes[1:]))


def test_a_group_holds_its_members_whichever_side_they_are_on() -> None:
    nodes = (("EURUSD", Side.LONG), ("GBPUSD", Side.LONG), ("USDCHF", Side.LONG))
    found = clusters(*nodes, groups={"EURUSD": "euro and franc", "USDCHF": "euro and franc"})
    assert found == (Cluster((nodes[0], nodes[2]), "euro and franc"), Cluster((nodes[1],)))
