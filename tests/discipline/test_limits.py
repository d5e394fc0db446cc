from decimal import Decimal

import pytest

from planner.assess import assess
from planner.discipline.bounds import Cap, Usage
from planner.discipline.limits import allowed_quantity
from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft
from tests.conftest import limits, make_draft, position


def _usages(draft: Draft) -> tuple[Usage, ...]:
    return assess(draft).usages


def test_a_limit_is_shown_with_what_is_used_and_added() -> None:
    single, total = _usages(make_draft(size="0.01", positions=[position(mark_price="51000")]))
    assert single == Usage("single_trade", Decimal(0), Decimal(101), Decimal(202))
    assert total == Usage("total_open_risk", Decimal(100), Decimal(101), Decimal(606))


def test_a_position_without_a_stop_is_an_unbounded_use() -> None:
    single, total = _usages(make_draft(positions=[position(stop_price=None)]))
    assert (single.used, total.used) == (Decimal(0), None)


def test_a_plan_without_a_stop_adds_an_unbounded_risk() -> None:
    assert [usage.added for usage in _usages(make_draft(size_by="quantity", size="0.1", stop_price=None))] == [
        None,
        None,
    ]


@pytest.mark.parametrize(
    "draft",
    [make_draft(instrument="NOPE"), make_draft(positions=[position(mark_price="40000", quantity="1")])],
    ids=["nothing known", "equity gone"],
)
def test_no_limit_can_be_shown_where_there_is_no_equity(draft: Draft) -> None:
    assert _usages(draft) == ()


@pytest.mark.parametrize(("cap", "left"), [("0.1239", "0.123"), ("0.0009", "0"), ("0", "0"), ("-3", "0")])
def test_what_a_cap_leaves_is_rounded_down_and_never_below_nothing(cap: str, left: str) -> None:
    assert allowed_quantity(evaluate(make_draft()), Cap("single_trade", Decimal(cap))) == Decimal(left)


def test_a_cap_leaves_nothing_of_an_unknown_instrument() -> None:
    assert allowed_quantity(evaluate(make_draft(instrument="NOPE")), Cap("single_trade", Decimal(1))) == 0


@pytest.mark.parametrize(
    ("single", "total", "quantity"), [("0.02", "0.06", "0.2"), ("0.01", "0.06", "0.1"), ("0.02", "0.005", "0.05")]
)
def test_the_tighter_of_two_risk_limits_decides(single: str, total: str, quantity: str) -> None:
    draft = make_draft(size="0.02", limits=limits(single_trade_rate=single, total_open_rate=total))
    assert assess(draft).verdict.quantity == Decimal(quantity)
