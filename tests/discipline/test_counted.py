"""What counts as a loss, a deviation or a trade, and the rules that need no lock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from planner.discipline.judging import Proposal, RuleStanding, judge
from planner.discipline.replay import replay
from planner.domain.journal import Event
from planner.domain.pause_rules import PauseRule, Reset
from tests.happenings import NOW, closed, event, opened, rule

BUY = Proposal("EURUSD", "long", Decimal(1))
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def _row(made: PauseRule, events: Iterable[Event], now: datetime, proposal: Proposal = BUY) -> RuleStanding:
    return judge(replay((made,), Reset(), events), proposal, now)[0]


def _results(*pnl: str, **changes: object) -> list[Event]:
    return [closed(NOW + hour * HOUR, result, **changes) for hour, result in enumerate(pnl)]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 1),  # the break-even trade ends the row
        ({"break_even": "is_left_out"}, 3),
        ({"break_even": "is_a_loss"}, 4),
        ({"minimum_loss": "5", "break_even": "is_left_out"}, 2),
        ({"minimum_loss": "5", "break_even": "is_a_loss"}, 4),
    ],
)
def test_a_result_that_is_neither_does_as_the_rule_says(changes: dict[str, object], count: int) -> None:
    made = rule("losses", pause_at=9, **changes)
    assert _row(made, _results("7", "-10", "-1", "0", "-10"), NOW + 9 * HOUR).used == count


def test_a_loss_of_exactly_the_minimum_counts() -> None:
    made = rule("losses", minimum_loss="5")
    assert _row(made, _results("-5", "-4.99999999"), NOW + 9 * HOUR).used == 0
    assert _row(made, _results("-4.99999999", "-5"), NOW + 9 * HOUR).used == 1


def test_the_legs_of_a_hedge_are_left_out_and_end_no_row() -> None:
    events = [closed(NOW, -10), closed(NOW + HOUR, 30, hedge_of="a"), closed(NOW + 2 * HOUR, -10, hedge_of="a")]
    assert _row(rule("losses"), events, NOW + 3 * HOUR).used == 1
    assert _row(rule("losses", hedge_legs=True), events, NOW + 3 * HOUR).used == 1
    assert _row(rule("losses", hedge_legs=True), events[:1] + events[2:], NOW + 3 * HOUR).used == 2


def test_stops_alone_can_be_counted() -> None:
    events = [
        *_results("-10"),
        closed(NOW + HOUR, -10, exit_reason="by_hand"),
        closed(NOW + 2 * HOUR, -1, exit_reason="liquidation"),
    ]
    assert _row(rule("losses", stops_only=True), events, NOW + 3 * HOUR).used == 2


def test_eight_small_losses_in_a_day_pause_without_any_streak() -> None:
    made = rule("losses", in_a_row=False, window_minutes=1440, pause_at=8)
    results = [result for _ in range(8) for result in ("-30", "1")]
    events = [closed(NOW + n * 30 * MINUTE, result) for n, result in enumerate(results)]
    assert _row(made, events[:-2], NOW + 8 * HOUR).state == "warned"
    assert _row(made, events, NOW + 8 * HOUR).state == "paused"


def test_a_window_lets_go_of_what_is_older() -> None:
    made = rule("losses", in_a_row=False, window_minutes=60, pause_at=3)
    events = [closed(NOW, -1), closed(NOW + 30 * MINUTE, -1)]
    assert [_row(made, events, NOW + minutes * MINUTE).used for minutes in (30, 59, 60, 90)] == [2, 2, 1, 0]


def test_deviations_in_a_row_are_counted_by_trade_and_a_planned_trade_ends_them() -> None:
    made = rule("deviations", pause_at=5)
    events = [
        opened(NOW, trade="a"),
        event("deviated", NOW + MINUTE, deviation="stop_widened", trade="a"),
        event("deviated", NOW + 2 * MINUTE, deviation="early_exit", trade="a"),
        closed(NOW + HOUR, 5, trade="a"),
        event("deviated", NOW + 2 * HOUR, deviation="no_plan"),
        closed(NOW + 3 * HOUR, -5, trade="b"),
    ]
    assert [_row(made, events[:n], NOW + 4 * HOUR).used for n in (2, 3, 4, 5, 6)] == [1, 1, 1, 2, 0]


def test_a_trade_of_which_no_plan_is_known_ends_no_row_of_deviations() -> None:
    made = rule("deviations", pause_at=5)
    events = [event("deviated", NOW, deviation="no_plan"), closed(NOW + HOUR, 5, has_plan=False)]
    assert _row(made, events, NOW + 2 * HOUR).used == 1
    assert _row(made, [*events, closed(NOW + 2 * HOUR, 5)], NOW + 3 * HOUR).used == 0


def test_a_trade_counts_when_it_is_opened_and_an_addition_to_it_does_not() -> None:
    made = rule("trades", pause_at=3)
    events = [
        opened(NOW, trade="a"),
        opened(NOW + HOUR, trade="a"),
        opened(NOW + 2 * HOUR, trade="b"),
        opened(NOW + 15 * HOUR, trade="c"),  # midnight exactly: the next day
    ]
    assert _row(made, events[:3], NOW + 3 * HOUR).used == 2
    assert _row(made, events, NOW + 15 * HOUR).used == 1
    assert _row(made, events[:3], NOW + 15 * HOUR).used == 0


def test_a_larger_size_after_a_loss_is_told_before_it_is_taken() -> None:
    # requirement V16: the same size again is none, twice the size is
    made = rule("size_up")
    lost = closed(NOW, -100, quantity="2")
    sizes = {
        size: _row(made, [lost], NOW + HOUR, Proposal("EURUSD", "long", Decimal(size))) for size in ("1", "2", "4")
    }
    assert {size: row.state for size, row in sizes.items()} == {"1": "active", "2": "active", "4": "warned"}
    assert sizes["4"].limit == 2
    assert _row(made, [lost], NOW + HOUR, Proposal("USDJPY", "long", Decimal(4))).state == "active"
    won = closed(NOW + MINUTE, 1, quantity="2")
    assert _row(made, [lost, won], NOW + HOUR, Proposal("EURUSD", "long", Decimal(4))).state == "active"


def test_doubling_after_every_loss_is_found_each_time() -> None:
    # requirement V16: 20,000, doubled after each of five losses, would be 640,000
    sizes = [20000 * 2**step for step in range(6)]
    events: list[Event] = []
    for step, size in enumerate(sizes[:5]):
        at = NOW + step * HOUR
        events += [
            opened(at, trade=f"t{step}", quantity=str(size)),
            closed(at + MINUTE, -1, trade=f"t{step}", quantity=str(size)),
        ]
        row = _row(rule("size_up"), events, at + MINUTE, Proposal("EURUSD", "long", Decimal(sizes[step + 1])))
        assert (row.state, row.used, row.limit) == ("warned", Decimal(sizes[step + 1]), Decimal(size))
    constant = Proposal("EURUSD", "long", Decimal(320000))
    assert _row(rule("size_up"), events, NOW + 9 * HOUR, constant).state == "active"


def test_a_larger_size_after_a_loss_that_was_taken_pauses_where_the_rule_blocks() -> None:
    made = rule("size_up", action="block_new")
    lost = closed(NOW, -100, quantity="2")
    doubled = opened(NOW + HOUR, quantity="4", trade="b")
    assert _row(made, [lost, doubled], NOW + HOUR).state == "paused"
    assert _row(made, [lost, opened(NOW + HOUR, quantity="2", trade="b")], NOW + HOUR).state == "active"
    addition = [opened(NOW - HOUR, trade="b"), lost, doubled]
    assert _row(made, addition, NOW + HOUR).state == "active"


def test_a_wait_after_any_exit_or_after_a_losing_one() -> None:
    lost, won = closed(NOW, -1), closed(NOW + 30 * MINUTE, 1)
    after_any, after_loss = rule("cool_down"), rule("cool_down", after_loss_only=True)
    row = _row(after_any, [lost, won], NOW + 89 * MINUTE)
    assert (row.state, row.until) == ("cooldown", NOW + 90 * MINUTE)
    assert _row(after_any, [lost, won], NOW + 90 * MINUTE).state == "active"
    assert _row(after_loss, [lost, won], NOW + 59 * MINUTE).until == NOW + HOUR
    assert _row(after_loss, [lost, won], NOW + HOUR).state == "active"
    assert _row(rule("cool_down", action="warn"), [lost], NOW + MINUTE).state == "warned"


@pytest.mark.parametrize(
    ("minutes", "state"), [(57, "active"), (58, "paused"), (60, "paused"), (62, "paused"), (63, "active")]
)
def test_no_new_trade_from_two_minutes_before_a_release_to_two_after_it(minutes: int, state: str) -> None:
    release = event(
        "news_announced", NOW, title="CPI", starts=NOW + HOUR, ends=NOW + 61 * MINUTE, instruments=["EURUSD"]
    )
    assert _row(rule("news"), [release], NOW + minutes * MINUTE).state == state
    assert _row(rule("news"), [release], NOW + minutes * MINUTE, Proposal("USDJPY", "long")).state == "active"


@pytest.mark.parametrize(
    ("level", "state"), [(None, "active"), ("2", "active"), ("1.99", "warned"), ("1.5", "warned"), ("1.49", "paused")]
)
def test_the_margin_level_before_the_trade(level: str | None, state: str) -> None:
    proposal = Proposal("EURUSD", "long", Decimal(1), None if level is None else Decimal(level))
    assert _row(rule("margin_level"), [], NOW, proposal).state == state


def test_an_account_that_cannot_be_computed_leaves_the_margin_level_unknown() -> None:
    row = _row(rule("margin_level"), [], NOW, Proposal("EURUSD", "long", is_known=False))
    assert (row.state, row.missing, row.is_blind) == ("unknown", "margin_level", True)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "losses", "warn_at": 4},
        {"kind": "losses", "pause_at": 0, "warn_at": 0},
        {"kind": "losses", "in_a_row": False},
        {"kind": "losses", "scope": "cluster"},
        {"kind": "losses", "instruments": ["EURUSD"]},
        {"kind": "loss", "anchor": "day_start"},
        {"kind": "loss", "anchor": "day_start", "rate": "0.1", "amount": "5"},
        {"kind": "loss", "anchor": "initial", "rate": "0.1"},
        {"kind": "loss", "anchor": "day_start", "rate": "0.1", "rate_of": "initial"},
        {"kind": "loss", "anchor": "day_start", "rate": "0.1", "lock_at": "5"},
        {"kind": "loss", "anchor": "day_start", "amount": "5", "scope": "instrument"},
        {"kind": "loss", "anchor": "day_start", "amount": "5", "include_costs": False},
        {"kind": "margin_level", "warn_below": "1"},
        {"kind": "losses", "reset": {"zone": "Europe/Atlantis"}},
    ],
)
def test_a_rule_that_cannot_be_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"value_error|greater_than_equal"):
        rule(**{"id": "x", **fields})  # type: ignore[arg-type] # the kind is among them
