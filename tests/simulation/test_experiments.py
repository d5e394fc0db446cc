"""What is simulated of a plan, and the exact figures beside it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from planner.domain.evaluate import evaluate
from planner.domain.older_events import parted
from planner.domain.pause_edits import set_rules
from planner.simulation.experiments import Draws, drawn, exact_of, own_results
from planner.simulation.monte_carlo import Experiment, simulate
from planner.simulation.walks import Odds
from tests.conftest import fx_draft, make_draft
from tests.happenings import NOW, rule

EVEN = Odds(Decimal("0.5"), Decimal(1))


def _closed(count: int) -> list[dict[str, object]]:
    """Trades that win 2 R and lose 1 R in turn."""
    return [
        {
            "kind": "trade_closed",
            "id": f"c{at}",
            "at": f"2026-01-{at + 1:02}T12:00:00Z",
            "recorded_at": f"2026-01-{at + 1:02}T12:00:00Z",
            "trade": f"t{at}",
            "instrument": "BTCUSDT",
            "side": "long",
            "quantity": "1",
            "price": "1",
            "pnl": "200" if at % 2 else "-100",
            "risk": "100",
            "exit_reason": "target" if at % 2 else "stop",
        }
        for at in range(count)
    ]


def test_the_plans_share_at_risk_is_what_is_simulated() -> None:
    found = drawn(evaluate(make_draft()), Draws(EVEN, paths=100, trades=50, seed=3))
    assert found is not None
    assert (found.outcomes, found.risk, found.trades, found.paths, found.seed) == (EVEN, 0.02, 50, 100, 3)
    assert not found.fixed_money


def test_a_fixed_size_is_fixed_money() -> None:
    found = drawn(evaluate(fx_draft()), Draws(EVEN))
    assert found is not None
    assert found.fixed_money


def test_without_a_stop_there_is_nothing_to_simulate() -> None:
    evaluation = evaluate(make_draft(stop_price=None, size_by="quantity", size="0.1"))
    assert drawn(evaluation, Draws(EVEN)) is None


def test_own_results_are_drawn_from_once_there_are_ten() -> None:
    few, enough = make_draft(events=_closed(9)), make_draft(events=_closed(10))
    assert own_results(enough.situation) == (Decimal(-1), Decimal(2)) * 5
    assert drawn(evaluate(few), Draws(None)) is None
    found = drawn(evaluate(enough), Draws(None, cluster=3))
    assert found is not None
    assert (found.outcomes, found.cluster) == ((-1.0, 2.0) * 5, 3)
    assert exact_of(found) is None


def test_results_are_those_of_older_events_too() -> None:
    draft = make_draft(events=_closed(12))
    older, newest = parted(draft.situation.events, 5)
    packed = draft.situation.replace(events=newest, older_events=older)
    assert own_results(packed) == (Decimal(-1), Decimal(2)) * 6


def test_the_exact_pause_is_the_recurrence_of_runs() -> None:
    """Three losses in a row within five even trades: 8 of 32 sequences."""
    found = exact_of(Experiment(EVEN, 0.02, trades=5, pause_after=3))
    assert found is not None
    assert found.pause == pytest.approx(0.25)
    assert found.call is None


def test_one_loss_that_falls_to_the_warning_line_is_half_as_likely_as_not() -> None:
    """A fixed fraction of 0.5 at even odds and 1 R: one loss halves equity, and only the first trade is drawn."""
    found = exact_of(Experiment(EVEN, 0.5, trades=1, fall=0.5, drawdowns=(0.5,), call_below=0.5))
    assert found is not None
    assert (found.fall, found.drawdowns, found.call) == (0.5, (0.5,), 0.5)


@pytest.mark.parametrize("fixed_money", [False, True])
def test_what_is_simulated_lies_by_what_is_exact(fixed_money: bool) -> None:  # noqa: FBT001 - a parameter of the test
    experiment = Experiment(
        EVEN, 0.05, trades=100, paths=20_000, fixed_money=fixed_money, pause_after=5, call_below=0.6
    )
    found, exact = simulate(experiment), exact_of(experiment)
    assert found is not None
    assert exact is not None
    assert found.pause is not None
    assert found.call is not None
    pairs = [(found.fall, exact.fall), (found.pause, exact.pause), (found.call, exact.call)]
    pairs += list(zip(found.drawdowns, exact.drawdowns, strict=True))
    for estimate, value in pairs:
        assert value is not None
        assert abs(estimate.value - value) <= 5 * estimate.error


def test_an_account_at_its_warning_line_is_warned_for_certain() -> None:
    found = exact_of(Experiment(EVEN, 0.02, trades=5, call_below=1.0))
    assert found is not None
    assert found.call == 1


TRAILING = {"kind": "loss", "id": "trail", "anchor": "high_water_intraday", "basis": "equity", "rate": "0.1"}
STATIC = {"kind": "loss", "id": "floor", "anchor": "initial", "rate": "0.1"}
DAILY = {"kind": "loss", "id": "day", "anchor": "day_start", "rate": "0.01"}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([{**TRAILING, "initial": "10000"}], (None, 0.1, None)),
        ([{**TRAILING, "rate_of": "initial", "initial": "5000"}], (None, 0.05, None)),
        ([{**STATIC, "initial": "11000"}], (None, None, 0.01)),  # a floor of 9,900 below 10,000
        ([{**STATIC, "rate": None, "amount": "500", "initial": "10000"}], (None, None, 0.05)),
        ([{**STATIC, "initial": "20000"}], (None, None, None)),  # its floor lies above already
        ([{**STATIC, "initial": "10000", "action": "warn"}, DAILY], (None, None, None)),
        ([{"kind": "losses", "id": "row", "pause_at": 4}, {**STATIC, "initial": "10000"}], (4, None, 0.1)),
    ],
)
def test_every_rule_that_does_not_count_by_days_can_bring_a_pause(
    rules: list[dict[str, object]], expected: tuple[object, ...]
) -> None:
    found = drawn(evaluate(make_draft(rules=rules)), Draws(EVEN))
    assert found is not None
    assert (found.pause_after, found.pause_drawdown, found.pause_fall) == pytest.approx(expected)


def test_the_rules_that_were_set_last_bring_the_pause() -> None:
    draft = make_draft(rules=[{"kind": "losses", "id": "row", "pause_at": 4}], events=_closed(1))
    stricter = set_rules((rule("losses", id="row", pause_at=2, warn_at=1),), NOW + timedelta(days=1)).change(draft)
    for known, expected in ((draft, 4), (stricter, 2)):
        found = drawn(evaluate(known), Draws(EVEN))
        assert found is not None
        assert found.pause_after == expected


@pytest.mark.parametrize("change", [{"pause_drawdown": 0.2}, {"pause_fall": 0.1}, {"pause_after": 6}])
def test_a_pause_by_one_rule_alone_is_known_exactly(change: dict[str, float]) -> None:
    experiment = replace(Experiment(EVEN, 0.03, trades=60, paths=40_000), **change)
    found, exact = simulate(experiment), exact_of(experiment)
    assert found is not None
    assert found.pause is not None
    assert exact is not None
    assert exact.pause is not None
    assert abs(found.pause.value - exact.pause) <= 4 * found.pause.error


def test_a_pause_by_any_of_several_rules_is_counted_once() -> None:
    """Of two rules it is no less than by either, no more than by both, and not known exactly."""
    both = Experiment(EVEN, 0.03, trades=60, paths=20_000, pause_after=6, pause_drawdown=0.2)
    found = simulate(both)
    alone = [simulate(replace(both, pause_after=None)), simulate(replace(both, pause_drawdown=None))]
    assert found is not None
    counted = [one.pause.value for one in alone if one is not None and one.pause is not None]
    assert found.pause is not None
    assert max(counted) < found.pause.value < sum(counted)
    exact = exact_of(both)
    assert exact is not None
    assert exact.pause is None
