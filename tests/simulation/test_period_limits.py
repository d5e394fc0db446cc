"""Limits of a day, a week and a month in a simulation, against every sequence of a few trades."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from msgspec.structs import replace

from planner.discipline.calendar import Period
from planner.domain.evaluate import evaluate
from planner.domain.journal import Event
from planner.simulation.experiments import Draws, drawn, exact_of, own_trades_per_day
from planner.simulation.monte_carlo import Experiment, simulate
from planner.simulation.period_limits import PeriodLimit
from planner.simulation.walks import Odds
from tests.conftest import make_draft
from tests.happenings import NOW, closed

ODDS = Odds(Decimal("0.4"), Decimal("1.5"))
DAY, WEEK = Period.DAY, Period.WEEK
TWO_A_DAY = Experiment(ODDS, 0.02, trades=11, paths=40_000, trades_per_day=2)
LIMITS = {
    "a day": (PeriodLimit(DAY, 0.035),),
    "a day, of the first equity": (PeriodLimit(DAY, 0.035, of_first=True),),
    "a week": (PeriodLimit(WEEK, 0.09),),
    "a day and a week": (PeriodLimit(DAY, 0.045), PeriodLimit(WEEK, 0.07, of_first=True)),
}


def _equities(results: tuple[float, ...], experiment: Experiment) -> list[float]:
    found = [1.0]
    for result in results:
        at_risk = experiment.risk * (1.0 if experiment.fixed_money else found[-1])
        found.append(found[-1] + at_risk * result)
    return found


def _is_paused(equities: list[float], limit: PeriodLimit, trades: int) -> bool:
    for trade in range(1, len(equities)):
        start = equities[(trade - 1) // trades * trades]
        lost = limit.share * (1.0 if limit.of_first else start)
        if start - equities[trade] >= lost - 1e-9:
            return True
    return False


def _over_all_sequences(experiment: Experiment, days: dict[Period, int]) -> float:
    """The probability that any limit is reached, added up over every sequence of trades."""
    win_rate, found = float(ODDS.win_rate), 0.0
    for wins in product((True, False), repeat=experiment.trades):
        equities = _equities(tuple(1.5 if won else -1.0 for won in wins), experiment)
        spans = ((limit, days[limit.period] * experiment.trades_per_day) for limit in experiment.pause_periods)
        if any(_is_paused(equities, limit, trades) for limit, trades in spans):
            found += win_rate ** sum(wins) * (1.0 - win_rate) ** (len(wins) - sum(wins))
    return found


@pytest.mark.parametrize("fixed_money", [False, True], ids=["fraction", "money"])
@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
def test_a_limit_of_a_period_pauses_as_often_as_among_all_sequences(
    limits: tuple[PeriodLimit, ...],
    fixed_money: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    experiment = replace(TWO_A_DAY, pause_periods=limits, fixed_money=fixed_money)
    expected = _over_all_sequences(experiment, {DAY: 1, WEEK: 5})
    found, exact = simulate(experiment), exact_of(experiment)
    assert found is not None
    assert found.pause is not None
    assert exact is not None
    assert 0.01 < expected < 0.99
    assert abs(found.pause.value - expected) <= 4 * found.pause.error
    is_alike = len(limits) == 1 and limits[0].of_first is fixed_money
    assert exact.pause == (pytest.approx(expected, abs=1e-12) if is_alike else None)


def test_a_limit_of_a_day_that_one_trade_cannot_reach_is_met_on_days_of_more() -> None:
    limit = (PeriodLimit(DAY, 0.035),)
    found = [simulate(replace(TWO_A_DAY, pause_periods=limit, trades_per_day=count)) for count in (1, 2)]
    shares = [one.pause.value for one in found if one is not None and one.pause is not None]
    assert shares[0] == 0 < shares[1]


@pytest.mark.parametrize(("most", "expected"), [(2, 1.0), (3, 0.0)])
def test_as_many_trades_a_day_as_a_rule_allows_pause_for_certain(most: int, expected: float) -> None:
    experiment = replace(TWO_A_DAY, pause_trades=most)
    found, exact = simulate(experiment), exact_of(experiment)
    assert found is not None
    assert found.pause is not None
    assert exact is not None
    assert (found.pause.value, exact.pause) == (expected, expected)


@pytest.mark.parametrize(("symbol", "expected"), [("BTCUSDT", 2), ("ETHUSDT", None)])
def test_a_rule_of_instruments_together_pauses_trades_in_one_of_them_alone(symbol: str, expected: int | None) -> None:
    rule = {"kind": "losses", "id": "row", "pause_at": 2, "scope": "cluster", "instruments": [symbol]}
    found = drawn(evaluate(make_draft(rules=[rule])), Draws(ODDS))
    assert found is not None
    assert found.pause_after == expected


def test_the_nearest_limit_of_each_period_is_taken_from_the_rules() -> None:
    """An account of 10,000: 300 are 3 % of the first equity, and 1 % of 20,000 is 2 % of it."""
    rules = [
        {"kind": "loss", "id": "a", "anchor": "day_start", "rate": "0.05"},
        {"kind": "loss", "id": "b", "anchor": "day_start", "rate": "0.04"},
        {"kind": "loss", "id": "c", "anchor": "week_start", "amount": "300"},
        {"kind": "loss", "id": "d", "anchor": "month_start", "rate": "0.01", "rate_of": "initial", "initial": "20000"},
        {"kind": "trades", "id": "e", "pause_at": 5},
    ]
    found = drawn(evaluate(make_draft(rules=rules)), Draws(ODDS, trades_per_day=3))
    assert found is not None
    assert found.pause_periods == (
        PeriodLimit(DAY, 0.04),
        PeriodLimit(WEEK, 0.03, of_first=True),
        PeriodLimit(Period.MONTH, 0.02, of_first=True),
    )
    assert (found.pause_trades, found.trades_per_day) == (5, 3)


def _daily(counts: tuple[int, ...]) -> list[Event]:
    return [
        closed(NOW + timedelta(days=day, minutes=number), 1, trade=f"{day}.{number}")
        for day, count in enumerate(counts)
        for number in range(count)
    ]


@pytest.mark.parametrize(("counts", "expected"), [((), 1), ((1,), 1), ((3, 0, 4), 4), ((2, 2, 1), 2)])
def test_trades_a_day_are_as_many_as_on_days_with_any(counts: tuple[int, ...], expected: int) -> None:
    assert own_trades_per_day(make_draft(events=_daily(counts)).situation) == expected
