"""A book of a million closed trades, on both databases: opened, and paged by every filter."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.domain.journal import DeviationKind
from planner.domain.trades import Result
from planner.storage.book.address import FileAddress
from planner.storage.book.opening import opened_book
from planner.storage.book.queries import After, TradeFilter, closed_trades
from tests.benchmarks.big_book import FEW, MANY, fill
from tests.benchmarks.figures import Figure, Times, keep, repeat, timed
from tests.storage.book.places import Place
from tests.storage.conftest import run_sql

MIDDLE = After(datetime.fromtimestamp(1_400_000_000 + 300 * MANY // 2, UTC), 0)
FILTERS = {
    "all": TradeFilter(),
    "account": TradeFilter(account=2),
    "instrument": TradeFilter(instrument="COIN7USDT"),
    "result": TradeFilter(result=Result.EVEN),
    "time": TradeFilter(account=1, closed_before=MIDDLE.closed_at),
    "deviation": TradeFilter(deviation=DeviationKind.STOP_WIDENED),
    "rare deviation": TradeFilter(deviation=DeviationKind.OVERRIDE, account=1),
    "any deviation": TradeFilter(is_deviation=True),
    "everything": TradeFilter(2, "COIN20USDT", Result.WIN, DeviationKind.STOP_WIDENED, closed_before=MIDDLE.closed_at),
    "never together": TradeFilter(1, "COIN7USDT", Result.WIN, DeviationKind.EARLY_EXIT),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def big(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Where a big book lies; a small one where nothing is measured."""
    folder = tmp_path_factory.mktemp("big")
    if request.param == "sqlite":
        place = Place(FileAddress(folder / "big.book"), folder, None)
    else:
        server = request.getfixturevalue("server")
        run_sql(server, "CREATE DATABASE big")
        place = Place(server.address("big"), folder, server.password)
    is_measured = not request.config.getoption("benchmark_disable") or request.config.getoption("benchmark_enable")
    with opened_book(place.address, backups=place.backups, password=place.password) as book:
        fill(book, MANY if is_measured else FEW)
    yield place
    for path in Path(folder).iterdir():
        path.unlink()


def _name(place: Place, what: str) -> str:
    return f"{what}, a million closed trades, {'SQLite' if place.password is None else 'PostgreSQL'}"


def test_a_big_book_is_open_soon(benchmark: BenchmarkFixture, big: Place) -> None:
    times = Times()

    def open_and_show() -> None:
        with opened_book(big.address, backups=big.backups, password=big.password) as book:
            assert len(closed_trades(book, TradeFilter()).trades) == 100

    repeat(benchmark, lambda: times.ours.append(timed(open_and_show)), rounds=5, warmup=1)
    keep(benchmark, Figure(_name(big, "book opened, first page read"), "≤ 1 s"), times)


def test_every_filter_answers_soon(benchmark: BenchmarkFixture, big: Place) -> None:
    with opened_book(big.address, backups=big.backups, password=big.password) as book:
        slowest: dict[str, list[float]] = {name: [] for name in FILTERS}

        def ask() -> None:
            for name, asked in FILTERS.items():
                slowest[name].append(timed(partial(closed_trades, book, asked)))
                slowest[name].append(timed(partial(closed_trades, book, asked, after=MIDDLE)))

        repeat(benchmark, ask, rounds=5, warmup=1)
        found = {name: closed_trades(book, asked).trades for name, asked in FILTERS.items()}
        assert {trade.account for trade in found["account"]} == {2}
        assert {trade.instrument for trade in found["instrument"]} == {"COIN7USDT"}
        assert {trade.result for trade in found["result"]} == {Result.EVEN}
        assert found["never together"] == ()
        name = max(slowest, key=lambda each: sorted(slowest[each])[len(slowest[each]) // 2])
        benchmark.extra_info["filters"] = {each: sorted(times)[len(times) // 2] for each, times in slowest.items()}
        keep(benchmark, Figure(_name(big, f"slowest filter ({name})"), "≤ 100 ms"), Times(slowest[name]))
