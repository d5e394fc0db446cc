from decimal import Decimal
from itertools import pairwise

import pytest

from planner.assess import assess
from planner.domain.evaluate import evaluate, placed
from planner.domain.plan import Draft
from tests.cases.case import Case
from tests.cases.costs import COSTS, LEVELS
from tests.cases.orders import ORDERS
from tests.conftest import figure, fx_draft, is_near, linear_venue, make_draft, position


@pytest.mark.parametrize("case", [*COSTS, *LEVELS, *ORDERS], ids=str)
def test_a_figure_is_what_the_hand_calculates(case: Case) -> None:
    assessment = assess(case.draft)
    for path, expected in case.figures.items():
        found = figure(assessment, path)
        assert found is None if expected is None else is_near(found, expected, case.tolerance), (path, found)


NOTHING_SAID: list[tuple[str, Draft]] = [
    ("instrument", make_draft(instrument="NOPE")),
    ("rate", make_draft(currency="EUR")),
    ("position", make_draft(positions=[position(instrument="NOPE")])),
]


@pytest.mark.parametrize(("missing", "draft"), NOTHING_SAID)
def test_nothing_is_said_of_an_account_that_cannot_be_counted(missing: str, draft: Draft) -> None:
    evaluation = evaluate(draft)
    assert (evaluation.before, evaluation.quantity, evaluation.levels.liquidation) == (None, None, None), missing
    assert evaluation.risk_rate is None
    assert evaluation.effective_leverage is None


def test_the_account_is_known_before_the_entry_is() -> None:
    evaluation = evaluate(make_draft(entry_price=None))
    assert evaluation.before is not None
    assert evaluation.before.equity == 10000
    assert evaluation.unit is None


@pytest.mark.parametrize(
    "changes",
    [{"size": "0"}, {"size": "2"}, {"stop_price": None}, {"stop_price": "50000"}, {"stop_price": "51000"}],
    ids=str,
)
def test_no_quantity_is_guessed_where_the_input_leaves_none(changes: dict[str, object]) -> None:
    evaluation = evaluate(make_draft(**changes))
    assert evaluation.quantity is None
    assert evaluation.levels.break_even == 50000


def test_a_break_even_below_every_price_is_none() -> None:
    """A short at one tick pays its fee back just below: the next price down is no price."""
    short = make_draft(side="short", entry_price="0.1", stop_price="0.2", fee_rate="0.0005")
    evaluation = evaluate(short)
    assert evaluation.roots.break_even is not None
    assert Decimal("0.0998") < evaluation.roots.break_even < Decimal("0.1")
    assert evaluation.levels.break_even is None


def test_a_size_of_no_step_has_no_levels() -> None:
    evaluation = evaluate(make_draft(size_by="quantity", size="0.0009"))
    assert evaluation.quantity == 0
    assert evaluation.levels.liquidation is None
    assert assess(evaluation.draft).caps == ()


def test_equity_gone_has_neither_size_nor_rates() -> None:
    gone = {"positions": [position(mark_price="30000", quantity="1")]}
    assert evaluate(make_draft(**gone)).quantity is None
    sized = evaluate(make_draft(**gone, size_by="quantity", size="1"))
    assert sized.loss_at_stop == 1000
    assert sized.risk_rate is None
    assert sized.effective_leverage is None


def test_effective_leverage_counts_every_position() -> None:
    evaluation = evaluate(make_draft(positions=[position(quantity="0.4")]))
    assert evaluation.effective_leverage == 3  # (0.2 + 0.4) x 50,000 on 10,000
    assert evaluation.risk_rate == Decimal("0.02")


def test_what_cannot_be_bought_is_not_short_of_a_stop() -> None:
    evaluation = evaluate(make_draft(size_by="quantity", size="0.1", stop_price=None))
    assert evaluation.loss_at_stop is None
    assert evaluation.levels.liquidation is not None


@pytest.mark.parametrize(("side", "far"), [("long", "60739.9"), ("short", None)])
def test_a_hedge_has_a_liquidation_on_the_winning_side(side: str, far: str | None) -> None:
    held = position(side="short", quantity="1", stop_price="51000", margin_mode="cross")
    stop = "49000" if side == "long" else "51000"
    draft = make_draft(
        side=side, stop_price=stop, size_by="quantity", size="0.1", margin_mode="cross", positions=[held]
    )
    assert evaluate(draft).levels.far_liquidation == (None if far is None else Decimal(far))


def test_more_margin_is_asked_where_margin_follows_the_price() -> None:
    at_open = evaluate(fx_draft()).roots.liquidation
    venue = fx_draft().situation.venue.replace(margin_basis="current")
    current = evaluate(fx_draft(venue=venue)).roots.liquidation
    assert is_near(at_open, "0.916666666667", "1e-11")
    assert is_near(current, "0.915254237288", "1e-11")  # 10,000 + 100,000 (P - 1) = 0.5 x 100,000 P / 30


def test_the_path_has_a_corner_at_every_tier() -> None:
    caps = [
        {"notional_cap": cap, "maintenance_margin_rate": rate, "max_leverage": "50"}
        for cap, rate in (("45000", "0.01"), ("47500", "0.02"), ("900000", "0.05"))
    ]
    instrument = make_draft().situation.venue.instruments[0].replace(margin_tiers=caps)
    pool = evaluate(make_draft(size_by="quantity", size="1", venue=linear_venue(instrument))).pool
    assert pool is not None
    corners = [[int(number) for number in corner] for corner in pool.vertices(Decimal(40000), Decimal(55000))]
    assert corners == [[40000, -5000, 400], [45000, 0, 450], [47500, 2500, 500], [55000, 10000, 875]]


def test_the_path_is_dense_where_the_account_is_in_the_base_currency() -> None:
    pool = evaluate(fx_draft(currency="EUR")).pool
    assert pool is not None
    points = pool.vertices(Decimal("0.9"), Decimal("1.1"))
    assert len(points) > 30
    assert [price for price, _, _ in points] == sorted(price for price, _, _ in points)
    for price, equity, requirement in (points[0], points[-1]):
        assert is_near(equity, str(10000 + 100000 * (1 - 1 / price)), "1e-20")
        assert is_near(requirement, str(Decimal(100000) / 30), "1e-20")


def test_the_path_in_the_base_currency_is_as_true_at_low_prices_as_at_high_ones() -> None:
    """Equity is a + b / P: half way between two corners a chord is off by (r - 1)^2 / 4r of b / P, r their ratio."""
    pool = evaluate(fx_draft(currency="EUR")).pool
    assert pool is not None
    points = pool.vertices(Decimal("0.1"), Decimal("8.1"))
    for (low, start, _), (high, end, _) in pairwise(points):
        middle = (low + high) / 2
        assert abs((start + end) / 2 - pool.equity_at(middle)) < Decimal("0.005") * 100_000 / middle


def test_another_size_is_placed_in_an_account_that_has_lost() -> None:
    """1,000 lost, 0.1 at 10x: 9,000 of equity, 500 of margin; liquidated where 500 + 0.1 (P - 50,000) is 0.0005 P."""
    evaluation = evaluate(make_draft(size_by="quantity", size="0.2"))
    found = placed(evaluation, Decimal("0.1"), Decimal(1000))
    assert found.after is not None
    assert (found.after.equity, found.after.used_margin) == (Decimal(9000), Decimal(500))
    assert found.pool is not None
    assert found.pool.equity_at(Decimal(50000)) == Decimal(500)
    assert placed(evaluation, Decimal(0)).pool is evaluation.pool
    nothing = evaluate(make_draft(entry_price=None))
    assert placed(nothing, Decimal(1)) is nothing
