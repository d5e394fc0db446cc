"""Levels: of one position, of every position of a large account, of an account that moves as one."""

from collections.abc import Callable
from decimal import Decimal, localcontext

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.domain.book import Book, Entry, book_of, opened
from planner.domain.conversion import Conversion
from planner.domain.curves.polyline import Polyline
from planner.domain.demands import demands_of
from planner.domain.levels import levels_of
from planner.domain.margin.leg import Terms
from planner.domain.number import ENGINE, ONE, TWO
from planner.domain.position_levels import liquidation_prices
from planner.domain.shock import common_shock, excess_parts, moves_of
from planner.domain.venue import MarginMode, Side
from tests.benchmarks.figures import Figure, compare
from tests.benchmarks.freqtrade_peer import Trade, every_position, liquidation_of_freqtrade, one_position
from tests.benchmarks.test_assessment import TIERS, written_out
from tests.conftest import linear_instrument, linear_venue, tiers

PEER = liquidation_of_freqtrade([(cap, rate) for cap, rate, _ in TIERS], ["BTCUSDT", *(f"C{n}" for n in range(900))])
PEER_NAME = "freqtrade's liquidation price" if PEER else "tiered Decimal liquidation of one position, written out"
ENTRY, LEVERAGE = Decimal(50000), Decimal(10)
HALVINGS = 52
BACKING = 7_500
"""Of one position of a cross account: so little that most of them can be liquidated by their own price alone."""


def book(count: int, mode: MarginMode, wallet: Decimal) -> Book:
    """Positions in as many instruments of ten tiers, every ninth short where there are many."""
    listed = [linear_instrument(symbol=f"C{n}", margin_tiers=tiers(*TIERS)) for n in range(count)]
    venue = linear_venue(*listed)
    entries = []
    with localcontext(ENGINE):
        for index, instrument in enumerate(listed):
            side = Side.SHORT if index % 9 == 8 else Side.LONG
            size = Decimal(40) if count == 1 else Decimal(1 + index % 40)
            leg = opened(venue, instrument, side, Terms(LEVERAGE), quantity=size, price=ENTRY)
            margin = leg.initial_margin if mode is MarginMode.ISOLATED else Decimal(0)
            entries.append(Entry(mode, leg, Conversion(ONE), Decimal(49_900), margin))
        return book_of(venue, wallet, TWO, entries)


def test_all_levels_of_one_position(benchmark: BenchmarkFixture) -> None:
    one = book(1, MarginMode.ISOLATED, Decimal(1_000_000))
    ((key, exposure),) = one.exposures.items()
    named = demands_of(one.venue, exposure.legs[0].instrument).named()
    demands = [demand for _, demand in named if demand is not None]

    peer: Callable[[], object] = one_position(PEER) if PEER else written_out
    figure = Figure("margin call, liquidation and bankruptcy of one position", "≤ 2 ×", PEER_NAME)
    with localcontext(ENGINE):  # as `assess` does, once for everything
        compare(benchmark, figure, lambda: levels_of(one, key, exposure.mark, demands), peer, rounds=2000)
    (call, *_), (liquidation, *_), (bankruptcy, *_) = levels_of(one, key, exposure.mark, demands)
    assert call is not None
    assert liquidation is not None
    assert bankruptcy == 45_000
    assert bankruptcy < liquidation < call


@pytest.mark.parametrize("count", [90, 900])
def test_every_position_of_a_cross_account(benchmark: BenchmarkFixture, count: int) -> None:
    account = book(count, MarginMode.CROSS, Decimal(count) * BACKING)
    trades = [Trade(f"C{n}", float(1 + n % 40), 50_000.0, float(1 + n % 40) * 5_000) for n in range(count)]
    peer: Callable[[], object] = every_position(PEER, float(count * BACKING), trades) if PEER else written_out
    figure = Figure(f"liquidation price of each of {count} cross positions", "≥ 300 × faster at 900", PEER_NAME)
    compare(benchmark, figure, lambda: liquidation_prices(account), peer, rounds=10)
    found = [each.below or each.above for each in liquidation_prices(account).values()]
    assert len(found) == count
    assert sum(price is not None for price in found) > count / 2


@pytest.mark.parametrize("count", [10, 100, 1000])
def test_an_account_that_moves_as_one(benchmark: BenchmarkFixture, count: int) -> None:
    account = book(count, MarginMode.CROSS, Decimal(count) * 40_000)
    demand = demands_of(account.venue, account.venue.instruments[0]).liquidation
    assert demand is not None
    betas = {f"C{n}": Decimal(1 + n % 3) / 2 for n in range(count)}

    def bisected() -> tuple[Decimal, Decimal]:
        with localcontext(ENGINE):
            parts = excess_parts(account, demand, moves_of(account, betas))
            return _bisected(parts, Decimal("0.3334")), _bisected(parts, Decimal(1000))

    figure = Figure(
        f"account liquidation along a common shock, {count} positions, both directions",
        "≥ 8 × faster",
        "bisection of 52 steps",
    )
    compare(benchmark, figure, lambda: common_shock(account, demand, betas), bisected, rounds=10)
    found = common_shock(account, demand, betas)
    assert found.fall is not None
    assert found.evaluations <= 6
    assert abs(found.fall + 1 - bisected()[0]) < Decimal("1e-12")


def _bisected(parts: list[Polyline], far: Decimal) -> Decimal:
    """From where it is to a far end."""
    beyond, within = far, ONE
    for _ in range(HALVINGS):
        middle = (beyond + within) / 2
        if sum((part.at(middle) for part in parts), Decimal(0)) > 0:
            within = middle
        else:
            beyond = middle
    return within
