"""Every figure by hand: a plan to buy 2 at 100 with a stop at 90 (distance 10) and targets at 120 and 130; R is 20."""

from datetime import UTC, datetime
from decimal import Decimal, localcontext

import pytest

from planner.domain.journal import DeviationKind, ExitReason
from planner.domain.planned_actual import (
    Breach,
    adding_breaches,
    compare,
    corrected_breaches,
    entry_breaches,
    exit_breaches,
    stop_breaches,
)
from planner.domain.trades import ClosedTrade, Fill, FillKind, OpenTrade, PlannedTrade, StopMove, average_price
from planner.domain.venue import Side

D = Decimal
AT = datetime(2026, 1, 5, tzinfo=UTC)
TARGETS = [{"price": "120", "share": "0.5"}, {"price": "130", "share": "0.5"}]


def _planned(**changes: object) -> PlannedTrade:
    values = {"instrument": "X", "side": "long", "entry_price": "100", "stop_price": "90", "targets": TARGETS}
    return PlannedTrade.model_validate({**values, "quantity": "2", "risk": "20", "reward_risk": "2.5", **changes})


SHORT = _planned(side="short", stop_price="110", targets=[{"price": "80", "share": "1"}])


def _trade(kind: type[OpenTrade] = OpenTrade, **changes: object) -> OpenTrade:
    values = {"account": 1, "instrument": "X", "side": "long", "opened_at": AT, "recorded_at": AT, "quantity": "2"}
    return kind.model_validate({**values, "open_quantity": "2", "entry_price": "100", "risk": "20", **changes})


def _closed(price: str, reason: str, pnl: str = "0", **changes: object) -> ClosedTrade:
    closing = {"closed_at": AT, "close_recorded_at": AT, "exit_price": price, "pnl": pnl, "exit_reason": reason}
    trade = _trade(ClosedTrade, **closing, **changes)
    assert isinstance(trade, ClosedTrade)
    return trade


def _entry(price: str, quantity: str = "2") -> Fill:
    return Fill(kind=FillKind.ENTRY, at=AT, recorded_at=AT, quantity=D(quantity), price=D(price))


def _move(price: str | None) -> StopMove:
    return StopMove(at=AT, recorded_at=AT, stop_price=None if price is None else D(price))


def test_figures_of_a_closed_trade() -> None:
    moves = [_move("90"), _move("86"), _move(None), _move("95")]
    found = compare(_planned(), _closed("110", "by_hand", "-30", entry_price="102", quantity="3"), moves)
    assert (found.entry_slippage, found.entry_slippage_r) == (D(2), D("0.2"))
    assert (found.quantity_ratio, found.stop_widened) == (D("1.5"), D(4))
    assert (found.is_early_exit, found.r_planned, found.r_realised) == (True, D("2.5"), D("-1.5"))


def test_figures_of_a_short_are_those_of_a_long_in_a_mirror() -> None:
    found = compare(SHORT, _trade(side="short", entry_price="98"), [_move("110"), _move("113")])
    assert (found.entry_slippage, found.entry_slippage_r, found.stop_widened) == (D(2), D("0.2"), D(3))


def test_an_entry_better_than_planned_slips_below_zero() -> None:
    assert compare(_planned(), _trade(entry_price="99")).entry_slippage == D(-1)


def test_without_a_stop_and_a_risk_nothing_is_told_in_r() -> None:
    found = compare(_planned(stop_price=None, risk=None), _closed("110", "target", "5", risk=None))
    assert (found.entry_slippage_r, found.r_realised, found.stop_widened) == (None, None, D(0))


@pytest.mark.parametrize(
    ("planned", "price", "quantity", "stop", "expected"),
    [
        (_planned(), "101", "2", "90", []),  # a tenth of the stop distance is within the plan
        (_planned(), "101.01", "2", "90", ["entry_outside_plan"]),
        (_planned(), "80", "2", "90", []),  # better is no deviation
        (_planned(), "100", "2.1", "90", ["size_above_plan"]),
        (_planned(), "100", "1", None, ["no_stop"]),
        (_planned(), "100", "2", "89", ["stop_widened"]),
        (_planned(), "100", "2", "91", []),
        (SHORT, "98.9", "2", "110", ["entry_outside_plan"]),
        (SHORT, "100", "2", "111", ["stop_widened"]),
        (_planned(stop_price=None), "100.01", "2", "90", ["entry_outside_plan"]),
        (None, "100", "2", "90", ["no_plan"]),
        (None, "100", "2", None, ["no_plan", "no_stop"]),
    ],
)
def test_an_entry_departs_from_its_plan(
    planned: PlannedTrade | None, price: str, quantity: str, stop: str | None, expected: list[str]
) -> None:
    found = entry_breaches(planned, _entry(price, quantity), None if stop is None else D(stop))
    assert [breach.kind for breach in found] == expected


@pytest.mark.parametrize(
    ("side", "before", "after", "expected"),
    [
        (Side.LONG, "90", "89", [DeviationKind.STOP_WIDENED]),
        (Side.LONG, "90", "95", []),
        (Side.SHORT, "110", "111", [DeviationKind.STOP_WIDENED]),
        (Side.SHORT, "110", "105", []),
        (Side.LONG, "90", None, [DeviationKind.STOP_REMOVED]),
        (Side.LONG, None, "80", []),
        (Side.LONG, "90", "90.0", []),
    ],
)
def test_a_stop_moves(side: Side, before: str | None, after: str | None, expected: list[DeviationKind]) -> None:
    found = stop_breaches(side, None if before is None else D(before), _move(after))
    assert [breach.kind for breach in found] == expected


@pytest.mark.parametrize(
    ("planned", "trade", "expected"),
    [
        (_planned(), _closed("119", "by_hand"), ["early_exit"]),
        (_planned(), _closed("95", "time"), ["early_exit"]),
        (_planned(), _closed("120", "by_hand"), []),
        (_planned(), _closed("90", "by_hand"), []),
        (_planned(), _closed("119", "trailing_stop"), []),
        (_planned(), _closed("91", "liquidation"), []),
        (_planned(targets=[]), _closed("110", "by_hand"), []),
        (_planned(stop_price=None), _closed("50", "by_hand"), ["early_exit"]),
        (SHORT, _closed("81", "by_hand", side="short"), ["early_exit"]),
        (SHORT, _closed("80", "by_hand", side="short"), []),
        (None, _closed("110", "by_hand"), []),
    ],
)
def test_an_exit_is_early(planned: PlannedTrade | None, trade: ClosedTrade, expected: list[str]) -> None:
    assert [breach.kind for breach in exit_breaches(planned, trade)] == expected


@pytest.mark.parametrize(
    ("planned", "changes", "expected"),
    [
        (_planned(), {"pnl": "1"}, []),
        (None, {"quantity": "9", "entry_price": "200"}, []),
        (_planned(), {"quantity": "9"}, ["size_above_plan"]),
        (_planned(), {"entry_price": "101"}, []),  # a tenth of the stop's distance at most
        (_planned(), {"entry_price": "101.1"}, ["entry_outside_plan"]),
        (_planned(), {"exit_reason": "by_hand", "exit_price": "100"}, ["early_exit"]),
    ],
)
def test_a_corrected_trade_departs_from_its_plan(
    planned: PlannedTrade | None, changes: dict[str, str], expected: list[str]
) -> None:
    before = _closed("120", "target")
    assert [breach.kind.value for breach in corrected_breaches(planned, before, before.replace(**changes))] == expected


def test_adding_deviates_on_the_losing_side_and_once_above_the_plan() -> None:
    assert adding_breaches(_planned(), _trade(quantity="1"), _entry("101", "1")) == ()
    found = adding_breaches(_planned(), _trade(quantity="1"), _entry("99", "2"))
    assert found == (
        Breach(DeviationKind.ADDED_TO_LOSER, AT, D(100), D(99)),
        Breach(DeviationKind.SIZE_ABOVE_PLAN, AT, D(2), D(3)),
    )
    assert adding_breaches(_planned(), _trade(quantity="3"), _entry("101", "1")) == ()
    short = adding_breaches(None, _trade(side="short"), _entry("101"))
    assert [breach.kind for breach in short] == [DeviationKind.ADDED_TO_LOSER]


def test_a_mean_price_is_weighted_and_can_be_kept() -> None:
    # (1 x 100 + 2 x 101) / 3 = 100.666..., to the 18 places that a number may have
    found = average_price([_entry("100", "1"), _entry("101", "2")])
    assert str(found) == "100.666666666666666667"
    assert _trade(entry_price=found).entry_price == found


def test_the_threads_own_arithmetic_changes_nothing() -> None:
    with localcontext(prec=2):
        closed = _closed("110.123", "by_hand", "1.2345")
        found = compare(_planned(), closed, [_move("89.999")])
        assert (found.stop_widened, found.r_realised) == (D("0.001"), D("0.061725"))
        assert average_price([_entry("100.5", "1"), _entry("101.5", "1")]) == D(101)
        assert exit_breaches(_planned(), closed)[0].actual == D("110.123")
    assert closed.exit_reason is ExitReason.BY_HAND
