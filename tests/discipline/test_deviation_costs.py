"""What departures cost, computed by hand; and limits through time."""

from datetime import UTC, datetime
from decimal import Decimal

from planner.discipline.deviation_costs import departures, outcome_of
from planner.domain.journal import DeviationKind
from planner.domain.trades import TradeResult
from tests.happenings import NOW

WIDENED, EARLY, OVERRIDE = DeviationKind.STOP_WIDENED, DeviationKind.EARLY_EXIT, DeviationKind.OVERRIDE


def _result(number: int, pnl: str, risk: str | None = "100", *, has_plan: bool = True) -> TradeResult:
    return TradeResult(number, NOW, "EURUSD", "long", Decimal(pnl), None if risk is None else Decimal(risk), has_plan)


TRADES = (
    _result(1, "200"),
    _result(2, "-100"),
    _result(3, "50", risk=None),
    _result(4, "-250"),
    _result(5, "30", risk="50"),
    _result(6, "-300", risk="200"),
)
KINDS = {4: {WIDENED}, 5: {EARLY}, 6: {WIDENED, OVERRIDE}}


def test_trades_as_planned_are_those_without_a_deviation() -> None:
    planned = departures(TRADES, KINDS).planned
    # 200 - 100 + 50; R of the first two: 2 - 1
    assert [planned.trades, planned.pnl, planned.mean_pnl] == [3, 150, 50]
    assert [planned.counted, planned.r, planned.mean_r] == [2, 1, Decimal("0.5")]


def test_each_kind_has_its_sum_its_mean_and_its_difference_the_costliest_first() -> None:
    costs = departures(TRADES, KINDS).costs
    assert [cost.kind for cost in costs] == [WIDENED, OVERRIDE, EARLY]
    widened, override, early = costs
    # losses of 250 and 300, of 2.5 and 1.5 R
    assert [widened.outcome.pnl, widened.outcome.mean_pnl, widened.outcome.r] == [-550, -275, -4]
    # -275 - 50, and -2 - 0.5
    assert [widened.pnl_difference, widened.r_difference] == [-325, Decimal("-2.5")]
    assert [override.outcome.trades, override.outcome.mean_r] == [1, Decimal("-1.5")]
    # 30 - 50, and 0.6 - 0.5
    assert [early.pnl_difference, early.r_difference] == [-20, Decimal("0.1")]


def test_every_override_has_a_row_of_its_own_below_its_kind() -> None:
    first, second = datetime(2026, 4, 1, 9, tzinfo=UTC), datetime(2026, 4, 3, 9, tzinfo=UTC)
    kinds = KINDS | {4: {OVERRIDE}}
    costs = departures(TRADES, kinds, {6: first, 4: second}).costs
    assert [(cost.kind, cost.at) for cost in costs] == [
        (OVERRIDE, None), (OVERRIDE, first), (OVERRIDE, second), (WIDENED, None), (EARLY, None),
    ]  # fmt: skip
    # -300 and -250 alone, beside 50 of a trade as planned
    assert [cost.outcome.pnl for cost in costs[:3]] == [-550, -300, -250]
    assert [cost.pnl_difference for cost in costs[1:3]] == [-350, -300]


def test_without_trades_as_planned_there_is_nothing_to_compare_with() -> None:
    found = departures(TRADES[3:4], KINDS)
    assert found.planned.mean_pnl is None
    (cost,) = found.costs
    assert [cost.pnl_difference, cost.r_difference] == [None, None]


def test_nothing_brought_nothing() -> None:
    assert outcome_of(()).mean_r is None
    assert departures((), {}).costs == ()


def test_a_trade_without_a_plan_is_neither_as_planned_nor_a_departure() -> None:
    imported = _result(7, "900", has_plan=False)
    found = departures((*TRADES, imported), KINDS)
    assert found.planned == departures(TRADES, KINDS).planned
    assert [found.unknown.trades, found.unknown.pnl, found.unknown.r] == [1, 900, 9]
    departed = departures((*TRADES, imported), {**KINDS, 7: {EARLY}})
    assert [departed.unknown.trades, departed.costs[-1].outcome.trades] == [0, 2]
