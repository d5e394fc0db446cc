from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Finding, Severity
from planner.domain.findings import RULES
from planner.domain.order_findings import minimum_quantity
from planner.domain.plan import Draft
from tests.cases.objection import Objection
from tests.cases.objections import INPUTS, OBJECTIONS
from tests.conftest import is_near, make_draft, position


def _raised(draft: Draft, objection: Objection) -> Finding | None:
    found = [f for f in evaluate(draft).findings if (f.code, f.field) == (objection.code, objection.field)]
    return found[0] if found else None


@pytest.mark.parametrize("objection", OBJECTIONS, ids=str)
def test_an_objection_is_made_with_its_weight_and_facts(objection: Objection) -> None:
    finding = _raised(objection.raised, objection)
    assert finding is not None
    assert finding.severity is Severity[objection.weight]
    for name, expected in objection.facts.items():
        fact = finding.facts[name]
        assert fact == expected or (isinstance(fact, Decimal) and is_near(fact, str(expected), "0")), name


@pytest.mark.parametrize("objection", OBJECTIONS, ids=str)
def test_an_objection_is_not_made_without_its_reason(objection: Objection) -> None:
    assert _raised(objection.silent, objection) is None


def test_every_rule_has_a_case() -> None:
    assert {objection.code for objection in OBJECTIONS} >= {rule.code for rule in RULES}
    assert {objection.weight for objection in INPUTS} == {"INPUT"}


def test_a_sound_plan_meets_no_objection() -> None:
    assert evaluate(make_draft()).findings == ()


def test_the_heaviest_objection_comes_first_after_the_inputs() -> None:
    draft = make_draft(
        size_by="quantity",
        size="0.1",
        stop_price=None,
        entry_price="50000.05",
        targets=[{"price": "60000", "share": "0.5"}],
    )
    assert [f.code for f in evaluate(draft).findings] == ["off_tick", "stop_missing", "unplanned_share"]


def test_a_stop_beyond_liquidation_is_not_also_beyond_the_margin_call() -> None:
    draft = make_draft(size_by="quantity", size="0.1", stop_price="45000")
    assert [f.code for f in evaluate(draft).findings] == ["stop_beyond_liquidation"]


def test_nothing_is_small_where_no_instrument_is_known() -> None:
    assert minimum_quantity(evaluate(make_draft(instrument="NOPE"))) == 0


def test_a_position_of_another_instrument_is_neither_hedge_nor_conflict() -> None:
    codes = {f.code for f in evaluate(make_draft(positions=[position(side="short", stop_price="51000")])).findings}
    assert "hedge" in codes
    assert "mode_conflict" not in codes


@pytest.mark.parametrize(("balance", "is_told"), [("10000", True), ("80000", True), ("200000", False)])
def test_a_liquidation_on_the_winning_side_is_told_where_the_price_may_get(balance: str, is_told: bool) -> None:  # noqa: FBT001 - a column of a table
    # 0.9 BTC net short: 80,000 last for a rise by some 88,000, 200,000 for one to more than four times the entry
    held = position(side="short", quantity="1", stop_price="51000", margin_mode="cross")
    plan = {"size_by": "quantity", "size": "0.1", "margin_mode": "cross", "wallet_balance": balance}
    evaluation = evaluate(make_draft(**plan, positions=[held]))
    assert evaluation.levels.far_liquidation is not None
    assert ("far_liquidation" in {f.code for f in evaluation.findings}) is is_told
