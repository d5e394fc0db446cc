"""The worst scenario is the same as when all are put to the account, and no floor lies above what is left."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.plan import Draft
from planner.domain.venue import Side
from planner.simulation.gap import Historic, historic_gaps, scenario_stress
from planner.simulation.stress import Stressed, stressed
from planner.simulation.way import Stress
from planner.simulation.worst import brought_by_others, least_left, left, prepared, worst
from planner.storage.plan_files import load_plan
from planner.storage.resources import RESOURCES
from planner.storage.scenario_files import shipped_scenarios
from tests.conftest import linear_instrument, linear_venue, make_draft, position
from tests.regimes import cash_draft, futures_draft, inverse_draft, loan_draft, spot_draft, stock_draft

REGIMES = (cash_draft, futures_draft, inverse_draft, loan_draft, spot_draft, stock_draft)
EXAMPLES = sorted(path.name for path in (RESOURCES / "examples").glob("*.json"))
LAST_DIGITS = Decimal("1e-20")


def _worst(evaluation: Evaluation) -> tuple[Historic, Stressed] | None:
    return worst(evaluation, prepared(evaluation, shipped_scenarios()))


def _rows(evaluation: Evaluation) -> list[Historic]:
    return [row for row in historic_gaps(evaluation, shipped_scenarios()) if row.is_adverse]


def _all(evaluation: Evaluation) -> dict[str, Decimal]:
    """What every scenario against the plan leaves."""
    found = {
        row.scenario.id: stressed(evaluation, scenario_stress(evaluation, row.scenario)) for row in _rows(evaluation)
    }
    return {name: left(result) for name, result in found.items() if result is not None}


def _agrees(evaluation: Evaluation) -> None:
    by_all, rows = _all(evaluation), _rows(evaluation)
    found = _worst(evaluation)
    if not by_all:
        assert found is None
        return
    assert found is not None
    assert abs(left(found[1]) - min(by_all.values())) < LAST_DIGITS
    for row in rows:
        stress = scenario_stress(evaluation, row.scenario)
        floor = least_left(evaluation, stress, brought_by_others(evaluation, stress))
        assert floor <= by_all[row.scenario.id] + LAST_DIGITS


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_worst_is_the_one_that_leaves_least_of_all(name: str) -> None:
    _agrees(evaluate(load_plan(RESOURCES / "examples" / name).draft))


@pytest.mark.parametrize("side", ["long", "short"])
@pytest.mark.parametrize("made", REGIMES)
def test_so_it_is_in_every_regime(made: Callable[..., Draft], side: str) -> None:
    draft = made()
    entry = draft.plan.entry_price or Decimal(1)
    stop = entry * (1 - Decimal("0.05") * (1 if side == "long" else -1))
    changed = draft.plan.model_copy(update={"side": type(draft.plan.side)(side), "stop_price": stop, "targets": ()})
    _agrees(evaluate(draft.replace(plan=changed)))


def test_without_a_stop_the_far_end_is_what_counts() -> None:
    """0.2 BTC at 50,000 without a stop, isolated with 1,000 of margin: Bitcoin's worst day takes 51.1 % of 10,000."""
    evaluation = evaluate(make_draft(stop_price=None, size_by="quantity", size="0.2"))
    found = _worst(evaluation)
    assert found is not None
    assert found[0].scenario.id == "btc20"
    _agrees(evaluation)


def _floor_of(draft: Draft, moves: dict[str, str], expected: str) -> None:
    """What is left after the moves, by hand, is no less than its floor."""
    evaluation = evaluate(draft)
    stress = Stress({symbol: Decimal(rate) for symbol, rate in moves.items()})
    result = stressed(evaluation, stress)
    assert result is not None
    assert left(result) == Decimal(expected)
    assert least_left(evaluation, stress, brought_by_others(evaluation, stress)) <= Decimal(expected)


def test_what_a_venue_takes_over_of_one_pool_makes_up_for_nothing_elsewhere() -> None:
    """Of 4,000 the plan sets 1,000 apart, loses 980 of it and is taken over; 3,000 less 12,000 of ether are left."""
    ether = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
    venue = linear_venue(linear_instrument(), ether, liquidation={"taken_over": True})
    held = {"quantity": "10", "entry_price": "3000", "mark_price": "3000", "stop_price": None}
    other = position(instrument="ETHUSDT", margin_mode="cross", **held)
    sized = {"size_by": "quantity", "size": "0.2", "leverage": "10", "stop_price": None}
    draft = make_draft(venue=venue, positions=[other], wallet_balance="4000", **sized)
    _floor_of(draft, {"BTCUSDT": "-0.098", "ETHUSDT": "-0.4"}, "-9000")


def test_a_guaranteed_stop_does_not_bound_what_is_liquidated_before_it() -> None:
    """0.2 BTC at 50x are gone before 45,000: of 10,000 a fall by 15,000 takes 3,000, not the 1,000 of the stop."""
    sized = {"size_by": "quantity", "size": "0.2", "leverage": "50", "targets": ()}
    draft = make_draft(stop_price="45000", guaranteed_stop={"premium": "0"}, **sized)
    _floor_of(draft, {"BTCUSDT": "-0.3"}, "7000")


def test_nothing_against_the_plan_is_nothing() -> None:
    evaluation = evaluate(make_draft())
    assert worst(evaluation, prepared(evaluation, ())) is None


def test_what_scenarios_come_to_is_taken_over_while_only_prices_change() -> None:
    draft = make_draft()
    first = prepared(evaluate(draft), shipped_scenarios())
    moved = draft.replace(plan=draft.plan.replace(stop_price=Decimal(48_000)))
    assert prepared(evaluate(moved), shipped_scenarios(), first) is first
    turned = draft.replace(plan=draft.plan.replace(side=Side.SHORT, stop_price=Decimal(51_000), targets=()))
    assert prepared(evaluate(turned), shipped_scenarios(), first) is not first
    poorer = draft.replace(situation=draft.situation.replace(positions=()))
    assert prepared(evaluate(poorer), shipped_scenarios(), first) is not first
