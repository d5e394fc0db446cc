"""One assessment, beside the least work that gives one exact liquidation price."""

from decimal import Decimal, localcontext

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.assess import assess
from planner.domain.number import ENGINE
from planner.domain.plan import Draft
from planner.domain.venue import Instrument
from tests.benchmarks.figures import Figure, compare
from tests.conftest import linear_instrument, linear_venue, make_draft, position, tiers

TIERS = (
    ("50000", "0.004", "125"),
    ("600000", "0.005", "100"),
    ("3000000", "0.0065", "75"),
    ("12000000", "0.01", "50"),
    ("70000000", "0.02", "25"),
    ("100000000", "0.025", "20"),
    ("230000000", "0.05", "10"),
    ("480000000", "0.1", "5"),
    ("600000000", "0.125", "4"),
    ("1000000000", "0.5", "1"),
)
SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "ADAUSDT", "LTCUSDT")
POSITIONS = 50
ROUNDS = 1000
FLOOR = "tiered Decimal liquidation of one position, written out"


def _instrument(symbol: str) -> Instrument:
    return linear_instrument(
        symbol=symbol,
        base_currency=symbol.removesuffix("USDT"),
        fee_rate="0.0005",
        spread="0.1",
        margin_tiers=tiers(*TIERS),
    )


def _draft(positions: int) -> Draft:
    book = [
        position(
            instrument=SYMBOLS[index % len(SYMBOLS)],
            side="short" if index % 7 == 0 else "long",
            quantity=f"{index + 1}",
            entry_price="50000",
            mark_price=f"{49_500 + index % len(SYMBOLS) * 20}",
            stop_price="51000" if index % 7 == 0 else "49000",
            margin_mode="cross",
        )
        for index in range(positions)
    ]
    return make_draft(
        venue=linear_venue(*(_instrument(symbol) for symbol in SYMBOLS)),
        positions=book,
        margin_mode="cross",
        wallet_balance="10000000",
        size_by="quantity",
        size="400",
        targets=[{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}],
    )


def _liquidation(quantity: Decimal, entry: Decimal, collateral: Decimal, rows: list[tuple[Decimal, ...]]) -> Decimal:
    """Of a long position: the price in whose own tier collateral and profit are used up by the maintenance margin."""
    with localcontext(ENGINE):
        for cap, rate, amount in rows:
            price = (quantity * entry - collateral - amount) / (quantity * (1 - rate))
            if quantity * price < cap:
                return price
    raise AssertionError


def _rows() -> list[tuple[Decimal, ...]]:
    """Cap, rate and maintenance amount of each tier."""
    found: list[tuple[Decimal, ...]] = []
    below = amount = last = Decimal(0)
    for cap, rate, _ in TIERS:
        amount += below * (Decimal(rate) - last)
        below, last = Decimal(cap), Decimal(rate)
        found.append((below, last, amount))
    return found


ROWS = _rows()


def written_out() -> Decimal:
    """The liquidation price of 200 at 50,000 with a million behind them."""
    return _liquidation(Decimal(200), Decimal(50000), Decimal(1_000_000), ROWS)


@pytest.mark.parametrize(
    ("positions", "goal"), [(POSITIONS, "median < 1 ms"), (0, "median < 1 ms")], ids=["a full book", "no position"]
)
def test_an_assessment_is_soon_there(benchmark: BenchmarkFixture, positions: int, goal: str) -> None:
    draft = _draft(positions)
    figure = Figure(f"assessment, {positions} open cross positions, 10 tiers", goal, FLOOR)
    compare(
        benchmark,
        figure,
        lambda: assess(draft),
        written_out,
        rounds=ROUNDS,
    )
    assert assess(draft).evaluation.levels.liquidation is not None
    assert len(assess(draft).evaluation.holdings) == positions


def test_the_next_key_is_assessed_soon(benchmark: BenchmarkFixture) -> None:
    first = assess(_draft(POSITIONS))
    plan = first.draft.plan
    typed = first.draft.replace(plan=plan.replace(size=plan.size + 1))
    figure = Figure(f"the same after a key in the ticket, {POSITIONS} open positions", "median < 1 ms", FLOOR)
    compare(benchmark, figure, lambda: assess(typed, first), written_out, rounds=ROUNDS)
    assert assess(typed, first).evaluation == assess(typed).evaluation


def test_the_floor_is_right() -> None:
    price = written_out()
    left = 1_000_000 + 200 * (price - 50000)
    assert 3_000_000 < 200 * price < 12_000_000
    assert abs(left - (200 * price * Decimal("0.01") - 11_450)) < Decimal("1e-20")
