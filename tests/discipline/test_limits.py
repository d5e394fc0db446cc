from decimal import Decimal

import pytest

from planner.assess import Decision, assess
from planner.discipline.bounds import Cap, Usage
from planner.discipline.limits import allowed_quantity, state_at_stop
from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft, Rung
from tests.conftest import cfd_venue, fx_draft, is_near, limits, linear_instrument, linear_venue, make_draft, position


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


def _in_two_entries(size: str, wallet_balance: str = "290000") -> Draft:
    """Half at 50,000 and half at 49,500, in steps of one coin: one loses 1,000 and 500, 1 % may be lost."""
    return make_draft(
        venue=linear_venue(linear_instrument(quantity_step="1", min_quantity="1")),
        ladder=[{"price": "49500", "share": "0.5"}],
        size_by="quantity",
        size=size,
        wallet_balance=wallet_balance,
        limits=limits(single_trade_rate="0.01"),
    )


def test_the_size_that_is_left_of_several_entries_is_within_the_limit_itself() -> None:
    # 2 and 3 coins lose 3,500, 700 each: 4 are left of 2,900 by that; but 2 and 2 lose 3,000, and 1 and 2 lose 2,000
    verdict = assess(_in_two_entries("5")).verdict
    assert (verdict.decision, verdict.binding, verdict.quantity) == (Decision.SHRINK, "single_trade", Decimal(3))
    assert assess(_in_two_entries("3")).verdict.decision is Decision.TAKE


def test_of_several_entries_no_step_is_left_that_the_limit_allows() -> None:
    # 3 and 3 coins lose 4,500, 750 each: 4 are left of 3,600 by that; but 2 and 3 lose 3,500
    verdict = assess(_in_two_entries("6", wallet_balance="360000")).verdict
    assert (verdict.decision, verdict.binding, verdict.quantity) == (Decision.SHRINK, "single_trade", Decimal(5))


def test_of_several_entries_a_size_is_left_of_which_each_is_an_order() -> None:
    """Half, a tenth and four tenths: of six coins none is bought at 49,800, of seven one, and of five one."""
    ladder = [{"price": "49800", "share": "0.1"}, {"price": "49600", "share": "0.4"}]
    draft = _in_two_entries("20", wallet_balance="550000")
    sized = draft.plan.replace(ladder=[Rung.model_validate(rung) for rung in ladder])
    verdict = assess(draft.replace(plan=sized)).verdict
    assert (verdict.decision, verdict.binding, verdict.quantity) == (Decision.SHRINK, "single_trade", Decimal(5))


def test_several_entries_are_not_taken_where_no_size_is_within_the_limit_itself() -> None:
    # 1 and 2 coins lose 2,000: 2 are left of 1,400 by that; 1 and 1 lose 1,500, and one coin is no two orders
    verdict = assess(_in_two_entries("3", wallet_balance="140000")).verdict
    assert (verdict.decision, verdict.binding) == (Decision.DO_NOT_TAKE, "single_trade")


HALF = {"side": "short", "stop_price": "51000", "margin_mode": "cross", "size_by": "quantity"}
FREE = limits(single_trade_rate="1", total_open_rate="1", margin_level_floor="0.01")


@pytest.mark.parametrize(("size", "quantity"), [("1.5", "1.5"), ("2.1", "2.02")])
def test_margin_that_an_order_frees_by_closing_backs_what_it_opens(size: str, quantity: str) -> None:
    # 5,000 of 5,100 back a coin at 50,000; once that is closed all 5,100 back 1.02 coins on the other side
    held = position(quantity="1", margin_mode="cross", stop_price="49500")
    plan = {**HALF, "position_mode": "one_way", "wallet_balance": "5100", "positions": [held], "limits": FREE}
    found = assess(make_draft(**plan, size=size))
    assert found.verdict.quantity == Decimal(quantity)
    assert {cap.rule: cap.quantity for cap in found.caps}["available_margin"] == Decimal("2.02")


@pytest.mark.parametrize(
    ("rate", "rule", "quantity"),
    # of 20,000 a fifth is 4,000: 0.8 coins beside the one that is closed; 0.2 are below what is used already
    [("0.2", "margin_use", "1.8"), (None, "margin_level", "2.5")],
)
def test_limits_on_margin_count_what_is_used_once_the_order_has_closed_what_it_faces(
    rate: str | None, rule: str, quantity: str
) -> None:
    held = position(quantity="1", margin_mode="cross", stop_price="49500")
    level = limits(single_trade_rate="1", total_open_rate="1", margin_level_floor="2.6667", margin_use_rate=rate)
    plan = {**HALF, "position_mode": "one_way", "wallet_balance": "20000", "positions": [held], "limits": level}
    caps = {cap.rule: cap.quantity for cap in assess(make_draft(**plan, size="3")).caps}
    assert abs(caps[rule] - Decimal(quantity)) < Decimal("0.001")
    assert "only_closes" in {finding.code for finding in evaluate(make_draft(**plan, size="0.5")).findings}


@pytest.mark.parametrize(("share", "quantity"), [("2", "0.06"), ("1", "1.06"), ("0", "2.06")])
def test_of_a_hedge_that_costs_no_margin_no_margin_keeps_from_more(share: str, quantity: str) -> None:
    # a lot takes 3,333.33 of 3,533.33: 200 back 0.06 of another; the larger side alone leaves that beside one lot,
    # where the difference is charged two lots turn the account round, and 200 are left as before
    held = position(
        instrument="EURUSD", quantity="1", entry_price="1", mark_price="1", stop_price="0.99", leverage="30",
        margin_mode="cross",
    )  # fmt: skip
    draft = fx_draft(
        venue=cfd_venue(hedged_share=share), side="short", stop_price="1.01", size="3", wallet_balance="3533.34",
        positions=[held], limits=limits(single_trade_rate="1", total_open_rate="1", margin_level_floor="0.01"),
    )  # fmt: skip
    cap = next(cap for cap in assess(draft).caps if cap.rule == "available_margin")
    assert allowed_quantity(evaluate(draft), cap) == Decimal(quantity)


def test_the_level_at_the_stop_counts_what_an_order_has_closed_on_the_way() -> None:
    # short of one coin after two are sold: 20,000 - 1,000 at 51,000, over a tenth of 51,000
    held = position(quantity="1", margin_mode="cross", stop_price="49500")
    wanted = limits(single_trade_rate="1", total_open_rate="1", stop_margin_level_floor="1.9")
    plan = {**HALF, "position_mode": "one_way", "wallet_balance": "20000", "positions": [held], "limits": wanted}
    evaluation = evaluate(make_draft(**plan, size="2"))
    found = state_at_stop(evaluation)
    assert found is not None
    assert is_near(found.level(Decimal(2)), "3.7254901960784313725")
    largest = found.largest(Decimal("1.9"))
    assert largest is not None
    assert is_near(found.level(largest), "1.9")
