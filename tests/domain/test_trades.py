"""Trades of the book: what is sealed, and what follows from fills, by hand."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.fault import FaultError
from planner.domain.trades import (
    BookAccount,
    ClosedTrade,
    Fill,
    FillKind,
    Result,
    average_price,
    planned_trade,
    result_of,
    total_quantity,
)
from tests.conftest import make_draft

D = Decimal
AT = datetime(2026, 1, 5, tzinfo=UTC)


def _fill(kind: str, quantity: str, price: str) -> Fill:
    return Fill.model_validate({"kind": kind, "at": AT, "recorded_at": AT, "quantity": quantity, "price": price})


FILLS = (_fill("entry", "1", "100"), _fill("entry", "3", "104"), _fill("exit", "2", "110"))


def _closed(pnl: str, risk: str | None) -> ClosedTrade:
    opened = {"account": 1, "instrument": "X", "side": "long", "opened_at": AT, "recorded_at": AT, "quantity": "2"}
    closed = {"closed_at": AT, "close_recorded_at": AT, "exit_price": "110", "exit_reason": "target", "pnl": pnl}
    return ClosedTrade.model_validate({**opened, **closed, "open_quantity": "0", "entry_price": "100", "risk": risk})


def test_fills_are_added_up_by_quantity() -> None:
    assert average_price(FILLS[:2]) == D(103)
    assert [total_quantity(FILLS, kind) for kind in FillKind] == [D(4), D(2)]


@pytest.mark.parametrize(("pnl", "result"), [("1", Result.WIN), ("-0.01", Result.LOSS), ("0", Result.EVEN)])
def test_a_profit_wins_and_a_loss_loses(pnl: str, result: Result) -> None:
    assert result_of(D(pnl)) == _closed(pnl, "20").result == result


@pytest.mark.parametrize(("risk", "multiple"), [("20", D("1.5")), ("0", None), (None, None)])
def test_profit_is_told_in_what_was_risked(risk: str | None, multiple: Decimal | None) -> None:
    assert _closed("30", risk).r_realised == multiple


def test_a_plan_is_sealed_with_its_figures() -> None:
    target = [{"price": "53000", "share": "1"}]
    planned = planned_trade(evaluate(make_draft(size_by="quantity", size="0.2", targets=target)))
    assert (planned.quantity, planned.risk, planned.reward_risk) == (D("0.2"), D(200), D(3))
    bare = planned_trade(evaluate(make_draft(size_by="quantity", size="0.2", stop_price=None)))
    assert (bare.risk, bare.reward_risk) == (None, None)


def test_a_plan_without_a_quantity_is_not_sealed() -> None:
    with pytest.raises(FaultError) as caught:
        planned_trade(evaluate(make_draft(stop_price=None)))
    assert caught.value.fault.code == "plan_incomplete"


def test_days_of_an_account_begin_where_it_says() -> None:
    account = BookAccount(name="A", venue="B", currency="USD", equity_base=D(1), zone="Asia/Tokyo", reset_clock="06:00")
    assert (account.reset.zone, account.reset.clock) == ("Asia/Tokyo", "06:00")
